"""Who looks after a case, and how it changes hands."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from konsens.caring.cases import actions
from konsens.caring.cases.models import Route
from konsens.city.people import actions as people
from konsens.city.people.kinds import OrganisationKind, Role
from konsens.city.people.viewer import viewer_of
from konsens.kernel import clock
from konsens.kernel.errors import RuleBrokenError
from konsens.kernel.models import Entry
from tests import a

pytestmark = pytest.mark.django_db
TODAY = clock.day_of(a.NOW)


def test_several_cases_change_hands_at_once_and_nothing_is_recorded_for_those_that_do_not() -> None:
    kim = a.caretaker("kim")
    cases = [a.case(f"Eine Bank, Nummer {n}") for n in range(3)]
    toni = a.caretaker("toni")
    actions.assign_caretaker(cases[0], toni, by=a.coordinator(), now=a.NOW)
    before = Entry.objects.filter(verb="case.assigned").count()
    by = a.coordinator()
    assert actions.assign_many(cases, toni, organisation=None, by=by, now=a.NOW) == 2
    assert {a.caretaker_of(case) for case in cases} == {toni}
    assert Entry.objects.filter(verb="case.assigned").count() == before + 2
    assert kim != toni


def test_one_case_that_is_not_theirs_to_give_refuses_all() -> None:
    kim = a.caretaker("kim")
    other = a.office(slug="gruen")
    head = a.staff(Role.HEAD, at=a.office(), name="leitung")
    mine, theirs = a.case("Eine Bank am Ufer"), a.case("Ein Baum am Ufer")
    toni = a.caretaker("toni", at=other)
    actions.assign_caretaker(theirs, toni, by=a.coordinator(), now=a.NOW, organisation=other)
    with pytest.raises(PermissionDenied):
        actions.assign_many([mine, theirs], toni, organisation=None, by=head, now=a.NOW)
    assert a.caretaker_of(mine) == kim


def test_cases_are_given_only_to_people_and_offices_of_the_same_organisation() -> None:
    party = a.controller("partei", kind=OrganisationKind.PARTY)
    stranger = a.caretaker("fremd", at=a.office(party))
    a.caretaker("kim")
    case = a.case()
    by = a.coordinator()
    with pytest.raises(RuleBrokenError, match="in dieser Organisation"):
        actions.assign_many([case], stranger, organisation=None, by=by, now=a.NOW)
    with pytest.raises(RuleBrokenError, match="in dieser Organisation"):
        actions.assign_many([case], by, organisation=a.office(party), by=by, now=a.NOW)


def test_whoever_leaves_hands_over_cases_and_routes() -> None:
    kim = a.caretaker("kim")
    actions.set_route(a.controller(), a.office(), by=None, now=a.NOW, caretaker=kim)
    cases = [a.case(f"Eine Bank, Nummer {n}") for n in range(2)]
    toni = a.caretaker("toni")
    count = actions.hand_over_all(kim, toni, a.controller(), expected=2, by=kim, now=a.NOW)
    assert count == 2
    assert {a.caretaker_of(case) for case in cases} == {toni}
    assert Route.objects.get(controller=a.controller()).caretaker == toni
    assert a.caretaker_of(a.case("Noch eine Bank am Ufer")) == toni


def test_where_nobody_is_named_new_cases_go_to_somebody_who_is_there() -> None:
    kim, toni = a.caretaker("kim"), a.caretaker("toni")
    a.case("Eine Bank für Kim")
    assert a.caretaker_of(a.case("Eine Bank für Toni")) == toni
    words = {"starts": TODAY, "ends": TODAY, "by": kim, "now": a.NOW}
    people.enter_absence(kim, a.controller(), deputy=toni, **words)
    assert a.caretaker_of(a.case("Noch eine Bank am Ufer")) == toni
    assert actions.caretaker_at(a.office(), on=TODAY) == toni


def test_a_route_that_names_somebody_keeps_them_while_they_are_away_and_their_deputy_sees_it() -> None:
    kim, toni = a.caretaker("kim"), a.caretaker("toni")
    actions.set_route(a.controller(), a.office(), by=None, now=a.NOW, caretaker=kim)
    words = {"starts": TODAY, "ends": TODAY, "by": kim, "now": a.NOW}
    people.enter_absence(kim, a.controller(), deputy=toni, **words)
    case = a.case()
    assert a.caretaker_of(case) == kim
    assert kim.pk in viewer_of(toni, on=TODAY).caretakers(a.controller().pk)
