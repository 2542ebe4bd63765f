"""The pages of signing in stand in the same frame, in the words of the page, without inline scripts."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import a
from tests.doors.web.visit import look

pytestmark = pytest.mark.django_db
ENTRANCE = (
    "login/",
    "signup/",
    "login/code/",
    "password/reset/",
    "password/reset/done/",
    "inactive/",
    "confirm-email/",
)
INSIDE = ("email/", "password/change/", "2fa/", "2fa/webauthn/", "logout/")


@pytest.mark.parametrize("path", ENTRANCE)
@pytest.mark.parametrize("language", ["de", "en"])
def test_an_entrance_stands_in_the_frame_of_the_organisation(path: str, language: str) -> None:
    a.city()
    a.controller(platform_name="KümmertEuch")
    page = look(Client(), f"{'' if language == 'de' else '/en'}/konto/{path}")
    assert page.all("html")[0]["lang"] == language
    assert page.all("main", id="inhalt")
    assert "KümmertEuch" in page.text
    assert page.all("use", href="#city")
    assert len(page.all("h1")) == 1
    assert page.all("a", href=f"{'' if language == 'de' else '/en'}/impressum/")
    assert len(page.all("a", href=f"{'' if language == 'de' else '/en'}/datenschutz/")) == 2


@pytest.mark.parametrize("path", INSIDE)
def test_the_rooms_inside_lead_back_to_ones_own_area(path: str) -> None:
    a.controller()
    page = look(a.client(a.person("bo")), f"/konto/{path}")
    assert any(each["href"] == "/konto/" for each in page.all("a"))
    assert len(page.all("h1")) == 1


@pytest.mark.parametrize("path", [*ENTRANCE, *INSIDE])
def test_no_page_of_signing_in_holds_script_or_style_of_its_own(path: str) -> None:
    a.controller()
    client = a.client(a.person("bo")) if path in INSIDE else Client()
    page = look(client, f"/konto/{path}")
    for script in page.all("script"):
        assert script.get("src", "").startswith("/static/") or script["type"] == "application/json"
    assert not page.all("style")
    assert not any(
        name == "style" or name.startswith("on") for _tag, attributes in page.tags for name in attributes
    )


@pytest.mark.parametrize(
    ("path", "fields", "says"),
    [
        ("signup/", {"email": "bo", "password1": "kurz"}, "Das ist keine E-Mail-Adresse."),
        (
            "signup/",
            {"email": "bo@beispiel.example", "password1": "kurz"},
            "Es braucht mindestens 10 Zeichen.",
        ),
        ("signup/", {"email": "bo@beispiel.example", "password1": "1" * 12}, "hat nur Ziffern."),
        ("signup/", {"email": "", "password1": ""}, "Hier fehlt noch etwas. Bitte ergänzen Sie es."),
        ("login/", {"login": "bo@beispiel.example", "password": "falsch"}, "passen nicht zusammen."),
    ],
)
def test_what_is_wrong_is_said_in_the_words_of_the_house(
    path: str, fields: dict[str, str], says: str
) -> None:
    """Also by the packages that check it: a sentence, not „Dieses Feld ist zwingend erforderlich“."""
    a.controller()
    text = Client().post(f"/konto/{path}", fields).content.decode()
    assert says in text
    assert not any(stiff in text for stiff in ("zwingend", "sicherstellen", "gültige", "und/oder"))


def test_a_wrong_form_names_its_fields_and_keeps_the_address() -> None:
    a.controller()
    answer = Client().post("/konto/signup/", {"email": "bo@beispiel.example", "password1": "kurz"})
    text = answer.content.decode()
    assert 'value="bo@beispiel.example"' in text
    assert 'aria-invalid="true"' in text
    assert 'id="id_password1_error"' in text
    assert "kurz</" not in text
