"""Waiting stops the clock: what passed meanwhile counts anew, what was late before stays late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from konsens.caring.cases import actions
from konsens.caring.cases.kinds import CouncilDecision, CouncilKind, PromiseKind, Rung, WaitingFor
from konsens.caring.cases.models import Case
from konsens.city.people.kinds import Role
from konsens.kernel import clock
from konsens.kernel.diary import timeline
from tests import a

pytestmark = pytest.mark.django_db
SITTING = a.NOW + 70 * a.DAY


def _is_late(case: Case, days: int) -> bool:
    return Case.objects.overdue_on(clock.day_of(a.NOW + days * a.DAY)).filter(pk=case.pk).exists()


def test_a_decision_after_a_long_wait_does_not_find_the_case_late() -> None:
    kim, case = a.caretaker("kim"), a.case()
    paper = actions.Paper(CouncilKind.MOTION, "Bezirksvertretung Hörde", sitting_on=clock.day_of(SITTING))
    step = actions.take_to_council(case, paper, saying="Ein Antrag.", by=kim, now=a.NOW)
    assert not _is_late(case, 70)
    actions.note_decision(
        step, CouncilDecision.ADOPTED, decided_on=clock.day_of(SITTING), saying="Dafür.", by=kim, now=SITTING
    )
    assert not _is_late(case, 70)
    new = case.promises.get(kind=PromiseKind.NEXT_STEP, ended_at=None)
    assert new.due > clock.day_of(SITTING)
    assert "case.date_moved" not in [each.verb for each in timeline(case, public_only=True)]


def test_waiting_for_a_moment_excuses_nothing_that_was_late_before() -> None:
    kim, case = a.caretaker("kim"), a.case()
    actions.tell(case, "Wir sehen es uns an.", by=kim, now=a.NOW)
    late = a.NOW + 50 * a.DAY
    assert _is_late(case, 50)
    until = clock.day_of(late) + timedelta(days=5)
    actions.wait(case, what=WaitingFor.OTHER_BODY, until=until, saying="Kurz.", by=kim, now=late)
    assert not _is_late(case, 50)
    actions.begin(case, by=kim, now=late + a.DAY)
    assert _is_late(case, 51)


def test_a_case_that_waited_too_long_is_late_from_the_day_it_waited_for() -> None:
    kim, case = a.caretaker("kim"), a.case()
    a.staff(Role.HEAD, at=a.office(), name="robin")
    paper = actions.Paper(CouncilKind.MOTION, "Bezirksvertretung Hörde", sitting_on=clock.day_of(SITTING))
    actions.take_to_council(case, paper, saying="Ein Antrag.", by=kim, now=a.NOW)
    actions.escalate_late(now=SITTING)
    case.refresh_from_db()
    assert case.escalation == Rung.CARETAKER
    actions.escalate_late(now=SITTING + 2 * a.DAY)
    case.refresh_from_db()
    assert case.escalation == Rung.DEPUTY
