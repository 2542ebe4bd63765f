"""Wall time is the truth of a date: what the clock on the wall shows, in the zone of the place."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def instant(day: date, at: time, zone: str) -> datetime:
    """The instant in UTC at which the clock shows a time on a day.

    A time that the clock leaps over in March comes as much later as the leap is long (02:30 is 03:30);
    of a time that it shows twice in October the first counts.
    """
    return datetime.combine(day, at.replace(fold=0), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def wall(moment: datetime, zone: str) -> datetime:
    """What the clock shows at an instant, without its zone."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
