"""The map: clusters from kept counters, single cases when few or near, the same words as everywhere."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from konsens.caring.cases.kinds import Outcome
from konsens.doors.web.ideas import points
from tests import a
from tests.doors.web.ideas.test_list import close
from tests.doors.web.visit import HOSTILE, look, now

pytestmark = pytest.mark.django_db
WHOLE = {"w": "7.4", "s": "51.4", "e": "7.6", "n": "51.6"}


def ask(zoom: int = 12, **edges: str) -> list[dict[str, Any]]:
    """What the map shows in a viewport."""
    answer = Client().get("/ideen/karte/punkte.json", {"z": zoom, **WHOLE, **edges})
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["points"]
    return found


def test_few_cases_show_singly_even_from_far_away() -> None:
    case = a.case(now=now())
    (point,) = ask(10)
    assert point == {
        "lat": case.lat, "lon": case.lon, "title": "Eine Bank am Ufer", "tone": "hear", "shape": "ring",
        "word": "Aufgenommen", "url": f"/vorgang/{case.public_id}/",
    }  # fmt: skip


def test_many_cases_are_counted_and_the_largest_counts_say_where(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(points, "FEW", 2)
    for number in range(4):
        a.case(f"Am Ufer {number}", now=now())
    a.case("Im Osten", now=now(), spot=a.spot("Ziegelei", 51.51, 7.55))
    found = ask(10)
    assert [(each["count"], each["where"]) for each in found] == [(4, "Hoerdental"), (1, "Eversberg")]
    assert ask(14)[0]["where"] == "Uferhof"
    assert sum(each["count"] for each in ask(9)) == 5


def test_what_ended_without_being_done_does_not_look_done() -> None:
    close(a.case("Leider nicht", now=now()), Outcome.NOT_POSSIBLE)
    close(a.case("Fertig", now=now()), Outcome.DONE)
    shown = {each["title"]: (each["tone"], each["shape"], each["word"]) for each in ask(16)}
    assert shown == {
        "Leider nicht": ("ended", "bar", "Nicht möglich"),
        "Fertig": ("done", "check", "Erledigt"),
    }


def test_only_public_cases_are_on_the_map() -> None:
    a.case("Vertraulich", now=now(), topic=a.topic(name="Vertraulich", is_private=True))
    a.case("Zu prüfen: https://x.example", now=now())
    assert ask(10) == ask(16) == []


@pytest.mark.parametrize("bad", ["", "x", "nan", "999", HOSTILE])
@pytest.mark.parametrize("name", ["z", "w", "s", "e", "n"])
def test_a_viewport_that_makes_no_sense_is_refused_with_a_sentence(name: str, bad: str) -> None:
    a.controller()
    answer = Client().get("/ideen/karte/punkte.json", {"z": "12", **WHOLE, name: bad})
    assert answer.status_code == 400
    assert set(answer.json()) == {"error"}


def test_without_script_the_same_is_there_as_a_list_of_districts() -> None:
    a.city()
    a.controller()
    page = look(Client(), "/ideen/karte/")
    links = {each["href"] for each in page.all("a")}
    assert {"/ideen/?gebiet=hoe", "/ideen/?gebiet=eve", "/ideen/"} <= links
    assert page.all("noscript")


def test_tiles_are_a_setting_with_a_credit() -> None:
    a.city()
    a.controller(tile_url="https://tiles.example/{z}/{x}/{y}.png", tile_attribution="© Beispiel")
    (box,) = look(Client(), "/ideen/karte/").all("div", data_map="cases")
    assert (box["data-tiles"], box["data-credit"]) == ("https://tiles.example/{z}/{x}/{y}.png", "© Beispiel")


def test_a_pin_says_in_which_part_of_the_city_it_stands() -> None:
    a.city()
    a.controller()
    said = Client().get("/ideen/neu/ort/", {"lat": "51.49", "lon": "7.49"}).json()["words"]
    assert said == "Der Punkt liegt hier: Uferhof, Hoerdental."
    for lat, lon in (("0", "0"), ("x", ""), ("nan", "7")):
        assert "außerhalb" in Client().get("/ideen/neu/ort/", {"lat": lat, "lon": lon}).json()["words"]
