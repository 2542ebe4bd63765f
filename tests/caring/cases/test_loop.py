"""The whole loop through the actions: heard, cared for, closed, asked, reopened, done."""

import pytest

from konsens.caring.cases import actions
from konsens.caring.cases.kinds import Outcome, Prominence, State
from konsens.caring.cases.models import Case
from tests import a

pytestmark = pytest.mark.django_db


def test_an_idea_is_heard_cared_for_closed_asked_reopened_and_done() -> None:
    kim = a.caretaker("kim")
    case = a.case()
    assert case.prominence == Prominence.PUBLIC
    assert a.caretaker_of(case) == kim
    assert {promise.kind for promise in case.promises.all()} == {"first_answer", "next_step", "done"}
    actions.tell(case, "Wir sehen uns das an.", by=kim, now=a.NOW + a.DAY)
    case = actions.close(
        case, actions.Closing(Outcome.DONE, "Die Bank steht."), by=kim, now=a.NOW + 10 * a.DAY
    )
    assert actions.ask_due(now=a.NOW + 37 * a.DAY) == 0
    assert actions.ask_due(now=a.NOW + 39 * a.DAY) == 1
    author = case.lead.author
    case = actions.answer_whether_done(case, is_done=False, by=author, now=a.NOW + 40 * a.DAY)
    assert case.state == State.CARED
    case = actions.close(
        case, actions.Closing(Outcome.DONE, "Jetzt steht sie."), by=kim, now=a.NOW + 50 * a.DAY
    )
    case = Case.objects.get(pk=case.pk)
    assert case.state == State.CLOSED
    assert case.received_at == a.NOW
