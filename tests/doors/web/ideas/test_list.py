"""The list: what it shows, how it is narrowed down, and what no address can make of it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from konsens.caring.cases import actions as caring
from konsens.caring.cases.kinds import Outcome
from konsens.caring.cases.models import Promise
from konsens.city.places.models import Street
from konsens.city.places.names import fold
from konsens.listening.voices import actions as voices
from tests import a
from tests.doors.web.visit import HOSTILE, HTMX, look, now, parse

pytestmark = pytest.mark.django_db
TITLE = re.compile(r'<h2 dir="auto"><a href="[^"]*">([^<]*)</a>')


def titles(path: str, client: Client | None = None) -> list[str]:
    """The headings of the cards, in order."""
    return TITLE.findall((client or Client()).get(path).content.decode())


def street(name: str, area: str = "Waldrand", lat: float = 51.51, lon: float = 7.53) -> None:
    """A street of the small city."""
    Street.objects.create(name=name, folded=fold(name), area=a.city()[area], lat=lat, lon=lon)


def close(case: a.Case, outcome: Outcome) -> None:
    """End a case with an outcome."""
    kim = a.caretaker_of(case)
    caring.begin(case, by=kim, now=now())
    reason = "Zu schmal." if outcome is Outcome.NOT_POSSIBLE else ""
    closing = caring.Closing(outcome=outcome, saying="So ging es aus.", reason=reason)
    caring.close(case, closing, by=kim, now=now())


def test_newest_first_and_most_important_first() -> None:
    old = a.case("Eine alte Bank", now=now() - a.DAY)
    a.case("Eine neue Bank", now=now())
    fan = a.resident()
    voices.support(old.lead, relation=fan, by=fan.person, now=now())
    assert titles("/ideen/") == ["Eine neue Bank", "Eine alte Bank"]
    assert titles("/ideen/?ordnung=wichtig") == ["Eine alte Bank", "Eine neue Bank"]


def test_a_district_shows_what_lies_in_its_quarters() -> None:
    a.case("Am Ufer entlang", now=now())
    a.case("Am Waldrand entlang", now=now(), spot=a.spot("Waldrand", 51.51, 7.53))
    assert titles("/ideen/?gebiet=hoe") == ["Am Ufer entlang"]
    assert titles("/ideen/?gebiet=eve") == ["Am Waldrand entlang"]
    assert len(titles("/ideen/?gebiet=unbekannt")) == 2


def test_a_topic_and_a_state_narrow_the_list_down() -> None:
    paths = a.topic(name="Wege")
    a.case("Ein breiterer Weg", now=now(), topic=paths)
    close(a.case("Eine Bank, fertig", now=now()), Outcome.DONE)
    close(a.case("Eine Bank, leider nicht", now=now()), Outcome.NOT_POSSIBLE)
    assert titles(f"/ideen/?thema={paths.slug}") == ["Ein breiterer Weg"]
    assert titles("/ideen/?stand=gehoert") == ["Ein breiterer Weg"]
    assert titles("/ideen/?stand=erledigt") == ["Eine Bank, fertig"]
    assert set(titles("/ideen/?stand=abgeschlossen")) == {"Eine Bank, fertig", "Eine Bank, leider nicht"}


def test_what_is_late_can_be_asked_for() -> None:
    a.case("Noch in der Zeit", now=now())
    late = a.case("Schon verspätet", now=now() - 40 * a.DAY)
    assert Promise.objects.filter(case=late, due__lt=now()).exists()
    assert titles("/ideen/?stand=verspaetet") == ["Schon verspätet"]
    page = look(Client(), "/ideen/?stand=verspaetet")
    assert "Verspätet Frist war der" in page.text


def test_nearest_by_the_place_of_a_device_or_by_a_street() -> None:
    a.case("Weit im Osten", now=now(), spot=a.spot("Waldrand", 51.511, 7.531))
    a.case("Nah im Westen", now=now() - a.DAY)
    street("Waldweg")
    assert titles("/ideen/?lat=51.49&lon=7.491") == ["Nah im Westen", "Weit im Osten"]
    assert titles("/ideen/?strasse=Waldweg") == ["Weit im Osten", "Nah im Westen"]
    page = look(Client(), "/ideen/?strasse=waldw")
    assert "150 m" in page.text or "130 m" in page.text, page.text


def test_an_unknown_street_is_said_and_nothing_else_is_lost() -> None:
    a.case(now=now())
    page = look(Client(), "/ideen/?strasse=Nirgendwo&q=Bank")
    assert "Die Straße „Nirgendwo“ kennen wir nicht." in page.text
    assert page.all("input", name="strasse")[0]["value"] == "Nirgendwo"
    assert page.all("input", name="strasse")[0]["aria-invalid"] == "true"
    assert titles("/ideen/?strasse=Nirgendwo&q=Bank") == ["Eine Bank am Ufer"]


def test_each_wish_has_a_chip_that_takes_only_this_one_back() -> None:
    a.case(now=now())
    street("Waldweg")
    page = look(Client(), "/ideen/?q=Bank&gebiet=hoe&stand=gehoert&strasse=Waldweg")
    chips = {each["aria-label"]: each["href"] for each in page.all("a", _class="chip")}
    assert chips == {
        "Ohne „Bank“": "/ideen/?gebiet=hoe&stand=gehoert&strasse=Waldweg",
        "Ohne Hoerdental": "/ideen/?q=Bank&stand=gehoert&strasse=Waldweg",
        "Ohne Aufgenommen": "/ideen/?q=Bank&gebiet=hoe&strasse=Waldweg",
        "Ohne Waldweg": "/ideen/?q=Bank&gebiet=hoe&stand=gehoert",
    }


def test_an_empty_list_says_so_and_offers_a_way_on() -> None:
    a.controller()
    assert "Hier hat noch niemand etwas gesagt." in look(Client(), "/ideen/").text
    nothing = look(Client(), "/ideen/?q=Einhorn")
    assert "Dazu hat noch niemand etwas gesagt." in nothing.text
    assert any(each["href"] == "/ideen/neu/" for each in nothing.all("a"))


def test_htmx_gets_only_the_results_and_a_tidy_address() -> None:
    a.case(now=now())
    answer = Client().get("/ideen/?q=Bank&gebiet=&thema=&stand=&ordnung=neu&strasse=", **HTMX)
    text = answer.content.decode()
    assert answer.headers["HX-Push-Url"] == "/ideen/?q=Bank"
    assert "<html" not in text
    assert "Eine Bank am Ufer" in text
    assert 'id="meldung" role="status" hx-swap-oob="true">1 Ergebnis<' in text
    assert not answer.cookies


@pytest.mark.parametrize("order", ["", "ordnung=wichtig", "lat=51.49&lon=7.49"])
def test_pages_show_everything_once_however_many_arrive_meanwhile(order: str) -> None:
    for number in range(45):
        a.case(f"Nummer {number:02}", now=now() - a.DAY * (number // 3))
    seen: list[str] = []
    path = f"/ideen/?{order}"
    pages = 0
    while path:
        pages += 1
        html = Client().get(path).content.decode()
        seen += TITLE.findall(html)
        a.case("Dazwischen gekommen", now=now())
        nexts = parse(html).all("a", rel="next")
        path = nexts[0]["href"] if nexts else ""
    assert pages in {4, 5}
    assert sorted(each for each in seen if each.startswith("Nummer")) == [f"Nummer {n:02}" for n in range(45)]


BAD = (HOSTILE, "\x00", "'; DROP TABLE cases_case;--", "9" * 400, "nan", "-1", "ä" * 5000, "{{7*7}}", "%s")
NAMES = ("q", "gebiet", "thema", "stand", "ordnung", "strasse", "lat", "lon", "nach")


@pytest.mark.parametrize("name", NAMES)
def test_no_address_breaks_the_list_or_brings_markup_in(name: str) -> None:
    a.case(now=now())
    for bad in BAD:
        for more in ({}, {"lat": "51.49", "lon": "7.49"}, {"ordnung": "wichtig"}):
            answer = Client().get("/ideen/", {**more, name: bad})
            assert answer.status_code == 200, (name, bad)
            assert HOSTILE not in answer.content.decode()


@pytest.mark.parametrize(
    "cursor", ["2026-01-01_5", "x_1", "2026-01-01T00:00:00+00:00_99999999999999999999", "5_"]
)
def test_a_cursor_that_makes_no_sense_shows_a_list_all_the_same(cursor: str) -> None:
    a.case(now=now())
    for order in ("neu", "wichtig"):
        assert Client().get("/ideen/", {"nach": cursor, "ordnung": order}).status_code == 200
    assert Client().get("/ideen/", {"nach": cursor, "lat": "51.49", "lon": "7.49"}).status_code == 200


def test_more_filters_stand_open_when_one_of_them_is_used_or_asked_for() -> None:
    a.case()
    opened = 'class="filters filters--open'
    assert opened not in Client().get("/ideen/").content.decode()
    for query in ("mehr=1", "q=Bank", "strasse=Nirgendweg", "stand=gehoert"):
        assert opened in Client().get(f"/ideen/?{query}").content.decode(), query
