"""Cacheable pages carry no token and nothing personal; what is for one reader is kept by nobody (D11, E9)."""

from __future__ import annotations

import gzip

import pytest
from django.test import Client

from konsens.listening.voices import actions as voices
from tests import a
from tests.doors.web.visit import look, now

pytestmark = pytest.mark.django_db
PUBLIC = (
    "/",
    "/ideen/",
    "/ideen/?q=Bank",
    "/ideen/?lat=51.49&lon=7.49",
    "/ideen/karte/",
    "/ideen/karte/punkte.json?z=12&w=7.4&s=51.4&e=7.6&n=51.6",
    "/ideen/karte/flaechen.json",
    "/ideen/schaden/",
    "/so-geht-es/",
    "/zahlen/",
    "/impressum/",
    "/datenschutz/",
    "/ui/",
    "/en/ideen/",
)
FORMS = ("/ideen/neu/?art=idee", "/folgen/", "/konto/login/", "/konto/signup/")


def world() -> str:
    """A city with one case of a resident with a tell-tale name; returns the page of the case."""
    a.city()
    bo = a.resident("kanarienvogel")
    case = a.case("Eine Bank am Ufer", by=bo, now=now())
    return f"/vorgang/{case.public_id}/"


def test_public_pages_may_be_kept_set_no_cookie_and_carry_no_token() -> None:
    for path in (*PUBLIC, world()):
        answer = Client().get(path)
        assert answer.status_code == 200, path
        assert answer.headers["Cache-Control"].startswith("public, max-age=2"), path
        assert not answer.cookies, path
        assert b"csrfmiddlewaretoken" not in answer.content, path


def test_what_everybody_gets_says_nothing_of_who_looked_before() -> None:
    path = world()
    bo = a.resident("zaunkoenig")
    before = {each: Client().get(each).content for each in (*PUBLIC, path)}
    mine = a.client(bo.person)
    for each in before:
        mine.get(each)
    assert {each: Client().get(each).content for each in before} == before
    for content in before.values():
        assert b"zaunkoenig" not in content.lower()
        assert b"kanarienvogel" not in content.lower()


def test_the_same_page_for_somebody_known_is_kept_by_nobody() -> None:
    path = world()
    mine = a.client(a.resident().person)
    for each in ("/", "/ideen/", path, "/ideen/karte/", "/konto/"):
        assert mine.get(each).headers["Cache-Control"] == "private, no-store", each


def test_a_form_sets_the_one_cookie_it_needs() -> None:
    world()
    for path in FORMS:
        answer = Client().get(path)
        assert set(answer.cookies) <= {"csrftoken", "sessionid"}, path
        assert answer.headers["Cache-Control"].startswith(("private", "max-age=0")), path
    assert set(Client().get("/ideen/neu/?art=idee").cookies) == {"csrftoken"}
    assert not Client().get("/ideen/neu/").cookies


def test_errors_are_kept_by_nobody() -> None:
    world()
    for path, status in (
        ("/gibtsnicht/", 404),
        ("/vorgang/xxxxxxxx/", 404),
        ("/ideen/karte/punkte.json", 400),
    ):
        answer = Client().get(path)
        assert answer.status_code == status
        assert answer.headers["Cache-Control"] == "private, no-store", path


def test_pages_for_one_reader_travel_compressed_and_kept_ones_are_left_to_the_cache() -> None:
    world()
    mine = a.client(a.resident().person)
    packed = mine.get("/ideen/", HTTP_ACCEPT_ENCODING="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Eine Bank am Ufer" in gzip.decompress(packed.content).decode()
    assert "Content-Encoding" not in Client().get("/ideen/", HTTP_ACCEPT_ENCODING="gzip").headers


def test_going_back_finds_typed_text_again() -> None:
    world()
    # no-store would make browsers throw away what was typed
    assert Client().get("/ideen/neu/?art=idee").headers["Cache-Control"] == "private, no-cache"


def test_support_of_somebody_changes_the_count_and_nothing_else_for_others() -> None:
    path = world()
    case = a.Case.objects.get()
    other = a.resident("amsel")
    voices.support(case.lead, relation=other, by=other.person, now=now())
    page = look(Client(), path)
    assert "1 Mensch findet das wichtig." in page.text
    assert "Sie zählen mit" not in page.text
    assert "Sie zählen mit" in look(a.client(other.person), path).text
