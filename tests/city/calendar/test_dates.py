"""Single dates: planned, moved and cancelled, with a reason; and who may see them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from konsens.city.calendar import actions as calendar
from konsens.city.calendar.models import Claim, Occurrence
from konsens.city.people.kinds import OrganisationKind, Role
from konsens.city.people.viewer import ANYBODY, viewer_of
from konsens.conf.checking import problems
from konsens.kernel import clock
from konsens.kernel.errors import RuleBrokenError
from konsens.kernel.models import Entry
from tests import a

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_a_date_occupies_its_room_and_its_host() -> None:
    kim, room = a.caretaker(), a.house()
    made = a.occurrence(room, hosts=[kim])
    assert (made.starts, made.ends) == (
        datetime(2026, 3, 19, 16, tzinfo=UTC),
        datetime(2026, 3, 19, 17, tzinfo=UTC),
    )
    assert {(each.space, each.person) for each in made.claims.all()} == {(room, None), (None, kim)}
    assert Entry.objects.get(verb="occurrence.planned").public is False
    assert problems() == []


def test_the_second_is_told_what_is_occupied_and_until_when() -> None:
    room = a.house("Treffpunkt")
    a.occurrence(room)
    with pytest.raises(calendar.OccupiedError) as refusal:
        a.occurrence(room, to=a.when(at=time(17, 59)))
    assert str(refusal.value) == "„Treffpunkt“ ist von 19.03.2026 17:00 bis 18:00 schon belegt."
    assert Occurrence.objects.count() == 1


def test_nobody_hosts_two_things_at_once_and_no_name_is_told() -> None:
    kim = a.caretaker("kim")
    a.occurrence(a.house("Eins"), hosts=[kim])
    with pytest.raises(calendar.OccupiedError) as refusal:
        a.occurrence(a.house("Zwei"), hosts=[kim])
    assert "Eine der Personen" in str(refusal.value)
    assert "Kim" not in str(refusal.value)


def test_back_to_back_is_allowed() -> None:
    room, kim = a.house(), a.caretaker()
    a.occurrence(room, hosts=[kim])
    a.occurrence(room, hosts=[kim], to=a.when(at=time(18)))
    a.occurrence(room, hosts=[kim], to=a.when(at=time(16)))
    assert problems() == []


@pytest.mark.parametrize(("of_room", "of_date", "gap"), [(15, 0, 15), (0, 20, 20), (15, 20, 20), (30, 5, 30)])
def test_the_longer_turnaround_lies_between_two_dates(of_room: int, of_date: int, gap: int) -> None:
    room = a.house(turnaround=of_room)
    a.occurrence(room, to=a.when(turnaround=of_date))
    over = datetime(2026, 3, 19, 18, tzinfo=UTC) + timedelta(minutes=gap)
    with pytest.raises(calendar.OccupiedError):
        a.occurrence(room, to=a.when(at=(over - timedelta(minutes=1)).time()))
    a.occurrence(room, to=a.when(at=over.time()))
    assert problems() == []


def test_a_host_has_the_turnaround_of_the_date_not_that_of_the_room() -> None:
    kim = a.caretaker()
    a.occurrence(a.house(turnaround=30), hosts=[kim], to=a.when(turnaround=10))
    with pytest.raises(calendar.OccupiedError):
        a.occurrence(a.house("Anderswo"), hosts=[kim], to=a.when(at=time(18, 9)))
    a.occurrence(a.house("Dort"), hosts=[kim], to=a.when(at=time(18, 10)))


def test_a_cancelled_date_frees_what_it_occupied_at_once() -> None:
    room = a.house()
    first = a.occurrence(room)
    gone = calendar.cancel_date(first, because="Die Heizung ist kaputt.", by=None, now=a.NOW)
    assert (gone.is_planned, gone.because, gone.sequence) == (False, "Die Heizung ist kaputt.", 1)
    assert not gone.claims.exists()
    a.occurrence(room)
    with pytest.raises(RuleBrokenError, match="schon abgesagt"):
        calendar.cancel_date(first, because="Noch einmal.", by=None, now=a.NOW)
    assert problems() == []


def test_a_moved_date_keeps_its_name_and_says_why() -> None:
    room = a.house()
    first = a.occurrence(room)
    moved = calendar.move_date(first, a.when(at=time(19)), because="Spiel im Stadion.", by=None, now=a.NOW)
    assert (moved.public_id, moved.sequence, moved.because) == (first.public_id, 1, "Spiel im Stadion.")
    a.occurrence(room)
    line = Entry.objects.get(verb="occurrence.moved")
    assert line.facts["was"] == first.starts.isoformat()
    assert problems() == []


def test_a_date_may_move_into_its_own_time() -> None:
    first = a.occurrence(a.house())
    moved = calendar.move_date(first, a.when(at=time(17, 30)), because="Später.", by=None, now=a.NOW)
    assert moved.starts - first.starts == HOUR / 2


def test_a_date_that_cannot_move_stays_where_it_was() -> None:
    room = a.house()
    first = a.occurrence(room)
    a.occurrence(room, to=a.when(at=time(19)))
    before = list(Claim.objects.order_by("pk").values())
    with pytest.raises(calendar.OccupiedError):
        calendar.move_date(first, a.when(at=time(19, 30)), because="Später.", by=None, now=a.NOW)
    assert list(Claim.objects.order_by("pk").values()) == before
    assert Occurrence.objects.get(pk=first.pk).sequence == 0
    assert problems() == []


def test_a_date_may_move_to_another_room_and_another_host() -> None:
    kim, toni = a.caretaker("kim"), a.caretaker("toni")
    there = a.house("Dort")
    first = a.occurrence(a.house("Hier"), hosts=[kim])
    calendar.move_date(
        first, a.when(), because="Rohrbruch.", spaces=[there], hosts=[toni], by=None, now=a.NOW
    )
    assert {(each.space, each.person) for each in first.claims.all()} == {(there, None), (None, toni)}
    assert problems() == []


def test_whoever_moves_or_cancels_says_why() -> None:
    first = a.occurrence(a.house())
    with pytest.raises(RuleBrokenError, match="sagt warum"):
        calendar.move_date(first, a.when(at=time(19)), because=" ", by=None, now=a.NOW)
    with pytest.raises(RuleBrokenError, match="sagt warum"):
        calendar.cancel_date(first, because="", by=None, now=a.NOW)
    with pytest.raises(IntegrityError, match="a_cancelled_date_says_why"), transaction.atomic():
        Occurrence.objects.update(state="cancelled")


def test_what_is_over_is_neither_moved_nor_cancelled() -> None:
    first = a.occurrence(a.house())
    with pytest.raises(RuleBrokenError, match="schon vorbei"):
        calendar.cancel_date(first, because="Zu spät.", by=None, now=first.ends)
    with pytest.raises(RuleBrokenError, match="schon vorbei"):
        calendar.move_date(first, a.when(), because="Zu spät.", by=None, now=first.ends)


def test_a_date_in_the_hour_that_is_not_there_begins_an_hour_later() -> None:
    made = a.occurrence(a.house(), to=a.when(date(2026, 3, 29), time(2, 30)))
    assert made.starts == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_a_date_over_the_night_of_the_clock_change_lasts_as_long_as_it_says() -> None:
    room = a.house()
    for night in (date(2026, 3, 28), date(2026, 10, 24)):
        made = a.occurrence(room, to=a.when(night, time(22), minutes=480))
        assert made.ends - made.starts == timedelta(hours=8)


def test_a_date_without_a_title_or_with_an_unknown_zone_is_refused() -> None:
    with pytest.raises(RuleBrokenError, match="Titel"):
        a.occurrence(title=" ")
    with pytest.raises(RuleBrokenError, match="Zeitzone"):
        a.occurrence(to=a.when(zone="Mond/Krater"))
    with pytest.raises(RuleBrokenError, match="vor dem Anfang"):
        a.occurrence(to=a.when(minutes=-60))


def test_rooms_of_others_are_not_given_away() -> None:
    a.controller()
    theirs = a.house(of=a.controller("partei", kind=OrganisationKind.PARTY))
    with pytest.raises(RuleBrokenError, match="andere Organisation"):
        a.occurrence(theirs)
    assert not Claim.objects.exists()


def test_only_those_who_work_there_are_hosts() -> None:
    with pytest.raises(RuleBrokenError, match="arbeitet"):
        a.occurrence(hosts=[a.person("fremd")])


def test_an_office_plans_its_own_dates_and_not_those_of_another() -> None:
    kim, mine, other = a.caretaker(), a.office(), a.office(a.controller(), "bau")
    calendar.plan_date(mine, a.what(), a.when(), by=kim, now=a.NOW)
    with pytest.raises(PermissionDenied):
        calendar.plan_date(other, a.what(), a.when(), by=kim, now=a.NOW)


def test_a_date_inside_the_house_is_seen_by_those_who_work_there() -> None:
    inside, outside = a.occurrence(title="Runde"), a.occurrence(title="Sprechstunde", is_public=True)
    elsewhere = a.staff(Role.ADMIN, at=a.controller("partei", kind=OrganisationKind.PARTY))
    today = clock.day_of(a.NOW)
    for who, seen in (
        (ANYBODY, {outside}),
        (viewer_of(elsewhere, on=today), {outside}),
        (viewer_of(a.caretaker(), on=today), {inside, outside}),
    ):
        assert set(Occurrence.objects.visible_to(who)) == seen
