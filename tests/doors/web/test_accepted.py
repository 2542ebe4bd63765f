"""The privacy notice that somebody accepted is kept, in the version that the form showed them."""

from __future__ import annotations

import pytest

from konsens.city.people.actions import publish_legal_text
from konsens.city.people.kinds import LegalKind
from konsens.city.people.models import LegalText, Relation
from konsens.city.projects.models import Phase
from konsens.listening.voices.models import Contribution
from tests import a
from tests.doors.web.ideas.test_say import send
from tests.doors.web.visit import look, now

pytestmark = pytest.mark.django_db


def new_notice(text: str = "Neu.", language: str = "de") -> LegalText:
    return publish_legal_text(a.controller(), LegalKind.PRIVACY, text, by=None, now=now(), language=language)


def shown(path: str, person: a.Person | None = None) -> str:
    """What the form at an address carries."""
    page = look(a.client(person), path)
    return page.all("input", name="notice")[0]["value"]


def test_what_is_said_keeps_the_version_that_the_form_showed_even_when_a_newer_one_came() -> None:
    a.controller()
    first = LegalText.objects.get(kind=LegalKind.PRIVACY)
    carried = shown("/ideen/neu/?art=idee")
    second = new_notice()
    send(notice=carried)
    assert Contribution.objects.get().notice == first
    assert Relation.objects.get(email="bo@beispiel.example").notice == first
    send(notice=shown("/ideen/neu/?art=idee"), email="ina@beispiel.example")
    assert Contribution.objects.latest("pk").notice == second
    english = new_notice("Our notice.", language="en")
    assert shown("/en/ideen/neu/?art=idee") == english.edition


@pytest.mark.parametrize("made_up", ["", "de-2", "de-", "-1", "fr-1", "de-١", "de-9999999999999999999999"])
def test_a_version_that_was_never_shown_counts_as_the_one_in_force(made_up: str) -> None:
    party = a.controller("partei", kind=a.OrganisationKind.PARTY, is_default=False)
    publish_legal_text(party, LegalKind.PRIVACY, "Der Partei, neu.", by=None, now=now())
    a.controller(is_default=True)
    send(notice=made_up)
    notice = Contribution.objects.get().notice
    assert notice is not None
    assert (notice.controller, notice.edition) == (a.controller(), "de-1")


def test_a_comment_keeps_it_too() -> None:
    case, ina = a.case(now=now()), a.resident("ina")
    Phase.objects.update(comments=True)
    first = LegalText.objects.get(kind=LegalKind.PRIVACY)
    path = f"/vorgang/{case.public_id}/kommentar/"
    carried = shown(path, ina.person)
    new_notice()
    a.client(ina.person).post(path, {"text": "Das finde ich auch.", "notice": carried})
    assert case.lead.comments.get().notice == first


@pytest.mark.parametrize("door", ["wichtig", "folgen", "mitmachen", "melden"])
def test_whoever_leaves_an_address_is_known_with_the_version_in_force(door: str) -> None:
    case = a.case(now=now())
    second = new_notice()
    fields = {"email": "neu@beispiel.example", "cadence": "daily", "reason": "Das ist eine Beleidigung."}
    a.client().post(f"/vorgang/{case.public_id}/{door}/", fields)
    assert Relation.objects.get(email="neu@beispiel.example").notice == second


def test_whoever_follows_more_is_known_with_it_too() -> None:
    a.controller()
    fields = {"what": "all", "cadence": "at_once", "email": "neu@beispiel.example"}
    a.client().post("/folgen/", fields)
    notice = Relation.objects.get(email="neu@beispiel.example").notice
    assert notice is not None
    assert notice.edition == "de-1"
