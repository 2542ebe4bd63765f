"""Signing in, and what a person keeps with us."""
