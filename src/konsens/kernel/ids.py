"""Public ids: random, short, readable aloud, never a primary key (D3)."""

from __future__ import annotations

import secrets

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
LENGTH = 8


def public_id() -> str:
    """Eight random characters without look-alikes (no 0, 1, i, l, o): about 40 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
