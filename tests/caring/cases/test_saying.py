"""Public words and public dates: what counts as an answer, and on which days something is due."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from konsens.caring.cases import actions
from konsens.caring.cases.kinds import CouncilDecision, CouncilKind, Outcome, PromiseKind, State, WaitingFor
from konsens.caring.cases.models import AnswerTemplate, Case
from konsens.city.people.kinds import OrganisationKind
from konsens.kernel import clock
from konsens.kernel.diary import timeline
from konsens.kernel.errors import RuleBrokenError
from tests import a

pytestmark = pytest.mark.django_db
TODAY = clock.day_of(a.NOW)
EASTER_MONDAY = date(2026, 4, 6)


def _is_answered(case: Case) -> bool:
    return case.promises.get(kind=PromiseKind.FIRST_ANSWER).kept_at is not None


def test_public_words_are_an_answer_whichever_verb_says_them() -> None:
    kim = a.caretaker("kim")
    paper = actions.Paper(CouncilKind.MOTION, "Bezirksvertretung Hörde")
    until = TODAY + timedelta(days=30)
    verbs = [
        lambda case: actions.tell(case, "Wir fangen an.", by=kim, now=a.NOW),
        lambda case: actions.begin(case, saying="Wir fangen an.", by=kim, now=a.NOW),
        lambda case: actions.wait(
            case, what=WaitingFor.SEASON, until=until, saying="Im Mai.", by=kim, now=a.NOW
        ),
        lambda case: actions.take_to_council(case, paper, saying="Ein Antrag.", by=kim, now=a.NOW),
    ]
    for number, verb in enumerate(verbs):
        case = a.case(f"Eine Bank, Nummer {number}")
        assert not _is_answered(case)
        verb(case)
        assert _is_answered(case)
    silent = a.case("Eine Bank ohne Worte")
    actions.begin(silent, by=kim, now=a.NOW)
    actions.note_inside(silent, "Nur für uns.", by=kim, now=a.NOW)
    assert not _is_answered(silent)


def test_a_next_step_is_due_on_a_working_day() -> None:
    kim, case = a.caretaker("kim"), a.case()
    for day in (EASTER_MONDAY, date(2026, 3, 14), TODAY - timedelta(days=1)):
        with pytest.raises(RuleBrokenError, match=r"07\.04\.2026|16\.03\.2026|schon vorbei"):
            actions.tell(case, "Weiter.", is_next_step=True, next_step_by=day, by=kim, now=a.NOW)
    actions.tell(case, "Weiter.", is_next_step=True, next_step_by=date(2026, 4, 7), by=kim, now=a.NOW)
    new = case.promises.get(kind=PromiseKind.NEXT_STEP, kept_at=None)
    assert new.due == date(2026, 4, 7)


def test_what_waits_can_wait_longer_and_says_why() -> None:
    kim, case = a.caretaker("kim"), a.case()
    for days, words in ((30, "Im Frühjahr."), (60, "Doch erst im Sommer.")):
        until = TODAY + timedelta(days=days)
        case = actions.wait(case, what=WaitingFor.SEASON, until=until, saying=words, by=kim, now=a.NOW)
    assert (case.state, case.waiting_until) == (State.WAITING, TODAY + timedelta(days=60))
    told = [each.facts["note"] for each in timeline(case, public_only=True) if each.verb == "case.moved"]
    assert {note.pk for note in case.notes.all()} <= set(told)


def test_words_about_the_council_are_never_lost() -> None:
    kim, case = a.caretaker("kim"), a.case()
    paper = actions.Paper(CouncilKind.MOTION, "Bezirksvertretung", sitting_on=TODAY + timedelta(days=9))
    step = actions.take_to_council(case, paper, saying="Ein Antrag.", by=kim, now=a.NOW)
    other = actions.Paper(CouncilKind.PAPER, "Ausschuss")
    actions.take_to_council(case, other, saying="Dazu eine Vorlage.", by=kim, now=a.NOW)
    later = a.NOW + 10 * a.DAY
    actions.note_decision(
        step,
        CouncilDecision.REFERRED,
        decided_on=clock.day_of(later),
        next_sitting=clock.day_of(later) + timedelta(days=20),
        saying="Jetzt entscheidet der Ausschuss.",
        by=kim,
        now=later,
    )
    case.refresh_from_db()
    assert case.state == State.WAITING
    told = {each.facts.get("note") for each in timeline(case, public_only=True)}
    assert {note.pk for note in case.notes.all()} <= told


def test_a_decision_about_a_closed_case_is_noted_and_leaves_it_closed() -> None:
    kim, case = a.caretaker("kim"), a.case()
    step = actions.take_to_council(
        case, actions.Paper(CouncilKind.MOTION, "Bezirksvertretung"), saying="Ein Antrag.", by=kim, now=a.NOW
    )
    actions.close(case, actions.Closing(Outcome.PLANNED, "Im Haushalt."), by=kim, now=a.NOW)
    words = {"decided_on": TODAY, "saying": "Vertagt.", "by": kim, "now": a.NOW + a.DAY}
    with pytest.raises(RuleBrokenError, match="nächste Sitzung"):
        actions.note_decision(step, CouncilDecision.POSTPONED, next_sitting=TODAY, **words)
    later = TODAY + timedelta(days=30)
    actions.note_decision(step, CouncilDecision.POSTPONED, next_sitting=later, **words)
    case.refresh_from_db()
    assert (case.state, case.outcome) == (State.CLOSED, Outcome.PLANNED)


def test_an_answer_template_has_its_own_title_and_stays_at_its_organisation() -> None:
    party = a.controller("partei", kind=OrganisationKind.PARTY)
    by = a.coordinator()
    words = {"title": "Dank", "text": "Danke.", "now": a.NOW}
    ours = actions.save_template(a.controller(), by=by, **words)
    with pytest.raises(RuleBrokenError, match="gibt es schon"):
        actions.save_template(a.controller(), by=by, **words)
    with pytest.raises(PermissionDenied):
        actions.save_template(party, template=ours, by=a.coordinator(party), **words)
    topic = a.topic(party)
    with pytest.raises(RuleBrokenError, match="anderen Organisation"):
        actions.save_template(a.controller(), title="Neu", text="Neu.", topic=topic, by=by, now=a.NOW)
    with pytest.raises(RuleBrokenError, match="höchstens 80"):
        actions.save_template(a.controller(), title="x" * 81, text="Neu.", by=by, now=a.NOW)
    assert AnswerTemplate.objects.count() == 1
