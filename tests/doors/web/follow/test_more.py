"""Following more than a case: a district, a topic, a team, a street with a radius, or everything."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from konsens.city.places.models import Street
from konsens.city.places.names import fold
from konsens.telling.news.models import Follow
from tests import a
from tests.doors.web.visit import look, now, parse

pytestmark = pytest.mark.django_db


def send(client: Client | None = None, **fields: Any) -> HttpResponse:
    """What the form answers."""
    answer: Any = (client or Client()).post("/folgen/", {"cadence": "daily", **fields})
    return answer


def world() -> Client:
    """A city with streets, topics and a resident."""
    areas = a.city()
    client = a.client(a.resident("bo").person)
    a.topic()
    for name, area in (("Uferweg", "Uferhof"), ("Lindenweg", "Uferhof"), ("Lindenweg", "Waldrand")):
        Street.objects.create(name=name, folded=fold(name), area=areas[area], lat=51.49, lon=7.49)
    return client


def test_each_choice_is_followed_as_meant() -> None:
    client = world()
    area, topic, office = a.city()["Hoerdental"], a.topic(), a.office()
    for fields in (
        {"what": "area", "area": area.pk},
        {"what": "topic", "topic": topic.pk, "area": area.pk},
        {"what": "office", "office": office.pk},
        {"what": "place", "street": "uferweg 3", "radius_m": 300},
        {"what": "all"},
    ):
        assert send(client, **fields).headers["Location"] == "/konto/#folgen", fields
    rows = [
        (each.area, each.topic, each.organisation, each.radius_m, each.cadence)
        for each in Follow.objects.order_by("pk")
    ]
    assert rows == [
        (area, None, None, None, "daily"),
        (None, topic, None, None, "daily"),
        (None, None, office, None, "daily"),
        (None, None, None, 300, "daily"),
        (None, None, None, None, "daily"),
    ]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"what": "area"}, "Bitte wählen Sie einen Stadtteil."),
        ({"what": "topic"}, "Bitte wählen Sie ein Thema."),
        ({"what": "office"}, "Bitte wählen Sie ein Team."),
        ({"what": "place"}, "Bitte schreiben Sie, um welche Straße es geht."),
        ({"what": "place", "street": "Nirgendwo"}, "Diese Straße kennen wir nicht."),
        ({"what": "place", "street": "Lindenweg"}, "Diese Straße gibt es mehrmals: Uferhof, Waldrand."),
        ({"what": "alles"}, "steht hier nicht zur Wahl"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_is_lost(fields: dict[str, str], words: str) -> None:
    client = world()
    answer = send(client, **fields)
    assert answer.status_code == 422
    page = parse(answer.content.decode())
    assert words in page.text
    assert page.all("input", name="street")[0].get("value", "") == fields.get("street", "")
    assert "checked" in page.all("input", value="daily")[0]
    assert not Follow.objects.exists()


def test_whoever_is_not_known_confirms_by_mail() -> None:
    world()
    assert send(what="all").status_code == 422
    page = parse(send(what="all", email="neu@beispiel.example").content.decode())
    assert "Wir haben einen Link an neu@beispiel.example geschickt." in page.text
    assert Follow.objects.get().confirmed_at is None


def test_a_narrowed_list_leads_to_following_just_that() -> None:
    world()
    a.case(topic=a.topic(), now=now())
    slug = a.topic().slug
    (link,) = [
        each["href"]
        for each in look(Client(), f"/ideen/?gebiet=hoe&thema={slug}").all("a")
        if "/folgen/?" in each["href"]
    ]
    assert link == f"/folgen/?gebiet=hoe&thema={slug}"
    page = look(Client(), link)
    chosen = [each["value"] for tag, each in page.tags if tag == "option" and "selected" in each]
    assert str(a.city()["Hoerdental"].pk) in chosen


def test_another_organisation_s_team_cannot_be_followed_here() -> None:
    client = world()
    other = a.office(a.controller("partei"))
    assert send(client, what="office", office=other.pk).status_code == 422
