"""The one place that asks what time it is."""

from datetime import UTC, date, datetime

from django.utils import timezone


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(tz=UTC)


def day_of(moment: datetime) -> date:
    """The calendar day of an instant in the city's own time zone."""
    return timezone.localtime(moment).date()


def read(text: str) -> datetime | None:
    """The instant that an address names, a bare day as its beginning in UTC; None when it makes no sense.

    Years that no database and no calendar reckons with make no sense either.
    """
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        return None
    if not 1900 <= moment.year <= 9000:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
