"""The page of a case: who cares, by when, how it ended, and what others may not see."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings

from konsens.caring.cases import actions as caring
from konsens.caring.cases.kinds import CouncilKind, Outcome, PromiseKind
from konsens.caring.cases.models import Case
from konsens.city.people.models import Identity
from konsens.city.projects.models import Phase
from konsens.kernel import clock
from konsens.kernel.files import prepare_photo
from konsens.kernel.workdays import after_workdays, public_holidays
from konsens.listening.voices import actions as voices
from konsens.listening.voices.kinds import Ground
from tests import a
from tests.doors.web.ideas.test_list import close
from tests.doors.web.visit import HOSTILE, HTMX, Parsed, look, now, photo

pytestmark = pytest.mark.django_db


def page_of(case: Case, client: Client | None = None, query: str = "") -> Parsed:
    """The page of a case."""
    return look(client or Client(), f"/vorgang/{case.public_id}/{query}")


def picture(client: Client, address: str) -> str:
    """How long a photo may be kept; it must be one."""
    answer: Any = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8")
    kept: str = answer.headers["Cache-Control"]
    return kept


def workday(days: int) -> object:
    """A day on which something can be due."""
    return after_workdays(clock.day_of(now()), days, public_holidays())


def test_it_says_what_who_by_when_and_where() -> None:
    case = a.case(now=now())
    page = page_of(case)
    assert page.all("h1")[0] == {"dir": "auto"}
    for words in (
        "Eine Bank am Ufer",
        "Dort könnten wir uns ausruhen.",
        "Es kümmert sich Bürgerbüro",
        "Stand Aufgenommen",
        "Rückmeldung bis",
        "Voraussichtlich fertig",
        "Uferweg, Uferhof, Hoerdental",
        f"Nummer {case.public_id.upper()}",
        "Was kommt und was bisher geschah",
    ):
        assert words in page.text, words
    assert case.lead.pseudonym in page.text


def test_an_address_is_found_in_capitals_too_and_nothing_else_is() -> None:
    case = a.case(now=now())
    assert look(Client(), f"/vorgang/{case.public_id.upper()}/")
    for wrong in ("xxxxxxxx", "1", case.public_id[:-1], "%00"):
        look(Client(), f"/vorgang/{wrong}/", status=404)


@pytest.mark.parametrize("outcome", [Outcome.PLANNED, Outcome.EXISTS, Outcome.NOT_POSSIBLE])
def test_closed_never_reads_as_done_unless_it_is(outcome: Outcome) -> None:
    case = a.case(now=now())
    close(case, outcome)
    page = page_of(case)
    assert f"{outcome.label} So ging es aus." in page.text
    assert "Erledigt" not in page.text
    assert not page.all("section", _class="outcome done")
    assert page.all("section", _class="outcome ended")
    assert not page.all("li", _class="done")
    assert "Der Grund: Zu schmal." in page.text or outcome is not Outcome.NOT_POSSIBLE


def test_done_reads_as_done_and_says_its_words_once() -> None:
    case = a.case(now=now())
    close(case, Outcome.DONE)
    page = page_of(case)
    assert page.all("section", _class="outcome done")
    assert page.text.count("So ging es aus.") == 1


def test_a_late_case_says_so_and_a_new_date_comes_with_the_old_one_and_its_reason() -> None:
    case = a.case(now=now() - 60 * a.DAY)
    late = page_of(case)
    assert "Verspätet, Frist war der" in late.text
    assert "eine neue steht noch nicht fest" in late.text
    kim = a.caretaker_of(case)
    for kind in PromiseKind:
        if case.promises.filter(kind=kind, due__lt=clock.day_of(now())).exists():
            caring.set_date(case, kind, workday(9), because="Das Teil fehlt.", by=kim, now=now())  # type: ignore[arg-type]
    moved = page_of(case)
    assert "Verspätet, neue Frist" in moved.text
    assert "Grund: Das Teil fehlt." in moved.text
    assert "Vorher:" in moved.text
    assert "noch nicht fest" not in moved.text


def test_waiting_for_a_sitting_shows_the_paper_and_is_not_late() -> None:
    case = a.case(now=now() - 60 * a.DAY)
    kim = a.caretaker_of(case)
    caring.begin(case, by=kim, now=now() - 55 * a.DAY, saying="Das ist eine Sache für den Rat.")
    sitting = clock.day_of(now() + 20 * a.DAY)
    paper = caring.Paper(CouncilKind.MOTION, "Bezirksvertretung Hoerdental", sitting, "00815-26")
    caring.take_to_council(case, paper, saying="Der Antrag ist gestellt.", by=kim, now=now() - 50 * a.DAY)
    page = page_of(case)
    assert "Wartet auf die Sitzung am" in page.text
    assert "Drucksache 00815-26" in page.text
    assert "Bezirksvertretung Hoerdental" in page.text
    assert "Verspätet" not in page.text
    assert "verstrichen" not in page.text


def test_a_merged_case_leads_to_where_it_goes_on() -> None:
    old, new = a.case("Eine Bank, bitte", now=now()), a.case("Bänke am Ufer", now=now())
    kim = a.caretaker_of(old)
    caring.merge(old, new, saying="Es geht dort weiter.", by=kim, now=now())
    page = page_of(old)
    assert "Schon bekannt" in page.text
    assert any(each["href"] == f"/vorgang/{new.public_id}/" for each in page.all("a"))
    assert "Ein ähnlicher Vorgang wurde hier zusammengelegt" in page_of(new).text


def test_an_employee_is_named_only_where_the_organisation_names_persons() -> None:
    a.controller()
    case = a.case(now=now())
    name = a.caretaker_of(case).name
    assert name
    assert name not in page_of(case).text
    Identity.objects.update(names_persons=True)
    assert f"Bürgerbüro, {name}" in page_of(case).text


def test_a_photo_is_seen_by_others_only_after_a_look(tmp_path: Path) -> None:
    with override_settings(MEDIA_ROOT=tmp_path):
        bo = a.resident("bo")
        case = a.case(by=bo, now=now(), photos=(prepare_photo(photo()),))
        shown = case.lead.photos.get()
        address = f"/bild/{shown.large.name}"
        moderator = a.client(a.coordinator())
        for client in (Client(), a.client(a.person("cem"))):
            assert client.get(address).status_code == 404
        for client in (a.client(bo.person), moderator):
            assert picture(client, address) == "private, no-store"
        assert shown.large.name not in Client().get(f"/vorgang/{case.public_id}/").content.decode()
        assert shown.small.name not in Client().get("/ideen/").content.decode()
        assert (
            "Dieses Foto sehen andere erst, wenn ein Mensch es geprüft hat."
            in page_of(case, a.client(bo.person)).text
        )
        voices.show_photo(shown, by=a.coordinator(), now=now())
        assert picture(Client(), address).startswith("public")
        assert shown.small.name in Client().get("/ideen/").content.decode()
        assert shown.large.name in Client().get(f"/vorgang/{case.public_id}/").content.decode()
        assert Client().get("/bild/" + "0" * 32 + ".jpg").status_code == 404


def test_what_is_held_is_read_by_its_author_and_the_team_only() -> None:
    bo = a.resident("bo")
    case = a.case(by=bo, now=now(), text="Siehe https://x.example")
    look(Client(), f"/vorgang/{case.public_id}/", status=404)
    look(a.client(a.person("cem")), f"/vorgang/{case.public_id}/", status=404)
    assert "Ein Mensch sieht sich den Beitrag noch an. Bis" in page_of(case, a.client(bo.person)).text
    page_of(case, a.client(a.coordinator()))


def test_an_author_reads_why_something_was_refused_and_can_disagree() -> None:
    bo = a.resident("bo")
    case = a.case(by=bo, now=now())
    why = voices.Reasons(facts="Darin steht ein Name.", ground=Ground.PRIVACY)
    voices.refuse(case.lead, reasons=why, by=a.coordinator(), now=now())
    page = page_of(case, a.client(bo.person))
    assert "Darin steht ein Name." in page.text
    (link,) = [each["href"] for each in page.all("a") if "widerspruch" in each["href"]]
    assert "Jemand anderes als beim ersten Mal" in look(a.client(bo.person), link).text
    assert look(a.client(a.person("cem")), link, status=404)


def test_another_organisation_does_not_show_it() -> None:
    case = a.case(now=now())
    a.controller("partei")
    look(Client(), f"/o/partei/vorgang/{case.public_id}/", status=404)
    look(Client(), f"/o/stadt/vorgang/{case.public_id}/")


def test_hostile_words_stay_words_wherever_they_stand() -> None:
    bo = a.resident("bo")
    case = a.case(f"Eine Bank {HOSTILE}", by=bo, now=now(), text=f"{HOSTILE}\n\n{HOSTILE}")
    kim = a.caretaker_of(case)
    caring.begin(case, by=kim, now=now(), saying=f"Wir sehen nach. {HOSTILE}")
    paper = caring.Paper(CouncilKind.MOTION, f"Rat {HOSTILE}", clock.day_of(now() + 9 * a.DAY), HOSTILE)
    caring.take_to_council(case, paper, saying=HOSTILE, by=kim, now=now())
    Phase.objects.update(comments=True)
    voices.comment(case.lead, HOSTILE, relation=bo, by=bo.person, now=now())
    case.refresh_from_db()
    for path in (
        f"/vorgang/{case.public_id}/",
        "/",
        "/ideen/",
        "/en/ideen/",
        f"/vorgang/{case.public_id}/folgen/",
    ):
        text = a.client(bo.person).get(path).content.decode()
        assert HOSTILE not in text, path
    assert page_of(case).text.count(HOSTILE) >= 5


def test_comments_are_there_only_where_a_phase_has_them() -> None:
    bo = a.resident("bo")
    case = a.case(now=now())
    path = f"/vorgang/{case.public_id}/kommentar/"
    assert "Kommentare" not in page_of(case).text
    look(a.client(bo.person), path, status=404)
    Phase.objects.update(comments=True)
    assert "Noch keine Kommentare." in page_of(case).text
    assert Client().get(path).headers["Location"] == f"/konto/login/?next={path}"
    answer = a.client(bo.person).post(path, {"text": "Das finde ich gut."})
    assert answer.headers["Location"] == f"/vorgang/{case.public_id}/?danke=kommentar"
    assert "Das finde ich gut." in page_of(case).text


@pytest.mark.parametrize(
    "thanks", ["beitrag", "mit", "mitgemacht", "folgen", "nachricht", "gemeldet", "offen"]
)
def test_thanks_say_what_happens_next_and_nothing_else_can_be_put_there(thanks: str) -> None:
    case = a.case(now=now())
    assert page_of(case, query=f"?danke={thanks}").all("div", role="status")
    assert not page_of(case, query=f"?danke={HOSTILE}").all("div", role="status")


def test_a_page_in_english_says_its_language_and_dates_in_english() -> None:
    case = a.case(now=now())
    page = look(Client(), f"/en/vorgang/{case.public_id}/")
    assert page.all("html")[0]["lang"] == "en"
    assert {each["hreflang"] for each in page.all("link", rel="alternate")} == {"de", "en"}
    assert any(each["href"] == f"/vorgang/{case.public_id}/" for each in page.all("a", hreflang="de"))
    assert "Rückmeldung" not in page.text


def test_a_page_is_printed_with_its_number_and_address() -> None:
    case = a.case(now=now())
    assert f"nachzulesen unter http://testserver/vorgang/{case.public_id}/" in page_of(case).text


def test_htmx_never_gets_the_page_of_somebody_else() -> None:
    case = a.case(now=now())
    text = Client().get(f"/vorgang/{case.public_id}/folgen/", **HTMX).content.decode()
    assert "<html" not in text
    assert "csrfmiddlewaretoken" in text
