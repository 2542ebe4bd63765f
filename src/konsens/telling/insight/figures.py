"""What came of it: counted over public cases by topic and office, never by person (D13)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from konsens.caring.cases.kinds import Outcome, PromiseKind, State
from konsens.caring.cases.models import Case, Promise
from konsens.city.people.models import Organisation
from konsens.city.people.viewer import ANYBODY
from konsens.city.topics.models import Topic
from konsens.consensus.shares import interval
from konsens.telling.insight.models import Figure

LEAST = 10
NAMES = ("heard", "open", "done", "answered", "in_time")


@dataclass(frozen=True, slots=True)
class Share:
    """A share in [0, 1] with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a topic or an office."""

    name: str
    heard: int = 0
    open: int = 0
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


def count_figures(controller_id: int, *, now: datetime) -> None:
    """Count a controller's figures anew and keep them; pages only read."""
    counts = _count(controller_id)
    rows = [
        Figure(controller_id=controller_id, name=name, dimension=dimension, value=value, people=0, as_of=now)
        for dimension, numbers in counts.items()
        for name, value in numbers.items()
    ]
    Figure.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["controller", "name", "dimension"],
        update_fields=["value", "as_of"],
        batch_size=500,
    )
    Figure.objects.filter(controller_id=controller_id, as_of__lt=now).delete()


def count_all(*, now: datetime) -> None:
    """Count the figures of every controller anew."""
    for pk in Organisation.objects.filter(parent=None).values_list("pk", flat=True):
        count_figures(pk, now=now)


def _count(controller_id: int) -> dict[str, dict[str, int]]:
    public = Case.objects.visible_to(ANYBODY).filter(controller_id=controller_id).order_by()
    counts: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(NAMES, 0))
    for prefix, key in (("topic", "topic_id"), ("office", "organisation_id")):
        grouped = public.values_list(key).annotate(
            heard=Count("pk"),
            open=Count("pk", filter=~Q(state=State.CLOSED)),
            done=Count("pk", filter=Q(outcome=Outcome.DONE)),
        )
        for which, heard, still, done in grouped:
            counts[f"{prefix}:{which}"].update(heard=heard, open=still, done=done)
            if prefix == "office":
                for name, value in (("heard", heard), ("open", still), ("done", done)):
                    counts[""][name] += value
        kept = Promise.objects.filter(
            case__in=public, kind=PromiseKind.FIRST_ANSWER, kept_at__isnull=False, replaced_by=None
        )
        answers = (
            kept.order_by()
            .values_list(f"case__{key}")
            .annotate(
                answered=Count("pk"),
                in_time=Count("pk", filter=Q(kept_at__date__lte=F("due")) & Q(replaces=None)),
            )
        )
        for which, answered, in_time in answers:
            counts[f"{prefix}:{which}"].update(answered=answered, in_time=in_time)
            if prefix == "office":
                counts[""]["answered"] += answered
                counts[""]["in_time"] += in_time
    counts[""]["heard"] += 0
    return counts


def headline_of(controller_id: int) -> Figures:
    """The three numbers of the start page; one query."""
    whole = dict(
        Figure.objects.filter(controller_id=controller_id, dimension="").values_list("name", "value")
    )
    heard, still, done = (int(whole.get(name) or 0) for name in ("heard", "open", "done"))
    return Figures(heard=heard, open=still, done=done)


def figures_of(controller_id: int) -> Figures:
    """The figures kept for a controller; three queries."""
    numbers: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(NAMES, 0))
    as_of = None
    for each in Figure.objects.filter(controller_id=controller_id):
        numbers[each.dimension][each.name] = int(each.value or 0)
        as_of = each.as_of
    topics = dict(Topic.objects.filter(controller_id=controller_id).values_list("pk", "name"))
    offices = dict(Organisation.objects.filter(controller_id=controller_id).values_list("pk", "name"))
    whole = numbers[""]
    return Figures(
        heard=whole["heard"],
        open=whole["open"],
        done=whole["done"],
        share=share_of(whole["in_time"], whole["answered"]),
        topics=_rows(numbers, "topic", topics),
        offices=_rows(numbers, "office", offices),
        as_of=as_of,
    )


def _rows(numbers: dict[str, dict[str, int]], prefix: str, names: dict[int, str]) -> list[Row]:
    rows = [
        Row(names[pk], each["heard"], each["open"], each["done"], share_of(each["in_time"], each["answered"]))
        for pk in names
        if (each := numbers.get(f"{prefix}:{pk}"))
    ]
    return sorted(rows, key=lambda each: (-each.heard, each.name))


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
