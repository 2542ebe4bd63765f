"""When something goes wrong: one sentence, one way on, in the frame of the organisation."""

from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from konsens.city.projects.models import Phase
from konsens.doors.web import trouble
from tests import a
from tests.doors.web.visit import HOSTILE, HTMX, look, now, parse

pytestmark = pytest.mark.django_db


def test_what_is_not_there_says_so_and_leads_on() -> None:
    a.controller(phone="0231 000 100")
    page = look(Client(), "/gibtsnicht/", status=404)
    assert "Diese Seite gibt es nicht, oder sie ist nicht öffentlich." in page.text
    links = {each["href"] for each in page.all("a")}
    assert {"/", "/ideen/", "tel:0231000100"} <= links
    assert HOSTILE not in Client().get(f"/{HOSTILE}/").content.decode()


def test_an_organisation_that_is_not_there_is_a_page_too() -> None:
    a.controller()
    page = look(Client(), "/o/niemand/ideen/", status=404)
    assert "Hier ist nichts" in page.text
    assert page.all("main")


def test_a_link_that_was_used_or_made_up_is_gone_with_a_sentence() -> None:
    a.controller()
    for path in (
        "/ideen/bestaetigen/erfunden/",
        "/folgen/bestaetigen/erfunden/",
        "/folgen/abbestellen/erfunden/",
    ):
        page = look(Client(), path, status=410)
        assert "Dieser Link geht nicht mehr" in page.text
    case = a.case(now=now())
    look(Client(), f"/vorgang/{case.public_id}/erledigt/erfunden/", status=410)


def test_a_form_without_its_token_comes_back_with_everything_typed() -> None:
    a.controller()
    strict = Client(enforce_csrf_checks=True)
    typed = {
        "title": "Eine Schaukel für Große",
        "text": f"Die alte ist zu klein. {HOSTILE}",
        "password": "geheim",
    }
    answer = strict.post("/ideen/neu/", typed, HTTP_SEC_FETCH_SITE="same-origin")
    assert answer.status_code == 403
    page = parse(answer.content.decode())
    (form,) = page.all("form", action="/ideen/neu/")
    kept = {each["name"]: each["value"] for each in page.all("input", type="hidden")}
    assert form["method"] == "post"
    assert kept["title"] == typed["title"]
    assert kept["text"] == typed["text"]
    assert kept["csrfmiddlewaretoken"]
    assert "geheim" not in answer.content.decode()
    assert HOSTILE not in answer.content.decode()
    assert answer.cookies["csrftoken"].value


WORDS = "Ein langer Text, an dem jemand eine halbe Stunde schrieb."


@pytest.mark.parametrize(
    ("door", "fields"),
    [
        ("/vorgang/{}/kommentar/", {"text": WORDS}),
        ("/vorgang/{}/nachricht/", {"text": WORDS}),
        ("/arbeit/vorgang/{}/sagen/?von=liste", {"text": WORDS, "is_next_step": "on"}),
        ("/arbeit/vorlagen/neu/", {"title": "Wieder und wieder", "text": WORDS}),
        ("/einrichtung/texte/datenschutz/de/", {"text": WORDS}),
        ("/moderation/{}/ablehnen/", {"facts": WORDS, "ground": "privacy"}),
    ],
)
def test_whoever_is_not_signed_in_any_more_loses_nothing_typed(door: str, fields: dict[str, str]) -> None:
    case = a.case()
    Phase.objects.update(comments=True)
    path = door.format(case.public_id)
    answer = Client().post(path, fields)
    assert answer.status_code == 403
    page = parse(answer.content.decode())
    kept = {each["name"]: each.get("value") for each in page.all("input", type="hidden")}
    assert kept.items() >= fields.items()
    assert page.all("form", action=path)[0]["method"] == "post"
    assert page.all("a", href="/konto/login/", target="_blank")
    assert "Sie sind nicht mehr angemeldet." in page.text
    part = Client().post(path, fields, **HTMX)
    assert part.status_code == 422, "htmx shows it in place of the form"
    assert WORDS in part.content.decode()
    assert "<html" not in part.content.decode()
    assert Client().get(path).headers["Location"].startswith("/konto/login/?next=/")


def test_what_comes_back_goes_again_where_it_was_sent() -> None:
    """A comment that is reported is named in the address; without it, something else would be reported."""
    case = a.case()
    path = f"/vorgang/{case.public_id}/melden/?kommentar=abcdefgh"
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(path, {"reason": WORDS}, HTTP_SEC_FETCH_SITE="same-origin")
    assert parse(answer.content.decode()).all("form", action=path)


@pytest.mark.parametrize("from_where", ["cross-site", "same-site", "none", ""])
def test_what_another_page_sends_is_never_offered_to_be_sent_again(from_where: str) -> None:
    a.controller()
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/ideen/neu/", {"title": "Untergeschoben"}, HTTP_SEC_FETCH_SITE=from_where)
    assert answer.status_code == 403
    assert "Untergeschoben" not in answer.content.decode()
    assert "Bitte noch einmal absenden" in answer.content.decode()


def test_a_failure_is_a_page_and_never_a_second_failure() -> None:
    a.controller()
    broken = trouble.broken(RequestFactory().get("/"))
    assert broken.status_code == 500
    assert broken.headers["Content-Type"].startswith("text/plain")
