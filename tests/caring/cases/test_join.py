"""Merging and joining: everybody counts once, nobody is lost, nothing goes in circles."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from konsens.caring.cases import actions
from konsens.caring.cases.kinds import Outcome, Prominence
from konsens.caring.cases.models import Case
from konsens.city.people.kinds import OrganisationKind
from konsens.kernel.errors import RuleBrokenError
from konsens.listening.voices import actions as voices
from tests import a

pytestmark = pytest.mark.django_db


def test_a_person_who_supported_both_counts_once_after_a_merge() -> None:
    one, two = a.case("Eine Bank am Ufer"), a.case("Noch eine Bank am Ufer")
    both, only = a.resident("beide"), a.resident("nur-eine")
    for case, relation in ((one, both), (two, both), (two, only)):
        voices.support(case.lead, relation=relation, by=relation.person, now=a.NOW)
    actions.merge(one, two, saying="", by=a.coordinator(), now=a.NOW + a.DAY)
    two.refresh_from_db()
    # both, the other supporter, and the author of the first contribution
    assert two.support_count == 3
    one.refresh_from_db()
    assert one.outcome == Outcome.DUPLICATE
    assert set(two.contributions.all()) == {one.lead, two.lead}


def test_what_was_merged_before_moves_along() -> None:
    one, two, three = (a.case(f"Eine Bank, Nummer {n}") for n in range(3))
    by = a.coordinator()
    actions.merge(one, two, saying="", by=by, now=a.NOW + a.DAY)
    actions.merge(two, three, saying="", by=by, now=a.NOW + 2 * a.DAY)
    one.refresh_from_db()
    assert one.merged_into == three
    with pytest.raises(RuleBrokenError, match="geht selbst in einem anderen weiter"):
        actions.merge(three, one, saying="", by=by, now=a.NOW + 3 * a.DAY)


def test_cases_of_two_controllers_are_never_merged() -> None:
    party = a.controller("partei", kind=OrganisationKind.PARTY)
    ours, theirs = a.case(), a.case(of=party)
    with pytest.raises(PermissionDenied):
        actions.merge(ours, theirs, saying="", by=a.coordinator(), now=a.NOW)


def test_a_refused_contribution_hides_its_case_and_a_complaint_brings_it_back() -> None:
    case = a.case()
    moderator = a.coordinator()
    reasons = voices.Reasons(facts="Nennt den Namen eines Nachbarn.", ground="privacy")
    judgement = voices.refuse(case.lead, reasons=reasons, by=moderator, now=a.NOW + a.DAY)
    assert Case.objects.get(pk=case.pk).prominence == Prominence.HIDDEN
    complaint = voices.complain(
        judgement, "Das war mein eigener Name.", by=case.lead.author, now=a.NOW + a.DAY
    )
    with pytest.raises(PermissionDenied):
        voices.decide_complaint(complaint, upheld=True, answer="Stimmt.", by=moderator, now=a.NOW + a.DAY)
    other = a.staff(a.Role.MODERATOR, at=a.controller(), name="zweite")
    voices.decide_complaint(complaint, upheld=True, answer="Stimmt.", by=other, now=a.NOW + 2 * a.DAY)
    assert Case.objects.get(pk=case.pk).prominence == Prominence.PUBLIC


def test_whoever_takes_a_contribution_back_ends_the_work_on_it() -> None:
    case = a.case()
    voices.withdraw(case.lead, by=case.lead.author, now=a.NOW + a.DAY)
    case.refresh_from_db()
    assert (case.outcome, case.prominence) == (Outcome.WITHDRAWN, Prominence.HIDDEN)
