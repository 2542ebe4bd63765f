"""One page of work, most urgent first: what is late, then what is due soonest, then what waits longest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.db.models import Count, FilteredRelation, Q
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from konsens.caring.cases.kinds import Rung
from konsens.caring.cases.models import CaseQuerySet, Promise
from konsens.caring.cases.queries import with_messages, with_urgency
from konsens.city.people.viewer import Viewer
from konsens.city.places.atlas import Atlas
from konsens.doors.web.desk.filters import SHOWS, Filters, whose_cases
from konsens.doors.web.paths import path
from konsens.doors.web.places import words_for
from konsens.doors.web.standing import OpenDate, Standing, Stands, standing
from konsens.kernel import clock

PER_PAGE = 25
SHOWN = (
    "pk", "public_id", "state", "outcome", "waiting_for", "waiting_until", "received_at", "closed_at",
    "support_count", "area_id", "escalation", "prominence", "lead__title", "lead__street",
    "organisation__name", "topic__name", "urgent_on", "has_message", "now__caretaker_id",
    "now__caretaker__name",
)  # fmt: skip


class Shown(Stands, Protocol):
    """What a line of work needs of a case; a named row."""

    pk: int
    public_id: str
    support_count: int
    area_id: int | None
    escalation: str
    prominence: str
    lead__title: str
    lead__street: str
    organisation__name: str
    topic__name: str | None
    urgent_on: date
    has_message: bool
    now__caretaker_id: int
    now__caretaker__name: str


@dataclass(frozen=True, slots=True)
class WorkRow:
    """What a line of work says of a case."""

    public_id: str
    title: str
    address: str
    where: str
    area_id: int | None
    topic: str
    office: str
    standing: Standing
    received: date
    support: int
    has_message: bool
    instead_of: str
    rung: str
    is_public: bool


@dataclass(frozen=True, slots=True)
class WorkPage:
    """Rows of one page, and the cursor of the next one."""

    rows: list[WorkRow]
    after: str


def wanted(
    filters: Filters, cases: CaseQuerySet, atlas: Atlas, viewer: Viewer, controller: int, *, today: date
) -> CaseQuerySet:
    """The cases that somebody asked for, before a button on top picks some of them."""
    cases = filters.narrow(whose_cases(cases, filters.whose, viewer, controller), atlas)
    return with_messages(with_urgency(cases, today))


def shown(filters: Filters, cases: CaseQuerySet, today: date) -> CaseQuerySet:
    """Those of the wanted cases that the button on top picks."""
    return cases.filter(SHOWS[filters.show][1](today))


def counts(cases: CaseQuerySet, names: Sequence[str], today: date) -> dict[str, int]:
    """How many of the wanted cases each button on top would show; one query."""
    numbers = {name.replace("-", "_"): Count("pk", filter=SHOWS[name][1](today)) for name in names}
    found = cases.order_by().aggregate(**numbers)
    return {name: found[name.replace("-", "_")] for name in names}


def page_of(
    filters: Filters, cases: CaseQuerySet, atlas: Atlas, viewer: Viewer, *, today: date, count: int = PER_PAGE
) -> WorkPage:
    """Fetch one page by keyset: a late page costs as much as the first; two queries."""
    picked = shown(filters, cases, today)
    newest_end_first = filters.show == "zu"
    ordered = _ended(picked, filters.after) if newest_end_first else _urgent(picked, filters.after)
    found = list(_named(ordered)[: count + 1])
    rows = rows_of(found[:count], atlas, viewer, today=today)
    if len(found) <= count:
        return WorkPage(rows, "")
    return WorkPage(rows, _cursor(found[count - 1], newest_end_first=newest_end_first))


def _named(cases: CaseQuerySet) -> Any:  # noqa: ANN401 - named rows have no type of their own
    now = FilteredRelation("assignments", condition=Q(assignments__ends=None))
    return cases.annotate(now=now).values_list(*SHOWN, named=True)


def _urgent(cases: CaseQuerySet, after: str) -> CaseQuerySet:
    cases = cases.order_by("urgent_on", "received_at", "pk")
    day, received, key = _read(after)
    if day is None or received is None:
        return cases
    later = Q(received_at__gt=received) | Q(received_at=received, pk__gt=key)
    return cases.filter(Q(urgent_on__gt=day) | Q(urgent_on=day) & later)


def _ended(cases: CaseQuerySet, after: str) -> CaseQuerySet:
    cases = cases.order_by("-closed_at", "-pk")
    _day, closed, key = _read(after)
    if closed is None:
        return cases
    return cases.filter(Q(closed_at__lt=closed) | Q(closed_at=closed, pk__lt=key))


def _read(after: str) -> tuple[date | None, datetime | None, int]:
    """A cursor as somebody may have typed it."""
    day, _sign, rest = after.partition("_")
    moment, _sign, key = rest.partition("_")
    when = clock.read(moment)
    try:
        on = parse_date(day) if day else None
    except ValueError:
        return (None, None, 0)
    if when is None or not key.isdecimal():
        return (None, None, 0)
    return (on, when, int(key[:18]))


def _cursor(case: Shown, *, newest_end_first: bool) -> str:
    if newest_end_first:
        return f"_{case.closed_at.isoformat() if case.closed_at else ''}_{case.pk}"
    return f"{case.urgent_on.isoformat()}_{case.received_at.isoformat()}_{case.pk}"


def rows_of(cases: Sequence[Shown], atlas: Atlas, viewer: Viewer, *, today: date) -> list[WorkRow]:
    """Lines for fetched cases, in their order; one query for their open dates."""
    keys = [each.pk for each in cases]
    if not keys:
        return []
    dates: dict[int, list[OpenDate]] = defaultdict(list)
    open_dates = Promise.objects.open().filter(case_id__in=keys)
    for case_id, kind, due in open_dates.values_list("case_id", "kind", "due"):
        dates[case_id].append(OpenDate(kind, due))
    return [_row(each, dates[each.pk], atlas, viewer, today) for each in cases]


def _row(case: Shown, dates: list[OpenDate], atlas: Atlas, viewer: Viewer, today: date) -> WorkRow:
    away = case.now__caretaker_id in {each.person for each in viewer.stands_in}
    return WorkRow(
        public_id=case.public_id,
        title=case.lead__title,
        address=path("desk_case", case.public_id),
        where=words_for(atlas, case.area_id, case.lead__street),
        area_id=case.area_id,
        topic=case.topic__name or "",
        office=case.organisation__name,
        standing=standing(case, dates, today, lines=False),
        received=clock.day_of(case.received_at),
        support=case.support_count,
        has_message=case.has_message,
        instead_of=(case.now__caretaker__name or _("jemanden aus dem Team")) if away else "",
        rung=str(Rung(case.escalation).label) if case.escalation != Rung.CARETAKER else "",
        is_public=case.prominence == "public",
    )
