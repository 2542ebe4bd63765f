"""`konsens check` finds what an action would never do (I14, I17, I19 to I22)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest

from konsens.city.calendar import actions as calendar
from konsens.city.calendar.kinds import OccurrenceState
from konsens.city.calendar.models import Claim, Occurrence, RejectedDate, Series
from konsens.city.calendar.recurrence import Rule
from konsens.conf.checking import problems
from tests import a

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
RULE = Rule(weekdays=(3,), starts_on=date(2026, 3, 19), ends_on=date(2026, 5, 28), at=time(17), minutes=60)
OFFICE_CLOSED = "Die Leitung ist krank."


def _shift() -> None:
    row = Occurrence.objects.filter(series__isnull=False).earliest("starts")
    Claim.objects.filter(occurrence=row).update(starts=row.starts + HOUR, ends=row.ends + HOUR)
    Occurrence.objects.filter(pk=row.pk).update(starts=row.starts + HOUR, ends=row.ends + HOUR)


def _first(**changes: object) -> Callable[[], object]:
    return lambda: Occurrence.objects.filter(pk=Occurrence.objects.earliest("pk").pk).update(**changes)


FAULTS: list[tuple[str, Callable[[], object]]] = [
    ("zur Uhrzeit seiner Serie", _shift),
    ("nicht genau eins", lambda: Occurrence.objects.exclude(day=None).latest("day").delete()),
    ("nicht genau eins", lambda: RejectedDate.objects.all().delete()),
    ("seine Serie nicht gibt", lambda: Series.objects.update(every=2)),
    ("belegt nicht, was er braucht", lambda: Claim.objects.earliest("pk").delete()),
    (
        "zu einer anderen Zeit",
        lambda: Claim.objects.update(ends=Claim.objects.earliest("pk").starts + HOUR / 2),
    ),
    ("laut Tagebuch", _first(state=OccurrenceState.CANCELLED, because=OFFICE_CLOSED)),
    ("laut Tagebuch anders", _first(sequence=4)),
]


@pytest.fixture
def _week_by_week() -> None:
    hall, _parts = a.hall("Links", "Rechts")
    a.occurrence(hall, to=a.when(date(2026, 4, 16)))
    calendar.plan_series(a.office(), a.what(hall), RULE, by=None, now=a.NOW)


@pytest.mark.usefixtures("_week_by_week")
@pytest.mark.parametrize(
    ("words", "spoil"), FAULTS, ids=[f"{n}-{words}" for n, (words, _s) in enumerate(FAULTS)]
)
def test_a_fault_is_found_and_said_in_a_sentence(words: str, spoil: Callable[[], object]) -> None:
    assert problems() == []
    if words == "zu einer anderen Zeit":
        Occurrence.objects.exclude(pk=Occurrence.objects.earliest("pk").pk).delete()
    spoil()
    assert any(words in each for each in problems()), problems()
