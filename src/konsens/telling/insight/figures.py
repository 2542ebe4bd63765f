"""What came of it: counted over public cases by topic, office, area and year, never by person (D13)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from konsens.caring.cases.kinds import Outcome, PromiseKind, State
from konsens.caring.cases.models import Case, Promise
from konsens.city.people.models import Organisation
from konsens.city.people.viewer import ANYBODY
from konsens.city.places.locate import atlas
from konsens.city.topics.models import Topic
from konsens.consensus.shares import interval
from konsens.kernel import clock
from konsens.kernel.models import Entry
from konsens.telling.insight.models import Figure

LEAST = 10
NAMES = ("heard", "open", "closed", "done", "answered", "in_time")
WHERE = ("topic_id", "organisation_id", "area_id")
DIARY = "diary"
"""The dimension under which figures remember up to which line of the diary they were counted."""
LATE_LINES = 200
Numbers = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Share:
    """A share in [0, 1] with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a topic, an office, a district or a year."""

    name: str
    heard: int = 0
    open: int = 0
    closed: int = 0
    done: int = 0
    share: Share | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """All public figures of a controller, as of one moment."""

    heard: int = 0
    open: int = 0
    done: int = 0
    share: Share | None = None
    topics: list[Row] = field(default_factory=list)
    offices: list[Row] = field(default_factory=list)
    areas: list[Row] = field(default_factory=list)
    years: list[Row] = field(default_factory=list)
    as_of: datetime | None = None


@lru_cache(maxsize=4096)
def share_of(yes: int, of: int) -> Share | None:
    """A share with its 95 % interval (Jeffreys, D13), or None when fewer than ten stand behind it.

    Computed once for each pair of numbers, because the quantiles take milliseconds.

    Args:
        yes: how many, at most `of`.
        of: of how many.
    """
    if of < LEAST:
        return None
    found = interval(yes, of)
    return Share(found.share, found.low, found.high)


def count_all(*, now: datetime) -> int:
    """Count the figures of every controller anew, unless the diary has no new line; returns how many."""
    newest = _newest_lines()
    roots = Organisation.objects.filter(parent=None).values_list("pk", flat=True)
    stale = [pk for pk in roots if _counted_at(pk) != newest]
    for pk in stale:
        count_figures(pk, now=now, newest=newest)
    return len(stale)


def _newest_lines() -> dict[str, int]:
    """The last line of the diary, and how many of the last lines there are.

    A line may be seen after one with a higher number, when its transaction took longer; the count tells.
    """
    last = Entry.objects.aggregate(last=Max("pk"))["last"] or 0
    return {"last": last, "lines": Entry.objects.filter(pk__gt=last - LATE_LINES).count()}


def _counted_at(controller_id: int) -> dict[str, int]:
    kept = Figure.objects.filter(controller_id=controller_id, dimension=DIARY)
    return {name: int(value or 0) for name, value in kept.values_list("name", "value")}


def count_figures(controller_id: int, *, now: datetime, newest: dict[str, int] | None = None) -> None:
    """Count a controller's figures anew and keep them; pages only read.

    Two that count at the same time leave the numbers of one of them, and the next minute counts again.
    """
    seen = newest or _newest_lines()
    counts: Numbers = {**count_cases(controller_id), DIARY: seen}
    rows = [
        Figure(controller_id=controller_id, name=name, dimension=dimension, value=value, people=0, as_of=now)
        for dimension, numbers in counts.items()
        for name, value in numbers.items()
    ]
    gone = Figure.objects.filter(controller_id=controller_id).exclude(dimension__in=list(counts))
    gone.delete()
    Figure.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["controller", "name", "dimension"],
        update_fields=["value", "as_of"],
        batch_size=500,
    )


def count_cases(controller_id: int) -> Numbers:
    """Count public cases: in all, and by topic, office, area, year of receipt, and area in a year.

    Returns:
        Numbers by dimension ("" for all). What was received is open or closed in every dimension, and over
        the areas, the years, the topics and the offices everything adds up to the whole (I13).
    """
    numbers: Numbers = defaultdict(lambda: dict.fromkeys(NAMES, 0))
    public = Case.objects.visible_to(ANYBODY).filter(controller_id=controller_id).order_by()
    numbers[""]["heard"] += 0
    for year, begins, ends in _years(public):
        received = public.filter(received_at__gte=begins, received_at__lt=ends)
        for *where, state, outcome, count in received.values_list(*WHERE, "state", "outcome").annotate(
            count=Count("pk")
        ):
            for dimension in _dimensions(year, *where):
                row = numbers[dimension]
                row["heard"] += count
                row["closed" if state == State.CLOSED else "open"] += count
                row["done"] += count if outcome == Outcome.DONE else 0
        for *where, answered, in_time in _answers(received):
            for dimension in _dimensions(year, *where):
                numbers[dimension]["answered"] += answered
                numbers[dimension]["in_time"] += in_time
    return numbers


def _years(public: QuerySet[Case]) -> Iterator[tuple[int, datetime, datetime]]:
    """The calendar years in the city in which something was received, and where they begin and end."""
    span = public.aggregate(first=Min("received_at"), last=Max("received_at"))
    if span["first"] is None:
        return
    for year in range(clock.day_of(span["first"]).year, clock.day_of(span["last"]).year + 1):
        yield year, _new_year(year), _new_year(year + 1)


def _new_year(year: int) -> datetime:
    return timezone.make_aware(datetime(year, 1, 1))  # noqa: DTZ001 - made aware right here


def _dimensions(year: int, topic: int | None, office: int, area: int | None) -> tuple[str, ...]:
    at = f"area:{area or 0}"
    return ("", f"topic:{topic or 0}", f"office:{office}", at, f"year:{year}", f"year:{year}/{at}")


def _answers(received: QuerySet[Case]) -> Iterator[tuple[Any, ...]]:
    """How many first answers were given, and in time: on the day or before, and without moving the date."""
    first = Promise.objects.filter(
        case__in=received, kind=PromiseKind.FIRST_ANSWER, kept_at__isnull=False, replaced_by=None
    )
    grouped = first.order_by().values_list(*(f"case__{each}" for each in WHERE))
    yield from grouped.annotate(
        answered=Count("pk"), in_time=Count("pk", filter=Q(kept_at__date__lte=F("due"), replaces=None))
    )


def headline_of(controller_id: int) -> Figures:
    """The three numbers of the start page; one query."""
    whole = dict(
        Figure.objects.filter(controller_id=controller_id, dimension="").values_list("name", "value")
    )
    heard, still, done = (int(whole.get(name) or 0) for name in ("heard", "open", "done"))
    return Figures(heard=heard, open=still, done=done)


def figures_of(controller_id: int) -> Figures:
    """The figures kept for a controller, to be shown; three queries and the atlas."""
    numbers, as_of = kept_figures(controller_id)
    topics = dict(Topic.objects.filter(controller_id=controller_id).values_list("pk", "name"))
    offices = dict(Organisation.objects.filter(controller_id=controller_id).values_list("pk", "name"))
    whole = _row("", numbers[""])
    return Figures(
        heard=whole.heard,
        open=whole.open,
        done=whole.done,
        share=whole.share,
        topics=_by_size(numbers, "topic", {0: _("Ohne Thema"), **topics}),
        offices=_by_size(numbers, "office", offices),
        areas=_districts(numbers),
        years=[_row(str(year), numbers[f"year:{year}"]) for year in sorted(_years_in(numbers), reverse=True)],
        as_of=as_of,
    )


def kept_figures(controller_id: int) -> tuple[Numbers, datetime | None]:
    """The kept numbers of a controller by dimension, and as of when; one query."""
    numbers: Numbers = defaultdict(lambda: dict.fromkeys(NAMES, 0))
    as_of = None
    for each in Figure.objects.filter(controller_id=controller_id).exclude(dimension=DIARY):
        numbers[each.dimension][each.name] = int(each.value or 0)
        as_of = each.as_of
    return numbers, as_of


def _row(name: str, each: dict[str, int]) -> Row:
    share = share_of(each["in_time"], each["answered"])
    return Row(name, each["heard"], each["open"], each["closed"], each["done"], share)


def _by_size(numbers: Numbers, prefix: str, names: dict[int, str]) -> list[Row]:
    found = {pk: numbers.get(f"{prefix}:{pk}") for pk in names}
    rows = [_row(names[pk], each) for pk, each in found.items() if each]
    return sorted(rows, key=lambda each: (-each.heard, each.name))


def _districts(numbers: Numbers) -> list[Row]:
    """Areas added up to the districts of the coarsest level, in their order, then what has no place."""
    plan = atlas()
    sums: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(NAMES, 0))
    for dimension, each in numbers.items():
        if dimension.startswith("area:"):
            area = int(dimension.removeprefix("area:"))
            above = plan.ancestors(area)
            district = above[-1].id if above else area
            for name, value in each.items():
                sums[district if district in plan.by_id else 0][name] += value
    rows = [_row(place.name, sums[place.id]) for place in plan.children(None) if place.id in sums]
    return [*rows, _row(_("Ohne Ort"), sums[0])] if 0 in sums else rows


def _years_in(numbers: Numbers) -> set[int]:
    return {int(each[5:]) for each in numbers if each.startswith("year:") and "/" not in each}


def sentences(figures: Figures) -> list[str]:
    """What the figures say, in words."""
    said = [
        ngettext(
            "%(num)s Idee oder Anliegen wurde aufgenommen.",
            "%(num)s Ideen und Anliegen wurden aufgenommen.",
            figures.heard,
        )
        % {"num": figures.heard},
        _("Davon sind %(open)s in Arbeit und %(done)s erledigt.")
        % {"open": figures.open, "done": figures.done},
    ]
    if figures.share is not None:
        said.append(
            _(
                "Von 100 ersten Rückmeldungen kamen %(share)s pünktlich "
                "(sicher zwischen %(low)s und %(high)s)."
            )
            % {
                "share": round(figures.share.value * 100),
                "low": round(figures.share.low * 100),
                "high": round(figures.share.high * 100),
            }
        )
    return said
