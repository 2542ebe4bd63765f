"""Reading a case back out of the diary: the same entries always give the same case (D6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from konsens.caring.cases.kinds import Prominence, State


class Line(Protocol):
    """What a fold needs of a diary entry."""

    verb: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Folded:
    """Where a case stands, as its entries tell it."""

    state: str = State.RECEIVED
    outcome: str = ""
    caretaker: int | None = None
    organisation: int | None = None
    prominence: str = Prominence.HIDDEN


def fold(case_id: int, entries: Iterable[Line]) -> Folded:
    """Replay a case's entries, oldest first; entries about other cases are passed over."""
    seen = Folded()
    for entry in entries:
        facts = entry.facts
        if facts.get("case") != case_id:
            continue
        match entry.verb:
            case "case.received":
                seen = Folded(
                    caretaker=facts["caretaker"],
                    organisation=facts["organisation"],
                    prominence=facts["prominence"],
                )
            case "case.moved":
                seen = replace(seen, state=facts["after"], outcome=facts["outcome"])
            case "case.assigned":
                seen = replace(seen, caretaker=facts["caretaker"], organisation=facts["organisation"])
            case "case.prominence":
                seen = replace(seen, prominence=facts["after"])
    return seen
