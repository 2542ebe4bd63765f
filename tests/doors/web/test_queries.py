"""A page costs the same for one row and for three: at most 8 queries for anybody, 12 for somebody known."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from konsens.caring.cases import actions as caring
from konsens.city.people.models import Relation
from konsens.kernel.files import Picture, prepare_photo
from konsens.listening.voices import actions as voices
from konsens.telling.insight import figures
from konsens.telling.news import actions as news
from tests import a
from tests.doors.web.visit import now, photo

pytestmark = pytest.mark.django_db
LISTS = (
    "/",
    "/ideen/",
    "/ideen/?q=Bank&gebiet=hoe&stand=gehoert",
    "/ideen/?ordnung=wichtig",
    "/ideen/?lat=51.49&lon=7.49",
    "/ideen/?stand=verspaetet",
    "/ideen/karte/",
    "/ideen/karte/punkte.json?z=12&w=7.4&s=51.4&e=7.6&n=51.6",
    "/ideen/karte/punkte.json?z=16&w=7.48&s=51.48&e=7.50&n=51.50",
    "/zahlen/",
)


def queries(client: Client, path: str) -> int:
    """How many queries a page makes."""
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def grow(many: int, by: Relation | None = None) -> None:
    """Some cases more, each with a photo and a supporter."""
    for _each in range(many):
        case = a.case("Eine Bank am Ufer", by=by or a.resident(), now=now(), photos=(pair(),))
        fan = by or a.resident()
        if by is None:
            voices.support(case.lead, relation=fan, by=fan.person, now=now())
            news.follow(fan, news.Wish(case=case), by=fan.person, now=now())
        case.lead.photos.update(shown=True, looked_at=now())
    figures.count_all(now=now())


def pair() -> tuple[Picture, Picture]:
    """A cleaned photo in two sizes."""
    return prepare_photo(photo())


@pytest.mark.parametrize("path", LISTS)
def test_a_list_costs_the_same_for_one_row_and_for_three(path: str) -> None:
    a.city()
    a.topic()
    grow(1)
    one = queries(Client(), path)
    grow(2)
    assert queries(Client(), path) == one
    assert one <= 8


@pytest.mark.parametrize("path", LISTS)
def test_somebody_known_costs_at_most_four_more(path: str) -> None:
    a.city()
    a.topic()
    bo = a.resident("bo")
    grow(1)
    one = queries(a.client(bo.person), path)
    grow(2)
    assert queries(a.client(bo.person), path) == one
    assert one <= 12


def test_what_is_alike_costs_the_same_for_one_row_and_for_three() -> None:
    a.city()
    path = "/ideen/neu/aehnlich/?title=Bank am Ufer&lat=51.49&lon=7.49"
    grow(1)
    one = queries(Client(), path)
    grow(2)
    assert queries(Client(), path) == one


def test_ones_own_area_costs_the_same_for_one_row_and_for_three() -> None:
    a.city()
    bo = a.resident("bo")
    grow(1, by=bo)
    for each in a.Case.objects.all():
        news.follow(bo, news.Wish(case=each), by=bo.person, now=now())
    one = queries(a.client(bo.person), "/konto/")
    grow(2, by=bo)
    assert queries(a.client(bo.person), "/konto/") == one
    assert one <= 12


def busy_case() -> a.Case:
    """A case with notes, a moved date, a council step, another office and a photo."""
    case = a.case("Eine Bank am Ufer", now=now(), photos=(pair(),))
    case.lead.photos.update(shown=True, looked_at=now())
    kim = a.caretaker_of(case)
    caring.begin(case, by=kim, now=now(), saying="Wir sehen es uns an.")
    return case


def say_more(case: a.Case) -> None:
    """One more public note and one more supporter."""
    caring.tell(case, "Es geht voran.", by=a.caretaker_of(case), now=now())
    fan = a.resident()
    voices.support(case.lead, relation=fan, by=fan.person, now=now())


@pytest.mark.parametrize("known", [False, True])
def test_a_case_costs_the_same_however_long_its_story_is(known: bool) -> None:
    case = busy_case()
    bo = a.resident("bo")
    client: Callable[[], Client] = lambda: a.client(bo.person) if known else Client()  # noqa: E731
    path = f"/vorgang/{case.public_id}/"
    say_more(case)
    one = queries(client(), path)
    say_more(case)
    say_more(case)
    assert queries(client(), path) == one
    assert one <= (12 if known else 8)
