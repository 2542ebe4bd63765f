"""Who stands in for whom: a pure decision over plain values."""

from __future__ import annotations

from collections.abc import Collection


def stood_in_for(person: int, away: Collection[tuple[int, int]]) -> frozenset[int]:
    """Whose work falls to somebody: those they replace, and those whom these would have replaced.

    Args:
        person: id of the one who is asked about.
        away: who is away and who replaces them, as pairs of ids, all on the same day.
    """
    found: set[int] = set()
    ask = [person]
    while ask:
        deputy = ask.pop()
        more = {absent for absent, by in away if by == deputy} - found - {person}
        found |= more
        ask.extend(sorted(more))
    return frozenset(found)
