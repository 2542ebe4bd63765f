"""Cases on their way through the council: what is decided when, and where a decision is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from konsens.caring.cases.kinds import CouncilDecision, CouncilKind, State
from konsens.caring.cases.models import CaseQuerySet, CouncilStep
from konsens.doors.web.paths import path

STILL_OPEN = ("", CouncilDecision.POSTPONED, CouncilDecision.REFERRED)


@dataclass(frozen=True, slots=True)
class Sitting:
    """One case, what it is waiting for, and whether the day has passed without a decision being entered."""

    title: str
    address: str
    what: str
    body: str
    on: date
    is_over: bool


def sittings_of(cases: CaseQuerySet, today: date, *, most: int) -> list[Sitting]:
    """The next sittings, those that are over first; one query."""
    steps = (
        CouncilStep.objects.filter(case__in=cases, decision__in=STILL_OPEN, sitting_on__isnull=False)
        .exclude(case__state=State.CLOSED)
        .select_related("case__lead")
        .order_by("sitting_on", "pk")
    )
    return [
        Sitting(
            title=each.case.lead.title,
            address=path("desk_case", each.case.public_id),
            what=str(CouncilKind(each.kind).label),
            body=each.body,
            on=each.sitting_on,
            is_over=each.sitting_on < today,
        )
        for each in steps[:most]
        if each.sitting_on is not None
    ]
