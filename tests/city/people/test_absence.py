"""Being away: who may say so, for which days, and who looks after the work meanwhile."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from konsens.caring.cases.models import Case
from konsens.caring.cases.permissions import can_move, can_read_inside
from konsens.city.people import actions as people
from konsens.city.people.kinds import OrganisationKind, Role
from konsens.city.people.models import Absence, Person
from konsens.city.people.viewer import StandIn, viewer_of
from konsens.kernel import clock
from konsens.kernel.errors import RuleBrokenError
from tests import a

pytestmark = pytest.mark.django_db
TODAY = clock.day_of(a.NOW)
WEEK = timedelta(days=7)


def away(person: Person, deputy: Person, starts: date = TODAY, ends: date = TODAY + WEEK) -> Absence:
    return people.enter_absence(
        person, a.controller(), deputy=deputy, starts=starts, ends=ends, by=person, now=a.NOW
    )


def test_a_deputy_may_do_what_the_one_who_is_away_may_do_on_these_days_only() -> None:
    kim, toni = a.caretaker("kim"), a.caretaker("toni", at=a.office(slug="gruen"))
    secret = a.topic(name="Vertrauliches", slug="vertraulich", is_private=True)
    case = a.case(topic=secret)
    assert a.caretaker_of(case) == kim
    away(kim, toni)
    for day, may in ((TODAY, True), (TODAY + WEEK, True), (TODAY + 2 * WEEK, False)):
        viewer = viewer_of(toni, on=day)
        assert (can_move(viewer, case), can_read_inside(viewer, case)) == (may, may)
        assert Case.objects.read_inside_by(viewer).filter(pk=case.pk).exists() is may
        assert Case.objects.visible_to(viewer).filter(pk=case.pk).exists() is may


def test_work_goes_on_to_the_deputy_of_a_deputy() -> None:
    kim, toni, noa = a.caretaker("kim"), a.caretaker("toni"), a.caretaker("noa")
    away(kim, toni)
    away(toni, noa)
    root = a.controller().pk
    assert viewer_of(noa, on=TODAY).stands_in == {StandIn(kim.pk, root), StandIn(toni.pk, root)}


def test_standing_in_at_one_organisation_opens_nothing_at_another() -> None:
    party = a.controller("partei", kind=OrganisationKind.PARTY)
    kim, toni = a.caretaker("kim"), a.caretaker("toni")
    for somebody in (kim, toni):
        people.give_role(somebody, a.office(party), Role.CARETAKER, by=None, now=a.NOW)
    case = a.case(of=party, topic=a.topic(party, "Vertrauliches", slug="v", is_private=True))
    people.give_role(kim, a.office(party), Role.CARETAKER, by=None, now=a.NOW)
    away(kim, toni)
    assert viewer_of(toni, on=TODAY).caretakers(party.pk) == {toni.pk}
    assert a.caretaker_of(case).pk in {kim.pk, toni.pk}


@pytest.mark.parametrize(
    ("starts", "ends", "sentence"),
    [
        (TODAY + WEEK, TODAY, "liegt vor dem ersten"),
        (TODAY - 2 * WEEK, TODAY - WEEK, "schon vorbei"),
        (TODAY, TODAY + timedelta(days=4000), "prüfen Sie das Jahr"),
    ],
)
def test_days_that_make_no_sense_are_refused_in_words(starts: date, ends: date, sentence: str) -> None:
    with pytest.raises(RuleBrokenError, match=sentence):
        away(a.caretaker("kim"), a.caretaker("toni"), starts, ends)


def test_a_deputy_is_somebody_else_who_works_here_until_the_last_day_and_is_there() -> None:
    kim, toni = a.caretaker("kim"), a.caretaker("toni")
    stranger = a.resident("bo").person
    with pytest.raises(RuleBrokenError, match="andere Person"):
        away(kim, kim)
    with pytest.raises(RuleBrokenError, match="derselben Organisation"):
        away(kim, stranger)
    leaving = a.person("leo")
    people.give_role(leaving, a.office(), Role.CARETAKER, by=None, now=a.NOW, ends=TODAY + timedelta(days=2))
    with pytest.raises(RuleBrokenError, match="letzten Tag"):
        away(kim, leaving)
    away(kim, toni)
    with pytest.raises(RuleBrokenError, match="selbst abwesend"):
        away(toni, kim)
    with pytest.raises(RuleBrokenError, match="schon eine Abwesenheit"):
        away(kim, a.caretaker("noa"))
    assert Absence.objects.count() == 1


def test_others_say_it_only_in_coordination() -> None:
    kim, toni = a.caretaker("kim"), a.caretaker("toni")
    words = {"deputy": toni, "starts": TODAY, "ends": TODAY, "now": a.NOW}
    with pytest.raises(PermissionDenied):
        people.enter_absence(kim, a.controller(), by=toni, **words)
    absence = people.enter_absence(kim, a.controller(), by=a.coordinator(), **words)
    with pytest.raises(PermissionDenied):
        people.end_absence(absence, by=toni, now=a.NOW)


def test_whoever_is_back_early_has_their_work_back_the_same_day() -> None:
    kim, toni = a.caretaker("kim"), a.caretaker("toni")
    absence = away(kim, toni)
    back = people.end_absence(absence, by=kim, now=a.NOW + 3 * a.DAY)
    assert back is not None
    assert back.ends == TODAY + timedelta(days=2)
    assert not viewer_of(toni, on=TODAY + timedelta(days=3)).stands_in
    with pytest.raises(RuleBrokenError, match="schon vorbei"):
        people.end_absence(back, by=kim, now=a.NOW + 3 * a.DAY)


def test_an_absence_that_has_not_begun_can_be_called_off() -> None:
    kim, toni = a.caretaker("kim"), a.caretaker("toni")
    for starts in (TODAY, TODAY + WEEK):
        assert people.end_absence(away(kim, toni, starts, TODAY + 2 * WEEK), by=kim, now=a.NOW) is None
    assert not Absence.objects.exists()
