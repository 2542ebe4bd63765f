"""Everything that time brings about, in one idempotent round (D9)."""

from __future__ import annotations

from datetime import datetime

from konsens.caring.cases.actions import ask_due, escalate_late
from konsens.doors.post.tick import Report
from konsens.doors.post.tick import tick as post
from konsens.doors.web.ideas.drafts import forget_old as forget_drafts
from konsens.kernel import throttle, tokens
from konsens.listening.voices.actions import forget_unconfirmed
from konsens.telling.insight.figures import count_all


def tick(*, now: datetime) -> Report:
    """One round: dates that passed, questions that are due, mails, figures, and what is to be forgotten."""
    escalate_late(now=now)
    ask_due(now=now)
    forget_unconfirmed(now=now)
    report = post(now=now)
    count_all(now=now)
    throttle.forget_old(now)
    tokens.forget_old(now)
    forget_drafts(now)
    return report
