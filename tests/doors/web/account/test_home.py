"""Mein Bereich: what somebody said, supports and follows, how they are called, and leaving."""

from __future__ import annotations

import pytest
from django.test import Client

from konsens.city.people.models import Person, Relation
from konsens.listening.voices import actions as voices
from konsens.telling.news import actions as news
from konsens.telling.news.models import Follow
from tests import a
from tests.doors.web.visit import HOSTILE, look, now

pytestmark = pytest.mark.django_db


def test_whoever_is_not_known_is_led_to_signing_in_and_back() -> None:
    a.controller()
    for path in ("/konto/", "/konto/pseudonym/", "/konto/daten/", "/konto/loeschen/"):
        assert Client().get(path).headers["Location"] == f"/konto/login/?next={path}"


def test_one_page_holds_what_one_said_supports_and_follows() -> None:
    bo, cem = a.resident("bo"), a.resident("cem")
    a.case("Eine Bank am Ufer", by=bo, now=now())
    other = a.case("Ein Baum am Markt", by=cem, now=now())
    voices.support(other.lead, relation=bo, by=bo.person, now=now())
    news.follow(bo, news.Wish(topic=a.topic()), by=bo.person, now=now())
    a.contribution("Noch ohne Klick", by=bo, confirmed=False, now=now())
    page = look(a.client(bo.person), "/konto/")
    text = page.text
    for words in (
        "Eine Bank am Ufer",
        "Ein Baum am Markt",
        "Straßen und Wege",
        "Noch nicht bestätigt: Noch ohne Klick",
    ):
        assert words in text
    assert (
        text.index("Was ich gesagt habe")
        < text.index("Eine Bank am Ufer")
        < text.index("Was mir auch wichtig ist")
    )
    assert text.index("Was mir auch wichtig ist") < text.index("Ein Baum am Markt")
    assert "Ein Baum am Markt" not in look(a.client(a.resident("dora").person), "/konto/").text


def test_an_empty_page_offers_a_beginning() -> None:
    a.controller()
    page = look(a.client(a.person("neu")), "/konto/")
    assert "Sie haben hier noch nichts gesagt." in page.text
    assert any(each["href"] == "/ideen/neu/" for each in page.all("a"))


def test_the_public_name_is_changed_also_by_whoever_said_nothing_yet() -> None:
    a.controller()
    neu = a.person("neu")
    client = a.client(neu)
    look(client, "/konto/pseudonym/")
    assert not Relation.objects.filter(person=neu).exists()
    assert client.post("/konto/pseudonym/", {"pseudonym": "Ufer-Fan"}).headers["Location"] == "/konto/"
    assert Relation.objects.get(person=neu).pseudonym == "Ufer-Fan"
    cem = a.client(a.resident("cem").person)
    taken = cem.post("/konto/pseudonym/", {"pseudonym": "Ufer-Fan"})
    assert taken.status_code == 422
    assert 'value="Ufer-Fan"' in taken.content.decode()


def test_a_hostile_name_stays_text() -> None:
    bo = a.resident("bo")
    client = a.client(bo.person)
    client.post("/konto/pseudonym/", {"pseudonym": HOSTILE})
    a.case(by=Relation.objects.get(pk=bo.pk), now=now())
    for path in ("/konto/", f"/vorgang/{a.Case.objects.get().public_id}/"):
        assert HOSTILE not in client.get(path).content.decode()


def test_pace_and_end_of_a_follow_are_ones_own() -> None:
    bo = a.resident("bo")
    made = news.follow(bo, news.Wish(case=a.case(now=now())), by=bo.person, now=now())
    for client in (Client(), a.client(a.resident("cem").person)):
        assert client.post(f"/folgen/{made.pk}/", {"end": "1"}).status_code == 404
    client = a.client(bo.person)
    client.post(f"/folgen/{made.pk}/", {"cadence": "daily"})
    made.refresh_from_db()
    assert (made.cadence, made.ended_at) == ("daily", None)
    assert "Lieber sofort" in look(client, "/konto/").text
    assert client.get(f"/folgen/{made.pk}/").status_code == 405
    client.post(f"/folgen/{made.pk}/", {"end": "1"})
    assert Follow.objects.get(pk=made.pk).ended_at


def test_the_language_of_mails_is_chosen_and_another_is_ignored() -> None:
    bo = a.resident("bo")
    client = a.client(bo.person)
    client.post("/konto/sprache/", {"language": "en"})
    client.post("/konto/sprache/", {"language": "xx"})
    assert Person.objects.get(pk=bo.person_id).language == "en"


def test_the_export_is_ones_own_and_kept_by_nobody() -> None:
    bo, cem = a.resident("bo"), a.resident("cem")
    a.case("Eine Bank am Ufer", by=bo, now=now())
    a.case("Geheim von Cem", by=cem, now=now())
    answer = a.client(bo.person).get("/konto/daten/")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "Eine Bank am Ufer" in answer.content.decode()
    assert "Geheim von Cem" not in answer.content.decode()


def test_forgetting_asks_first_and_then_says_goodbye() -> None:
    bo = a.resident("bo")
    client = a.client(bo.person)
    assert client.post("/konto/loeschen/", {}).status_code == 422
    assert client.post("/konto/loeschen/", {"sure": "on"}).headers["Location"] == "/"
    assert client.get("/konto/").status_code == 302
    assert Person.objects.get(pk=bo.person_id).anonymised_at


def test_staff_without_a_second_factor_are_told_to_set_one_up() -> None:
    a.controller()
    kim = a.caretaker("kim")
    assert "zweiten Faktor" in look(a.client(kim, second_factor=False), "/konto/").text
    assert "Für die Arbeit hier brauchen Sie einen zweiten Faktor." not in look(a.client(kim), "/konto/").text


def test_signing_out_by_a_link_alone_does_nothing() -> None:
    bo = a.client(a.resident("bo").person)
    assert bo.get("/konto/abmelden/").status_code == 405
    bo.post("/konto/abmelden/")
    assert bo.get("/konto/").status_code == 302


def test_what_one_supports_already_is_not_offered_again() -> None:
    bo = a.resident("bo")
    case = a.case(now=now())
    voices.support(case.lead, relation=bo, by=bo.person, now=now())
    assert not any("wichtig/" in each["href"] for each in look(a.client(bo.person), "/konto/").all("a"))
    assert any("wichtig/" in each["href"] for each in look(a.client(bo.person), "/ideen/").all("a"))
