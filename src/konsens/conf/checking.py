"""`konsens check`: does what is kept agree with what it was made of? Says in sentences what does not."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import click

import konsens.caring.cases.checks
import konsens.city.calendar.checks
import konsens.listening.voices.checks
import konsens.telling.insight.checks
import konsens.telling.search.checks  # noqa: F401 - their checks are registered
from konsens.kernel.checks import CHECKS, Check, Walk

T = TypeVar("T")
SHOWN = 20


def problems() -> list[str]:
    """Everything that is wrong with the data, in sentences."""
    return [sentence for each in CHECKS for sentence in each.run(iter)]


def look_over(*, say: Callable[[str], object] = click.echo) -> int:
    """Run every check with a progress bar and say what was found; returns how many things are wrong."""
    return sum(_look_at(each, say) for each in CHECKS)


def _look_at(check: Check, say: Callable[[str], object]) -> int:
    found = list(check.run(_watched(check.name)))
    say(f"{check.name}: " + ("in Ordnung." if not found else f"{len(found)} Fehler."))
    for sentence in found[:SHOWN]:
        say(f"  {sentence}")
    if len(found) > SHOWN:
        say(f"  … und {len(found) - SHOWN} weitere.")
    return len(found)


def _watched(name: str) -> Walk[Sequence[int]]:
    def walk(items: Sequence[T]) -> Iterator[T]:
        quiet = not sys.stdout.isatty()
        with click.progressbar(items, label=name, show_pos=True, hidden=quiet) as watched:
            yield from watched

    return walk
