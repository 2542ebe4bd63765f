"""What a list of work shows: read from the address, forgiving, and written back into it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Self

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from konsens.caring.cases.kinds import Prominence, State, WaitingFor
from konsens.caring.cases.models import Assignment, Case, CaseQuerySet
from konsens.city.people.kinds import Role
from konsens.city.people.models import Organisation
from konsens.city.people.viewer import Viewer
from konsens.city.places.atlas import Atlas, Place
from konsens.city.topics.models import Topic
from konsens.doors.web.places import area_by_code
from konsens.kernel.ids import LENGTH
from konsens.telling.search.find import find_cases

SOON = timedelta(days=7)
WORDS_MOST = 8
OPEN = ~Q(state=State.CLOSED)
LOOKS_AFTER = (Role.CARETAKER, Role.HEAD)


def _sits(_today: date) -> Q:
    return Q(state=State.WAITING, waiting_for=WaitingFor.SITTING)


Condition = Callable[[date], Q]
SHOWS: dict[str, tuple[Any, Condition]] = {
    "offen": (_("Offen"), lambda _today: OPEN),
    "spaet": (_("Verspätet"), lambda today: OPEN & Q(urgent_on__lt=today)),
    "bald": (_("In 7 Tagen fällig"), lambda today: OPEN & Q(urgent_on__range=(today, today + SOON))),
    "antwort": (_("Rückmeldung bald fällig"), lambda _today: OPEN & Q(answer_due=True)),
    "nachricht": (_("Nachricht ohne Antwort"), lambda _today: Q(has_message=True)),
    "neu": (_("Neu"), lambda _today: Q(state=State.RECEIVED)),
    "in-arbeit": (_("In Arbeit"), lambda _today: Q(state=State.CARED)),
    "wartet": (_("Wartet"), lambda _today: Q(state=State.WAITING)),
    "sitzung": (_("Wartet auf eine Sitzung"), _sits),
    "zu": (_("Abgeschlossen"), lambda _today: Q(state=State.CLOSED)),
}
ON_THE_DESK = ("offen", "spaet", "bald", "nachricht", "neu", "in-arbeit", "wartet", "zu")
ON_THE_BOARD = (
    "offen",
    "spaet",
    "antwort",
    "bald",
    "nachricht",
    "sitzung",
    "neu",
    "in-arbeit",
    "wartet",
    "zu",
)
WHOSE: dict[str, Any] = {
    "meine": _("Meine"),
    "vertretung": _("In Vertretung"),
    "amt": _("Mein Team"),
    "alle": _("Alle"),
}

OWN = frozenset({"meine", "vertretung"})
"""What is looked after by whoever asks, themselves or instead of somebody."""


@dataclass(frozen=True, slots=True)
class Filters:
    """The wishes of somebody at work; whatever cannot be understood is left out."""

    whose: str = "meine"
    show: str = "offen"
    words: str = ""
    area: Place | None = None
    topic: Topic | None = None
    office: Organisation | None = None
    after: str = ""

    @classmethod
    def read(
        cls,
        query: QueryDict,
        atlas: Atlas,
        topics: list[Topic],
        *,
        shows: Sequence[str] = ON_THE_DESK,
        whose: str = "meine",
        offices: Sequence[Organisation] = (),
    ) -> Self:
        """Read the address of a list with these buttons; `whose` is what it shows unless asked otherwise."""
        asked, show, slug = query.get("wessen", ""), query.get("zeigen", ""), query.get("thema", "")
        team = query.get("team", "")
        return cls(
            whose=asked if asked in WHOSE else whose,
            show=show if show in shows else "offen",
            words=query.get("q", "").replace("\x00", "").strip()[:200],
            area=area_by_code(atlas, query.get("gebiet", "")) if query.get("gebiet") else None,
            topic=next((each for each in topics if each.slug == slug), None),
            office=next((each for each in offices if each.slug == team), None),
            after=query.get("nach", "")[:90],
        )

    @property
    def narrowed(self) -> bool:
        """Is it narrowed down by more than the buttons on top?"""
        return bool(self.words or self.area or self.topic or self.office)

    def values(self, *, whose: str = "meine") -> dict[str, str]:
        """The same wishes as parts of an address; `whose` is what the list shows unless asked otherwise."""
        pairs = {
            "wessen": "" if self.whose == whose else self.whose,
            "zeigen": "" if self.show == "offen" else self.show,
            "q": self.words,
            "gebiet": self.area.code if self.area else "",
            "thema": self.topic.slug if self.topic else "",
            "team": self.office.slug if self.office else "",
        }
        return {key: value for key, value in pairs.items() if value}

    def but(self, **changes: Any) -> Filters:  # noqa: ANN401 - any field
        """The same wishes but for some, from the first page on."""
        return replace(self, after="", **changes)

    def narrow(self, cases: CaseQuerySet, atlas: Atlas) -> CaseQuerySet:
        """Only the topic, district, office and words that were wished for."""
        if self.area is not None:
            cases = cases.filter(area_id__in=atlas.descendants(self.area.id))
        if self.topic is not None:
            cases = cases.filter(topic_id=self.topic.pk)
        if self.office is not None:
            cases = cases.filter(organisation_id=self.office.pk)
        return _by_words(self.words, cases) if self.words else cases


def _by_words(words: str, cases: CaseQuerySet) -> CaseQuerySet:
    """By words, or by the number of a case; the search knows public cases only, the few others are read."""
    hidden = ~Q(prominence=Prominence.PUBLIC)
    for word in words.split()[:WORDS_MOST]:
        hidden &= Q(lead__title__icontains=word) | Q(lead__text__icontains=word)
    found = Q(pk__in=find_cases(words, cases).values("pk")) | hidden
    number = number_of(words)
    return cases.filter(found | Q(public_id=number) if len(number) == LENGTH else found)


def number_of(text: str) -> str:
    """The number of a case as it is kept, however somebody typed it."""
    return "".join(sign for sign in text.lower() if sign.isalnum())


def whose_cases(cases: CaseQuerySet, whose: str, viewer: Viewer, controller: int) -> CaseQuerySet:
    """Those of a person, of whom they stand in for, of their office, or all."""
    mine = viewer.caretakers(controller)
    if whose == "vertretung":
        mine -= {viewer.person_id or 0}
    if whose in OWN:
        held = Assignment.objects.filter(ends=None, caretaker_id__in=mine)
        return cases.filter(pk__in=held.values("case_id"))
    if whose == "amt":
        return cases.filter(organisation_id__in=offices_of(viewer, controller))
    return cases


def offices_of(viewer: Viewer, controller: int) -> set[int]:
    """At which offices somebody looks after cases, or leads."""
    mine = (each for each in viewer.standings if each.controller == controller)
    return {each.organisation for each in mine if each.role in LOOKS_AFTER}


def cases_to_choose(whose: str, viewer: Viewer, controller: int) -> CaseQuerySet:
    """From which cases somebody at the desk chooses.

    Whoever works here and looks after a case reads it, so of one's own that need not be asked once more.
    """
    if whose in OWN and controller in viewer.controllers:
        return Case.objects.filter(controller_id=controller)
    return cases_inside(viewer, controller)


def cases_inside(viewer: Viewer, controller: int) -> CaseQuerySet:
    """All cases of the page's organisation whose inner side somebody may read."""
    return Case.objects.read_inside_by(viewer).filter(controller_id=controller)
