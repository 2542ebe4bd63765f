"""Arbeitstage: days on which offices work, with the public holidays of the state."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, timedelta
from functools import lru_cache

import holidays
from django.conf import settings

SATURDAY = 5


class PublicHolidays:
    """The public holidays of a country or state, such as DE-NW, for any year."""

    def __init__(self, place: str) -> None:
        country, _dash, state = place.partition("-")
        self._days = holidays.country_holidays(country, subdiv=state or None)

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and day in self._days


@lru_cache(maxsize=4)
def public_holidays(place: str | None = None) -> PublicHolidays:
    """The holidays in force here, by the setting HOLIDAYS."""
    return PublicHolidays(place or settings.HOLIDAYS)


def is_workday(day: date, free: Container[date]) -> bool:
    """Is it neither a weekend nor a holiday?"""
    return day.weekday() < SATURDAY and day not in free


def after_workdays(day: date, count: int, free: Container[date]) -> date:
    """The `count`-th working day after a day; 0 gives the day itself or the next working day.

    Adding a holiday never makes the answer earlier; the answer is never a weekend or a holiday.
    """
    left = count if is_workday(day, free) else max(count, 1)
    while left:
        day += timedelta(days=1)
        left -= is_workday(day, free)
    return day


def workdays_between(first: date, last: date, free: Container[date]) -> int:
    """How many working days lie after `first` up to and including `last`; 0 when last is not later."""
    count, day = 0, first
    while day < last:
        day += timedelta(days=1)
        count += is_workday(day, free)
    return count
