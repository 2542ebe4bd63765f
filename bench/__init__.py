"""Speed and size, measured (make bench-web, bench-likeness, bench-consensus)."""
