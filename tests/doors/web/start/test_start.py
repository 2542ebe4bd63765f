"""The first pages: live figures, current cases, the city as navigation, and an empty installation."""

from __future__ import annotations

import pytest
from django.test import Client

from konsens.caring.cases.kinds import Outcome
from konsens.doors.web.standing import signs
from konsens.telling.insight import figures
from tests import a
from tests.doors.web.ideas.test_list import close
from tests.doors.web.visit import look, now

pytestmark = pytest.mark.django_db


def test_three_steps_by_live_figures_and_current_cases() -> None:
    a.controller(step_heard="Zuhören", step_cared="Kümmern", step_done="Machen")
    a.case("Ganz neu", now=now())
    close(a.case("Fertig geworden", now=now()), Outcome.DONE)
    close(a.case("Leider nicht", now=now()), Outcome.NOT_POSSIBLE)
    figures.count_all(now=now())
    page = look(Client(), "/")
    for words in (
        "Zuhören 3 wurden aufgenommen",
        "Kümmern 1 sind gerade in Arbeit",
        "Machen 1 sind erledigt",
        "Was wir zuletzt gehört haben",
        "Ganz neu",
        "Was erledigt ist",
    ):
        assert words in page.text, words
    after_done = page.text.partition("Was erledigt ist")[2]
    assert "Fertig geworden" in after_done
    assert "Leider nicht" not in after_done


def test_the_city_s_own_shape_is_the_way_to_a_district() -> None:
    a.city()
    a.controller()
    page = look(Client(), "/")
    links = [each for each in page.all("a") if each["href"].startswith("/ideen/?gebiet=")]
    assert {each["href"] for each in links} == {"/ideen/?gebiet=hoe", "/ideen/?gebiet=eve"}
    assert {each.get("aria-label") for each in links} == {"Hoerdental", "Eversberg", None}
    assert len(page.all("path", _class="area")) == 2
    assert len(page.all("text")) == 2


def test_how_to_take_part_without_the_internet_is_said_as_far_as_it_is_known() -> None:
    a.controller(phone="0231 000 100", phone_hours="Mo–Fr 8–18 Uhr", address="Beispielplatz 1")
    page = look(Client(), "/")
    for words in (
        "Am Telefon",
        "0231 000 100",
        "Mo–Fr 8–18 Uhr",
        "Per Brief",
        "Beispielplatz 1",
        "Persönlich",
    ):
        assert words in page.text
    a.controller("verein")
    assert "Wie Sie uns erreichen, steht im Impressum." in look(Client(), "/o/verein/").text


def test_easy_language_and_signs_are_linked_where_they_exist() -> None:
    a.controller(easy_language_url="https://leicht.example/", sign_language_url="https://dgs.example/")
    links = {each["href"] for each in look(Client(), "/").all("a")}
    assert {"https://leicht.example/", "https://dgs.example/"} <= links


def test_before_anybody_spoke_there_is_a_beginning() -> None:
    a.controller()
    page = look(Client(), "/")
    assert "Hier hat noch niemand etwas gesagt." in page.text
    assert "Machen Sie den Anfang" in page.text
    assert not page.all("svg", _class="city city--links")


def test_before_any_organisation_exists_a_sentence_says_what_to_do() -> None:
    answer = Client().get("/")
    assert answer.status_code == 503
    assert "noch keine Organisation" in answer.content.decode()
    assert Client().get("/gesund/").content == b"ok\n"


def test_how_it_works_explains_every_sign() -> None:
    a.controller()
    page = look(Client(), "/so-geht-es/")
    for _tone, _shape, word in signs():
        assert word in page.text
    assert page.text.count("?") >= 5


def test_figures_say_a_sentence_first_then_bars_and_have_a_table() -> None:
    a.controller()
    topic = a.topic()
    for number in range(12):
        close(a.case(f"Nummer {number:02}", topic=topic, now=now()), Outcome.DONE)
    figures.count_all(now=now())
    page = look(Client(), "/zahlen/")
    assert "12 Ideen und Anliegen wurden aufgenommen." in page.text
    assert "Von 100 ersten Rückmeldungen kamen 100 pünktlich (sicher zwischen" in page.text
    assert page.all("path", _class="bar__range")
    assert page.all("table")
    assert page.all("svg", _class="bar", aria_hidden="true")
    assert a.caretaker_of(a.Case.objects.all()[0]).name not in page.text


def test_figures_of_nothing_say_so() -> None:
    a.controller()
    page = look(Client(), "/zahlen/")
    assert "Noch gibt es nichts zu zählen." in page.text
    assert not page.all("svg", _class="bar")


def test_search_engines_are_kept_from_forms_and_links_of_mails() -> None:
    a.controller()
    lines = Client().get("/robots.txt").content.decode().splitlines()
    for each in ("konto", "folgen", "bestaetigen", "arbeit"):
        assert f"Disallow: /*{each}/" in lines
    assert not any(line == "Disallow: /" for line in lines)
