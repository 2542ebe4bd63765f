"""Builds a scenario: the same seed gives the same city to docs, pictures, journeys and benchmarks."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from konsens.caring.cases import actions as caring
from konsens.caring.cases.models import Case
from konsens.city.people.kinds import OrganisationKind
from konsens.city.people.models import Organisation, Person
from konsens.city.places.models import Area, Street
from konsens.demo.cast import FAR_BACK, Troupe, engage, found, invite, member
from konsens.demo.city import build_city
from konsens.demo.fates import FATES, Scene
from konsens.demo.models import DemoDatabase
from konsens.demo.stories import STORIES, Story
from konsens.kernel.errors import RuleBrokenError
from konsens.kernel.models import Entry
from konsens.listening.voices import actions as voices
from konsens.listening.voices.kinds import Kind, State
from konsens.listening.voices.models import Contribution
from konsens.listening.voices.said import Said, Spot

SEED = 20261124
SCENARIOS = ("stadt",)
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody of the demo in whose shoes one can slip."""

    role: str
    person: Person
    path: str


def build(
    scenario: str, *, contributions: int | None = None, now: datetime, say: Progress = lambda _text: None
) -> list[Player]:
    """Build a named scenario in an empty database.

    Args:
        scenario: `stadt`, a schematic Dortmund with a party and a city on one installation.
        contributions: that many more, made in bulk, for benchmarks.
        now: the moment from which the demo looks back.
        say: called with a sentence at each step.

    Raises:
        RuleBrokenError: an unknown scenario, or a database that holds something already.
    """
    if scenario not in SCENARIOS:
        raise RuleBrokenError(
            _("Diese Vorführung gibt es nicht: %(name)s. Es gibt: %(known)s."),
            name=scenario,
            known=", ".join(SCENARIOS),
        )
    if Organisation.objects.exists():
        raise RuleBrokenError(_("Die Datenbank ist nicht leer. Eine Vorführung braucht eine leere."))
    say("Stadtplan")
    build_city(now - FAR_BACK)
    party, city = _troupes(now - FAR_BACK)
    say("Ideen und Anliegen")
    for troupe, stories in ((party, STORIES), (city, STORIES[: len(STORIES) // 2])):
        _play(troupe, stories, now=now)
        _look_over(troupe, now=now)
    if contributions:
        from konsens.demo.crowd import crowd

        crowd(party, contributions, now=now, say=say)
    finish(now=now)
    DemoDatabase.objects.create(scenario=scenario, made_at=now)
    return players()


def _troupes(now: datetime) -> tuple[Troupe, Troupe]:
    party = engage(
        found(
            "nachbarschaft",
            "Die Nachbarschaftlichen (Demo-Partei)",
            OrganisationKind.PARTY,
            now=now,
            is_default=True,
            platform_name="KümmertEuch",
            step_heard=gettext_noop("Zuhören"),
            step_cared=gettext_noop("Kümmern"),
            step_done=gettext_noop("Machen"),
            hue=152,
            names_persons=True,
            phone="0231 000 100",
            phone_hours="Mo–Fr 8–18 Uhr",
            address="Nachbarschaftszentrum, Beispielplatz 1",
            sender_name="KümmertEuch",
            sender_email="post@nachbarschaft.example",
            damage_name="Mängelmelder der Stadt",
            damage_url="https://maengel.stadt.example/",
            damage_phone="0231 000 115",
        ),
        now=now,
    )
    city = engage(
        found(
            "stadt",
            "Musterstadt Dortmund (Demo)",
            OrganisationKind.CITY,
            now=now,
            hue=255,
            phone="0231 000 115",
            phone_hours="Mo–Fr 7–18 Uhr",
            address="Bürgerbüro, Friedensplatz-Beispiel 1",
            sender_name="Stadt Dortmund (Demo)",
            sender_email="post@stadt.example",
            damage_name="Mängelmelder",
            damage_url="https://maengel.stadt.example/",
            damage_phone="0231 000 115",
        ),
        now=now,
    )
    for troupe in (party, city):
        troupe.residents.append(member("Bo", f"bo@{troupe.controller.slug}.example", troupe, now=now))
        invite(troupe, 130, now=now)
    return party, city


def _look_over(troupe: Troupe, *, now: datetime) -> None:
    """Moderation has seen everything but the newest."""
    shown = Contribution.objects.filter(controller=troupe.controller, state=State.PUBLISHED, looked_at=None)
    older = shown.filter(heard_at__lt=now - timedelta(days=5))
    voices.look_over(older, by=troupe.caretakers["buero"], now=now - timedelta(days=2))


def _play(troupe: Troupe, stories: tuple[Story, ...], *, now: datetime) -> None:
    chance = random.Random(SEED)  # noqa: S311 - the same city each time, nothing secret
    areas = {area.name: area for area in Area.objects.current() if area.parent_id is not None}
    cases: dict[str, Case] = {}
    for number, story in enumerate(stories):
        said_at = now - timedelta(days=story.days, hours=1 + number % 7)
        relation = troupe.residents[number]
        contribution = voices.hear(
            Said(
                kind=Kind(story.kind),
                title=story.title,
                text=story.text,
                topic=troupe.topics[story.topic],
                spot=_spot(areas[story.area], chance),
            ),
            phase=troupe.phase,
            relation=relation,
            by=relation.person,
            now=said_at,
        )
        case = Case.objects.select_related("lead__author", "area__parent").get(lead=contribution)
        cases[story.title] = case
        _support(troupe, case, story, chance, said_at, now)
        by = case.assignments.get(ends=None).caretaker
        FATES[story.ends](Scene(case, story, by, said_at, now))
    _merge(troupe, cases, now=now)


def _spot(area: Area, chance: random.Random) -> Spot:
    street = chance.choice(list(Street.objects.filter(area=area).order_by("name")) or [None])
    if street is None:
        return Spot(lat=area.label_lat, lon=area.label_lon, area_id=area.pk)
    return Spot(lat=street.lat, lon=street.lon, area_id=area.pk, street=street.name)


def _support(
    troupe: Troupe, case: Case, story: Story, chance: random.Random, said: datetime, now: datetime
) -> None:
    if not story.support:
        return
    case.lead.refresh_from_db()
    others = [each for each in troupe.residents if each.person_id != case.lead.author_id]
    for relation in chance.sample(others, min(story.support, len(others))):
        at = said + (now - said) * chance.random() * 0.5
        voices.support(case.lead, relation=relation, by=relation.person, now=at)


def _merge(troupe: Troupe, cases: dict[str, Case], *, now: datetime) -> None:
    pair = cases.get("Eine zweite Bank am Uferweg"), cases.get("Sitzbänke am Uferweg")
    if pair[0] is not None and pair[1] is not None:
        caring.merge(pair[0], pair[1], saying="", by=troupe.coordinator, now=now - timedelta(days=50))


def finish(*, now: datetime) -> None:
    """Old news is no news: nobody gets a mail about the demo's past. Then the map and the search."""
    from konsens.telling.insight.actions import rebuild_map
    from konsens.telling.search import actions as search
    from konsens.telling.search.tasks import ask_for_meaning

    Entry.objects.filter(told_at=None).update(told_at=now)
    rebuild_map()
    search.rebuild(now=now)
    ask_for_meaning()


def players() -> list[Player]:
    """A resident, a caretaker and a coordinator of the demo's first controller."""

    def who(address: str) -> Person:
        return Person.objects.get(account__email=address)

    return [
        Player("resident", who("bo@nachbarschaft.example"), "konto/"),
        Player("caretaker", who("wege@nachbarschaft.example"), "arbeit/"),
        Player("coordinator", who("koordination@nachbarschaft.example"), "koordination/"),
    ]
