"""Finding again what was said: by words, and by likeness."""
