"""What is urgent, in SQL and in the rules alike; and who still waits for an answer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from konsens.caring.cases import actions
from konsens.caring.cases.kinds import Outcome, PromiseKind, State, WaitingFor
from konsens.caring.cases.models import Case
from konsens.caring.cases.queries import NEVER, with_messages, with_urgency
from konsens.caring.cases.rules import Deadline, is_overdue
from konsens.city.people.kinds import Role
from konsens.city.people.viewer import viewer_of
from konsens.kernel import clock
from tests import a

pytestmark = pytest.mark.django_db
TODAY = clock.day_of(a.NOW)


def _some_cases() -> list[Case]:
    kim = a.caretaker("kim")
    cases = [a.case(f"Eine Bank, Nummer {n}") for n in range(4)]
    actions.tell(cases[1], "Wir sehen uns das an.", by=kim, now=a.NOW)
    until = TODAY + timedelta(days=40)
    actions.wait(cases[2], what=WaitingFor.SEASON, until=until, saying="Im Frühjahr.", by=kim, now=a.NOW)
    actions.close(cases[3], actions.Closing(Outcome.DONE, "Sie steht."), by=kim, now=a.NOW)
    return list(Case.objects.order_by("pk"))


def test_late_is_the_same_in_the_list_in_the_query_and_in_the_rule() -> None:
    for case in _some_cases():
        deadlines = [
            Deadline(PromiseKind(each.kind), each.due) for each in case.promises.all() if each.is_open
        ]
        waits = case.waiting_until if case.state == State.WAITING else None
        for days in range(0, 140, 3):
            today = TODAY + timedelta(days=days)
            wanted = is_overdue(deadlines, today, waiting_until=waits)
            here = Case.objects.filter(pk=case.pk)
            assert here.overdue_on(today).exists() is wanted
            assert (with_urgency(here, today).get().urgent_on < today) is wanted


def test_the_most_urgent_case_comes_first_and_a_closed_one_last() -> None:
    fresh, told, waiting, closed = _some_cases()
    ordered = list(with_urgency(Case.objects.all(), TODAY).order_by("urgent_on", "received_at", "pk"))
    assert ordered == [fresh, told, waiting, closed]
    assert ordered[-1].urgent_on == NEVER


def test_a_message_waits_until_somebody_of_the_team_writes_anything() -> None:
    kim = a.caretaker("kim")
    case = a.case(private_note="Bitte rufen Sie nicht an.")
    author = case.lead.author
    assert _has_message()
    actions.note_inside(case, "Gelesen.", by=kim, now=a.NOW)
    assert not _has_message()
    actions.write_to_team(case, "Wann geht es los?", by=author, now=a.NOW)
    actions.write_to_team(case, "Hallo?", by=author, now=a.NOW)
    assert _has_message()
    actions.tell(case, "Im April.", by=kim, now=a.NOW)
    assert not _has_message()


def _has_message() -> bool:
    found: bool = with_messages(Case.objects.all()).values_list("has_message", flat=True).get()
    return found


@pytest.mark.parametrize("role", list(Role))
def test_staff_of_another_organisation_read_the_inner_side_of_nothing(role: Role) -> None:
    a.caretaker("kim")
    case = a.case()
    party = a.controller("partei", kind=a.OrganisationKind.PARTY)
    stranger = viewer_of(a.staff(role, at=party, name="fremd"), on=TODAY)
    assert not Case.objects.read_inside_by(stranger).exists()
    ours = viewer_of(a.staff(role, at=a.controller(), name="hier"), on=TODAY)
    assert Case.objects.read_inside_by(ours).get() == case
