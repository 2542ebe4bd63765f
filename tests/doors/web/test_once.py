"""A button pressed twice, or by an impatient browser four times, says something once."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from konsens.caring.cases.models import Case, Note
from konsens.city.people.models import Person
from konsens.city.projects.actions import change_phase
from konsens.doors.post.tick import tick
from konsens.kernel import clock
from konsens.listening.voices.kinds import Kind, State
from konsens.listening.voices.models import Contribution, Report
from tests import a
from tests.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 4
IDEA = {"kind": "idea", "title": "Eine Schaukel", "text": "Für Große."}
STRANGER = {**IDEA, "email": "neu@beispiel.example"}


def press(clients: list[Client], path: str, fields: dict[str, str]) -> list[Any]:
    """Send the same form by all of them at the same moment."""
    answers = at_once(TIMES, lambda number: clients[number % len(clients)].post(path, fields))
    assert {each.status_code for each in answers} <= {200, 302}, [each.status_code for each in answers]
    return answers


def browsers(somebody: Person) -> list[Client]:
    """Several windows of one person."""
    return [a.client(somebody) for _each in range(TIMES)]


def test_somebody_known_says_it_once_and_every_press_leads_to_it() -> None:
    answers = press(browsers(a.resident("bo").person), "/ideen/neu/", IDEA)
    case = Case.objects.get()
    assert {each.headers["Location"] for each in answers} == {f"/vorgang/{case.public_id}/?danke=beitrag"}


def test_somebody_unknown_gets_one_mail_and_every_press_reads_the_same() -> None:
    a.controller()
    answers = press([Client() for _each in range(TIMES)], "/ideen/neu/", STRANGER)
    assert Contribution.objects.get().state == State.UNCONFIRMED
    assert len({each.content for each in answers}) == 1
    tick(now=clock.now())
    assert len(mail.outbox) == 1


def test_staff_write_down_once_what_somebody_says_on_the_phone() -> None:
    press(browsers(a.caretaker("kim")), "/ideen/neu/", {**IDEA, "channel": "phone"})
    assert Contribution.objects.count() == 1


def test_whoever_types_the_address_of_somebody_gets_back_nothing_of_theirs() -> None:
    """The author's own words, sent again from the same network by somebody who only knows the address."""
    relation = a.resident("bo")
    assert relation.email
    a.client(relation.person).post("/ideen/neu/", IDEA)
    said = Case.objects.get()
    for _time in range(2):
        answer = Client().post("/ideen/neu/", {**IDEA, "email": relation.email})
        assert answer.status_code == 200
        assert said.public_id not in answer.content.decode()
    assert sorted(Contribution.objects.values_list("state", flat=True)) == ["published", "unconfirmed"]


def test_other_words_are_something_else_and_what_was_refused_counts_for_nothing() -> None:
    client = a.client(a.resident("bo").person)
    too_long = {**IDEA, "text": "x" * 6000}
    assert [client.post("/ideen/neu/", too_long).status_code for _time in range(2)] == [422, 422]
    for text in ("Für Große.", "Für Große und Kleine."):
        assert client.post("/ideen/neu/", {**IDEA, "text": text}).status_code == 302
    assert Case.objects.count() == 2


def test_messages_comments_and_reports_are_said_once() -> None:
    case = a.case()
    change_phase(a.phase(), comments=True, by=None, now=a.NOW)
    fans = browsers(a.resident("fan").person)
    press(fans, f"/vorgang/{case.public_id}/nachricht/", {"text": "Wann geht es los?"})
    press(fans, f"/vorgang/{case.public_id}/kommentar/", {"text": "Eine gute Idee."})
    press([Client()], f"/vorgang/{case.public_id}/melden/", {"reason": "Nennt einen Namen."})
    assert Note.objects.filter(from_resident=True).count() == 1
    assert Contribution.objects.filter(kind=Kind.COMMENT).count() == 1
    assert Report.objects.count() == 1


def test_the_team_tells_it_once() -> None:
    case, clients = a.case(), browsers(a.coordinator())
    press(clients, f"/arbeit/vorgang/{case.public_id}/sagen/", {"text": "Wir sehen uns das an."})
    press(clients, f"/arbeit/vorgang/{case.public_id}/notiz/", {"text": "Mit dem Amt gesprochen."})
    assert case.notes.count() == 2


def test_what_has_no_words_is_done_and_undone_at_will() -> None:
    case, client = a.case(), a.client(a.resident("fan").person)
    for expected in (1, 0, 1, 0):
        client.post(f"/vorgang/{case.public_id}/wichtig/")
        assert Case.objects.get().support_count == expected
