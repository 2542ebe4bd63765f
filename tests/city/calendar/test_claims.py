"""Whatever comes in whatever order: accepted is just what is free, by counting it all again (I19 to I23)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from konsens.city.calendar import actions as calendar
from konsens.city.calendar.models import Claim, Occurrence
from konsens.conf.checking import problems
from tests import a

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 19)
PLACES: dict[str, set[str]] = {
    "house": {"left", "right", "kitchen"},
    "hall": {"left", "right"},
    "left": {"left"},
    "right": {"right"},
    "kitchen": {"kitchen"},
    "nowhere": set(),
}
TURNAROUND = {"left": 10, "right": 0, "kitchen": 20, "kim": 0, "toni": 0}
QUARTERS = st.integers(0, 8)


@dataclass(frozen=True)
class Wish:
    """Where, with whom and when, in quarters of an hour after eight."""

    place: str
    host: str
    first: int
    length: int
    turnaround: int

    def stretches(self) -> list[tuple[str, int, int]]:
        """Holder, first and last minute; counted without the program."""
        holders = PLACES[self.place] | ({self.host} if self.host else set())
        starts, ends = self.first * 15, (self.first + self.length) * 15
        return [(each, starts, ends + max(self.turnaround, TURNAROUND[each])) for each in sorted(holders)]

    def when(self) -> calendar.When:
        """The same for the program."""
        at = (datetime.combine(DAY, time(8)) + timedelta(minutes=self.first * 15)).time()
        return a.when(DAY, at, minutes=self.length * 15, turnaround=self.turnaround)


WISHES = st.builds(
    Wish, st.sampled_from(sorted(PLACES)), st.sampled_from(["", "kim", "toni"]), QUARTERS, st.integers(1, 4),
    st.sampled_from([0, 0, 5, 15]),
)  # fmt: skip
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("plan"), WISHES, st.just(0)),
        st.tuples(st.just("move"), WISHES, QUARTERS),
        st.tuples(st.just("cancel"), WISHES, QUARTERS),
    ),
    max_size=14,
)


def is_free(wish: Wish, there: list[Wish]) -> bool:
    """Compare everything with everything."""
    return not any(
        one == two and since < ends and starts < until
        for one, starts, ends in wish.stretches()
        for each in there
        for two, since, until in each.stretches()
    )


@settings(max_examples=60)
@given(STEPS)
def test_what_is_accepted_is_what_is_free(steps: list[tuple[str, Wish, int]]) -> None:
    with transaction.atomic():
        _walk(steps)
        transaction.set_rollback(True)


def _walk(steps: list[tuple[str, Wish, int]]) -> None:
    hall, (left, right) = a.hall("Links", "Rechts")
    kitchen = calendar.add_room(hall.house, "Küche", turnaround=20, by=None, now=a.NOW)
    calendar.change_space(left, turnaround=10, by=None, now=a.NOW)
    spaces = {"house": [hall.house], "hall": [hall], "left": [left], "right": [right], "kitchen": [kitchen]}
    hosts = {"kim": [a.caretaker("kim")], "toni": [a.caretaker("toni")]}
    left.refresh_from_db()
    there: list[tuple[Occurrence, Wish]] = []
    for verb, wish, number in steps:
        what = a.what(*spaces.get(wish.place, []), hosts=hosts.get(wish.host, []))
        if verb == "plan":
            right_so = is_free(wish, [each for _row, each in there])
            made = _try(lambda what=what, wish=wish: calendar.plan_date(
                a.office(), what, wish.when(), by=None, now=a.NOW))  # fmt: skip
            assert (made is not None) == right_so, wish
            if made is not None:
                there.append((made, wish))
        elif there:
            row, _old = there.pop(number % len(there))
            if verb == "cancel":
                calendar.cancel_date(row, because="Krank.", by=None, now=a.NOW)
                continue
            right_so = is_free(wish, [each for _row, each in there])
            made = _try(lambda row=row, what=what, wish=wish: calendar.move_date(
                row, wish.when(), because="Markt.", spaces=what.spaces, hosts=what.hosts, by=None, now=a.NOW
            ))  # fmt: skip
            assert (made is not None) == right_so, wish
            there.append((row, wish if made is not None else _old))
    assert problems() == []


def _try(work: object) -> Occurrence | None:
    try:
        with transaction.atomic():
            return work()  # type: ignore[operator, no-any-return]
    except calendar.OccupiedError:
        return None


@pytest.mark.parametrize(
    ("shift", "minutes", "refused"),
    [
        (0, 60, True),
        (-60, 60, False),
        (60, 60, False),
        (-59, 60, True),
        (59, 1, True),
        (10, 5, True),
        (-5, 99, True),
    ],
)
def test_the_database_itself_refuses_an_overlap_and_nothing_else(
    shift: int, minutes: int, *, refused: bool
) -> None:
    room = a.house()
    first = a.occurrence(room).claims.get()
    other = a.occurrence()
    starts = first.starts + timedelta(minutes=shift)
    raw = Claim(occurrence=other, space=room, starts=starts, ends=starts + timedelta(minutes=minutes))
    said = ""
    try:
        with transaction.atomic():
            raw.save()
    except IntegrityError as error:
        said = str(error)
    assert ("no_space_is_occupied_twice" in said) == refused


def test_an_update_is_refused_as_an_insert_is_and_a_row_is_not_in_its_own_way() -> None:
    room = a.house()
    first, second = a.occurrence(room).claims.get(), a.occurrence(room, to=a.when(at=time(19))).claims.get()
    with pytest.raises(IntegrityError, match="no_space_is_occupied_twice"), transaction.atomic():
        Claim.objects.filter(pk=second.pk).update(starts=first.starts, ends=first.ends)
    later = timedelta(minutes=30)
    Claim.objects.filter(pk=second.pk).update(starts=second.starts + later, ends=second.ends + later)


def test_two_claims_of_a_person_overlap_no_more_than_two_of_a_room() -> None:
    kim = a.caretaker()
    first = a.occurrence(hosts=[kim]).claims.get()
    raw = Claim(occurrence=a.occurrence(), person=kim, starts=first.starts, ends=first.ends)
    with pytest.raises(IntegrityError, match="nobody_is_in_two_places_at_once"), transaction.atomic():
        raw.save()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_extension WHERE extname = 'btree_gist'")
            assert cursor.fetchone() == (0,)


def test_a_form_would_be_told_as_well() -> None:
    room = a.house()
    first = a.occurrence(room).claims.get()
    first.validate_constraints()
    other = Claim(occurrence=first.occurrence, space=room, starts=first.starts, ends=first.ends)
    with pytest.raises(ValidationError, match="no_space_is_occupied_twice"):
        other.validate_constraints()
