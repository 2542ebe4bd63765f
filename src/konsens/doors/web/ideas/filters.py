"""What a list shows: read from the address, forgiving, and written back into it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from konsens.caring.cases.kinds import Outcome, State
from konsens.caring.cases.models import Case
from konsens.city.places.atlas import Atlas, Place
from konsens.city.topics.models import Topic
from konsens.doors.web.places import area_by_code

STANDS: dict[str, tuple[Any, Q]] = {
    "gehoert": (_("Aufgenommen"), Q(state=State.RECEIVED)),
    "in-arbeit": (_("In Arbeit"), Q(state=State.CARED)),
    "wartet": (_("Wartet"), Q(state=State.WAITING)),
    "erledigt": (_("Erledigt"), Q(state=State.CLOSED, outcome=Outcome.DONE)),
    "abgeschlossen": (_("Abgeschlossen"), Q(state=State.CLOSED)),
}
ORDERS: dict[str, Any] = {
    "neu": _("Neueste zuerst"),
    "wichtig": _("Wichtigste zuerst"),
    "nah": _("In der Nähe"),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """The wishes of a visitor; whatever cannot be understood is left out."""

    words: str = ""
    area: Place | None = None
    topic: Topic | None = None
    stand: str = ""
    order: str = "neu"
    lat: float | None = None
    lon: float | None = None
    after: str = ""

    @classmethod
    def read(cls, query: QueryDict, atlas: Atlas, topics: list[Topic]) -> Self:
        """Read the address of a list."""
        stand, order = query.get("stand", ""), query.get("ordnung", "")
        lat, lon = _degrees(query.get("lat"), 90), _degrees(query.get("lon"), 180)
        slug = query.get("thema", "")
        known = lat is not None and lon is not None
        return cls(
            words=query.get("q", "").replace("\x00", "").strip()[:200],
            area=area_by_code(atlas, query.get("gebiet", "")) if query.get("gebiet") else None,
            topic=next((each for each in topics if each.slug == slug), None),
            stand=stand if stand in STANDS else "",
            order=order if order in ORDERS and (order != "nah" or known) else ("nah" if known else "neu"),
            lat=lat if known else None,
            lon=lon if known else None,
            after=query.get("nach", "")[:60],
        )

    @property
    def any(self) -> bool:
        """Is anything narrowed down?"""
        return bool(self.words or self.area or self.topic or self.stand)

    @property
    def values(self) -> dict[str, str]:
        """The same wishes as parts of an address."""
        pairs = {
            "q": self.words,
            "gebiet": self.area.code if self.area else "",
            "thema": self.topic.slug if self.topic else "",
            "stand": self.stand,
            "ordnung": "" if self.order == "neu" else self.order,
            "lat": "" if self.lat is None else str(self.lat),
            "lon": "" if self.lon is None else str(self.lon),
        }
        return {key: value for key, value in pairs.items() if value}

    def without(self, **changes: Any) -> Filters:  # noqa: ANN401 - any field
        """The same wishes but for some."""
        return replace(self, **changes)

    def narrow(self, cases: QuerySet[Case], atlas: Atlas) -> QuerySet[Case]:
        """Only what was wished for, without the words."""
        if self.area is not None:
            cases = cases.filter(area_id__in=atlas.descendants(self.area.id))
        if self.topic is not None:
            cases = cases.filter(topic_id=self.topic.pk)
        if self.stand:
            cases = cases.filter(STANDS[self.stand][1])
        return cases


def _degrees(text: str | None, most: float) -> float | None:
    try:
        value = float((text or "").replace(",", "."))
    except ValueError:
        return None
    return value if -most <= value <= most else None


def newest(cases: QuerySet[Case, Any], after: str, count: int) -> list[Any]:
    """The next cases by receipt, newest first; `after` is the cursor of the last one shown."""
    cases = cases.order_by("-received_at", "-pk")
    stamp, _sign, key = after.partition("_")
    if key.isdigit():
        try:
            moment = datetime.fromisoformat(stamp.replace(" ", "+"))
        except ValueError:
            moment = None
        if moment is not None and moment.tzinfo is not None:
            cases = cases.filter(received_at__lte=moment).exclude(received_at=moment, pk__gte=int(key[:18]))
    return list(cases[:count])


def most_supported(cases: QuerySet[Case, Any], after: str, count: int) -> list[Any]:
    """The next cases by supporters, most first."""
    cases = cases.order_by("-support_count", "-pk")
    number, _sign, key = after.partition("_")
    if number.isdigit() and key.isdigit():
        cases = cases.filter(support_count__lte=int(number[:9])).exclude(
            support_count=int(number[:9]), pk__gte=int(key[:18])
        )
    return list(cases[:count])
