"""What happens near you: what you follow, what was sent, once."""
