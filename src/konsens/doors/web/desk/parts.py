"""Small values that the pages of the desk and of the board are made of."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from konsens.doors.web.desk.filters import SHOWS, Filters
from konsens.doors.web.paths import path
from konsens.doors.web.picks import Pick

ALWAYS = ("offen", "zu")
TONES = {"spaet": "late", "nachricht": "hear", "antwort": "care", "bald": "care"}


def address_of(name: str, filters: Filters, *, whose: str, **more: str) -> str:
    """The address of a list with its filters."""
    pairs = {**filters.values(whose=whose), **{key: value for key, value in more.items() if value}}
    return f"{path(name)}?{urlencode(pairs)}" if pairs else path(name)


def shows(name: str, filters: Filters, numbers: dict[str, int], *, whose: str) -> list[Pick]:
    """The buttons on top of a list; what would show nothing is left out, but for the first and the last."""
    return [
        Pick(
            label=str(SHOWS[key][0]),
            address=address_of(name, filters.but(show=key), whose=whose),
            here=filters.show == key,
            count=number,
            tone=TONES.get(key, ""),
        )
        for key, number in numbers.items()
        if number or key in ALWAYS or filters.show == key
    ]


def choice(name: str, filters: Filters, labels: Sequence[tuple[str, str]], *, whose: str) -> list[Pick]:
    """The buttons that say whose work a list shows."""
    return [
        Pick(label, address_of(name, filters.but(whose=key), whose=whose), here=filters.whose == key)
        for key, label in labels
    ]
