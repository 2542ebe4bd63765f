"""The board: what needs a look beyond single cases; figures about teams and topics, never about people."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.html import strip_tags

from konsens.caring.cases import actions as caring
from konsens.caring.cases.kinds import CouncilKind, PromiseKind, Rung
from konsens.caring.cases.models import Case
from konsens.city.people import actions as people
from konsens.city.people.kinds import OrganisationKind, Role
from konsens.city.people.models import Absence
from konsens.kernel import clock
from tests import a
from tests.doors.web.board.table import coordination, rows
from tests.doors.web.desk import work

pytestmark = pytest.mark.django_db
PAGES = ("", "vorgaenge/", "vorgaenge.csv", "zuweisen/", "mails/", "team/")


def tile(text: str, label: str) -> int:
    found = re.search(rf">{label}</a></h2><b>([\d.]+)</b>", text)
    assert found, label
    return int(found.group(1))


def test_only_coordination_and_heads_come_in() -> None:
    kim = a.caretaker("kim")
    head = a.staff(Role.HEAD, at=a.office(), name="leitung")
    party = a.controller("partei", kind=OrganisationKind.PARTY)
    allowed = {"coordinator": (200, 200), "head": (200, 403)}
    for name, somebody in (("coordinator", a.coordinator()), ("head", head)):
        client = a.client(somebody)
        both, only_coordination = allowed[name]
        assert client.get("/koordination/").status_code == both
        assert client.get("/koordination/vorgaenge/").status_code == both
        assert client.get("/koordination/mails/").status_code == only_coordination
        assert client.get("/koordination/team/").status_code == only_coordination
    for page in PAGES:
        assert a.client(kim).get(f"/koordination/{page}").status_code == 403
        assert a.client(a.coordinator(), second_factor=False).get(f"/koordination/{page}").status_code == 403
        assert a.client(a.coordinator(party)).get(f"/koordination/{page}").status_code == 404
        assert a.client(a.resident("bo").person).get(f"/koordination/{page}").status_code == 404
        assert Client().get(f"/koordination/{page}").status_code == 302


def test_an_empty_board_reads_well() -> None:
    text = work.page(coordination(), "/koordination/")
    for sentence in ("Nichts ist verspätet.", "wartet nichts auf eine Sitzung", "Alle sind da."):
        assert sentence in text
    assert "Hier ist gerade nichts." in work.page(coordination(), "/koordination/vorgaenge/")


def test_late_cases_show_how_far_they_were_carried() -> None:
    a.caretaker("kim")
    a.staff(Role.HEAD, at=a.office(), name="leitung")
    late = work.case("Lange her", days=60)
    work.case("Gerade erst")
    caring.escalate_late(now=work.now())
    late.refresh_from_db()
    assert late.escalation == Rung.HEAD
    text = work.page(coordination(), "/koordination/")
    assert tile(text, "Verspätet") == 1
    assert "liegt bei: Amtsleitung" in text
    assert "Gerade erst" not in strip_tags(text)


def test_cases_without_an_answer_due_soon_are_counted_and_listed() -> None:
    kim = a.caretaker("kim")
    work.case("Ohne Antwort")
    caring.tell(work.case("Schon beantwortet"), "Wir sind dran.", by=kim, now=work.now())
    far = work.case("Mit viel Zeit", topic=a.topic(first_answer_days=30, next_step_days=40))
    assert far.promises.get(kind=PromiseKind.FIRST_ANSWER).kept_at is None
    text = work.page(coordination(), "/koordination/")
    assert tile(text, "Rückmeldung bald fällig") == 1
    listed = work.page(coordination(), "/koordination/vorgaenge/?zeigen=antwort")
    assert "Ohne Antwort" in listed
    assert "Mit viel Zeit" not in listed


def test_sittings_are_listed_and_a_missing_decision_is_named() -> None:
    kim = a.caretaker("kim")
    today = clock.day_of(work.now())
    for title, days in (("Kommt noch", 9), ("War schon", -9)):
        case = work.case(title, days=30)
        paper = caring.Paper(CouncilKind.MOTION, "Bezirksvertretung", sitting_on=today + timedelta(days=days))
        caring.take_to_council(case, paper, saying="", by=kim, now=work.now() - 20 * a.DAY)
    text = strip_tags(work.page(coordination(), "/koordination/"))
    assert text.index("War schon") < text.index("Kommt noch")
    assert text.count("Beschluss fehlt") == 1


def test_who_is_away_and_whose_role_ends_while_they_hold_cases() -> None:
    kim, toni = a.caretaker("kim"), a.caretaker("toni")
    by = a.staff(Role.ADMIN, at=a.controller())
    work.stand_in(toni, kim)
    work.case("Eine Bank für Kim")
    assert a.caretaker_of(Case.objects.get()) == kim
    today = clock.day_of(work.now())
    people.end_role(kim.memberships.get(), by=by, now=work.now(), ends=today + timedelta(days=12))
    people.end_role(toni.memberships.get(), by=by, now=work.now(), ends=today + timedelta(days=12))
    text = work.page(coordination(), "/koordination/")
    assert "Die Aufgabe von Kim endet am" in text
    assert "Die Aufgabe von Toni" not in text
    assert f"/koordination/team/{kim.public_id}/uebergeben/" in text
    assert "Vertretung: Kim" in text
    people.give_role(kim, work.green(), Role.CARETAKER, by=None, now=work.now())
    assert "Die Aufgabe von Kim" not in work.page(coordination(), "/koordination/")


def test_moderation_and_doubtful_mails_are_counted_with_a_way_there() -> None:
    a.caretaker("kim")
    work.case("Ruft mich an", text="Meine Nummer ist 0231 123 456 78.")
    text = work.page(coordination(), "/koordination/")
    assert 'href="/moderation/?was=angehalten"' in text
    assert re.search(r"Vor der Veröffentlichung</a><b[^>]*>1</b>", text)
    head = a.client(a.staff(Role.HEAD, at=a.office(), name="leitung"))
    assert "/moderation/" not in work.page(head, "/koordination/")


def test_a_head_sees_only_their_team() -> None:
    a.caretaker("kim")
    toni = a.caretaker("toni", at=work.green())
    head = a.client(a.staff(Role.HEAD, at=work.green(), name="leitung"))
    ours, theirs = work.case("Für die Grünen", days=60), work.case("Für das Büro", days=60)
    by = a.coordinator()
    caring.assign_caretaker(ours, toni, by=by, now=work.now(), organisation=work.green())
    for page in ("/koordination/", "/koordination/vorgaenge/"):
        text = work.page(head, page)
        assert "Für die Grünen" in text
        assert "Für das Büro" not in text
    assert [row["Titel"] for row in rows(head)] == ["Für die Grünen"]
    text = work.page(head, f"/koordination/zuweisen/?v={ours.public_id}&v={theirs.public_id}")
    assert "1 Vorgang zuweisen" in text
    assert "Für das Büro" not in text


def test_several_cases_are_given_to_one_caretaker_after_a_look() -> None:
    a.caretaker("kim")
    cases = [work.case(f"Eine Bank, Nummer {n}") for n in range(3)]
    toni, client = a.caretaker("toni"), coordination()
    listed = work.page(client, "/koordination/vorgaenge/?alle=1")
    assert listed.count(' form="auswahl" checked') == 3
    assert " checked" not in work.page(client, "/koordination/vorgaenge/")
    query = "&".join(f"v={case.public_id}" for case in cases[:2])
    text = work.page(client, f"/koordination/zuweisen/?{query}")
    assert "2 Vorgänge zuweisen" in text
    keys = [case.public_id for case in cases[:2]]
    wrong = client.post("/koordination/zuweisen/", {"v": keys, "to": ""})
    assert wrong.status_code == 422
    assert all(f'name="v" value="{key}"' in wrong.content.decode() for key in keys)
    to = f"{toni.public_id}.{a.office().slug}"
    assert client.post("/koordination/zuweisen/", {"v": keys, "to": to}).status_code == 302
    assert "2 Vorgänge gehen an Toni." in work.page(client, "/koordination/vorgaenge/")
    assert [a.caretaker_of(case) == toni for case in cases] == [True, True, False]


def test_without_a_choice_or_with_a_stranger_nothing_changes_hands() -> None:
    a.caretaker("kim")
    case = work.case()
    before = a.caretaker_of(case)
    party = a.controller("partei", kind=OrganisationKind.PARTY)
    stranger = a.caretaker("fremd", at=a.office(party))
    client = coordination()
    assert client.get("/koordination/zuweisen/").headers["Location"] == "/koordination/vorgaenge/"
    assert "Bitte haken Sie zuerst an" in work.page(client, "/koordination/vorgaenge/")
    for to in (
        f"{stranger.public_id}.{a.office(party).slug}",
        f"{stranger.public_id}.{a.office().slug}",
        "x",
    ):
        answer = client.post("/koordination/zuweisen/", {"v": [case.public_id], "to": to})
        assert answer.status_code == 422
    theirs = a.client(a.coordinator(party))
    answer = theirs.post("/o/partei/koordination/zuweisen/", {"v": [case.public_id], "to": to})
    assert answer.status_code == 302
    assert a.caretaker_of(case) == before


def test_coordination_enters_and_ends_absences_and_hands_over_for_others() -> None:
    kim = a.caretaker("kim")
    case, toni, client = work.case(), a.caretaker("toni"), coordination()
    text = work.page(client, "/koordination/team/")
    assert f"/koordination/team/{kim.public_id}/abwesenheit/" in text
    today = clock.day_of(work.now()).isoformat()
    address = f"/koordination/team/{kim.public_id}/abwesenheit/"
    assert "Abwesenheit von Kim eintragen" in work.page(client, address)
    work.send(client, address, starts=today, ends=today, deputy=toni.public_id)
    absence = Absence.objects.get()
    assert (absence.person, absence.deputy) == (kim, toni)
    assert "abwesend bis" in work.page(client, "/koordination/team/")
    work.send(client, f"/koordination/abwesenheit/{absence.pk}/beenden/")
    assert not Absence.objects.exists()
    address = f"/koordination/team/{kim.public_id}/uebergeben/"
    assert "Alle Vorgänge von Kim übergeben" in work.page(client, address)
    work.send(client, address, to=toni.public_id, sure="on", expected="1")
    assert a.caretaker_of(case) == toni


def test_people_of_another_organisation_are_not_there() -> None:
    party = a.controller("partei", kind=OrganisationKind.PARTY)
    stranger = a.caretaker("fremd", at=a.office(party))
    resident = a.resident("bo").person
    for somebody in (stranger, resident):
        for verb in ("abwesenheit", "uebergeben"):
            address = f"/koordination/team/{somebody.public_id}/{verb}/"
            assert coordination().get(address).status_code == 404


@pytest.mark.parametrize(("page", "most"), [("", 16), ("vorgaenge/", 12), ("team/", 12)])
def test_pages_of_the_board_cost_the_same_for_one_row_and_for_three(page: str, most: int) -> None:
    client, costs = coordination(), []
    for number in range(3):
        somebody = a.caretaker(f"kim-{number}")
        topic = a.topic(name=f"Thema {number}", slug=f"t{number}")
        case = work.case(f"Anliegen {number}", days=60, topic=topic)
        paper = caring.Paper(CouncilKind.MOTION, "Rat", sitting_on=clock.day_of(work.now()) + a.DAY)
        caring.take_to_council(case, paper, saying="", by=a.coordinator(), now=work.now())
        work.stand_in(somebody, a.coordinator())
        costs.append(work.queries(client, f"/koordination/{page}"))
    assert costs[0] == costs[-1] <= most
