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
TONE = {State.RECEIVED: "hear", State.CARED: "care", State.WAITING: "care", State.CLOSED: "ended"}
SHAPE = {State.RECEIVED: "ring", State.CARED: "half", State.WAITING: "pause", State.CLOSED: "bar"}
END_SHAPE = {
    Outcome.DONE: "check",
    Outcome.PLANNED: "clock",
    Outcome.EXISTS: "dot",
    Outcome.NOT_POSSIBLE: "bar",
    Outcome.HANDED_OVER: "arrow",
    Outcome.DUPLICATE: "rings",
    Outcome.WITHDRAWN: "cross",
}
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
    """A public date that still binds somebody; `was_late` when it replaced one that had passed already."""

    kind: str
    due: date
    was_late: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Step (0 heard, 1 cared, 2 done), tone, shape, word, the date that matters, a line for each step.

    Closed never looks like done: only what was done has the tone and the shape of it.
    """

    step: int
    tone: str
    shape: str
    word: str
    when: str
    late: bool
    lines: tuple[str, str, str]


def standing(case: Stands, dates: Iterable[OpenDate], today: date, *, lines: bool = True) -> Standing:
    """Say where a case stands on a day, by its open dates; a card needs no line for each step."""
    by_kind = {PromiseKind(each.kind): each for each in dates}
    state = State(case.state)
    late = _is_late(case, state, by_kind, today)
    tone, shape = ("late", "warn") if late else look_of(state, case.outcome)
    when = _when(case, state, by_kind, today if late else None)
    return Standing(
        step=STEP[state],
        tone=tone,
        shape=shape,
        word=_word(case, state, late=late),
        when=when,
        late=late,
        lines=_lines(case, state, by_kind, when) if lines else ("", "", ""),
    )


def look_of(state: State, outcome: str) -> tuple[str, str]:
    """Tone and shape of a state; of closed ones the outcome decides."""
    if state is not State.CLOSED:
        return TONE[state], SHAPE[state]
    end = Outcome(outcome)
    return "done" if end is Outcome.DONE else TONE[state], END_SHAPE[end]


def signs() -> list[tuple[str, str, str]]:
    """Every sign that says where something stands: tone, shape and word."""
    before = [(*look_of(each, ""), str(each.label)) for each in State if each is not State.CLOSED]
    ends = [(*look_of(State.CLOSED, each), str(each.label)) for each in Outcome]
    return [*before, ("late", "warn", _("Verspätet")), *ends]


def _is_late(case: Stands, state: State, dates: Dates, today: date) -> bool:
    """Late is what has a date that passed, and what got its next date only after one had passed."""
    if state is State.CLOSED:
        return False
    if state is State.WAITING and case.waiting_until is not None and case.waiting_until >= today:
        return False
    return any(each.due < today or each.was_late for each in dates.values())


def _word(case: Stands, state: State, *, late: bool) -> str:
    if late:
        return _("Verspätet")
    if state is State.CLOSED:
        return str(Outcome(case.outcome).label)
    return str(state.label)


def _when(case: Stands, state: State, dates: Dates, late_on: date | None) -> str:
    if state is State.CLOSED:
        return _("seit %(day)s") % {"day": day(case.closed_at)} if case.closed_at else ""
    if late_on is not None:
        return _late_line(dates, late_on)
    if state is State.WAITING and case.waiting_until is not None:
        until = {"what": WaitingFor(case.waiting_for).label, "day": day(case.waiting_until)}
        if case.waiting_for == WaitingFor.SITTING:
            return _("auf die Sitzung am %(day)s") % until
        return _("auf %(what)s, bis %(day)s") % until
    return _date_line(_next(state, dates))


def _late_line(dates: Dates, today: date) -> str:
    first = min(dates.values(), key=lambda each: (each.due >= today, each.due))
    if first.due < today:
        return _("Frist war der %(day)s") % {"day": day(first.due)}
    moved = min((each for each in dates.values() if each.was_late), key=lambda each: each.due)
    return _("neue Frist %(day)s") % {"day": day(moved.due)}


def _next(state: State, dates: Dates) -> OpenDate | None:
    return dates.get(FIRST[state]) or min(dates.values(), key=lambda each: each.due, default=None)


def _date_line(promise: OpenDate | None) -> str:
    if promise is None:
        return ""
    return f"{PromiseKind(promise.kind).label} {day(promise.due)}"


def _lines(case: Stands, state: State, dates: Dates, when: str) -> tuple[str, str, str]:
    heard = _("seit %(day)s") % {"day": day(case.received_at)}
    if state is State.CLOSED:
        return (heard, "", f"{Outcome(case.outcome).label}, {day(case.closed_at)}" if case.closed_at else "")
    done = _date_line(dates.get(PromiseKind.DONE))
    if state is State.RECEIVED:
        return (f"{heard}. {when}", "", done)
    return (heard, when, done)


def today() -> date:
    """The day in the city."""
    return clock.day_of(clock.now())
