"""Cases as a table for a spreadsheet: what a list shows, without anybody's name or address."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from konsens.caring.cases.kinds import Outcome, Prominence, PromiseKind, State
from konsens.caring.cases.models import CaseQuerySet, Promise
from konsens.city.places.atlas import Atlas
from konsens.city.topics.models import Topic
from konsens.doors.web.board.scope import at_the_board, scope_of
from konsens.doors.web.desk import listing
from konsens.doors.web.desk.filters import ON_THE_BOARD, Filters
from konsens.doors.web.places import district_of
from konsens.doors.web.site import site_of
from konsens.doors.web.standing import today
from konsens.kernel import clock
from konsens.listening.voices.kinds import Channel, Kind

DANGEROUS = tuple("=+-@\t\r\n＝＋－＠")
AT_ONCE = 1000
FIELDS = (
    "pk", "public_id", "lead__title", "lead__kind", "lead__channel", "topic__name", "area_id",
    "organisation__name", "state", "outcome", "prominence", "urgent_on", "received_at", "closed_at",
    "support_count",
)  # fmt: skip


def harmless(cell: object) -> str:
    """A cell that no spreadsheet takes for a formula; what could be one begins with an apostrophe."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(DANGEROUS) else text


@dataclass(slots=True)
class Echo:
    """What the csv module writes to; it hands each line back."""

    def write(self, text: str) -> str:
        """Give back what is written."""
        return text


@require_safe
@at_the_board
def cases(request: HttpRequest) -> StreamingHttpResponse:
    """All cases of a list with its filters, oldest first, as UTF-8 with semicolons."""
    scope, plan, day = scope_of(request), site_of(request).atlas, today()
    topics = list(Topic.objects.offered_by(scope.controller))
    filters = Filters.read(request.GET, plan, topics, shows=ON_THE_BOARD, whose="alle", offices=scope.teams())
    wanted = listing.shown(filters, filters.narrow(scope.work(day), plan), day)
    lines = _lines(wanted, plan, day, site_of(request).language)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"vorgaenge-{site_of(request).controller.slug}-{day.isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _lines(cases: CaseQuerySet, plan: Atlas, day: date, language: str) -> Iterator[str]:
    """Line by line while they are sent, when the request that placed the language is over already."""
    with translation.override(language):
        writer: Any = csv.writer(Echo(), delimiter=";")
        yield "\ufeff" + writer.writerow([harmless(each) for each in _head()])
        for row in _rows(cases, plan, day):
            yield writer.writerow([harmless(cell) for cell in row])


def _rows(cases: CaseQuerySet, plan: Atlas, day: date) -> Iterator[list[object]]:
    after = 0
    while batch := list(cases.filter(pk__gt=after).order_by("pk").values_list(*FIELDS, named=True)[:AT_ONCE]):
        dates = _dates([each.pk for each in batch])
        yield from (_row(each, dates[each.pk], plan, day) for each in batch)
        after = batch[-1].pk


def _head() -> list[str]:
    return [
        _("Nummer"), _("Titel"), _("Art"), _("Kanal"), _("Thema"), _("Stadtbezirk"), _("Zuständig"),
        _("Stand"), _("Ergebnis"), _("Sichtbar"), _("Verspätet"), str(PromiseKind.FIRST_ANSWER.label),
        str(PromiseKind.NEXT_STEP.label), str(PromiseKind.DONE.label), _("Aufgenommen am"),
        _("Abgeschlossen am"), _("Unterstützung"),
    ]  # fmt: skip


def _dates(keys: list[int]) -> dict[int, dict[str, date]]:
    found: dict[int, dict[str, date]] = defaultdict(dict)
    rows = Promise.objects.open().filter(case_id__in=keys)
    for key, kind, due in rows.values_list("case_id", "kind", "due"):
        found[key][kind] = due
    return found


def _row(case: Any, dates: dict[str, date], plan: Atlas, day: date) -> list[object]:  # noqa: ANN401 - a named row
    """One line; a title that not everybody may read stays out, it may hold what leads to a person."""
    district = district_of(plan, case.area_id)
    late = case.state != State.CLOSED and case.urgent_on < day
    return [
        case.public_id.upper(),
        case.lead__title if case.prominence == Prominence.PUBLIC else "",
        Kind(case.lead__kind).label,
        Channel(case.lead__channel).label,
        case.topic__name,
        district.name if district else "",
        case.organisation__name,
        State(case.state).label,
        Outcome(case.outcome).label if case.outcome else "",
        Prominence(case.prominence).label,
        _("ja") if late else _("nein"),
        *(_day(dates.get(kind)) for kind in PromiseKind),
        _day(case.received_at),
        _day(case.closed_at),
        case.support_count,
    ]


def _day(value: date | datetime | None) -> str:
    if value is None:
        return ""
    return (clock.day_of(value) if isinstance(value, datetime) else value).isoformat()
