"""Who is forgotten leaves no trace in the calendar, and an office that is expected somewhere cannot end."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from konsens.city.calendar import actions as calendar
from konsens.city.calendar.models import Claim, Occurrence
from konsens.city.calendar.recurrence import Rule
from konsens.city.people import actions as people
from konsens.city.people import offices
from konsens.city.people.forget import forget_relation
from konsens.city.people.kinds import OrganisationKind
from konsens.city.people.models import Membership, Person
from konsens.conf.checking import problems
from konsens.kernel import clock
from konsens.kernel.errors import RuleBrokenError
from tests import a

pytestmark = pytest.mark.django_db
RULE = Rule(weekdays=(3,), starts_on=date(2026, 3, 19), ends_on=date(2026, 5, 28), at=time(17), minutes=60)


def _leave(somebody: Person) -> None:
    Membership.objects.filter(person=somebody).update(ends=clock.day_of(a.NOW - a.DAY))


def test_dates_of_a_host_whom_one_controller_forgets_stay_with_nobody_known() -> None:
    kim = a.caretaker("kim")
    calendar.plan_series(a.office(), a.what(a.house(), hosts=[kim]), RULE, by=None, now=a.NOW)
    here = people.meet(a.controller(), person=kim, now=a.NOW)
    there = people.meet(a.controller("partei", kind=OrganisationKind.PARTY), person=kim, now=a.NOW)
    _leave(kim)
    forget_relation(here, now=a.NOW)
    assert there.person == kim
    hosts = set(Occurrence.objects.values_list("hosts", flat=True))
    assert len(hosts) == 1
    assert kim.pk not in hosts
    assert not Claim.objects.filter(person=kim).exists()
    assert Claim.objects.exclude(person=None).count() == 11
    assert problems() == []


def test_dates_of_a_host_whom_all_forget_stay_with_a_shell() -> None:
    kim = a.caretaker("kim")
    a.occurrence(hosts=[kim])
    _leave(kim)
    people.forget_person(kim, by=kim, now=a.NOW)
    host = Occurrence.objects.get().hosts.get()
    assert (host.name, host.account) == ("", None)
    assert problems() == []


def test_an_office_with_dates_to_come_or_with_a_house_cannot_end() -> None:
    office = offices.add_office(a.controller(), name="Team Wasser", by=None, now=a.NOW)
    made = calendar.plan_date(office, a.what(), a.when(), by=None, now=a.NOW)
    with pytest.raises(RuleBrokenError, match="noch Termine"):
        offices.end_office(office, by=None, now=a.NOW)
    house = calendar.open_house(office, "Wasserturm", by=None, now=a.NOW)
    with pytest.raises(RuleBrokenError, match="noch Räume"):
        offices.end_office(office, by=None, now=a.NOW)
    calendar.end_space(house, ends=clock.day_of(a.NOW), by=None, now=a.NOW)
    later = made.ends + timedelta(minutes=1)
    assert offices.end_office(office, by=None, now=later).ends == clock.day_of(later)
