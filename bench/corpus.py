"""Contributions with known subjects, spread over the demo's city: what likeness is measured on."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import chain, islice
from pathlib import Path
from typing import Any

from django.db import transaction

from konsens.caring.cases.kinds import Prominence
from konsens.caring.cases.models import Case
from konsens.city.people.models import Organisation, Person
from konsens.city.places.grid import cell_of
from konsens.city.places.locate import atlas
from konsens.city.places.models import Street
from konsens.city.projects.models import Phase
from konsens.kernel.ids import public_id
from konsens.listening.voices.kinds import Channel, Kind
from konsens.listening.voices.kinds import State as Said
from konsens.listening.voices.models import Contribution

HERE = Path(__file__).parent
BATCH = 5000
SEED = 11
BESIDE = (
    "Das haben wir im Viertel schon oft besprochen.",
    "Wir helfen gern mit, wenn jemand den Anfang macht.",
    "Vielen Dank für Ihre Mühe.",
    "Bitte sehen Sie sich das einmal an.",
)
PLACED = ("{title} in {area}", "{title} an der {street}", "{title}, {street}", "{area}: {title}")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place inside a quarter."""

    area: int
    name: str
    street: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody types, and what it is about."""

    words: str
    subject: str = ""
    place: str = ""
    given: str = ""


@cache
def subjects() -> dict[str, dict[str, list[str]]]:
    """Headings and sentences by subject."""
    return tomllib.loads((HERE / "subjects.toml").read_text(encoding="utf-8"))


def drafts(which: str) -> list[Draft]:
    """One set of drafts: "tuned", "fresh" or "unrelated"."""
    found: dict[str, Any] = tomllib.loads((HERE / "drafts.toml").read_text(encoding="utf-8"))
    return [Draft(**each) for each in found[which]]


def spots(chance: random.Random, per_street: int = 20) -> list[Spot]:
    """Points around the streets of the demo, each in the quarter of its street."""
    known = atlas()
    found = []
    for name, area, quarter, lat, lon in Street.objects.order_by("pk").values_list(
        "name", "area_id", "area__name", "lat", "lon"
    ):
        for _each in range(per_street):
            point = (round(lat + chance.gauss(0, 0.002), 6), round(lon + chance.gauss(0, 0.003), 6))
            located = known.locate(*point)
            if located is not None and located.area_id == area:
                found.append(Spot(area, quarter, name, *point))
    return found


def sow(
    controller: Organisation,
    count: int,
    *,
    now: datetime,
    first: Sequence[tuple[str, str]] = (),
) -> dict[int, str]:
    """Insert public cases in bulk.

    Args:
        controller: at which controller; it needs a phase and an office.
        count: how many, of subjects and at places drawn by lot.
        now: the instant from which they look back.
        first: subjects and names of districts or quarters of which one each is inserted before.

    Returns:
        The subject of each by the key of its case.
    """
    chance = random.Random(SEED)
    phase = Phase.objects.get(project__controller=controller)
    author = Person.objects.order_by("pk")[0]
    office = Organisation.objects.filter(parent=controller).order_by("pk")[0]
    places = spots(chance)
    labels: dict[int, str] = {}
    rows = chain(
        (_row(chance, subject, chance.choice(_inside(places, name))) for subject, name in first),
        (_row(chance, chance.choice(sorted(subjects())), chance.choice(places)) for _each in range(count)),
    )
    while batch := list(islice(rows, BATCH)):
        with transaction.atomic():
            said = Contribution.objects.bulk_create(
                Contribution(
                    public_id=public_id(),
                    controller=controller,
                    phase=phase,
                    kind=Kind.IDEA,
                    channel=Channel.WEB,
                    state=Said.PUBLISHED,
                    title=title,
                    text=text,
                    area_id=spot.area,
                    street=spot.street,
                    lat=spot.lat,
                    lon=spot.lon,
                    author=author,
                    heard_at=now - age,
                    confirmed_at=now - age,
                )
                for _subject, title, text, spot, age in batch
            )
            cases = Case.objects.bulk_create(
                Case(
                    public_id=each.public_id,
                    controller=controller,
                    lead=each,
                    organisation=office,
                    area_id=each.area_id,
                    lat=each.lat,
                    lon=each.lon,
                    cell=cell_of(each.lat or 0, each.lon or 0),
                    prominence=Prominence.PUBLIC,
                    received_at=each.heard_at,
                    changed_at=each.heard_at,
                )
                for each in said
            )
        labels |= {case.pk: row[0] for case, row in zip(cases, batch, strict=True)}
    return labels


def _inside(places: list[Spot], name: str) -> list[Spot]:
    """The places in the district of an area; all of them when it has no name."""
    if not name:
        return places
    known = atlas()
    area = known.named(name)[-1]
    district = (area, *known.ancestors(area.id))[-1]
    inside = known.descendants(district.id)
    return [each for each in places if each.area in inside]


def _row(chance: random.Random, subject: str, spot: Spot) -> tuple[str, str, str, Spot, timedelta]:
    title = chance.choice(subjects()[subject]["titles"])
    sentences = chance.sample(subjects()[subject]["texts"], chance.choice((1, 1, 2)))
    if chance.random() < 0.3:
        sentences.append(chance.choice(BESIDE))
    if chance.random() < 0.4:
        title = chance.choice(PLACED).format(title=title, area=spot.name, street=spot.street)
    text = " ".join(sentences)
    if chance.random() < 0.1:
        title, text = _typed(title), _typed(text)
    return subject, title[:120], text, spot, timedelta(days=chance.random() * 720)


def _typed(text: str) -> str:
    """The same words from a keyboard without umlauts."""
    for letter, typed in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("Ä", "Ae"), ("Ü", "Ue")):
        text = text.replace(letter, typed)
    return text
