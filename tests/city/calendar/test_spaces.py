"""Halls and their parts: whoever occupies the whole occupies each part, in both orders (I20)."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from konsens.city.calendar import actions as calendar
from konsens.city.calendar.models import Claim
from konsens.city.places.models import Space
from konsens.conf.checking import problems
from konsens.kernel import clock
from konsens.kernel.errors import RuleBrokenError
from tests import a

pytestmark = pytest.mark.django_db
TODAY = clock.day_of(a.NOW)
QUERIES = 16


def test_a_hall_and_its_part_are_not_occupied_together_whichever_comes_first() -> None:
    hall, (left, right) = a.hall("Links", "Rechts")
    a.occurrence(hall)
    for part in (left, right):
        with pytest.raises(calendar.OccupiedError, match=part.name):
            a.occurrence(part)
    tomorrow = a.when(date(2026, 3, 20))
    a.occurrence(left, to=tomorrow)
    with pytest.raises(calendar.OccupiedError, match="Links"):
        a.occurrence(hall, to=tomorrow)
    a.occurrence(right, to=tomorrow)
    assert problems() == []


def test_a_house_is_all_its_rooms_and_their_parts() -> None:
    hall, parts = a.hall("Links", "Rechts")
    house = hall.house
    kitchen = calendar.add_room(house, "Küche", by=None, now=a.NOW)
    made = a.occurrence(house)
    assert {each.space for each in made.claims.all()} == {*parts, kitchen}


def test_a_hall_and_a_part_of_it_in_one_date_claim_each_leaf_once() -> None:
    hall, (left, right) = a.hall("Links", "Rechts")
    made = a.occurrence(hall, left)
    assert sorted(each.space_id for each in made.claims.all()) == [left.pk, right.pk]
    assert problems() == []


def test_a_new_part_is_occupied_by_whoever_has_the_whole() -> None:
    hall, _parts = a.hall("Links", "Rechts")
    made = a.occurrence(hall)
    gallery = calendar.add_room(hall, "Empore", by=None, now=a.NOW)
    assert made.claims.filter(space=gallery).exists()
    with pytest.raises(calendar.OccupiedError):
        a.occurrence(gallery)
    assert problems() == []


def test_what_is_occupied_as_a_whole_gets_no_parts() -> None:
    room = a.house()
    made = a.occurrence(room)
    with pytest.raises(RuleBrokenError, match="als Ganzes"):
        calendar.add_room(room, "Ecke", by=None, now=a.NOW)
    calendar.cancel_date(made, because="Umbau.", by=None, now=a.NOW)
    calendar.add_room(room, "Ecke", by=None, now=a.NOW)
    assert problems() == []


def test_what_is_occupied_over_night_gets_no_parts_before_morning() -> None:
    room = a.house()
    a.occurrence(room, to=a.when(date(2026, 3, 12), time(22), minutes=480))
    morning = a.NOW + timedelta(hours=20)
    assert clock.day_of(morning) == date(2026, 3, 13)
    with pytest.raises(RuleBrokenError, match="als Ganzes"):
        calendar.add_room(room, "Ecke", by=None, now=morning)
    assert problems() == []


def test_a_room_ends_when_nobody_needs_it_any_more() -> None:
    hall, (left, _right) = a.hall("Links", "Rechts")
    made = a.occurrence(hall)
    ends = date(2026, 3, 19)
    with pytest.raises(RuleBrokenError, match="noch belegt"):
        calendar.end_space(left, ends=ends, by=None, now=a.NOW)
    calendar.end_space(left, ends=ends + timedelta(days=1), by=None, now=a.NOW)
    later = a.occurrence(hall, to=a.when(date(2026, 3, 20)))
    assert (made.claims.count(), later.claims.count()) == (2, 1)
    with pytest.raises(RuleBrokenError, match="nicht offen"):
        a.occurrence(left, to=a.when(date(2026, 3, 20)))
    assert problems() == []


def test_a_house_that_ends_ends_with_its_rooms() -> None:
    hall, (left, _right) = a.hall("Links", "Rechts")
    calendar.end_space(hall.house, ends=date(2026, 3, 19), by=None, now=a.NOW)
    with pytest.raises(RuleBrokenError, match="nicht offen"):
        a.occurrence(left)
    a.occurrence(left, to=a.when(date(2026, 3, 18)))
    with pytest.raises(RuleBrokenError, match="gibt es nicht mehr"):
        calendar.add_room(hall.house, "Küche", by=None, now=a.NOW)


def test_what_is_known_of_a_room_changes_and_a_fact_that_there_is_not_is_an_error() -> None:
    room = a.house(capacity=20)
    changed = calendar.change_space(room, capacity=25, is_step_free=True, by=None, now=a.NOW)
    assert (changed.capacity, changed.is_step_free) == (25, True)
    assert calendar.change_space(room, capacity=25, by=None, now=a.NOW).capacity == 25
    with pytest.raises(TypeError):
        calendar.change_space(room, ends=TODAY, by=None, now=a.NOW)
    with pytest.raises(RuleBrokenError, match="Namen"):
        calendar.change_space(room, name=" ", by=None, now=a.NOW)
    with pytest.raises(RuleBrokenError, match="höchstens einen Tag"):
        calendar.change_space(room, turnaround=-5, by=None, now=a.NOW)


def test_another_turnaround_holds_for_what_is_planned_from_now_on() -> None:
    room = a.house()
    a.occurrence(room)
    calendar.change_space(room, turnaround=30, by=None, now=a.NOW)
    a.occurrence(room, to=a.when(at=time(18)))
    with pytest.raises(calendar.OccupiedError):
        a.occurrence(room, to=a.when(at=time(19, 29)))
    assert problems() == []


def test_only_those_who_keep_a_house_change_it() -> None:
    room, kim = a.house(), a.caretaker()
    for attempt in (
        lambda: calendar.open_house(a.office(), "Noch eins", by=kim, now=a.NOW),
        lambda: calendar.add_room(room, "Küche", by=kim, now=a.NOW),
        lambda: calendar.change_space(room, capacity=3, by=kim, now=a.NOW),
        lambda: calendar.end_space(room, ends=TODAY, by=kim, now=a.NOW),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    assert Space.objects.count() == 1
    assert not Claim.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_how_many_rooms_a_hall_has_does_not_cost_queries(
    count: int, django_assert_num_queries: object
) -> None:
    hall, _parts = a.hall(*[f"Teil {n}" for n in range(count)])
    a.office()
    with django_assert_num_queries(QUERIES):  # type: ignore[operator]
        a.occurrence(hall)
