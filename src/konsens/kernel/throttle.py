"""How often is too often: one table of counters under keyed hashes, no address is stored."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from konsens.kernel.errors import TooOftenError
from konsens.kernel.models import Counter


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `times` in each stretch of `per`."""

    scope: str
    times: int
    per: timedelta


def key_of(limit: Limit, subject: str) -> str:
    """The keyed hash under which a subject is counted; useless without the server's secret."""
    message = f"{limit.scope}|{subject.lower()}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()


@transaction.atomic
def count(limit: Limit, subject: str, *, now: datetime) -> int:
    """Count one more and say how many it is in this window; of many at once each gets a number of its own."""
    seconds = int(limit.per.total_seconds())
    window = datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, tz=UTC)
    key = key_of(limit, subject)
    row = Counter.objects.filter(key=key, window=window)
    if not row.update(count=F("count") + 1):
        try:
            with transaction.atomic():
                Counter.objects.create(key=key, window=window, count=1)
        except IntegrityError:
            row.update(count=F("count") + 1)
    return row.values_list("count", flat=True).get()


def check(limit: Limit, subject: str, *, now: datetime) -> None:
    """Count one more and refuse it when it is too many.

    Raises:
        TooOftenError: with a sentence that says when to try again.
    """
    if count(limit, subject, now=now) > limit.times:
        minutes = max(1, int(limit.per.total_seconds()) // 60)
        raise TooOftenError(
            _("Das war sehr oft hintereinander. Bitte versuchen Sie es in %(minutes)s Minuten noch einmal."),
            minutes=minutes,
        )


def forget_old(now: datetime) -> int:
    """Delete counters older than two days; returns how many."""
    return Counter.objects.filter(window__lt=now - timedelta(days=2)).delete()[0]
