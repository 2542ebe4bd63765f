"""Kümmern: what becomes of it."""
