"""How the work stands, by team and by topic; never by person.

A share is said only of at least five answers (D13), and of a team only where at least two people work:
below that it would speak of single cases, or of one person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from konsens.caring.cases.kinds import PromiseKind
from konsens.caring.cases.models import CaseQuerySet, Promise
from konsens.caring.cases.queries import with_urgency
from konsens.city.people.models import Membership
from konsens.doors.web.desk.filters import OPEN

LEAST_ANSWERS, LEAST_PEOPLE = 5, 2
RECENT = timedelta(days=90)
GROUPS = ("organisation__slug", "organisation__name", "topic__slug", "topic__name")


@dataclass(slots=True)
class Line:
    """One team or topic: what is open and late, what came in lately, and how many answers were in time."""

    name: str
    key: str
    open: int = 0
    late: int = 0
    heard: int = 0
    answered: int = 0
    timely: int = 0
    is_small: bool = False

    @property
    def share(self) -> int | None:
        """Of 100 first answers of the last months, how many came by the first date that was named."""
        if self.is_small or self.answered < LEAST_ANSWERS:
            return None
        return round(100 * self.timely / self.answered)


@dataclass(frozen=True, slots=True)
class Table:
    """The lines, those with the most late cases first."""

    offices: list[Line]
    topics: list[Line]


def table_of(cases: CaseQuerySet, controller: int, today: date) -> Table:
    """Count by team and by topic; three queries, however many cases there are."""
    offices: dict[str, Line] = {}
    topics: dict[str, Line] = {}
    for keys, numbers in [*_counted(cases, today), *_answers(cases, today)]:
        for line in _lines(keys, offices, topics):
            for name, number in numbers.items():
                setattr(line, name, getattr(line, name) + number)
    people = _people(controller, today)
    for slug, line in offices.items():
        line.is_small = people[slug] < LEAST_PEOPLE
    return Table(_ordered(offices.values()), _ordered(topics.values()))


def _lines(keys: tuple[str, ...], offices: dict[str, Line], topics: dict[str, Line]) -> Iterator[Line]:
    office, office_name, topic, topic_name = keys
    yield offices.setdefault(office, Line(office_name, office))
    yield topics.setdefault(topic or "", Line(topic_name or _("Ohne Thema"), topic or ""))


def _ordered(lines: Iterable[Line]) -> list[Line]:
    return sorted(lines, key=lambda each: (-each.late, -each.open, each.name))


def _since(today: date) -> datetime:
    """The first moment that counts as lately."""
    return timezone.make_aware(datetime.combine(today - RECENT, time.min))


Counted = Iterator[tuple[tuple[str, ...], dict[str, int]]]


def _counted(cases: CaseQuerySet, today: date) -> Counted:
    rows = (
        with_urgency(cases, today)
        .order_by()
        .values_list(*GROUPS)
        .annotate(
            open=Count("pk", filter=OPEN),
            late=Count("pk", filter=OPEN & Q(urgent_on__lt=today)),
            heard=Count("pk", filter=Q(received_at__gte=_since(today))),
        )
    )
    for *keys, still_open, late, heard in rows:
        yield tuple(keys), {"open": still_open, "late": late, "heard": heard}


def _answers(cases: CaseQuerySet, today: date) -> Counted:
    """First answers of the last months, and those that came by the first date that was named."""
    kept = Promise.objects.filter(case__in=cases, kind=PromiseKind.FIRST_ANSWER, kept_at__gte=_since(today))
    in_time = Q(kept_at__date__lte=F("due"), replaces=None)
    groups = kept.order_by().values_list(*(f"case__{name}" for name in GROUPS))
    for *keys, answered, timely in groups.annotate(all=Count("pk"), timely=Count("pk", filter=in_time)):
        yield tuple(keys), {"answered": answered, "timely": timely}


def _people(controller: int, today: date) -> dict[str, int]:
    here = Membership.objects.on(today).filter(organisation__controller_id=controller).order_by()
    rows = here.values_list("organisation__slug").annotate(Count("person", distinct=True))
    return defaultdict(int, rows)
