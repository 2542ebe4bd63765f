"""What moderators did with a contribution so far, with names: only they read this."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from konsens.city.people.models import Person
from konsens.kernel.diary import noun_of
from konsens.kernel.models import Entry
from konsens.listening.voices.kinds import Ground, Measure
from konsens.listening.voices.models import Complaint, Contribution, Judgement, Report


@dataclass(frozen=True, slots=True)
class Past:
    """One thing that was done: when, by whom, what, why, and the words from before."""

    at: datetime
    who: str
    what: str
    why: str = ""
    rests_on: str = ""
    title_before: str = ""
    text_before: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """What the words need besides the diary."""

    judgements: Mapping[int, Judgement]
    complaints: Mapping[int, Complaint]
    reports: Mapping[int, Report]


Tell = Callable[[Entry, str, Rows], Past | None]


def history_of(contribution: Contribution, rows: Rows) -> list[Past]:
    """What was done, newest first; the diary with the names behind it is one query."""
    names = Person.objects.filter(pk=OuterRef("actor_id")).values("name")
    entries = (
        Entry.objects.filter(
            abouts__noun=noun_of(contribution), abouts__object_id=contribution.pk, verb__in=list(WORDS)
        )
        .annotate(name=Coalesce(Subquery(names[:1]), Value("")))
        .order_by("-at", "-id")
    )
    found = [WORDS[each.verb](each, each.name, rows) for each in entries]
    return [each for each in found if each is not None]


def _judged(entry: Entry, who: str, rows: Rows) -> Past | None:
    judgement = rows.judgements.get(entry.facts["judgement"])
    if judgement is None:
        return None
    rule = f": {judgement.rule}" if judgement.rule else ""
    return Past(
        entry.at,
        who,
        str(Measure(judgement.measure).label),
        judgement.facts,
        f"{Ground(judgement.ground).label}{rule}" if judgement.ground else "",
        judgement.title_before,
        judgement.text_before,
    )


def _looked(entry: Entry, who: str, _rows: Rows) -> Past:
    return Past(entry.at, who, _("Angesehen und so gelassen"))


def _photo(entry: Entry, who: str, _rows: Rows) -> Past:
    return Past(entry.at, who, _("Foto freigegeben"))


def _complained(entry: Entry, _who: str, rows: Rows) -> Past:
    complaint = rows.complaints.get(entry.facts["complaint"])
    return Past(entry.at, "", _("Widerspruch eingegangen"), complaint.text if complaint else "")


def _decided(entry: Entry, who: str, rows: Rows) -> Past:
    complaint = rows.complaints.get(entry.facts["complaint"])
    what = _("Widerspruch stattgegeben") if entry.facts["upheld"] else _("Widerspruch abgelehnt")
    return Past(entry.at, who, what, complaint.answer if complaint else "")


def _reported(entry: Entry, _who: str, rows: Rows) -> Past:
    report = rows.reports.get(entry.facts["report"])
    return Past(entry.at, "", _("Gemeldet"), report.reason if report else "")


def _settled(entry: Entry, who: str, rows: Rows) -> Past:
    report = rows.reports.get(entry.facts["report"])
    return Past(entry.at, who, _("Meldung beantwortet"), report.answer if report else "")


def _seen(entry: Entry, who: str, _rows: Rows) -> Past:
    return Past(entry.at, who, _("Name und Adresse zu einer Meldung angesehen"))


WORDS: dict[str, Tell] = {
    "contribution.judged": _judged,
    "contribution.looked_at": _looked,
    "photo.shown": _photo,
    "complaint.made": _complained,
    "complaint.decided": _decided,
    "contribution.reported": _reported,
    "report.settled": _settled,
    "report.reporter_seen": _seen,
}
