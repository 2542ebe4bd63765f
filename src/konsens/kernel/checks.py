"""How storeys look themselves over: each check reads rows and says in sentences what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")
Walk = Callable[[Sequence[T]], Iterator[T]]
"""Goes through a sequence and lets whoever watches know how far it is."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must be true of the data, whatever happened."""

    name: str
    run: Callable[[Walk[Sequence[int]]], Iterator[str]]


CHECKS: list[Check] = []


def check(name: str) -> Callable[[Callable[[Walk[Sequence[int]]], Iterator[str]]], Check]:
    """Make a check known under a name that is shown while it runs.

    The function gets `walk`, through which it goes over portions of primary keys (see `portions`).
    """

    def keep(run: Callable[[Walk[Sequence[int]]], Iterator[str]]) -> Check:
        made = Check(name, run)
        CHECKS.append(made)
        return made

    return keep


def portions(keys: Sequence[int], size: int = 1000) -> list[Sequence[int]]:
    """Primary keys in portions that fit into one query."""
    return [keys[first : first + size] for first in range(0, len(keys), size)]
