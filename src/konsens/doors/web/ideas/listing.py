"""One page of a list: which cases, in which order, and where the next page begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from konsens.caring.cases.models import Case
from konsens.city.people.viewer import ANYBODY
from konsens.city.places.atlas import Atlas
from konsens.doors.web.ideas.filters import Filters, most_supported, newest
from konsens.doors.web.ideas.nearest import nearest
from konsens.doors.web.rows import CaseRow, for_cards, rows_of
from konsens.telling.search.find import find_cases

PER_PAGE = 12


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one page, and the cursor of the next one."""

    rows: list[CaseRow]
    after: str


def public_cases(controller_id: int) -> QuerySet[Case]:
    """What everybody may see at one controller; a list shows the same to all."""
    return Case.objects.visible_to(ANYBODY).filter(controller_id=controller_id)


def page_of(filters: Filters, controller_id: int, atlas: Atlas, *, today: date) -> Page:
    """Fetch one page by keyset: a late page costs as much as the first."""
    cases = filters.narrow(public_cases(controller_id), atlas, today=today)
    if filters.words:
        cases = find_cases(filters.words, cases)
    if filters.order == "nah" and filters.lat is not None and filters.lon is not None:
        return _nearest(cases, filters, atlas, today=today)
    order = most_supported if filters.order == "wichtig" else newest
    found = order(for_cards(cases), filters.after, PER_PAGE + 1)
    more = len(found) > PER_PAGE
    shown = found[:PER_PAGE]
    return Page(rows_of(shown, atlas, today=today), _cursor(shown[-1], filters.order) if more else "")


def _cursor(case: Case, order: str) -> str:
    if order == "wichtig":
        return f"{case.support_count}_{case.pk}"
    return f"{case.received_at.isoformat()}_{case.pk}"


def _nearest(cases: QuerySet[Case], filters: Filters, atlas: Atlas, *, today: date) -> Page:
    assert filters.lat is not None
    assert filters.lon is not None
    found = nearest(cases, filters.lat, filters.lon, after=_distance(filters.after), count=PER_PAGE + 1)
    shown = found[:PER_PAGE]
    by_key = {
        each.pk: each for each in for_cards(cases.model.objects.filter(pk__in=[pk for _m, pk in shown]))
    }
    distances = {pk: far for far, pk in shown}
    rows = rows_of([by_key[pk] for _m, pk in shown], atlas, today=today, distances=distances)
    after = f"{shown[-1][0]}_{shown[-1][1]}" if len(found) > PER_PAGE else ""
    return Page(rows, after)


def _distance(after: str) -> tuple[float, int]:
    metres, _sign, key = after.partition("_")
    try:
        return (float(metres), int(key[:18]))
    except ValueError:
        return (-1.0, 0)
