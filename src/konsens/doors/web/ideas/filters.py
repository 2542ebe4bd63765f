"""What a list shows: read from the address, forgiving, and written back into it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from konsens.caring.cases.kinds import Outcome, State
from konsens.caring.cases.models import Case
from konsens.city.places.atlas import Atlas, Place
from konsens.city.places.locate import suggest_streets
from konsens.city.topics.models import Topic
from konsens.doors.web.places import area_by_code, degrees
from konsens.kernel import clock

STANDS: dict[str, tuple[Any, Q]] = {
    "gehoert": (_("Aufgenommen"), Q(state=State.RECEIVED)),
    "in-arbeit": (_("In Arbeit"), Q(state=State.CARED)),
    "wartet": (_("Wartet"), Q(state=State.WAITING)),
    "verspaetet": (_("Verspätet"), ~Q(state=State.CLOSED)),
    "erledigt": (_("Erledigt"), Q(state=State.CLOSED, outcome=Outcome.DONE)),
    "abgeschlossen": (_("Abgeschlossen"), Q(state=State.CLOSED)),
}
ORDERS: dict[str, Any] = {
    "neu": _("Neueste zuerst"),
    "wichtig": _("Wichtigste zuerst"),
    "nah": _("In der Nähe"),
}
Chip = tuple[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Filters:
    """The wishes of a visitor; whatever cannot be understood is left out."""

    words: str = ""
    area: Place | None = None
    topic: Topic | None = None
    stand: str = ""
    order: str = "neu"
    street: str = ""
    lat: float | None = None
    lon: float | None = None
    after: str = ""

    @classmethod
    def read(cls, query: QueryDict, atlas: Atlas, topics: list[Topic]) -> Self:
        """Read the address of a list; a street that is typed goes before the place of the device."""
        stand, order, slug = query.get("stand", ""), query.get("ordnung", ""), query.get("thema", "")
        street = _text(query, "strasse", 120)
        lat, lon = _point_of(street) if street else _point_in(query)
        known = lat is not None
        return cls(
            words=_text(query, "q", 200),
            area=area_by_code(atlas, query.get("gebiet", "")) if query.get("gebiet") else None,
            topic=next((each for each in topics if each.slug == slug), None),
            stand=stand if stand in STANDS else "",
            order=order if order in ORDERS and (known or order != "nah") else ("nah" if known else "neu"),
            street=street,
            lat=lat,
            lon=lon,
            after=_text(query, "nach", 60),
        )

    @property
    def any(self) -> bool:
        """Is anything narrowed down?"""
        return bool(self.words or self.area or self.topic or self.stand)

    @property
    def is_street_unknown(self) -> bool:
        """Was a street typed that nobody knows?"""
        return bool(self.street) and self.lat is None

    @property
    def values(self) -> dict[str, str]:
        """The same wishes as parts of an address."""
        device = self.lat is not None and not self.street
        pairs = {
            "q": self.words,
            "gebiet": self.area.code if self.area else "",
            "thema": self.topic.slug if self.topic else "",
            "stand": self.stand,
            "ordnung": "" if self.order == ("neu" if self.lat is None else "nah") else self.order,
            "strasse": self.street,
            "lat": str(self.lat) if device else "",
            "lon": str(self.lon) if device else "",
        }
        return {key: value for key, value in pairs.items() if value}

    @property
    def chips(self) -> list[Chip]:
        """What is narrowed down: each wish in words, and the address without it."""
        near = self.street or gettext("In meiner Nähe")
        shown = {
            "q": f"„{self.words}“" if self.words else "",
            "gebiet": self.area.name if self.area else "",
            "thema": self.topic.name if self.topic else "",
            "stand": str(STANDS[self.stand][0]) if self.stand else "",
            "strasse": near if self.lat is not None else "",
        }
        return [(words, self._without(key)) for key, words in shown.items() if words]

    def _without(self, name: str) -> dict[str, str]:
        gone = {name, "lat", "lon"} if name == "strasse" else {name}
        return {key: value for key, value in self.values.items() if key not in gone}

    def narrow(self, cases: QuerySet[Case], atlas: Atlas, *, today: date) -> QuerySet[Case]:
        """Only what was wished for, without the words."""
        if self.area is not None:
            cases = cases.filter(area_id__in=atlas.descendants(self.area.id))
        if self.topic is not None:
            cases = cases.filter(topic_id=self.topic.pk)
        if self.stand:
            cases = cases.filter(STANDS[self.stand][1])
        if self.stand == "verspaetet":
            cases = cases.filter(pk__in=Case.objects.overdue_on(today).values("pk"))
        return cases


def _text(query: QueryDict, name: str, most: int) -> str:
    return query.get(name, "").replace("\x00", "").strip()[:most]


def _point_in(query: QueryDict) -> tuple[float | None, float | None]:
    lat, lon = degrees(query.get("lat"), 90), degrees(query.get("lon"), 180)
    return (None, None) if lat is None or lon is None else (lat, lon)


def _point_of(street: str) -> tuple[float | None, float | None]:
    hits = suggest_streets(street, 1)
    return (hits[0].lat, hits[0].lon) if hits else (None, None)


def newest(cases: QuerySet[Case, Any], after: str, count: int) -> list[Any]:
    """The next cases by receipt, newest first; `after` is the cursor of the last one shown."""
    cases = cases.order_by("-received_at", "-pk")
    stamp, _sign, key = after.partition("_")
    moment = clock.read(stamp)
    if moment is not None and key.isdecimal():
        cases = cases.filter(received_at__lte=moment).exclude(received_at=moment, pk__gte=int(key[:18]))
    return list(cases[:count])


def most_supported(cases: QuerySet[Case, Any], after: str, count: int) -> list[Any]:
    """The next cases by supporters, most first."""
    cases = cases.order_by("-support_count", "-pk")
    number, _sign, key = after.partition("_")
    if number.isdecimal() and key.isdecimal():
        cases = cases.filter(support_count__lte=int(number[:9])).exclude(
            support_count=int(number[:9]), pk__gte=int(key[:18])
        )
    return list(cases[:count])
