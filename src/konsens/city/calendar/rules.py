"""What may stand in the calendar: pure decisions over plain values."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Hashable, Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Generic, TypeVar
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _

from konsens.city.calendar.kinds import Frequency
from konsens.city.calendar.recurrence import LAST, Rule, dates
from konsens.kernel.errors import RuleBrokenError

H = TypeVar("H", bound=Hashable)
LONGEST = 7 * 24 * 60
LONGEST_TURNAROUND = 24 * 60
FARTHEST = timedelta(days=3 * 366)
"""Nothing is planned farther ahead, and no series is longer."""
NTH = frozenset({1, 2, 3, 4, LAST})


def check_length(minutes: int, turnaround: int) -> None:
    """Refuse what ends before it begins, and what lasts longer than a week.

    Raises:
        RuleBrokenError: saying which.
    """
    if minutes <= 0:
        raise RuleBrokenError(_("Das Ende liegt vor dem Anfang. Bitte prüfen Sie die Uhrzeiten."))
    if minutes > LONGEST:
        raise RuleBrokenError(_("Ein Termin dauert höchstens sieben Tage."))
    if not 0 <= turnaround <= LONGEST_TURNAROUND:
        raise RuleBrokenError(_("Die Zeit zum Aufräumen dauert höchstens einen Tag."))


def check_begin(starts: datetime, now: datetime) -> None:
    """Refuse a date in the past, one too far ahead, and one that begins between two minutes.

    Raises:
        RuleBrokenError: saying which.
    """
    if starts.second or starts.microsecond:
        raise RuleBrokenError(_("Termine beginnen auf die Minute genau."))
    if starts < now:
        raise RuleBrokenError(_("Dieser Termin ist schon vorbei. Bitte nennen Sie einen, der noch kommt."))
    if starts - now > FARTHEST:
        raise RuleBrokenError(_("Termine gehen höchstens drei Jahre voraus. Bitte prüfen Sie das Jahr."))


def check_zone(zone: str) -> None:
    """Refuse a time zone that nobody knows.

    Raises:
        RuleBrokenError: naming it.
    """
    if zone not in _known_zones():
        raise RuleBrokenError(_("Die Zeitzone „%(zone)s“ gibt es nicht."), zone=zone)


@lru_cache(maxsize=1)
def _known_zones() -> set[str]:
    """Looking them all up takes 40 ms."""
    return available_timezones()


def check_series(rule: Rule, today: date) -> None:
    """Refuse a series that makes no sense, has no end, or begins in the past.

    Raises:
        RuleBrokenError: saying what is wrong.
    """
    check_zone(rule.zone)
    check_length(rule.minutes, rule.turnaround)
    if rule.at.second or rule.at.microsecond:
        raise RuleBrokenError(_("Termine beginnen auf die Minute genau."))
    if rule.starts_on < today:
        raise RuleBrokenError(_("Eine Serie beginnt frühestens heute."))
    if rule.ends_on < rule.starts_on:
        raise RuleBrokenError(_("Das Ende der Serie liegt vor ihrem Anfang."))
    if rule.ends_on - today > FARTHEST:
        raise RuleBrokenError(_("Eine Serie braucht ein Ende, und zwar in den nächsten drei Jahren."))
    _check_step(rule)
    if not dates(rule):
        raise RuleBrokenError(_("Auf diese Zeit fällt kein einziger Termin der Serie."))


def _check_step(rule: Rule) -> None:
    if not 1 <= rule.every <= 52:
        raise RuleBrokenError(_("Eine Serie wiederholt sich alle 1 bis 52 Wochen oder Monate."))
    if not rule.weekdays or not set(rule.weekdays) <= set(range(7)):
        raise RuleBrokenError(_("Bitte wählen Sie mindestens einen Wochentag."))
    if (rule.frequency == Frequency.MONTHLY) != (rule.nth is not None) or rule.nth not in NTH | {None}:
        raise RuleBrokenError(
            _("Monatlich heißt: am ersten, zweiten, dritten, vierten oder letzten Wochentag des Monats.")
        )


def check_reason(because: str) -> None:
    """Refuse to change what people rely on without saying why.

    Raises:
        RuleBrokenError: there is no reason.
    """
    if not because.strip():
        raise RuleBrokenError(_("Wer einen Termin absagt oder verschiebt, sagt warum."))


class Occupation(Generic[H]):
    """Who or what is occupied when: half-open stretches that never overlap, for each holder."""

    def __init__(self, taken: Iterable[tuple[H, datetime, datetime]] = ()) -> None:
        self._stretches: dict[H, list[tuple[datetime, datetime]]] = defaultdict(list)
        for holder, starts, ends in taken:
            self.take(holder, starts, ends)

    def take(self, holder: H, starts: datetime, ends: datetime) -> None:
        """From now on it is occupied then."""
        insort(self._stretches[holder], (starts, ends))

    def is_free(self, holder: H, starts: datetime, ends: datetime) -> bool:
        """Is it free all the time? What ends when this starts does not matter."""
        stretches = self._stretches.get(holder, [])
        after = bisect_left(stretches, (starts, starts))
        before_is_over = after == 0 or stretches[after - 1][1] <= starts
        return before_is_over and (after == len(stretches) or stretches[after][0] >= ends)

    def first_taken(self, wanted: Iterable[tuple[H, datetime, datetime]]) -> H | None:
        """The first holder of several that is not free."""
        return next(
            (holder for holder, starts, ends in wanted if not self.is_free(holder, starts, ends)), None
        )
