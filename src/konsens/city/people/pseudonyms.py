"""Pseudonyms: two plain German words and a number, so that nobody has to invent one or show a name."""

from __future__ import annotations

import secrets

FIRST = [
    "Blauer",
    "Grüner",
    "Stiller",
    "Heller",
    "Schneller",
    "Kluger",
    "Froher",
    "Wacher",
    "Milder",
    "Bunter",
    "Flinker",
    "Munterer",
    "Ruhiger",
    "Sanfter",
    "Tapferer",
    "Treuer",
    "Warmer",
    "Weiter",
    "Zarter",
    "Alter",
    "Junger",
    "Lauter",
    "Leiser",
    "Roter",
    "Goldener",
]
SECOND = [
    "Ahorn",
    "Amsel",
    "Anker",
    "Birne",
    "Biber",
    "Dachs",
    "Falke",
    "Fink",
    "Fuchs",
    "Hafen",
    "Hase",
    "Igel",
    "Kiesel",
    "Kirschbaum",
    "Kranich",
    "Lindenhof",
    "Luchs",
    "Mond",
    "Nussbaum",
    "Otter",
    "Rabe",
    "Reiher",
    "Specht",
    "Spatz",
    "Stern",
    "Turm",
    "Uhu",
    "Wal",
    "Wind",
    "Zaunkönig",
]


def new_pseudonym() -> str:
    """A random pseudonym; about 750 pairs times 9,000 numbers."""
    number = 1000 + secrets.randbelow(9000)
    return f"{secrets.choice(FIRST)} {secrets.choice(SECOND)} {number}"
