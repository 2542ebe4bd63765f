"""What a process may remember from one visitor to the next: as long as nothing happened, it is still right.

The micro-cache asks the diary for its last line before it asks for a page, and says in the request what it
heard. Whoever sends something in a form carries no such word, and everything is looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.http import HttpRequest

T = TypeVar("T")
REVISION = "konsens.revision"
MOST = 500

_remembered: tuple[str, dict[Hashable, Any]] = ("", {})


def while_nothing_happens(request: HttpRequest, key: Hashable, find: Callable[[], T]) -> T:
    """What `find` returned when the diary last had a new line.

    Args:
        request: says in its environment how far the diary is; without that word nothing is remembered.
        key: names what is looked up, and for whom.
        find: looks it up; what it returns is shared by threads and must not be changed.
    """
    global _remembered
    revision = request.META.get(REVISION)
    if not revision:
        return find()
    known, values = _remembered
    if known != revision:
        values = {}
        _remembered = (revision, values)
    if key not in values:
        if len(values) >= MOST:
            values.clear()
        values[key] = find()
    found: T = values[key]
    return found
