"""What waits for a moderator: five queues, the longest waiting first, by keyset."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count, IntegerField, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from konsens.city.people.models import Organisation
from konsens.city.people.viewer import Viewer
from konsens.doors.web.jinja import day
from konsens.kernel import clock
from konsens.kernel.workdays import public_holidays
from konsens.listening.voices.kinds import Kind, Measure, State
from konsens.listening.voices.models import Complaint, Contribution, Photo, Report
from konsens.listening.voices.rules import look_due

PER_PAGE = 20
GLIMPSE = 3
READABLE = (State.HELD, State.PUBLISHED)
WORDS = {
    "angehalten": _("Vor der Veröffentlichung"),
    "meldungen": _("Gemeldet"),
    "widersprueche": _("Widersprüche"),
    "fotos": _("Fotos"),
    "neu": _("Neu veröffentlicht"),
}
"""The queues in the order in which they press, by their word in the address."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: what it is, since when, by when somebody looks, and where to decide."""

    key: int
    public_id: str
    title: str
    text: str
    small: str
    due: date | None
    late: bool
    tag: str = ""
    photo: str = ""
    photo_description: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a queue, and the cursor of what comes after."""

    rows: list[Waiting]
    after: str


def held(viewer: Viewer, controller: int) -> QuerySet[Contribution]:
    """What nobody else reads before somebody has looked."""
    return _due(viewer, controller).filter(state=State.HELD)


def published(viewer: Viewer, controller: int) -> QuerySet[Contribution]:
    """What everybody reads and no moderator has looked at."""
    return _due(viewer, controller).filter(state=State.PUBLISHED)


def _due(viewer: Viewer, controller: int) -> QuerySet[Contribution]:
    return Contribution.objects.awaiting_moderation(viewer).filter(controller_id=controller)


def photos(controller: int) -> QuerySet[Photo]:
    """Pictures that nobody has looked at; what only the team reads needs no look."""
    return Photo.objects.filter(
        looked_at=None, contribution__controller_id=controller, contribution__state__in=READABLE
    )


def reports(controller: int) -> QuerySet[Report]:
    """What somebody told us and nobody has settled."""
    return Report.objects.filter(settled_at=None, contribution__controller_id=controller)


def complaints(controller: int) -> QuerySet[Complaint]:
    """What nobody has decided."""
    return Complaint.objects.filter(decided_at=None, judgement__contribution__controller_id=controller)


def counts(viewer: Viewer, controller: int) -> dict[str, int]:
    """How much waits in each queue, in one query."""
    queues: dict[str, tuple[QuerySet[Any], str]] = {
        "angehalten": (held(viewer, controller), "controller"),
        "meldungen": (reports(controller), "contribution__controller"),
        "widersprueche": (complaints(controller), "judgement__contribution__controller"),
        "fotos": (photos(controller), "contribution__controller"),
        "neu": (published(viewer, controller), "controller"),
    }
    numbers = {name: _number(rows, path) for name, (rows, path) in queues.items()}
    row = Organisation.objects.filter(pk=controller).values_list(*numbers.values()).get()
    return dict(zip(numbers, row, strict=True))


def _number(rows: QuerySet[Any], path: str) -> Coalesce:
    counted = rows.order_by().values(path).annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def page_of(
    name: str, viewer: Viewer, controller: int, *, after: str, today: date, count: int = PER_PAGE
) -> Page:
    """The next rows of one queue after a cursor, longest waiting first, in one query."""
    match name:
        case "angehalten":
            return _by_day(held(viewer, controller), after, today, count)
        case "neu":
            return _newly(published(viewer, controller), after, today, count)
        case "fotos":
            return _photos(photos(controller), after, today, count)
        case "meldungen":
            return _reports(reports(controller), after, today, count)
        case _:
            return _complaints(complaints(controller), viewer, after, today, count)


def _slice(rows: QuerySet[Any], field: str, after: str, count: int) -> tuple[list[Any], str]:
    """A page ordered by a moment or a day, then by key; the cursor is both of the last row."""
    stamp, _sign, key = after.partition("_")
    moment = clock.read(stamp)
    if key.isdecimal() and moment is not None:
        value = moment.date() if field == "look_by" else moment
        rows = rows.filter(**{f"{field}__gte": value}).exclude(**{field: value, "pk__lte": int(key[:18])})
    found = list(rows.order_by(field, "pk")[: count + 1])
    if len(found) <= count:
        return found, ""
    last = found[count - 1]
    return found[:count], f"{getattr(last, field).isoformat()}_{last.pk}"


def _by_when(since: datetime) -> date:
    return look_due(clock.day_of(since), public_holidays())


def name_of(contribution: Contribution) -> str:
    """The heading of a contribution; a comment is called by what it answers."""
    if contribution.kind == Kind.COMMENT and contribution.answers is not None:
        return str(_("Kommentar zu „%(title)s“") % {"title": contribution.answers.title})
    return contribution.title


def _row(
    contribution: Contribution,
    key: int,
    due: date | None,
    today: date,
    *,
    text: str,
    small: str = "",
    tag: str = "",
) -> Waiting:
    return Waiting(
        key=key,
        public_id=contribution.public_id,
        title=name_of(contribution),
        text=text,
        small=small or f"{contribution.get_kind_display()} · {contribution.pseudonym}",
        due=due,
        late=due is not None and due < today,
        tag=tag,
    )


def _by_day(rows: QuerySet[Contribution], after: str, today: date, count: int) -> Page:
    found, cursor = _slice(rows.select_related("answers"), "look_by", after, count)
    return Page([_row(each, each.pk, each.look_by, today, text=each.text) for each in found], cursor)


def _newly(rows: QuerySet[Contribution], after: str, today: date, count: int) -> Page:
    """Everybody reads these already and nobody was told a day, so they are never late."""
    found, cursor = _slice(rows.select_related("answers"), "heard_at", after, count)
    made = []
    for each in found:
        row = _row(each, each.pk, None, today, text=each.text)
        made.append(replace(row, small=f"{row.small} · {day(each.heard_at)}"))
    return Page(made, cursor)


def _photos(rows: QuerySet[Photo], after: str, today: date, count: int) -> Page:
    found, cursor = _slice(rows.select_related("contribution__answers", "small"), "given_at", after, count)
    made = []
    for each in found:
        row = _row(each.contribution, each.pk, _by_when(each.given_at), today, text="")
        made.append(replace(row, photo=each.small.name, photo_description=each.description, mark=each.mark))
    return Page(made, cursor)


def _reports(rows: QuerySet[Report], after: str, today: date, count: int) -> Page:
    found, cursor = _slice(rows.select_related("contribution__answers"), "at", after, count)
    made = [_row(each.contribution, each.pk, _by_when(each.at), today, text=each.reason) for each in found]
    return Page(made, cursor)


def _complaints(rows: QuerySet[Complaint], viewer: Viewer, after: str, today: date, count: int) -> Page:
    related = rows.select_related("judgement__contribution__answers")
    found, cursor = _slice(related, "at", after, count)
    made = []
    for each in found:
        own = viewer.person_id in {each.judgement.by_id, each.by_id}
        small = str(_("gegen: %(measure)s") % {"measure": Measure(each.judgement.measure).label})
        tag = str(_("entscheidet jemand anderes")) if own else ""
        row = _row(
            each.judgement.contribution,
            each.pk,
            _by_when(each.at),
            today,
            text=each.text,
            small=small,
            tag=tag,
        )
        made.append(row)
    return Page(made, cursor)


def next_one(viewer: Viewer, controller: int) -> str:
    """The public id of what presses most, or nothing when nobody waits; at most five queries."""
    others = complaints(controller).exclude(judgement__by=viewer.person_id).exclude(by=viewer.person_id)
    queues: tuple[tuple[QuerySet[Any], str, str], ...] = (
        (held(viewer, controller), "look_by", "public_id"),
        (reports(controller), "at", "contribution__public_id"),
        (others, "at", "judgement__contribution__public_id"),
        (photos(controller), "given_at", "contribution__public_id"),
        (published(viewer, controller), "heard_at", "public_id"),
    )
    for rows, field, path in queues:
        found = rows.order_by(field, "pk").values_list(path, flat=True).first()
        if found:
            return str(found)
    return ""
