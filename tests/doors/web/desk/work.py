"""A small team at work: Kim looks after cases at the Bürgerbüro, Toni at the green team, others lead."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from konsens.caring.cases.models import Case
from konsens.city.people import actions as people
from konsens.city.people.models import Organisation, Person
from konsens.kernel import clock
from tests import a


def now() -> datetime:
    """The pages ask the real clock, so cases are dated from it."""
    return clock.now()


def case(title: str = "Eine Bank am Ufer", *, days: int = 0, **fields: Any) -> Case:
    """A case received some days ago."""
    return a.case(title, now=now() - days * a.DAY, **fields)


def green() -> Organisation:
    """A second office."""
    found = Organisation.objects.filter(slug="gruen").first()
    return found or a.office(slug="gruen")


def stand_in(absent: Person, deputy: Person) -> None:
    """Let somebody be away today."""
    today = clock.day_of(now())
    people.enter_absence(
        absent, a.controller(), deputy=deputy, starts=today, ends=today, by=absent, now=now()
    )


def page(client: Client, path: str, status: int = 200, **headers: Any) -> str:
    """The text of a page, which must answer with a status."""
    answer = client.get(path, **headers)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def send(client: Client, path: str, **fields: Any) -> HttpResponse:
    """What a form answers."""
    answer: Any = client.post(path, fields)
    return answer


def queries(client: Client, path: str) -> int:
    """How many questions a page asks the database, once everything that is kept is warm."""
    page(client, path)
    with CaptureQueriesContext(connection) as asked:
        page(client, path)
    return len(asked)


HTMX = {"HTTP_HX_REQUEST": "true"}
