"""Reads on what moderators decided that serve more than one place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from konsens.listening.voices.kinds import Measure
from konsens.listening.voices.models import Complaint, Contribution, Judgement, Report
from konsens.listening.voices.rules import still_shortened


def last_shortening(judgements: Iterable[Judgement]) -> Judgement | None:
    """Of all judgements about one contribution, the latest shortening that nobody has taken back."""
    about_words = sorted((each for each in judgements if each.photo_id is None), key=lambda each: each.pk)
    latest = still_shortened((each.pk, Measure(each.measure), each.keeps_a_text) for each in about_words)[-1:]
    return next((each for each in about_words if each.pk in latest), None)


@dataclass(frozen=True, slots=True)
class Year:
    """A year of moderation at one controller; durations are medians in days, None when nothing was settled.

    `stopped` counts what the platform itself held back until a person looked; it never refuses by itself.
    `judged` counts decisions by measure and ground, those of one kind together.
    """

    year: int
    heard: int
    stopped: int
    days_stopped: float | None
    judged: dict[str, dict[str, int]]
    reports: int
    reports_settled: int
    reports_acted: int
    days_to_settle: float | None
    complaints: int
    complaints_decided: int
    complaints_upheld: int
    days_to_decide: float | None


def year_of(controller: int, year: int) -> Year:
    """Count a calendar year in the city's time zone; seven queries."""
    start, end = _beginning(year), _beginning(year + 1)
    said = Contribution.objects.filter(
        controller_id=controller, confirmed_at__gte=start, confirmed_at__lt=end
    )
    stopped = said.filter(look_by__isnull=False)
    reports = Report.objects.filter(contribution__controller_id=controller, at__gte=start, at__lt=end)
    complaints = Complaint.objects.filter(
        judgement__contribution__controller_id=controller, at__gte=start, at__lt=end
    )
    settled = reports.filter(settled_at__isnull=False)
    decided = complaints.filter(decided_at__isnull=False)
    acted = list(settled.values_list("at", "settled_at", "acted"))
    answered = list(decided.values_list("at", "decided_at", "upheld"))
    return Year(
        year=year,
        heard=said.count(),
        stopped=stopped.count(),
        days_stopped=_days(
            stopped.annotate(first=Min("judgements__at")).values_list("confirmed_at", "first")
        ),
        judged=_judged(
            Judgement.objects.filter(contribution__controller_id=controller, at__gte=start, at__lt=end)
        ),
        reports=reports.count(),
        reports_settled=len(acted),
        reports_acted=sum(bool(each[2]) for each in acted),
        days_to_settle=_days((since, until) for since, until, _acted in acted),
        complaints=complaints.count(),
        complaints_decided=len(answered),
        complaints_upheld=sum(bool(each[2]) for each in answered),
        days_to_decide=_days((since, until) for since, until, _upheld in answered),
    )


def _beginning(year: int) -> datetime:
    return timezone.make_aware(datetime(year, 1, 1))  # noqa: DTZ001 - made aware right here


def _judged(judgements: QuerySet[Judgement]) -> dict[str, dict[str, int]]:
    """Restrictions and restorings; that something was published is no restriction."""
    pairs = judgements.filter(~Q(measure="publish")).values_list("measure", "ground")
    found: dict[str, dict[str, int]] = {}
    for (measure, ground), number in sorted(Counter(pairs).items()):
        found.setdefault(measure, {})[ground] = number
    return found


def _days(spans: Iterable[tuple[datetime | None, datetime | None]]) -> float | None:
    """The median of the spans that have an end, in days."""
    lengths = [(until - since).total_seconds() / 86_400 for since, until in spans if since and until]
    return round(median(lengths), 1) if lengths else None
