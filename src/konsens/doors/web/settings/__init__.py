"""Where an organisation furnishes its rooms."""
