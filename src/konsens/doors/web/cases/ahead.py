"""What lies ahead of a case: the beginning of its story, told before what already happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from konsens.caring.cases.kinds import PromiseKind, State
from konsens.caring.cases.models import Case, Promise
from konsens.doors.web.jinja import day
from konsens.doors.web.standing import Standing
from konsens.kernel import clock


@dataclass(frozen=True, slots=True)
class Ahead:
    """One line about what is still to come."""

    tone: str
    words: str
    small: str = ""


def still_ahead(case: Case, dates: Sequence[Promise], today: date) -> list[Promise]:
    """Open dates, soonest first; while a case waits, one that passed says nothing."""
    waits = case.state == State.WAITING and case.waiting_until is not None and case.waiting_until >= today
    return sorted((each for each in dates if not waits or each.due >= today), key=lambda each: each.due)


def ahead(case: Case, dates: Sequence[Promise], standing: Standing, today: date) -> list[Ahead]:
    """What comes next, furthest first, as a story that is told newest first begins."""
    coming = [_line(each, today) for each in reversed(still_ahead(case, dates, today))]
    if case.state == State.WAITING and not standing.late:
        coming.append(Ahead("care", f"{standing.word} {standing.when}"))
    return coming


def _line(promise: Promise, today: date) -> Ahead:
    words = f"{PromiseKind(promise.kind).label} {day(promise.due)}"
    if promise.due < today:
        return Ahead("late", words, _("Diese Frist ist verstrichen, eine neue steht noch nicht fest."))
    return Ahead("ended" if promise.kind == PromiseKind.DONE else "care", words)


def moved_late(dates: Sequence[Promise], before: Mapping[int, Promise]) -> Promise | None:
    """The date that was replaced only after it had passed, with its reason; None when none was."""
    for each in dates:
        replaced = before.get(each.pk)
        if replaced is not None and clock.day_of(each.made_at) > replaced.due:
            return replaced
    return None
