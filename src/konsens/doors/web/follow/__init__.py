"""What somebody follows, and how they stop."""
