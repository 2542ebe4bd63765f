"""Two people do the same at the same moment: one wins, the other reads why and keeps every word."""

from __future__ import annotations

import re
from typing import Any

import pytest

from konsens.caring.cases import actions as caring
from konsens.caring.cases.models import AnswerTemplate, Case
from konsens.city.people.models import Absence
from konsens.kernel import clock
from konsens.kernel.models import Entry
from tests import a
from tests.at_once import at_once
from tests.doors.web.desk import work

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_people_who_close_a_case_the_second_reads_so_and_loses_nothing() -> None:
    kim, case = a.caretaker("kim"), work.case()
    clients = [a.client(kim), a.client(a.coordinator())]
    words = ("Die Bank steht seit gestern.", "Es gibt dort schon eine Bank.")
    outcomes = ("done", "exists")

    def close(number: int) -> Any:
        fields = {"outcome": outcomes[number], "text": words[number]}
        return clients[number].post(f"/arbeit/vorgang/{case.public_id}/abschliessen/", fields)

    answers = at_once(2, close)
    assert sorted(each.status_code for each in answers) == [302, 422]
    first = next(number for number, each in enumerate(answers) if each.status_code == 302)
    second = 1 - first
    text = answers[second].content.decode()
    assert "Diesen Vorgang hat inzwischen schon jemand abgeschlossen." in text
    assert f"{words[second]}</textarea>" in text
    assert re.search(rf'value="{outcomes[second]}"[^>]*checked', text)
    closed = Case.objects.get(pk=case.pk)
    assert (closed.outcome, closed.outcome_text) == (outcomes[first], words[first])
    assert closed.notes.count() == 1
    ends = [each for each in Entry.objects.filter(verb="case.moved") if each.facts["after"] == "closed"]
    assert len(ends) == 1


def test_two_people_write_a_template_with_the_same_title_and_one_keeps_it() -> None:
    a.caretaker("kim")
    clients = [a.client(a.caretaker(name)) for name in ("toni", "noa")]

    def write(number: int) -> Any:
        fields = {"title": "Dank", "text": f"Danke, Nummer {number}.", "topic": ""}
        return clients[number].post("/arbeit/vorlagen/neu/", fields)

    answers = at_once(2, write)
    assert sorted(each.status_code for each in answers) == [302, 422]
    lost = next(each.content.decode() for each in answers if each.status_code == 422)
    assert "gibt es schon" in lost
    assert "Danke, Nummer" in lost
    assert AnswerTemplate.objects.count() == 1


def test_two_people_never_become_each_others_deputy() -> None:
    pair = [a.caretaker("toni"), a.caretaker("noa")]
    clients = [a.client(each) for each in pair]
    today = clock.day_of(work.now()).isoformat()

    def leave(number: int) -> Any:
        fields = {"starts": today, "ends": today, "deputy": pair[1 - number].public_id}
        return clients[number].post("/arbeit/abwesenheit/neu/", fields)

    answers = at_once(2, leave)
    assert sorted(each.status_code for each in answers) == [302, 422]
    assert Absence.objects.count() == 1


def test_a_case_that_arrives_while_everything_is_handed_over_is_not_handed_over_unseen() -> None:
    kim, toni = a.caretaker("kim"), a.caretaker("toni")
    caring.set_route(a.controller(), a.office(), by=None, now=work.now(), caretaker=kim)
    work.case("Eine Bank am Ufer")
    client = a.client(kim)
    assert "Es geht um 1 Vorgang." in work.page(client, "/arbeit/uebergeben/")
    work.case("Noch eine Bank")
    answer = client.post("/arbeit/uebergeben/", {"to": toni.public_id, "sure": "on", "expected": "1"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Inzwischen sind es 2 Vorgänge." in text
    assert 'name="expected" value="2"' in text
    answer = client.post("/arbeit/uebergeben/", {"to": toni.public_id, "sure": "on", "expected": "2"})
    assert answer.status_code == 302
    assert not Case.objects.filter(assignments__caretaker=kim, assignments__ends=None).exists()
