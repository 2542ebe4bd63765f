"""From deliveries to mails: queued exactly once, handed over at most once (D15).

A mail is claimed in a transaction of its own before it is handed over. Whoever dies in between leaves a mail
that says "handed over" and was never marked as sent: it becomes *uncertain*, and staff send it again with the
same Message-ID, so that a mailbox that has it already shows it once.
"""

from __future__ import annotations

import logging
import secrets
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
)
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.db import connection, transaction
from django.db.models import F

from konsens.doors.post.envelope import write
from konsens.telling.news.kinds import DeliveryState, Reason, Sending
from konsens.telling.news.models import Delivery, Mailing

UNCERTAIN_AFTER = timedelta(minutes=15)
MOST_TRIES = 10
AT_ONCE = 100
FOREVER = float("inf")
log = logging.getLogger(__name__)


def queue(*, now: datetime) -> int:
    """Gather what is due into mails, one per reader and controller; returns how many mails."""
    due = Delivery.objects.filter(state=DeliveryState.WAITING, due_at__lte=now)
    readers = list(due.order_by("person_id").values_list("person_id", flat=True).distinct())
    return sum(_queue_for(readers[n : n + AT_ONCE], now) for n in range(0, len(readers), AT_ONCE))


@transaction.atomic
def _queue_for(readers: list[int], now: datetime) -> int:
    due = Delivery.objects.filter(person_id__in=readers, state=DeliveryState.WAITING, due_at__lte=now)
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",))
    groups: dict[tuple[object, ...], list[Delivery]] = defaultdict(list)
    for each in due.select_related("entry").order_by("due_at", "pk"):
        groups[_group(each)].append(each)
    for deliveries in groups.values():
        mailing = Mailing.objects.create(
            controller_id=deliveries[0].entry.controller_id,
            person_id=deliveries[0].person_id,
            message_id=_message_id(),
            queued_at=now,
        )
        keys = [each.pk for each in deliveries]
        Delivery.objects.filter(pk__in=keys).update(state=DeliveryState.MAILED, mailing=mailing)
    return len(groups)


def _group(delivery: Delivery) -> tuple[object, ...]:
    """Links to confirm go alone; everything else of one reader at one controller goes together."""
    alone = delivery.pk if delivery.reason == Reason.CONFIRM else None
    return (delivery.person_id, delivery.entry.controller_id, delivery.reason == Reason.STAFF, alone)


def _message_id() -> str:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{secrets.token_hex(16)}@{host}>"


def hand_over(*, now: datetime, seconds: float = FOREVER) -> int:
    """Hand queued mails over to the mail server, each at most once; returns how many went out.

    Args:
        now: the instant at which the round begins.
        seconds: after this time no further mail is begun; the next round goes on.
    """
    _notice_gaps(now)
    started, sent = monotonic(), 0
    with _server() as server:
        for key in _queued(now):
            try:
                sent += _hand_over_one(key, now + timedelta(seconds=monotonic() - started), server)
            except _UnreachableError as trouble:
                log.warning("the mail server cannot be reached: %s", trouble)
                break
            if monotonic() - started > seconds:
                break
    return sent


def is_waiting(now: datetime) -> bool:
    """Are there mails that could be handed over?"""
    return Mailing.objects.filter(state=Sending.QUEUED, queued_at__lte=now).exists()


def _queued(now: datetime) -> list[int]:
    waiting = Mailing.objects.filter(state=Sending.QUEUED, queued_at__lte=now)
    return list(waiting.order_by("queued_at", "pk").values_list("pk", flat=True))


def _notice_gaps(now: datetime) -> None:
    """Whoever claimed these mails died before saying what became of them."""
    claimed = Mailing.objects.filter(state=Sending.HANDED_OVER, handed_over_at__lt=now - UNCERTAIN_AFTER)
    claimed.update(state=Sending.UNCERTAIN, trouble="interrupted")


class _UnreachableError(Exception):
    """The mail server does not answer, so nothing has left the house."""


@contextmanager
def _server() -> Iterator[Any]:
    """One connection for a whole round, opened when the first mail needs it."""
    server = get_connection()
    try:
        yield server
    finally:
        _hang_up(server)


def _hang_up(server: Any) -> None:  # noqa: ANN401 - any of Django's mail backends
    try:
        server.close()
    except (OSError, SMTPException):
        log.warning("the mail server did not say goodbye")


def _hand_over_one(key: int, now: datetime, server: Any) -> int:  # noqa: ANN401
    claimed = Mailing.objects.filter(pk=key, state=Sending.QUEUED).update(
        state=Sending.HANDED_OVER, handed_over_at=now, tries=F("tries") + 1
    )
    if not claimed:
        return 0
    mailing = Mailing.objects.select_related("person__account").get(pk=key)
    try:
        message = write(mailing, now=now)
    except Exception as trouble:
        log.exception("mail %s cannot be written", key)
        _end(key, Sending.FAILED, trouble)
        return 0
    if message is None:
        _end(key, Sending.EMPTY)
        return 0
    _open(key, server)
    try:
        server.send_messages([message])
    except (OSError, SMTPException, ValueError) as trouble:
        _hang_up(server)
        _explain(mailing, trouble, now)
        return 0
    Mailing.objects.filter(pk=key).update(state=Sending.SENT, sent_at=now, trouble="")
    return 1


def _open(key: int, server: Any) -> None:  # noqa: ANN401
    """Reach the mail server, or give the mail back as if nobody had touched it."""
    try:
        server.open()
    except (OSError, SMTPException) as trouble:
        Mailing.objects.filter(pk=key).update(
            state=Sending.QUEUED, handed_over_at=None, tries=F("tries") - 1, trouble=_name(trouble)
        )
        raise _UnreachableError(_name(trouble)) from trouble


def _explain(mailing: Mailing, trouble: Exception, now: datetime) -> None:
    """A refusal is certain: for good, or to be tried later. Whatever else breaks off is uncertain."""
    code = _code(trouble)
    if code is None:
        _end(mailing.pk, Sending.UNCERTAIN, trouble)
    elif code >= 500 or mailing.tries >= MOST_TRIES:
        _end(mailing.pk, Sending.FAILED, trouble)
    else:
        later = now + timedelta(minutes=2**mailing.tries)
        Mailing.objects.filter(pk=mailing.pk).update(
            state=Sending.QUEUED, handed_over_at=None, queued_at=later, trouble=_name(trouble)
        )


def _code(trouble: Exception) -> int | None:
    """With which code a mail was refused; None when nobody knows whether it was."""
    match trouble:
        case SMTPRecipientsRefused():
            return max((int(code) for code, _words in trouble.recipients.values()), default=500)
        case SMTPSenderRefused() | SMTPDataError():
            return int(trouble.smtp_code)
        case ValueError():
            return 500
    return None


def _end(key: int, state: Sending, trouble: Exception | None = None) -> None:
    Mailing.objects.filter(pk=key).update(state=state, trouble="" if trouble is None else _name(trouble))


def _name(trouble: Exception) -> str:
    return type(trouble).__name__[:64]
