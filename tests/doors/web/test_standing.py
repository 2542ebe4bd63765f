"""Where a case stands: word, shape and colour; closed never looks like done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from konsens.caring.cases.kinds import Outcome, PromiseKind, State, WaitingFor
from konsens.doors.web.standing import OpenDate, Standing, look_of, signs, standing

TODAY = date(2026, 3, 12)
BEFORE, AFTER = date(2026, 3, 11), date(2026, 3, 20)
FIRST, NEXT, DONE = PromiseKind.FIRST_ANSWER, PromiseKind.NEXT_STEP, PromiseKind.DONE


@dataclass
class Stands:
    state: str = State.CARED
    outcome: str = ""
    waiting_for: str = ""
    waiting_until: date | None = None
    received_at: datetime = datetime(2026, 3, 2, 9, tzinfo=UTC)
    closed_at: datetime | None = None


def stand(*dates: OpenDate, **fields: object) -> Standing:
    return standing(Stands(**fields), dates, TODAY)  # type: ignore[arg-type]


@pytest.mark.parametrize("outcome", [each for each in Outcome if each is not Outcome.DONE])
def test_only_what_was_done_looks_done(outcome: Outcome) -> None:
    closed = stand(state=State.CLOSED, outcome=outcome, closed_at=datetime(2026, 3, 9, tzinfo=UTC))
    assert (closed.step, closed.tone, closed.word) == (2, "ended", outcome.label)
    assert closed.shape != "check"
    assert look_of(State.CLOSED, Outcome.DONE) == ("done", "check")


def test_no_two_signs_look_alike() -> None:
    assert len({shape for _tone, shape, _word in signs()}) == len(signs())
    assert len({word for _tone, _shape, word in signs()}) == len(signs())


@pytest.mark.parametrize(
    ("dates", "word", "when"),
    [
        ((OpenDate(NEXT, AFTER),), "In Arbeit", "Nächster Schritt bis 20. März"),
        ((OpenDate(NEXT, TODAY),), "In Arbeit", "Nächster Schritt bis 12. März"),
        ((OpenDate(NEXT, BEFORE),), "Verspätet", "Frist war der 11. März"),
        ((OpenDate(NEXT, AFTER, was_late=True),), "Verspätet", "neue Frist 20. März"),
        ((OpenDate(NEXT, AFTER), OpenDate(DONE, BEFORE)), "Verspätet", "Frist war der 11. März"),
        ((OpenDate(DONE, AFTER, was_late=True), OpenDate(NEXT, BEFORE)), "Verspätet",
         "Frist war der 11. März"),
        ((), "In Arbeit", ""),
    ],
)  # fmt: skip
def test_late_is_what_has_a_date_that_passed(dates: tuple[OpenDate, ...], word: str, when: str) -> None:
    cared = stand(*dates)
    assert (cared.word, cared.when) == (word, when)
    assert cared.late is (word == "Verspätet")
    assert (cared.tone, cared.shape) == (("late", "warn") if cared.late else ("care", "half"))


def test_waiting_for_a_sitting_shows_as_such_and_not_as_late() -> None:
    waits = {"state": State.WAITING, "waiting_for": WaitingFor.SITTING, "waiting_until": AFTER}
    waiting = stand(OpenDate(NEXT, BEFORE), **waits)
    assert (waiting.word, waiting.when) == ("Wartet", "auf die Sitzung am 20. März")
    assert not waiting.late
    assert stand(OpenDate(NEXT, BEFORE), **{**waits, "waiting_until": BEFORE}).late


def test_each_step_says_its_own_line() -> None:
    received = stand(OpenDate(FIRST, AFTER), OpenDate(DONE, AFTER), state=State.RECEIVED)
    assert received.lines == ("seit 2. März. Rückmeldung bis 20. März", "", "Voraussichtlich fertig 20. März")
    closed = stand(state=State.CLOSED, outcome=Outcome.DONE, closed_at=datetime(2026, 3, 9, tzinfo=UTC))
    assert closed.lines == ("seit 2. März", "", "Erledigt, 9. März")
