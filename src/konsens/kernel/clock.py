"""The one place that asks what time it is."""

from datetime import UTC, date, datetime

from django.utils import timezone


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(tz=UTC)


def day_of(moment: datetime) -> date:
    """The calendar day of an instant in the city's own time zone."""
    return timezone.localtime(moment).date()
