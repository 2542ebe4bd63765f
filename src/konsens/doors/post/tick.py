"""What the clock does here: spread news, gather mails, hand them over. Running it twice changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from konsens.doors.post.sending import FOREVER, hand_over, is_waiting, queue
from konsens.telling.news.spread import spread


@dataclass(frozen=True, slots=True)
class Report:
    """What one round did, and whether mails are left for another one."""

    entries: int = 0
    queued: int = 0
    sent: int = 0
    more: bool = False


def tick(*, now: datetime, seconds: float = FOREVER) -> Report:
    """Tell everybody what is due, for some seconds at most."""
    entries, queued = spread(now=now), queue(now=now)
    sent = hand_over(now=now, seconds=seconds)
    return Report(entries, queued, sent, more=bool(sent) and is_waiting(now))
