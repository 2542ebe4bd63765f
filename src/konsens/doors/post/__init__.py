"""What leaves the house: mail, rendered at sending time."""
