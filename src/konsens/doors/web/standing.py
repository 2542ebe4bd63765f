"""Where a case stands, in the words that everybody reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.utils.translation import gettext as _

from konsens.caring.cases.kinds import Outcome, PromiseKind, State, WaitingFor
from konsens.doors.web.jinja import day
from konsens.kernel import clock

Dates = Mapping[PromiseKind, "OpenDate"]
STEP = {State.RECEIVED: 0, State.CARED: 1, State.WAITING: 1, State.CLOSED: 2}
TONE = ("hear", "care", "done")
FIRST = {
    State.RECEIVED: PromiseKind.FIRST_ANSWER,
    State.CARED: PromiseKind.NEXT_STEP,
    State.WAITING: PromiseKind.NEXT_STEP,
}


class Stands(Protocol):
    """What must be known of a case to say where it stands."""

    state: str
    outcome: str
    waiting_for: str
    waiting_until: date | None
    received_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpenDate:
    """A public date that still binds somebody."""

    kind: str
    due: date


@dataclass(frozen=True, slots=True)
class Standing:
    """Step (0 heard, 1 cared, 2 done), tone, a word, the date that matters, and a line for each step."""

    step: int
    tone: str
    word: str
    when: str
    late: bool
    lines: tuple[str, str, str]


def standing(case: Stands, dates: Iterable[OpenDate], today: date, *, lines: bool = True) -> Standing:
    """Say where a case stands on a day, by its open dates; a card needs no line for each step."""
    by_kind = {PromiseKind(each.kind): each for each in dates}
    state = State(case.state)
    step = STEP[state]
    waits = state is State.WAITING and case.waiting_until is not None and case.waiting_until >= today
    late = state is not State.CLOSED and not waits and any(each.due < today for each in by_kind.values())
    return Standing(
        step=step,
        tone=TONE[step],
        word=_word(case, state, late=late),
        when=_when(case, state, by_kind, late=late),
        late=late,
        lines=_lines(case, state, by_kind) if lines else ("", "", ""),
    )


def _word(case: Stands, state: State, *, late: bool) -> str:
    if late:
        return _("Verspätet")
    if state is State.CLOSED:
        return str(Outcome(case.outcome).label)
    return str(state.label)


def _when(case: Stands, state: State, dates: Dates, *, late: bool) -> str:
    if state is State.CLOSED:
        return _("seit %(day)s") % {"day": day(case.closed_at)} if case.closed_at else ""
    if late:
        first = min(dates.values(), key=lambda each: each.due)
        return _("Frist war der %(day)s") % {"day": day(first.due)}
    if state is State.WAITING and case.waiting_until is not None:
        what = WaitingFor(case.waiting_for).label
        return _("auf %(what)s bis %(day)s") % {"what": what, "day": day(case.waiting_until)}
    return _date_line(_next(state, dates))


def _next(state: State, dates: Dates) -> OpenDate | None:
    return dates.get(FIRST[state]) or min(dates.values(), key=lambda each: each.due, default=None)


def _date_line(promise: OpenDate | None) -> str:
    if promise is None:
        return ""
    return f"{PromiseKind(promise.kind).label} {day(promise.due)}"


def _lines(case: Stands, state: State, dates: Dates) -> tuple[str, str, str]:
    heard = _("seit %(day)s") % {"day": day(case.received_at)}
    if state is State.CLOSED:
        return (heard, "", f"{Outcome(case.outcome).label}, {day(case.closed_at)}" if case.closed_at else "")
    end = dates.get(PromiseKind.DONE)
    done = _date_line(end)
    if state is State.RECEIVED:
        return (f"{heard}. {_date_line(dates.get(PromiseKind.FIRST_ANSWER))}", "", done)
    cared = _when(case, state, dates, late=False)
    return (heard, cared, done)


def today() -> date:
    """The day in the city."""
    return clock.day_of(clock.now())
