"""Saying something: the first question, a form that loses nothing, and where damage goes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, override_settings

from konsens.caring.cases.models import Case
from konsens.city.places.models import Street
from konsens.city.places.names import fold
from konsens.listening.voices.models import Contribution, Photo
from tests import a
from tests.doors.web.visit import HOSTILE, Parsed, look, now, parse, photo

pytestmark = pytest.mark.django_db
RIGHT = {
    "kind": "idea",
    "title": "Eine Schaukel für Große",
    "text": "Die am Spielplatz ist zu klein.",
    "email": "bo@beispiel.example",
}


@pytest.fixture(autouse=True)
def _photos(tmp_path: Path) -> Iterator[None]:
    with override_settings(MEDIA_ROOT=tmp_path / "media"):
        yield


def send(client: Client | None = None, **fields: Any) -> HttpResponse:
    """What the form answers; everything right unless told otherwise."""
    answer: Any = (client or Client()).post("/ideen/neu/", {**RIGHT, **fields})
    return answer


def refused(client: Client | None = None, **fields: Any) -> Parsed:
    """The form shown again."""
    answer = send(client, **fields)
    assert answer.status_code == 422, answer.status_code
    return parse(answer.content.decode())


def value(page: Parsed, name: str) -> str:
    """What a field holds."""
    return page.all("input", name=name)[0].get("value", "")


def test_the_first_question_comes_first() -> None:
    a.controller(phone="0231 000 100", address="Beispielplatz 1")
    page = look(Client(), "/ideen/neu/")
    assert page.all("h1")
    assert "Idee oder Anliegen – oder Schaden oder Gefahr?" in page.text
    links = {each["href"] for each in page.all("a")}
    assert {"/ideen/neu/?art=idee", "/ideen/neu/?art=anliegen", "/ideen/schaden/", "tel:0231000100"} <= links
    assert not page.all("form")


def test_damage_leads_to_the_service_the_organisation_names_and_makes_no_case() -> None:
    a.controller(
        damage_name="Mängelmelder", damage_url="https://maengel.example/", damage_phone="0231 000 115"
    )
    page = look(Client(), "/ideen/schaden/")
    links = {each["href"] for each in page.all("a")}
    assert {"tel:112", "tel:110", "tel:0231000115", "https://maengel.example/"} <= links
    assert "Bei uns entsteht daraus kein Vorgang." in page.text
    assert not page.all("form")
    assert not Case.objects.exists()


def test_where_no_service_is_named_the_number_of_the_administration_helps() -> None:
    a.controller()
    assert {"href": "tel:115", "class": "button"} in look(Client(), "/ideen/schaden/").all("a")


def test_whoever_is_not_known_confirms_by_mail_and_is_told_what_happens_next() -> None:
    a.controller()
    answer = send()
    page = parse(answer.content.decode())
    assert "bo@beispiel.example" in page.text
    assert "Wie es weitergeht" in page.text
    assert Contribution.objects.get().state == "unconfirmed"
    assert not Case.objects.exists()


def test_whoever_is_known_sees_at_once_who_cares_and_by_when() -> None:
    bo = a.resident("bo")
    client = a.client(bo.person)
    answer = client.post(
        "/ideen/neu/", {key: text for key, text in RIGHT.items() if key != "email"}, follow=True
    )
    page = parse(answer.content.decode())
    case = Case.objects.get()
    assert answer.redirect_chain == [(f"/vorgang/{case.public_id}/?danke=beitrag", 302)]
    assert "Danke. Wir haben es aufgenommen. Es kümmert sich: Bürgerbüro." in page.text
    assert "lesen Sie hier die erste Rückmeldung." in page.text
    assert case.public_id.upper() in page.text


def test_what_has_to_be_looked_at_first_says_by_when() -> None:
    client = a.client(a.resident().person)
    answer = client.post("/ideen/neu/", {**RIGHT, "text": "Siehe https://x.example"}, follow=True)
    case = Case.objects.select_related("lead").get()
    page = parse(answer.content.decode())
    assert "Ein Mensch sieht sich den Beitrag noch an. Bis " in page.text
    assert case.lead.look_by is not None
    assert look(Client(), f"/vorgang/{case.public_id}/", status=404)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": ""}, "Worum geht es? Hier fehlt noch etwas. Bitte ergänzen Sie es."),
        ({"title": "kurz"}, "mindestens 5 Zeichen"),
        ({"text": "x" * 5001}, "5001"),
        ({"email": "keine"}, "E-Mail"),
        ({"email": "a@b.example\nBcc: c@d.example"}, "E-Mail"),
        ({"street": "Nirgendwo"}, "Diese Straße kennen wir nicht."),
        ({"lat": "10", "lon": "10"}, "außerhalb der Stadt"),
        ({"website": "https://spam.example"}, "unsichtbare Feld"),
        ({"topic": "999999"}, "Thema"),
    ],
)
def test_a_refused_form_says_what_is_wrong_and_keeps_everything(wrong: dict[str, str], words: str) -> None:
    a.city()
    a.controller()
    typed = {"photo_description": "Ein Platz", "private_note": "Bitte anrufen", **wrong}
    page = refused(**typed, photo=photo())
    assert words in page.text
    whole = {**RIGHT, **typed}
    assert value(page, "title") == whole["title"]
    assert value(page, "photo_description") == "Ein Platz"
    assert value(page, "lat") == whole.get("lat", "")
    assert "Bitte anrufen" in page.text
    assert whole["text"] in page.text
    assert page.all("img", _class="preview")
    assert not Contribution.objects.exists()


def test_the_photo_survives_and_arrives_although_it_was_sent_only_once() -> None:
    a.controller()
    client = a.client(a.resident().person)
    page = refused(client, title="", photo=photo())
    key = value(page, "photo_key")
    assert client.get(page.all("img", _class="preview")[0]["src"]).headers["Content-Type"] == "image/jpeg"
    send(client, photo_key=key)
    assert Photo.objects.get().contribution.title == RIGHT["title"]
    assert client.get(f"/ideen/neu/foto/{key}.jpg").status_code == 404
    assert not list((Path(settings.MEDIA_ROOT) / "drafts").glob(f"{key}*"))


@pytest.mark.parametrize(
    "content", [b"", b"no picture", b"GIF89a<script>alert(1)</script>", b"\xff\xd8\xff\xe0 half"]
)
def test_what_is_no_picture_is_refused_with_a_sentence_and_the_words_stay(content: bytes) -> None:
    a.controller()
    page = refused(photo=SimpleUploadedFile("bild.jpg", content, "image/jpeg"))
    assert value(page, "title") == RIGHT["title"]
    assert not page.all("img", _class="preview")
    assert page.all("div", role="alert")


def test_a_key_that_nobody_gave_out_finds_no_photo() -> None:
    a.controller()
    for key in ("0" * 32, "..%2f..%2fsecret", "x"):
        assert Client().get(f"/ideen/neu/foto/{key}.jpg").status_code == 404
    send(photo_key="../../etc/passwd")
    assert not Photo.objects.exists()


def test_a_street_with_a_house_number_is_found_and_one_that_exists_twice_asks_where() -> None:
    areas = a.city()
    a.controller()
    for area in ("Uferhof", "Waldrand"):
        Street.objects.create(
            name="Lindenstraße", folded=fold("Lindenstraße"), area=areas[area], lat=51.49, lon=7.5
        )
    Street.objects.create(name="Uferweg", folded=fold("Uferweg"), area=areas["Uferhof"], lat=51.49, lon=7.49)
    client = a.client(a.resident().person)
    send(client, street="uferweg 12a")
    assert (Contribution.objects.get().area, Contribution.objects.get().street) == (
        areas["Uferhof"],
        "Uferweg",
    )
    assert "Diese Straße gibt es mehrmals: Uferhof, Waldrand." in refused(client, street="Lindenstr.").text
    send(client, street="Lindenstr.", area=str(areas["Hoerdental"].pk))
    assert Contribution.objects.latest("pk").area == areas["Uferhof"]


def test_an_answer_while_typing_holds_streets_as_buttons_and_as_words() -> None:
    areas = a.city()
    a.controller()
    Street.objects.create(name="Uferweg", folded=fold("Uferweg"), area=areas["Uferhof"], lat=51.49, lon=7.49)
    (button,) = look(Client(), "/ideen/neu/strassen/?street=ufe").all("button")
    assert (button["data-street"], button["data-area"]) == ("Uferweg", str(areas["Uferhof"].pk))
    (option,) = look(Client(), "/ideen/neu/strassen/?strasse=ufe").all("option")
    assert option["value"] == "Uferweg"
    for typed in ("", "u", "\x00", HOSTILE):
        assert look(Client(), f"/ideen/neu/strassen/?street={typed}").tags == []


def test_something_alike_shows_its_text_place_and_distance_and_can_be_joined() -> None:
    case = a.case("Sitzbänke am Uferweg", text="Zwei Bänke mit Lehne würden reichen.", now=now())
    page = look(Client(), "/ideen/neu/aehnlich/", QUERY_STRING="title=Sitzbank+am+Ufer&lat=51.492&lon=7.49")
    assert "Sitzbänke am Uferweg" in page.text
    assert "Zwei Bänke mit Lehne" in page.text
    assert "entfernt" in page.text
    links = {each["href"] for each in page.all("a")}
    assert links == {f"/vorgang/{case.public_id}/", f"/vorgang/{case.public_id}/mitmachen/"}


def test_a_barrier_can_be_reported_from_every_page_without_an_account() -> None:
    a.controller()
    (link,) = [each for each in look(Client(), "/zahlen/").all("a") if "barriere=" in each["href"]]
    page = look(Client(), link["href"])
    assert value(page, "title") == "Barriere auf der Seite /zahlen/"


@pytest.mark.parametrize("language", ["", "/en"])
def test_hostile_words_stay_words(language: str) -> None:
    a.controller()
    bad = HOSTILE + '"><script>alert(1)</script>'
    answer = Client().post(
        f"{language}/ideen/neu/", {**RIGHT, "title": bad, "text": bad, "email": bad, "street": bad}
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert HOSTILE not in text
    assert "<script>alert" not in text
    assert value(parse(text), "title") == bad
    assert HOSTILE not in Client().get(f"{language}/ideen/neu/?art=idee&barriere={bad}").content.decode()


def test_a_megabyte_of_text_emoji_and_another_direction_are_answered_with_sentences() -> None:
    a.controller()
    assert "Bitte kürzen Sie ihn" in refused(text="x" * 1_000_000).text
    client = a.client(a.resident().person)
    send(client, title="مقعد جديد عند النهر 🎈", text="من اليمين إلى اليسار")
    case = Case.objects.get()
    page = look(client, f"/vorgang/{case.public_id}/")
    assert "مقعد جديد عند النهر 🎈" in page.text
    assert page.all("h1")[0]["dir"] == "auto"
    assert Client().post("/ideen/neu/", {**RIGHT, "text": "x" * 3_000_000}).status_code == 400


def test_staff_write_down_what_somebody_says_on_the_phone() -> None:
    a.controller()
    kim = a.caretaker("kim")
    page = look(a.client(kim), "/ideen/neu/?art=anliegen")
    assert page.all("select", name="channel")
    send(a.client(kim), channel="phone", email="")
    said = Contribution.objects.get()
    assert (said.channel, said.entered_by, said.author == kim) == ("phone", kim, False)


def test_too_many_in_an_hour_are_refused_with_a_sentence_and_nothing_is_lost() -> None:
    a.controller()
    for number in range(6):
        assert send(title=f"Eine Bank, Nummer {number}").status_code == 200
    page = refused()
    assert "Das war sehr oft hintereinander." in page.text
    assert value(page, "title") == RIGHT["title"]
