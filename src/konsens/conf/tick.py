"""Everything that time brings about, in one idempotent round (D9)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from konsens.caring.cases.actions import ask_due, escalate_late
from konsens.conf.forgetting import forget_what_is_due
from konsens.doors.post.sending import FOREVER
from konsens.doors.post.tick import Report
from konsens.doors.post.tick import tick as post
from konsens.doors.web.ideas.drafts import forget_old as forget_drafts
from konsens.kernel import throttle, tokens
from konsens.listening.voices.actions import forget_unconfirmed
from konsens.telling.insight.figures import count_all
from konsens.telling.news.actions import forget_unconfirmed_follows
from konsens.telling.search.tasks import keep_up

DAILY = throttle.Limit("daily", 1, timedelta(days=1))
log = logging.getLogger(__name__)


class TickError(Exception):
    """Something that was due could not be done; all else was, and the log says what failed."""


def tick(*, now: datetime, seconds: float = FOREVER) -> Report:
    """One round: dates that passed, questions that are due, mails, figures, and what is to be forgotten.

    Args:
        now: the instant of the round.
        seconds: for how long mails are handed over at most; the next round goes on.

    Raises:
        TickError: at the end, when a step failed; no step keeps the others from being done.
    """
    report = Report()

    def send() -> None:
        nonlocal report
        report = post(now=now, seconds=seconds)

    steps: tuple[Callable[[], object], ...] = (
        lambda: escalate_late(now=now),
        lambda: ask_due(now=now),
        lambda: forget_unconfirmed(now=now),
        lambda: forget_unconfirmed_follows(now=now),
        lambda: _once_a_day(now),
        send,
        lambda: count_all(now=now),
        lambda: throttle.forget_old(now),
        lambda: tokens.forget_old(now),
        lambda: forget_drafts(now),
        lambda: keep_up(now=now),
    )
    failed = [each for each in steps if not _done(each)]
    if failed:
        raise TickError(
            f"{len(failed)} von {len(steps)} Schritten sind misslungen. Warum, steht im Protokoll darüber."
        )
    return report


def _done(step: Callable[[], object]) -> bool:
    try:
        step()
    except Exception:
        log.exception("a step of the minute failed")
        return False
    return True


def _once_a_day(now: datetime) -> None:
    """Whichever worker comes first that day does it."""
    if throttle.count(DAILY, "forget", now=now) == 1:
        forget_what_is_due(now=now)
