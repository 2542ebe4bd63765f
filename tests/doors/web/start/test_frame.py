"""What stands around every page: whose it is, where one can go, and in which language."""

from __future__ import annotations

import pytest
from django.test import Client

from konsens.city.people.kinds import LegalKind, OrganisationKind
from tests import a
from tests.doors.web.visit import look, now, parse

pytestmark = pytest.mark.django_db
EVERYWHERE = ("/", "/ideen/", "/ideen/neu/", "/zahlen/", "/konto/login/", "/impressum/", "/gibtsnicht/")


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_page_says_who_is_responsible_and_links_their_texts(path: str) -> None:
    a.controller()
    a.controller("partei", kind=OrganisationKind.PARTY)
    for base, name in (("", "Stadt Stadt"), ("/o/partei", "Stadt Partei")):
        page = look(Client(), f"{base}{path}", status=404 if "gibtsnicht" in path else 200)
        assert name in page.text
        links = {each["href"] for each in page.all("a")}
        for each in ("impressum", "datenschutz", "nutzungsbedingungen", "netiquette", "barrierefreiheit"):
            assert f"{base}/{each}/" in links


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_page_has_one_main_part_one_heading_and_a_way_past_the_menu(path: str) -> None:
    a.controller()
    page = look(Client(), path, status=404 if "gibtsnicht" in path else 200)
    assert len(page.all("main", id="inhalt")) == 1
    assert len(page.all("h1")) == 1
    assert page.all("a", _class="skip")[0]["href"] == "#inhalt"
    assert page.all("html")[0]["lang"] == "de"


@pytest.mark.parametrize("path", ["/", "/ideen/?q=Bank", "/zahlen/", "/konto/login/"])
def test_every_page_is_there_in_each_language_at_its_own_address(path: str) -> None:
    a.controller()
    page = look(Client(), f"/en{path}")
    assert page.all("html")[0]["lang"] == "en"
    assert page.all("a", hreflang="de")[0]["href"] == path
    assert look(Client(), path).all("a", hreflang="en")[0]["href"] == f"/en{path}"


def test_the_colours_of_a_browser_s_frame_follow_the_organisation() -> None:
    a.controller(hue=20)
    light, dark = look(Client(), "/").all("meta", name="theme-color")
    assert (light["media"], dark["media"]) == (
        "(prefers-color-scheme: light)",
        "(prefers-color-scheme: dark)",
    )
    assert light["content"] == "#ffffff"
    assert dark["content"] != light["content"]


def test_the_menu_says_where_one_is() -> None:
    a.controller()
    here = [each["href"] for each in look(Client(), "/zahlen/").all("a", aria_current="page")]
    assert set(here) == {"/zahlen/"}


def test_legal_texts_show_the_version_in_force_and_the_earlier_ones() -> None:
    city = a.controller()
    a.people.publish_legal_text(city, LegalKind.IMPRINT, "Neue Fassung\n\nZweiter Absatz", by=None, now=now())
    page = look(Client(), "/impressum/")
    assert "Neue Fassung Zweiter Absatz" in page.text
    assert "Fassung 2, gilt seit" in page.text
    old = look(Client(), "/impressum/?fassung=1")
    assert "Das ist eine frühere Fassung." in old.text
    assert "Impressum von Stadt Stadt" in old.text
    for bad in ("9", "x", "-1", "1' OR 1=1"):
        assert "Neue Fassung" in look(Client(), f"/impressum/?fassung={bad}").text


def test_the_living_page_shows_every_sign_and_form_in_every_state() -> None:
    a.city()
    a.controller()
    page = look(Client(), "/ui/")
    for words in (
        "Aufgenommen",
        "Verspätet",
        "Nicht möglich",
        "Erledigt",
        "Formular mit Fehlern",
        "Gibt es das schon?",
    ):
        assert words in page.text
    ids = [each["id"] for _tag, each in page.tags if "id" in each]
    assert page.all("input", aria_invalid="true")
    assert len(ids) > 10


def test_the_secret_of_a_mail_never_gets_into_a_report_about_a_barrier() -> None:
    case = a.case(now=now())
    for path, named in (
        ("/ideen/bestaetigen/GEHEIM/", "%2Fideen%2Fbestaetigen%2F"),
        ("/folgen/abbestellen/GEHEIM/", "%2Ffolgen%2Fabbestellen%2F"),
        ("/konto/password/reset/key/GEHEIM-GEHEIM/", "%2Fkonto%2Fpassword%2Freset%2Fkey%2F"),
        (f"/vorgang/{case.public_id}/", f"%2Fvorgang%2F{case.public_id}%2F"),
        ("/gibtsnicht/GEHEIM/", "%2F"),
    ):
        answer = Client().get(path)
        (link,) = [
            each["href"] for each in parse(answer.content.decode()).all("a") if "barriere=" in each["href"]
        ]
        assert link.endswith(f"barriere={named}"), path
        assert "GEHEIM" not in link
