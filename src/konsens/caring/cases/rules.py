"""What may become of a case, and by when: pure decisions over plain values."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from konsens.caring.cases.kinds import Outcome, PromiseKind, Rung, State
from konsens.kernel.errors import RuleBrokenError
from konsens.kernel.workdays import after_workdays, workdays_between

NEXT: dict[State, frozenset[State]] = {
    State.RECEIVED: frozenset({State.CARED}),
    State.CARED: frozenset({State.WAITING, State.CLOSED}),
    State.WAITING: frozenset({State.CARED, State.CLOSED}),
    State.CLOSED: frozenset({State.CARED}),
}
NEEDS_A_REASON = frozenset({Outcome.NOT_POSSIBLE})
REOPEN_WITHIN_DAYS = 90
ASK_AFTER_DAYS = 28
HEAD_AFTER_WORKDAYS = 5


def check_step(now: State, then: State) -> None:
    """Refuse a step the rules do not allow.

    Raises:
        RuleBrokenError: such as closing what nobody has begun to look after.
    """
    if then not in NEXT[now]:
        raise RuleBrokenError(
            _("Auf „%(now)s“ kann nicht „%(then)s“ folgen."), now=now.label, then=then.label
        )


def check_closing(
    outcome: Outcome | str, *, saying: str, reason: str = "", handed_to: str = "", target: int | None = None
) -> None:
    """Refuse a closing that explains nothing.

    Args:
        outcome: with what it ends.
        saying: the public text.
        reason: why it is not possible.
        handed_to: to whom it was handed over.
        target: the case that it duplicates.

    Raises:
        RuleBrokenError: naming what is missing.
    """
    if not outcome or not saying.strip():
        raise RuleBrokenError(_("Wer etwas abschließt, sagt, mit welchem Ergebnis und warum."))
    if outcome in NEEDS_A_REASON and not reason.strip():
        raise RuleBrokenError(_("Bitte nennen Sie den Grund, warum es nicht möglich ist."))
    if outcome == Outcome.HANDED_OVER and not handed_to.strip():
        raise RuleBrokenError(_("Bitte sagen Sie, an wen Sie es weitergegeben haben."))
    if outcome == Outcome.DUPLICATE and target is None:
        raise RuleBrokenError(_("Bitte nennen Sie den Vorgang, in dem es weitergeht."))


def answer_due(received: date, workdays: int, free: Container[date]) -> date:
    """The last day on which an answer is in time; never a weekend or a holiday."""
    return after_workdays(received, workdays, free)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A public date as the rules see it: kept on a day, or not yet."""

    kind: PromiseKind
    due: date
    kept: date | None = None


def is_overdue(deadlines: Iterable[Deadline], today: date, *, waiting_until: date | None = None) -> bool:
    """Is any open date past? Computed, never stored; waiting for a sitting stops the clock until it."""
    if waiting_until is not None and today <= waiting_until:
        return False
    return any(each.kept is None and each.due < today for each in deadlines)


def next_due(deadlines: Iterable[Deadline]) -> Deadline | None:
    """The open date that comes first."""
    return min(
        (each for each in deadlines if each.kept is None),
        key=lambda each: (each.due, each.kind),
        default=None,
    )


def rung_of(due: date, today: date, free: Container[date]) -> Rung:
    """Who is told of a late case: the deputy from the first late day, the head a week of work later."""
    late = workdays_between(due, today, free)
    if late <= 0:
        return Rung.CARETAKER
    return Rung.HEAD if late > HEAD_AFTER_WORKDAYS else Rung.DEPUTY


@dataclass(frozen=True, slots=True)
class RouteRule:
    """One line of a routing table: an area with all it contains, a topic, and where they lead."""

    id: int
    area: int | None
    topic: int | None
    rank: int


def choose_route(rules: Sequence[RouteRule], *, areas: Sequence[int], topic: int | None) -> RouteRule:
    """The one rule for a place and a topic: the most specific, then the lowest rank, then the oldest.

    Args:
        rules: the routing table of one controller.
        areas: ids of the areas the place lies in, finest first; empty if unknown.
        topic: id of the topic, or None.

    Returns:
        Exactly one rule; the table is total because its catch-all is mandatory.

    Raises:
        RuleBrokenError: a table without a catch-all.
    """
    fitting = [
        rule
        for rule in rules
        if (rule.area is None or rule.area in areas) and (rule.topic is None or rule.topic == topic)
    ]
    if not fitting:
        raise RuleBrokenError(_("Es fehlt eine Zuständigkeit, die für alles gilt, was sonst nirgends passt."))

    def order(rule: RouteRule) -> tuple[int, int, int, int]:
        nearness = len(areas) if rule.area is None else list(areas).index(rule.area)
        return (0 if rule.topic is not None else 1, nearness, rule.rank, rule.id)

    return min(fitting, key=order)


def may_reopen(closed: date, today: date) -> bool:
    """May the person who said it reopen the case still?"""
    return (today - closed).days <= REOPEN_WITHIN_DAYS


def check_merge(
    source: int, target: int, *, target_merged: bool, same_controller: bool, target_public: bool
) -> None:
    """Refuse merges that would make a circle or a chain, cross controllers, or show what is confidential.

    Raises:
        RuleBrokenError: saying which.
    """
    if source == target:
        raise RuleBrokenError(
            _("Ein Vorgang geht nicht in sich selbst weiter. Bitte nennen Sie die Nummer des anderen.")
        )
    if not same_controller:
        raise RuleBrokenError(_("Diese beiden Vorgänge gehören nicht zur selben Organisation."))
    if target_merged:
        raise RuleBrokenError(_("Dieser Vorgang geht selbst in einem anderen weiter. Bitte nennen Sie den."))
    if not target_public:
        raise RuleBrokenError(
            _(
                "Zusammenlegen geht nur mit einem öffentlichen Vorgang. "
                "Sonst könnten andere Vertrauliches lesen."
            )
        )
