"""What the clock does here: spread news, gather mails, hand them over. Running it twice changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from konsens.doors.post.sending import hand_over, queue
from konsens.telling.news.spread import spread


@dataclass(frozen=True, slots=True)
class Report:
    """What one round did."""

    entries: int
    queued: int
    sent: int


def tick(*, now: datetime) -> Report:
    """Tell everybody what is due."""
    return Report(entries=spread(now=now), queued=queue(now=now), sent=hand_over(now=now))
