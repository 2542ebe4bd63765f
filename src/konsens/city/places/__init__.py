"""Where: areas, the names people use for them, streets."""
