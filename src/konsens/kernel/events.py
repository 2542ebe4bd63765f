"""Events: what happened, in the past tense, as plain values without names or free text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import Enum
from math import isfinite
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

if TYPE_CHECKING:
    from konsens.kernel.models import Entry

CODE = re.compile(r"[a-z0-9_.:-]{0,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One kind of happening; its fields are ids, dates, numbers and short codes only.

    `verb` names it in the diary, `public` says whether residents may read it in a timeline,
    `told` says whether followers hear of it.
    """

    verb: ClassVar[str] = ""
    public: ClassVar[bool] = True
    told: ClassVar[bool] = True

    def facts(self) -> dict[str, Any]:
        """The fields as JSON values; refuses anything that could hold a name or a sentence."""
        return {field.name: _plain(field.name, getattr(self, field.name)) for field in fields(self)}


def _plain(name: str, value: object) -> object:
    if isinstance(value, Enum):
        value = value.value
    if value is None or isinstance(value, bool | int) or (isinstance(value, float) and isfinite(value)):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, str) and CODE.fullmatch(value):
        return value
    if isinstance(value, tuple | list):
        return [_plain(name, each) for each in value]
    raise TypeError(f"the diary keeps ids, dates and codes, not {name}={value!r}")


E = TypeVar("E", bound=Event)
Reaction = Callable[[Any, "Entry"], None]

KINDS: dict[str, type[Event]] = {}
REACTIONS: dict[type[Event], list[Reaction]] = {}
AFTERTHOUGHTS: list[Callable[[], None]] = []


def event(kind: type[E]) -> type[E]:
    """Make a kind of event known by its verb; two kinds may not share one."""
    if not kind.verb or kind.verb in KINDS:
        raise TypeError(f"{kind.__name__} needs a verb of its own")
    KINDS[kind.verb] = kind
    return kind


def when(kind: type[E]) -> Callable[[Callable[[E, Entry], None]], Callable[[E, Entry], None]]:
    """Let a function react to a kind of event, in the same transaction; its errors are loud."""

    def listen(reaction: Callable[[E, Entry], None]) -> Callable[[E, Entry], None]:
        REACTIONS.setdefault(kind, []).append(reaction)
        return reaction

    return listen


def after_telling(thought: Callable[[], None]) -> Callable[[], None]:
    """Let a function run after each commit that left something to be told; once, however much it was."""
    AFTERTHOUGHTS.append(thought)
    return thought
