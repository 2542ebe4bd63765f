"""Telling: who was heard, what is new, what is alike."""
