"""Photos, for those who may see them."""
