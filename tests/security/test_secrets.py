"""What must not be found out: who said something, and what was said in confidence (A2, A5, A8, G7, H1)."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import PermissionDenied

from konsens.caring.cases import actions as caring
from konsens.caring.cases.models import Case
from konsens.city.people.viewer import viewer_of
from konsens.kernel import clock
from konsens.kernel.errors import RuleBrokenError
from konsens.listening.voices import actions as voices
from konsens.listening.voices.models import Contribution, Support
from tests import a
from tests.security import world
from tests.security.verbs import NOW

pytestmark = pytest.mark.django_db
TODAY = clock.day_of(NOW)


@pytest.fixture
def here() -> world.World:
    return world.build()


@pytest.mark.parametrize("form", ["wichtig", "folgen"])
def test_an_address_typed_by_a_stranger_never_tells_who_said_something(here: world.World, form: str) -> None:
    addresses = [here.relation("author").email, here.relation("resident").email, "unbekannt@beispiel.example"]
    answers = []
    for address in addresses:
        browser = a.client()
        response = browser.post(
            f"/vorgang/{here.case.public_id}/{form}/", {"email": address, "cadence": "at_once"}
        )
        answers.append(
            (response.status_code, response.content.decode().replace(address, "…"), _cookies(browser))
        )
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == 200


def _cookies(browser: object) -> list[str]:
    return sorted(vars(browser)["cookies"])


def test_the_same_answer_for_every_address_when_something_is_said(here: world.World) -> None:
    answers = []
    for address in (here.relation("author").email, "unbekannt@beispiel.example"):
        response = a.client().post(
            "/ideen/neu/", {"kind": "idea", "title": "Mehr Schatten", "email": address}
        )
        answers.append((response.status_code, response.content.decode().replace(address, "…")))
    assert answers[0] == answers[1]


def test_an_author_who_confirms_support_by_mail_does_not_count_twice(here: world.World) -> None:
    relation = here.relation("author")
    given = voices.support(here.case.lead, relation=relation, by=None, now=NOW)
    voices.confirm_support(given, now=NOW)
    assert not Support.objects.exists()
    assert Case.objects.get(pk=here.case.pk).support_count == 0
    assert Contribution.objects.get(pk=here.case.lead_id).support_count == 0


def test_a_case_never_goes_on_in_one_that_its_author_may_not_read(here: world.World) -> None:
    other = a.case("Noch ein Streit im Haus", of=here.city, topic=here.secret)
    coordinator = here.person("coordinator")
    for target in (here.confidential, other):
        with pytest.raises(RuleBrokenError, match="öffentlichen Vorgang"):
            caring.merge(here.case, target, saying="", by=coordinator, now=NOW)
    with pytest.raises(RuleBrokenError, match="öffentlichen Vorgang"):
        caring.merge(here.confidential, other, saying="", by=coordinator, now=NOW)
    caring.merge(here.confidential, here.case, saying="", by=coordinator, now=NOW)
    viewer = viewer_of(here.person("resident"), on=TODAY)
    assert not Case.objects.visible_to(viewer).filter(pk=here.confidential.pk).exists()


def test_what_was_said_in_confidence_stays_so_under_another_topic(here: world.World) -> None:
    caring.reroute(here.confidential, here.topic, by=here.person("caretaker"), now=NOW)
    for role, sees in (("neighbour", False), ("colleague", True), ("coordinator", True)):
        viewer = viewer_of(here.person(role), on=TODAY)
        assert Case.objects.visible_to(viewer).filter(pk=here.confidential.pk).exists() == sees
        assert Contribution.objects.visible_to(viewer).filter(pk=here.confidential.lead_id).exists() == (
            role == "coordinator"
        )
    with pytest.raises(PermissionDenied):
        caring.note_inside(here.confidential, "Neugierig.", by=here.person("neighbour"), now=NOW)


def test_nobody_says_something_under_a_topic_of_another_controller(here: world.World) -> None:
    foreign = a.topic(here.party, "Wahlkampf")
    with pytest.raises(RuleBrokenError, match="anderen Organisation"):
        voices.hear(
            a.said(topic=foreign),
            phase=world.phase(here),
            relation=here.relation("resident"),
            by=None,
            now=NOW,
        )
    with pytest.raises(RuleBrokenError, match="anderen Organisation"):
        voices.hear(a.said(), phase=a.phase(here.party), relation=here.relation("resident"), by=None, now=NOW)


def test_pages_never_count_upwards(here: world.World) -> None:
    """Public addresses hold random ids, so that one case does not lead to the next (D3)."""
    assert re.fullmatch(r"[2-9a-z]{8}", here.case.public_id)
    assert here.case.public_id != here.confidential.public_id
