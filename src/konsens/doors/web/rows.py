"""Cases as cards: everything a list shows, in two queries however many rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from django.db.models import QuerySet
from django.urls import get_script_prefix
from django.utils.translation import get_language

from konsens.caring.cases.kinds import State
from konsens.caring.cases.models import Case, Promise
from konsens.city.places.atlas import Atlas
from konsens.doors.web.paths import path
from konsens.doors.web.places import words_for
from konsens.doors.web.standing import OpenDate, Standing, Stands, standing
from konsens.kernel import clock
from konsens.listening.voices.kinds import Kind
from konsens.listening.voices.models import Photo

SHOWN = (
    "pk", "public_id", "state", "outcome", "waiting_for", "waiting_until", "received_at", "closed_at",
    "support_count", "area_id", "lead_id", "lead__title", "lead__kind", "lead__street", "organisation__name",
)  # fmt: skip
NO_PHOTO = ("", "")


class Shown(Stands, Protocol):
    """What a card needs of a case; a named row, because a list needs no whole objects."""

    pk: int
    public_id: str
    support_count: int
    area_id: int | None
    lead_id: int
    lead__title: str
    lead__kind: str
    lead__street: str
    organisation__name: str

    def __hash__(self) -> int: ...


@dataclass(frozen=True, slots=True)
class CaseRow:
    """What a card says of a case."""

    pk: int
    title: str
    address: str
    kind: str
    where: str
    area_id: int | None
    office: str
    support: int
    standing: Standing
    received: date
    is_open: bool = True
    distance: float | None = field(default=None, compare=False)
    """In metres; depends on who looks, so that two cards are the same one without it."""
    photo: str = ""
    photo_description: str = ""


class Here(NamedTuple):
    """Where and when a page is read: map, day, language, and the address below which it lies."""

    atlas: Atlas
    today: date
    language: str
    prefix: str


def for_cards(cases: QuerySet[Case]) -> QuerySet[Case, Any]:
    """Fetch no more than a card shows, as named rows."""
    return cases.values_list(*SHOWN, named=True)


def rows_of(
    cases: Sequence[Shown], atlas: Atlas, *, today: date, distances: dict[int, float] | None = None
) -> list[CaseRow]:
    """Cards for fetched cases, in their order; two queries: open dates, and photos that may be shown."""
    if not cases:
        return []
    dates: dict[int, list[OpenDate]] = defaultdict(list)
    open_dates = Promise.objects.open().filter(case_id__in=[each.pk for each in cases])
    fields = ("case_id", "kind", "due", "made_at", "replaces__due")
    for case_id, kind, due, made_at, before in open_dates.values_list(*fields):
        dates[case_id].append(open_date(kind, due, made_at, before))
    photos = _photos([each.lead_id for each in cases])
    here = Here(atlas, today, get_language() or "", get_script_prefix())
    rows = [_row(each, tuple(dates[each.pk]), photos.get(each.lead_id, NO_PHOTO), here) for each in cases]
    if not distances:
        return rows
    return [replace(each, distance=distances.get(each.pk)) for each in rows]


def open_date(kind: str, due: date, made_at: datetime, before: date | None) -> OpenDate:
    """A date that binds somebody; `before` is the one it replaced, if any."""
    return OpenDate(kind, due, was_late=before is not None and clock.day_of(made_at) > before)


def _photos(leads: list[int]) -> dict[int, tuple[str, str]]:
    shown = Photo.objects.filter(contribution_id__in=leads, shown=True).order_by("-pk")
    rows = shown.values_list("contribution_id", "small__name", "description")
    return {lead: (path("photo", name), words) for lead, name, words in rows}


@lru_cache(maxsize=4096)
def _row(
    case: Shown,
    dates: tuple[OpenDate, ...],
    photo: tuple[str, str],
    here: Here,
) -> CaseRow:
    """Depends on nothing but its arguments, so that a case that stands on many pages is put in words once."""
    return CaseRow(
        pk=case.pk,
        title=case.lead__title,
        address=path("case", case.public_id),
        kind=str(Kind(case.lead__kind).label),
        where=words_for(here.atlas, case.area_id, case.lead__street),
        area_id=case.area_id,
        office=case.organisation__name,
        support=case.support_count,
        standing=standing(case, dates, here.today, lines=False),
        received=clock.day_of(case.received_at),
        is_open=case.state != State.CLOSED,
        photo=photo[0],
        photo_description=photo[1],
    )
