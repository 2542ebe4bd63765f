"""Konsens: open-source software for cities. Zuhören · Kümmern · Machen."""
