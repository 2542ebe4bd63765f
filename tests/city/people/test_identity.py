"""How an organisation shows itself, its texts and its parts: what is refused, and with which sentence."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.forms.models import model_to_dict

from konsens.caring.cases import actions as caring
from konsens.city.people import actions as people
from konsens.city.people import offices
from konsens.city.people.identity import allowed_hosts, check_identity
from konsens.city.people.kinds import LegalKind, OrganisationKind, Role
from konsens.city.people.models import Identity, LegalText, Membership, Organisation, Person
from konsens.city.projects.actions import change_phase
from konsens.city.topics import actions as topics
from konsens.city.topics.models import Topic
from konsens.kernel import clock
from konsens.kernel.errors import RuleBrokenError
from tests import a

TODAY = clock.day_of(a.NOW)
HOSTS = ["https://karten.beispiel.example"]
TILES = "https://karten.beispiel.example/{z}/{x}/{y}.png"
FINE: dict[str, Any] = model_to_dict(Identity())

BAD = [
    ({"platform_name": " "}, "brauchen einen Namen"),
    ({"step_heard": ""}, "brauchen einen Namen"),
    ({"step_done": "gehört"}, "verschieden heißen"),
    ({"hue": 360}, "0 bis 359"),
    ({"hue": -1}, "0 bis 359"),
    ({"retention_days": 29}, "mindestens 30 Tage"),
    ({"retention_days": 36_501}, "höchstens 100 Jahre"),
    ({"sender_name": "Stadt\nBcc: alle@beispiel.example"}, "Zeilenumbruch"),
    ({"phone": "0231\u202e123"}, "unsichtbares Zeichen"),
    ({"damage_url": "javascript:alert(1)"}, "beginnt mit https"),
    ({"easy_language_url": "//beispiel.example"}, "beginnt mit https"),
    ({"sign_language_url": "https://gut.example@böse.example/"}, "beginnt mit https"),
    ({"damage_url": "https://[::"}, "beginnt mit https"),
    ({"damage_name": "Mängelmelder"}, "Link oder eine Telefonnummer"),
    ({"tile_url": TILES.replace("https", "http")}, "https://"),
    ({"tile_url": TILES.replace(".example/", ".example.boese.example/")}, "Freigegeben sind"),
    ({"tile_url": TILES.replace(".example/", ".example@boese.example/")}, "https://"),
    ({"tile_url": TILES.replace("{z}", "7"), "tile_attribution": "Wir"}, "müssen {z}"),
    ({"tile_url": TILES, "tile_attribution": " "}, "von wem die Karte stammt"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "says"), BAD)
def test_what_would_show_nothing_or_something_broken_is_refused(change: dict[str, Any], says: str) -> None:
    with pytest.raises(RuleBrokenError, match=says):
        check_identity({**FINE, **change}, tile_hosts=HOSTS)


def test_a_map_comes_from_an_allowed_server_only_and_without_one_the_sentence_says_who_helps() -> None:
    check_identity({**FINE, "tile_url": TILES, "tile_attribution": "Stadt"}, tile_hosts=HOSTS)
    with pytest.raises(RuleBrokenError, match="TILE_HOSTS"):
        check_identity({**FINE, "tile_url": TILES, "tile_attribution": "Stadt"}, tile_hosts=[])
    assert allowed_hosts(["https://a.example:8443/", "b.example"]) == ["a.example", "b.example"]


def admin() -> Person:
    return a.staff(Role.ADMIN, at=a.controller(), name="admin")


@pytest.mark.django_db
def test_a_refused_change_changes_nothing_at_all(settings: Any) -> None:
    settings.TRUSTED_TILE_HOSTS = HOSTS
    identity = a.controller().identity
    with pytest.raises(RuleBrokenError):
        people.change_identity(identity, by=admin(), now=a.NOW, phone="0231 1", hue=999)
    identity.refresh_from_db()
    assert identity.phone == ""
    people.change_identity(identity, by=admin(), now=a.NOW, tile_url=TILES, tile_attribution="Stadt")
    identity.refresh_from_db()
    assert identity.tile_url == TILES


@pytest.mark.django_db
def test_of_two_who_publish_the_second_is_told_and_old_words_stay() -> None:
    city, by = a.controller(), admin()
    people.publish_legal_text(city, LegalKind.PRIVACY, "Zweite", by=by, now=a.NOW, after=1)
    with pytest.raises(RuleBrokenError, match="jemand anderes eine neue Fassung"):
        people.publish_legal_text(city, LegalKind.PRIVACY, "Dritte", by=by, now=a.NOW, after=1)
    with pytest.raises(RuleBrokenError, match="nichts geändert"):
        people.publish_legal_text(city, LegalKind.PRIVACY, " Zweite\r\n", by=by, now=a.NOW, after=2)
    texts = LegalText.objects.filter(controller=city, kind=LegalKind.PRIVACY).order_by("version")
    assert [each.text for each in texts] == ["Datenschutz von Stadt Stadt", "Zweite"]


@pytest.mark.django_db
def test_an_office_ends_only_when_nobody_works_there_and_nothing_is_left_to_do() -> None:
    by, kim_at = admin(), a.office(slug="gruen")
    kim = a.staff(Role.CARETAKER, at=kim_at, name="kim")
    topic = a.topic(name="Grün")
    route = caring.set_route(a.controller(), kim_at, topic=topic, by=by, now=a.NOW)
    case = a.case(topic=topic)
    with pytest.raises(RuleBrokenError, match="arbeitet noch jemand"):
        offices.end_office(kim_at, by=by, now=a.NOW)
    Membership.objects.filter(person=kim).update(ends=TODAY - timedelta(days=1))
    with pytest.raises(RuleBrokenError, match="noch zuständig"):
        offices.end_office(kim_at, by=by, now=a.NOW)
    caring.remove_route(route, by=by, now=a.NOW)
    with pytest.raises(RuleBrokenError, match="1 offene"):
        offices.end_office(kim_at, by=by, now=a.NOW)
    kim_at.refresh_from_db()
    assert kim_at.ends is None
    caring.assign_caretaker(case, a.coordinator(), by=a.coordinator(), now=a.NOW, organisation=a.office())
    ended = offices.end_office(kim_at, by=by, now=a.NOW)
    assert ended.ends == TODAY
    with pytest.raises(RuleBrokenError, match="gibt es nicht mehr"):
        caring.set_route(a.controller(), ended, topic=topic, by=by, now=a.NOW)
    assert offices.reopen_office(kim_at, by=by, now=a.NOW).ends is None


@pytest.mark.django_db
def test_parts_are_added_renamed_and_never_called_the_same() -> None:
    by = admin()
    green = offices.add_office(a.controller(), name="Team Grün & Blau", by=by, now=a.NOW, phone="0231 5")
    assert (green.slug, green.root_id) == ("stadt-team-grun-blau", a.controller().pk)
    again = offices.add_office(green, name="Team Grün – Blau", by=by, now=a.NOW)
    assert again.slug == "stadt-team-grun-blau-2"
    for name, says in (("", "braucht einen Namen"), ("team grün & blau", "gibt es schon")):
        with pytest.raises(RuleBrokenError, match=says):
            offices.add_office(a.controller(), name=name, by=by, now=a.NOW)
    with pytest.raises(RuleBrokenError, match="andere Teams"):
        offices.end_office(green, by=by, now=a.NOW)
    changed = offices.change_office(green, name="Team Park", phone="", email="", by=by, now=a.NOW)
    assert (changed.name, changed.phone, changed.slug) == ("Team Park", "", "stadt-team-grun-blau")
    with pytest.raises(RuleBrokenError, match="Organisation selbst"):
        offices.end_office(a.controller(), by=by, now=a.NOW)


def offered() -> list[str]:
    return [each.name for each in Topic.objects.offered_by(a.controller().pk)]


@pytest.mark.django_db
def test_topics_change_places_end_and_come_back() -> None:
    by = admin()
    for order, name in enumerate(("Eins", "Zwei", "Drei")):
        a.topic(name=name, order=order)
    two = Topic.objects.get(name="Zwei")
    topics.move_topic(two, up=True, by=by, now=a.NOW)
    assert offered() == ["Zwei", "Eins", "Drei"]
    topics.move_topic(two, up=True, by=by, now=a.NOW)
    topics.move_topic(two, up=False, by=by, now=a.NOW)
    topics.move_topic(two, up=False, by=by, now=a.NOW)
    assert offered() == ["Eins", "Drei", "Zwei"]
    topics.end_topic(two, by=by, now=a.NOW)
    assert offered() == ["Eins", "Drei"]
    a.topic(name="zwei ", slug="zwei-neu")
    with pytest.raises(RuleBrokenError, match="gibt es schon"):
        topics.offer_again(Topic.objects.get(pk=two.pk), by=by, now=a.NOW)


@pytest.mark.django_db
def test_a_topic_is_confidential_or_not_only_until_somebody_says_something() -> None:
    by, topic = admin(), a.topic(name="Neu")
    changed = topics.change_topic(topic, by=by, now=a.NOW, is_private=True)
    assert changed.is_private
    topics.change_topic(topic, by=by, now=a.NOW, is_private=False)
    a.contribution(topic=topic)
    with pytest.raises(RuleBrokenError, match="schon etwas gesagt"):
        topics.change_topic(topic, by=by, now=a.NOW, is_private=True)
    topic.refresh_from_db()
    assert not topic.is_private


@pytest.mark.django_db
@pytest.mark.parametrize("days", [(0, 5, 9), (6, 5, 9), (1, 9, 5), (1, 5, 2001)])
def test_deadlines_of_a_topic_follow_each_other(days: tuple[int, int, int]) -> None:
    first, following, done = days
    with pytest.raises(RuleBrokenError, match="aufeinander folgen"):
        topics.add_topic(
            a.controller(), "Neu", by=None, now=a.NOW,
            first_answer_days=first, next_step_days=following, done_days=done,
        )  # fmt: skip


@pytest.mark.django_db
def test_a_phase_never_closes_in_the_past_and_open_again_by_leaving_its_end_away() -> None:
    by, phase = admin(), a.phase()
    with pytest.raises(RuleBrokenError, match="schon vorbei"):
        change_phase(phase, by=by, now=a.NOW, closes_at=a.NOW)
    assert change_phase(phase, by=by, now=a.NOW, closes_at=a.NOW + a.DAY).closes_at == a.NOW + a.DAY
    assert change_phase(phase, by=by, now=a.NOW, closes_at=None).closes_at is None


@pytest.mark.django_db
def test_nobody_furnishes_another_organisation() -> None:
    party = a.controller("partei", kind=OrganisationKind.PARTY)
    stranger = a.staff(Role.ADMIN, at=party, name="fremd")
    office: Organisation = a.office()
    topic = a.topic()
    for verb in (
        lambda: people.change_identity(a.controller().identity, by=stranger, now=a.NOW, hue=1),
        lambda: people.publish_legal_text(a.controller(), LegalKind.TERMS, "Neu", by=stranger, now=a.NOW),
        lambda: offices.add_office(a.controller(), name="Neu", by=stranger, now=a.NOW),
        lambda: offices.change_office(office, name="Neu", phone="", email="", by=stranger, now=a.NOW),
        lambda: offices.end_office(office, by=stranger, now=a.NOW),
        lambda: topics.change_topic(topic, by=stranger, now=a.NOW, name="Neu"),
        lambda: topics.end_topic(topic, by=stranger, now=a.NOW),
        lambda: topics.move_topic(topic, up=True, by=stranger, now=a.NOW),
        lambda: change_phase(a.phase(), by=stranger, now=a.NOW, comments=True),
        lambda: caring.set_route(a.controller(), office, by=stranger, now=a.NOW),
    ):
        with pytest.raises(PermissionDenied):
            verb()
