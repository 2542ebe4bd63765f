"""Which days a series falls on: every n weeks on some weekdays, or the nth weekday of every n-th month."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from dateutil import rrule

from konsens.city.calendar.kinds import Frequency

LAST = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When a series takes place.

    `weekdays` count from Monday = 0; `nth` is 1 to 4 or the last (-1) of its month, and None when weekly.
    Weeks and months are counted from those of `starts_on`. `minutes` are real time, `turnaround` minutes
    are kept free afterwards for people and rooms. `skips` are days on which it does not take place.
    """

    frequency: Frequency = Frequency.WEEKLY
    every: int = 1
    weekdays: tuple[int, ...]
    nth: int | None = None
    starts_on: date
    ends_on: date
    at: time
    minutes: int
    zone: str = "Europe/Berlin"
    turnaround: int = 0
    skips_holidays: bool = False
    skips: frozenset[date] = frozenset()


def dates(rule: Rule, first: date | None = None, last: date | None = None) -> list[date]:
    """The days of a rule in a stretch of time, both ends included, in order and without skipped ones."""
    lower = max(rule.starts_on, first or rule.starts_on)
    upper = min(rule.ends_on, last or rule.ends_on)
    if upper < lower:
        return []
    found = _repeat(rule).between(_midnight(lower), _midnight(upper), inc=True)
    return [each.date() for each in found if each.date() not in rule.skips]


def _repeat(rule: Rule) -> rrule.rrule:
    weekly = rule.frequency == Frequency.WEEKLY
    days = [rrule.weekday(day, None if weekly else rule.nth) for day in rule.weekdays]
    return rrule.rrule(
        rrule.WEEKLY if weekly else rrule.MONTHLY,
        dtstart=_midnight(rule.starts_on),
        interval=rule.every,
        until=_midnight(rule.ends_on),
        byweekday=days,
        wkst=rrule.MO,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def following(rule: Rule, day: date) -> Rule:
    """The rest of a rule from its next date on, in the same step; for "this and all that follow".

    Raises:
        LookupError: it has no date from that day on.
    """
    rest = dates(rule, first=day)
    if not rest:
        raise LookupError(day)
    return replace(rule, starts_on=rest[0], skips=frozenset(each for each in rule.skips if each >= rest[0]))
