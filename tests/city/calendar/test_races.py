"""Many want the same at the same moment: one gets it, all others are told (I19, I20, D2, D3).

Each race is run again with the constraint dropped from the database, and has to go wrong. Only where a series
looks before it writes the row locks are left out too, as they would hide that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, time
from itertools import combinations, pairwise
from typing import Any

import pytest
from django.db import connection

from konsens.city.calendar import actions as calendar
from konsens.city.calendar.models import Claim, Occurrence
from konsens.city.calendar.recurrence import Rule
from konsens.city.places.models import Space
from konsens.conf.checking import problems
from tests import a
from tests.security.race import NO_GUARD, Guard, Outcome, run

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.thorough]
TABLE = "calendar_claim"
THURSDAYS = Rule(
    weekdays=(3,), starts_on=date(2026, 3, 19), ends_on=date(2026, 5, 28), at=time(17), minutes=60
)
SPACES = (Claim, "no_space_is_occupied_twice")
PEOPLE = (Claim, "nobody_is_in_two_places_at_once")


@dataclass
class Race:
    """Who runs, where they meet, and what has to be true in the end."""

    works: Sequence[Callable[[], Any]]
    judge: Callable[[Outcome], None]
    table: str = TABLE


def nothing_overlaps() -> None:
    """Compare every claim with every other, without any help of the database."""
    for one, two in combinations(Claim.objects.all(), 2):
        same = (one.space_id, one.person_id) == (two.space_id, two.person_id)
        assert not (same and one.starts < two.ends and two.starts < one.ends), (one, two)
    assert problems() == []


def one_of(many: int) -> Callable[[Outcome], None]:
    """Exactly one wins, the others are told what is occupied."""

    def judge(outcome: Outcome) -> None:
        nothing_overlaps()
        assert (len(outcome.done), len(outcome.refused)) == (1, many - 1)
        assert all(isinstance(each, calendar.OccupiedError) for each in outcome.refused)
        assert Occurrence.objects.planned().count() == 1

    return judge


def one_room() -> Race:
    """Twelve want the same room, at times that all overlap."""
    room = a.house()
    office = a.office()

    def work(minute: int) -> Callable[[], Occurrence]:
        to = a.when(at=time(17, minute))
        return lambda: calendar.plan_date(office, a.what(room), to, by=None, now=a.NOW)

    return Race([work(each) for each in range(12)], one_of(12))


def hall_and_part() -> Race:
    """One wants the hall, others its parts, and one the whole house."""
    hall, parts = a.hall("Links", "Rechts")
    office, house = a.office(), Space.objects.get(parent=None)

    def work(*spaces: Space) -> Callable[[], Occurrence]:
        return lambda: calendar.plan_date(office, a.what(*spaces), a.when(), by=None, now=a.NOW)

    def judge(outcome: Outcome) -> None:
        nothing_overlaps()
        assert len(outcome.done) in {1, 2}
        assert len(outcome.done) + len(outcome.refused) == 6
        assert Claim.objects.count() == 2 or len(outcome.done) == 1

    return Race([work(hall), work(parts[0]), work(house), work(parts[1]), work(hall), work(*parts)], judge)


def one_person() -> Race:
    """Two offices want the same person at the same time, in different rooms."""
    kim = a.caretaker()
    office, rooms = a.office(), [a.house(f"Haus {n}") for n in range(4)]

    def work(room: Space) -> Callable[[], Occurrence]:
        return lambda: calendar.plan_date(office, a.what(room, hosts=[kim]), a.when(), by=None, now=a.NOW)

    return Race([work(each) for each in rooms], one_of(4))


def two_moves() -> Race:
    """Two dates move into the same free hour: one does, the other stays where it was."""
    room = a.house()
    first, second = a.occurrence(room), a.occurrence(room, to=a.when(at=time(19)))

    def work(each: Occurrence) -> Callable[[], Occurrence]:
        to = a.when(date(2026, 3, 20))
        return lambda: calendar.move_date(each, to, because="Später.", by=None, now=a.NOW)

    def judge(outcome: Outcome) -> None:
        nothing_overlaps()
        assert (len(outcome.done), len(outcome.refused)) == (1, 1)
        assert Claim.objects.count() == 2
        assert sorted(each.sequence for each in Occurrence.objects.all()) == [0, 1]

    return Race([work(first), work(second)], judge)


def two_series() -> Race:
    """Two series and a single date want the same room: together they are told of every date."""
    room, office = a.house(), a.office()

    def plan() -> calendar.Outcome:
        return calendar.plan_series(office, a.what(room), THURSDAYS, by=None, now=a.NOW)

    def single() -> Occurrence:
        return calendar.plan_date(office, a.what(room), a.when(date(2026, 4, 16)), by=None, now=a.NOW)

    def judge(outcome: Outcome) -> None:
        nothing_overlaps()
        made = [each for each in outcome.done if isinstance(each, calendar.Outcome)]
        assert len(made) + len(outcome.refused) >= 2
        assert all(len(each.accepted) + len(each.rejected) == 11 for each in made)
        assert Occurrence.objects.planned().count() == 11

    return Race([plan, plan, single], judge)


def a_part_and_its_hall() -> Race:
    """Somebody occupies a hall while somebody else gives it a part: the part is occupied too."""
    hall, _parts = a.hall("Links")
    office = a.office()

    def plan() -> Occurrence:
        return calendar.plan_date(office, a.what(hall), a.when(), by=None, now=a.NOW)

    def split() -> Space:
        return calendar.add_room(hall, "Rechts", by=None, now=a.NOW)

    def judge(outcome: Outcome) -> None:
        nothing_overlaps()
        assert len(outcome.done) == 2
        assert Claim.objects.count() == 2

    return Race([plan, split], judge, table="")


RACES: list[tuple[Callable[[], Race], Guard]] = [
    (one_room, Guard(constraints=[SPACES])),
    (hall_and_part, Guard(constraints=[SPACES])),
    (one_person, Guard(constraints=[PEOPLE])),
    (two_moves, Guard(constraints=[SPACES])),
    (two_series, Guard(constraints=[SPACES], locks=True)),
    (a_part_and_its_hall, Guard(locks=True)),
]
NAMES = [prepare.__name__ for prepare, _guard in RACES]


def _run(race: Race, without: Guard) -> None:
    outcome = run(race.works, table=race.table, without=without)
    assert outcome.broken == []
    race.judge(outcome)


@pytest.mark.parametrize("prepare", [prepare for prepare, _guard in RACES], ids=NAMES)
def test_at_the_same_moment_nothing_is_occupied_twice(prepare: Callable[[], Race]) -> None:
    _run(prepare(), NO_GUARD)


@pytest.mark.parametrize(("prepare", "guard"), RACES, ids=NAMES)
def test_without_its_guard_the_same_race_goes_wrong(prepare: Callable[[], Race], guard: Guard) -> None:
    race = prepare()
    with guard.dropped(), pytest.raises(AssertionError):
        _run(race, guard)


def test_the_guard_is_back_after_it_was_dropped() -> None:
    """SQLite makes the table anew; its triggers have to come along."""
    with Guard(constraints=[SPACES]).dropped():
        pass
    room = a.house()
    a.occurrence(room)
    with pytest.raises(calendar.OccupiedError):
        a.occurrence(room)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE])
            assert len(cursor.fetchall()) == 4
    starts = sorted(each.starts for each in Claim.objects.all())
    assert all(one < two for one, two in pairwise(starts))
