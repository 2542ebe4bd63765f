"""The doors: web, command line, post; all call the same actions."""
