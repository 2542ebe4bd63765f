"""What a process remembers between visitors is right as long as nothing happened, and not a moment longer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import set_script_prefix

from konsens.city.people import actions as people
from konsens.city.people.models import Identity
from konsens.conf.wsgi import application
from konsens.doors.web.jinja import environment_in
from konsens.doors.web.unchanged import REVISION
from tests import a
from tests.doors.web.visit import now

pytestmark = pytest.mark.django_db
KEPT = ("people_identity", "topics_topic")


def tables(revision: str) -> set[str]:
    """Which of the kept tables a visit to the list reads."""
    with CaptureQueriesContext(connection) as queries:
        Client().get("/ideen/", **{REVISION: revision})
    return {table for table in KEPT for each in queries if f'FROM "{table}"' in each["sql"]}


def test_settings_are_read_once_until_something_happens() -> None:
    a.topic()
    assert tables("1") == set(KEPT)
    assert tables("1") == set()
    assert tables("2") == set(KEPT)
    assert tables("") == set(KEPT)


def served(path: str, **headers: str) -> str:
    """A page as the server sends it, the micro-cache included."""
    said: list[str] = []
    environ: dict[str, Any] = Client()._base_environ(PATH_INFO=path, REQUEST_METHOD="GET", **headers)

    def listen(status: str, _headers: object, _error: object = None) -> None:
        said.append(status)

    answer: Iterable[bytes] = application(environ, listen)  # type: ignore[arg-type]
    body = b"".join(answer).decode()
    assert said == ["200 OK"]
    return body


@pytest.mark.django_db(transaction=True)
def test_what_is_furnished_shows_on_the_next_page_of_everybody() -> None:
    boss = a.coordinator()
    who = a.client(boss).cookies["sessionid"].value
    for name in ("Dortmund hört zu", "Wir hören zu"):
        people.change_identity(Identity.objects.get(), by=None, now=now(), platform_name=name)
        assert name in served("/so-geht-es/", QUERY_STRING=name[:2])
        assert name in served("/so-geht-es/", HTTP_COOKIE=f"sessionid={who}")


def test_nobody_tells_the_server_how_far_the_diary_is() -> None:
    a.controller()
    forged = {"HTTP_KONSENS_REVISION": "1", "HTTP_KONSENS.REVISION": "1"}
    for name in ("Eins", "Zwei"):
        people.change_identity(Identity.objects.get(), by=None, now=now(), platform_name=name)
        assert f"{name}</span>" in Client().get("/so-geht-es/", **forged).content.decode()


def test_a_component_is_drawn_once_for_each_organisation_and_language() -> None:
    drawn: list[str] = []

    def component(word: str) -> str:
        drawn.append(word)
        return word

    kept = environment_in("de").globals["kept"]
    for prefix in ("/", "/o/partei/", "/"):
        set_script_prefix(prefix)
        assert kept(component, "Bank") == "Bank"
    assert environment_in("en").globals["kept"](component, "Bank") == "Bank"
    assert drawn == ["Bank"] * 3
