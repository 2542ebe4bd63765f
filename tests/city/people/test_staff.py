"""People come to work somewhere by a link, a proven address and a yes; nothing of theirs is overwritten."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from konsens.city.people import actions as people
from konsens.city.people import staff
from konsens.city.people.kinds import OrganisationKind, Role
from konsens.city.people.models import Account, Invitation, Membership, Organisation, Person, Relation
from konsens.city.people.viewer import viewer_of
from konsens.kernel import clock, tokens
from konsens.kernel.errors import RuleBrokenError, StaleLinkError
from konsens.kernel.models import Entry
from tests import a
from tests.at_once import at_once

pytestmark = pytest.mark.django_db
TODAY = clock.day_of(a.NOW)
ADDRESS = "neu@beispiel.example"


def admin(of: Organisation | None = None) -> Person:
    return a.staff(Role.ADMIN, at=of or a.controller(), name="admin")


def task(role: Role = Role.CARETAKER, at: Organisation | None = None, **days: Any) -> staff.Task:
    return staff.Task(at or a.office(), role, **{"starts": TODAY, **days})


def invited(email: str = ADDRESS, name: str = "Neu Muster", what: staff.Task | None = None) -> Invitation:
    return staff.invite(email, name, what or task(), by=admin(), now=a.NOW)


def link(invitation: Invitation) -> str:
    return tokens.mint(
        staff.PURPOSE, invitation, now=a.NOW, lasts=invitation.expires_at - a.NOW, address=invitation.email
    )


def accept(raw: str, somebody: Person, *, now: Any = a.NOW, name: str = "") -> Membership:
    account = somebody.account
    assert account is not None
    return staff.accept_invitation(raw, account, proven=[account.email], name=name, now=now)


def everything_of(person: Person) -> list[Any]:
    return [
        list(Person.objects.filter(pk=person.pk).values()),
        list(Relation.objects.filter(person=person).order_by("pk").values()),
        list(Account.objects.filter(person=person).values()),
        list(Membership.objects.filter(person=person).order_by("pk").values()),
    ]


def test_inviting_a_known_address_changes_nothing_of_its_owner() -> None:
    known = a.resident("bo")
    assert known.person.account is not None
    before = everything_of(known.person)
    made = invited(email=known.person.account.email.upper(), name="Ganz Anders")
    assert made.person == known.person
    assert everything_of(known.person) == before


def test_inviting_a_stranger_gives_no_right_before_they_say_yes() -> None:
    made = invited()
    relation = Relation.objects.get(email=ADDRESS)
    assert (made.person, relation.email_verified_at) == (relation.person, None)
    assert not viewer_of(made.person, on=TODAY).standings


def test_only_an_administrator_of_the_same_organisation_invites_and_withdraws() -> None:
    party = a.controller("partei", kind=OrganisationKind.PARTY)
    made = invited()
    for by in (admin(party), a.coordinator(), a.caretaker(), a.person("bo")):
        with pytest.raises(PermissionDenied):
            staff.invite("x@beispiel.example", "", task(), by=by, now=a.NOW)
        with pytest.raises(PermissionDenied):
            staff.withdraw_invitation(made, by=by, now=a.NOW)
    assert not Relation.objects.filter(email="x@beispiel.example").exists()


WRONG = [
    (ADDRESS, {"ends": TODAY - timedelta(days=1)}, "liegt vor dem ersten"),
    (ADDRESS, {"starts": TODAY - timedelta(days=9), "ends": TODAY - timedelta(days=2)}, "schon vorbei"),
    ("kein Zeichen", {}, "E-Mail-Adresse"),
    ("a@b.example\nBcc: alle@beispiel.example", {}, "E-Mail-Adresse"),
]


@pytest.mark.parametrize(("email", "days", "says"), WRONG)
def test_an_invitation_that_makes_no_sense_is_refused_and_leaves_nothing(
    email: str, days: dict[str, date], says: str
) -> None:
    by = admin()
    people_before = Person.objects.count()
    with pytest.raises(RuleBrokenError, match=says):
        staff.invite(email, "", task(**days), by=by, now=a.NOW)
    assert (Invitation.objects.count(), Person.objects.count()) == (0, people_before)


def test_nobody_is_asked_twice_for_the_same_but_again_once_the_link_is_too_old() -> None:
    first = invited()
    with pytest.raises(RuleBrokenError, match="schon eingeladen"):
        invited()
    later = first.expires_at
    second = staff.invite(ADDRESS, "", task(), by=None, now=later)
    first.refresh_from_db()
    assert (first.withdrawn_at, first.email, second.is_open_at(later)) == (later, "", True)


def test_whoever_has_the_role_is_not_asked() -> None:
    kim = a.caretaker("kim")
    assert kim.account is not None
    people.meet(a.controller(), person=kim, email=kim.account.email, now=a.NOW)
    with pytest.raises(RuleBrokenError, match="hat diese Aufgabe schon"):
        invited(email=kim.account.email)


def test_whoever_says_yes_works_here_from_that_day_under_the_name_the_team_gave() -> None:
    raw = link(invited(what=task(starts=TODAY - timedelta(days=5), ends=TODAY + timedelta(days=30))))
    somebody = a.person(email=ADDRESS)
    role = accept(raw, somebody)
    somebody.refresh_from_db()
    assert (role.person, role.starts, role.ends) == (somebody, TODAY, TODAY + timedelta(days=30))
    assert somebody.name == "Neu Muster"
    assert viewer_of(somebody, on=TODAY).is_any(Role.CARETAKER, controller=a.controller().pk)
    assert not viewer_of(somebody, on=TODAY + timedelta(days=31)).standings
    assert list(Invitation.objects.values_list("email", "name")) == [("", "")]
    assert Relation.objects.get(person=somebody).email_verified_at == a.NOW


def test_whoever_has_a_name_keeps_it() -> None:
    raw = link(invited(name="Ganz Anders"))
    somebody = a.person("bo", email=ADDRESS)
    accept(raw, somebody, name="Noch Anders")
    somebody.refresh_from_db()
    assert somebody.name == "Bo"


def test_what_a_stranger_said_before_is_theirs_once_they_joined() -> None:
    said = a.contribution(by=people.meet(a.controller(), email=ADDRESS, now=a.NOW), confirmed=False)
    raw = link(invited())
    somebody = a.person(email=ADDRESS)
    accept(raw, somebody)
    said.refresh_from_db()
    assert said.author == somebody


def test_a_link_works_once() -> None:
    raw, somebody = link(invited()), a.person(email=ADDRESS)
    accept(raw, somebody)
    with pytest.raises(StaleLinkError):
        accept(raw, somebody)
    assert Membership.objects.filter(person=somebody).count() == 1


def test_a_link_works_until_its_last_second() -> None:
    made, somebody = invited(), a.person(email=ADDRESS)
    raw = link(made)
    for moment in (made.expires_at, made.expires_at + timedelta(seconds=1)):
        with pytest.raises(StaleLinkError):
            accept(raw, somebody, now=moment)
    assert accept(raw, somebody, now=made.expires_at - timedelta(seconds=1))


def test_a_link_that_outlives_its_invitation_is_worth_nothing() -> None:
    made, somebody = invited(), a.person(email=ADDRESS)
    raw = tokens.mint(staff.PURPOSE, made, now=a.NOW, lasts=timedelta(days=99), address=ADDRESS)
    with pytest.raises(StaleLinkError):
        accept(raw, somebody, now=made.expires_at)
    staff.withdraw_invitation(made, by=None, now=a.NOW)
    with pytest.raises(StaleLinkError):
        accept(raw, somebody)


def test_a_link_is_worth_nothing_for_another_address_or_another_purpose() -> None:
    made = invited()
    raw, other = link(made), a.person("fremd")
    with pytest.raises(PermissionDenied):
        accept(raw, other)
    assert not Membership.objects.filter(person=other).exists()
    wrong = tokens.mint("confirm", made, now=a.NOW, lasts=timedelta(days=1), address=ADDRESS)
    with pytest.raises(StaleLinkError):
        accept(wrong, a.person(email=ADDRESS))
    assert accept(raw, Person.objects.get(account__email=ADDRESS))


def test_an_account_without_a_link_never_gets_a_role() -> None:
    invited()
    somebody = a.person(email=ADDRESS)
    people.join_account(somebody.account, now=a.NOW)
    assert not viewer_of(somebody, on=TODAY).standings


def test_a_role_is_not_taken_at_an_office_that_was_closed_meanwhile() -> None:
    office = a.office(slug="kurz")
    raw = link(invited(what=task(at=office)))
    Organisation.objects.filter(pk=office.pk).update(ends=TODAY)
    somebody = a.person(email=ADDRESS)
    with pytest.raises(RuleBrokenError, match="gibt es nicht mehr"):
        accept(raw, somebody)
    assert not viewer_of(somebody, on=TODAY).standings


@pytest.mark.django_db(transaction=True)
def test_of_many_who_use_a_link_at_once_one_gets_in_and_the_role_is_there_once() -> None:
    raw, somebody = link(invited()), a.person(email=ADDRESS)
    answers = at_once(6, lambda _number: accept(raw, somebody))
    assert sum(isinstance(each, Membership) for each in answers) == 1
    assert all(isinstance(each, Membership | StaleLinkError) for each in answers)
    assert Membership.objects.filter(person=somebody).count() == 1


def test_somebody_always_keeps_furnishing() -> None:
    one = admin()
    only = Membership.objects.get(person=one)
    with pytest.raises(RuleBrokenError, match="muss die Einrichtung behalten"):
        people.end_role(only, by=one, now=a.NOW, ends=TODAY)
    people.give_role(a.person("zwei"), a.controller(), Role.ADMIN, by=one, now=a.NOW, ends=TODAY + a.DAY * 9)
    with pytest.raises(RuleBrokenError, match="ohne Ende"):
        people.end_role(only, by=one, now=a.NOW, ends=TODAY)
    people.give_role(a.person("drei"), a.controller(), Role.ADMIN, by=one, now=a.NOW)
    assert people.end_role(only, by=one, now=a.NOW, ends=TODAY).ends == TODAY


def test_every_step_stands_in_the_diary_without_a_name() -> None:
    made = invited()
    accept(link(made), a.person(email=ADDRESS))
    lines = Entry.objects.filter(verb__in=["staff.invited", "invitation.accepted", "role.given"])
    told = [(each.verb, each.facts) for each in lines if each.facts.get("role") != "coordinator"]
    assert [verb for verb, _facts in told if verb != "role.given"] == ["staff.invited", "invitation.accepted"]
    assert ADDRESS not in str(told)


def test_an_invitation_that_nobody_answers_is_forgotten_with_its_address() -> None:
    known = a.resident("bo")
    assert known.person.account is not None
    made = invited(email=known.person.account.email)
    assert staff.let_lapse(now=made.expires_at - timedelta(seconds=1)) == 0
    assert staff.let_lapse(now=made.expires_at) == 1
    made.refresh_from_db()
    assert (made.email, made.name, made.withdrawn_at) == ("", "", made.expires_at)
