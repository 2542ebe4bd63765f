"""The web: one folder per place in the building."""
