"""What was said: list, map, and saying something."""
