"""From deliveries to mails: queued exactly once, handed over at most once (D15).

A mail is claimed in a transaction of its own before it is handed over. Whoever dies in between leaves a mail
that says "handed over" and was never marked as sent: it becomes *uncertain*, and staff send it again with the
same Message-ID, so that a mailbox that has it already shows it once.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from konsens.city.people.kinds import Role
from konsens.city.people.models import Identity, Person
from konsens.city.people.viewer import viewer_of
from konsens.doors.post import links
from konsens.doors.post.letter import piece
from konsens.doors.post.reader import Piece, Reader, reader_of
from konsens.kernel import clock, tokens
from konsens.telling.news.kinds import DeliveryState, Reason, Sending
from konsens.telling.news.models import Delivery, Follow, Mailing

UNCERTAIN_AFTER = timedelta(minutes=10)
MOST_TRIES = 8
AT_ONCE = 500
UNSUBSCRIBE_LASTS = timedelta(days=365)


def queue(*, now: datetime) -> int:
    """Gather what is due into mails, one per reader and controller; returns how many mails."""
    made = 0
    while count := _queue_some(now):
        made += count
    return made


@transaction.atomic
def _queue_some(now: datetime) -> int:
    due = Delivery.objects.filter(state=DeliveryState.WAITING, due_at__lte=now).select_related("entry")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True, of=("self",))
    groups: dict[tuple[object, ...], list[Delivery]] = defaultdict(list)
    for each in due.order_by("due_at", "pk")[:AT_ONCE]:
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


def hand_over(*, now: datetime) -> int:
    """Hand queued mails over to the mail server, each at most once; returns how many went out."""
    Mailing.objects.filter(state=Sending.HANDED_OVER, handed_over_at__lt=now - UNCERTAIN_AFTER).update(
        state=Sending.UNCERTAIN
    )
    sent = 0
    waiting = Mailing.objects.filter(state=Sending.QUEUED).order_by("queued_at", "pk")
    for pk in list(waiting.values_list("pk", flat=True)[:AT_ONCE]):
        sent += _hand_over_one(pk, now)
    return sent


def _hand_over_one(pk: int, now: datetime) -> int:
    claimed = Mailing.objects.filter(pk=pk, state=Sending.QUEUED).update(
        state=Sending.HANDED_OVER, handed_over_at=now, tries=F("tries") + 1
    )
    if not claimed:
        return 0
    mailing = Mailing.objects.select_related("person__account", "controller__identity").get(pk=pk)
    message = write(mailing, now=now)
    if message is None:
        Mailing.objects.filter(pk=pk).update(state=Sending.EMPTY, trouble="nothing to say")
        return 0
    server = get_connection()
    try:
        server.open()
    except OSError as trouble:
        _try_later(mailing, trouble)
        return 0
    try:
        server.send_messages([message])
    except (OSError, ValueError) as trouble:
        _mark_refused(mailing, trouble)
        return 0
    finally:
        server.close()
    Mailing.objects.filter(pk=pk).update(state=Sending.SENT, sent_at=now, trouble="")
    return 1


def _try_later(mailing: Mailing, trouble: Exception) -> None:
    """The server could not be reached, so nothing left the house: it may be tried again."""
    state = Sending.FAILED if mailing.tries >= MOST_TRIES else Sending.QUEUED
    Mailing.objects.filter(pk=mailing.pk).update(state=state, trouble=type(trouble).__name__[:64])


def _mark_refused(mailing: Mailing, trouble: Exception) -> None:
    """The server answered with a refusal, or broke off: only a refusal is certain."""
    import smtplib

    certain = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError, ValueError)
    state = Sending.FAILED if isinstance(trouble, certain) else Sending.UNCERTAIN
    Mailing.objects.filter(pk=mailing.pk).update(state=state, trouble=type(trouble).__name__[:64])


def resend(mailing: Mailing, *, by: Person, now: datetime) -> None:
    """Send an uncertain mail again under the same Message-ID; coordination and administration only.

    Raises:
        PermissionDenied: for anybody else.
    """
    viewer = viewer_of(by, on=clock.day_of(now))
    roles = (Role.COORDINATOR, Role.ADMIN)
    if mailing.controller_id is None or not viewer.is_any(*roles, controller=mailing.controller_id):
        raise PermissionDenied
    Mailing.objects.filter(pk=mailing.pk, state__in=[Sending.UNCERTAIN, Sending.FAILED]).update(
        state=Sending.QUEUED, tries=0
    )


def write(mailing: Mailing, *, now: datetime) -> EmailMessage | None:
    """The mail as its reader may see it now; None when nothing is left to say."""
    identity = (
        Identity.objects.select_related("controller").filter(controller_id=mailing.controller_id).first()
    )
    if identity is None:
        return None
    with translation.override(mailing.person.language):
        reader = reader_of(mailing.person, identity, now=now)
        if reader is None:
            return None
        told = _told(mailing, reader)
        if not told:
            return None
        return _message(mailing, reader, told, now)


def _told(mailing: Mailing, reader: Reader) -> list[tuple[Delivery, Piece]]:
    told = []
    for delivery in mailing.deliveries.select_related("entry", "follow").order_by("entry_id"):
        words = piece(delivery, reader) if _is_wanted(delivery) else None
        if words is None:
            Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.DROPPED)
        else:
            told.append((delivery, words))
    return told


def _is_wanted(delivery: Delivery) -> bool:
    """Nobody hears of what they stopped following meanwhile."""
    return delivery.reason != Reason.FOLLOW or (
        delivery.follow is not None and delivery.follow.ended_at is None
    )


def _message(
    mailing: Mailing, reader: Reader, told: list[tuple[Delivery, Piece]], now: datetime
) -> EmailMessage:
    identity = reader.identity
    parts = _parts([words for _delivery, words in told])
    headers = {"Message-ID": mailing.message_id, "Auto-Submitted": "auto-generated"}
    follow = next(
        (each.follow for each, _words in told if each.follow is not None and each.reason == Reason.FOLLOW),
        None,
    )
    foot = [identity.platform_name, identity.controller.name, identity.address, identity.phone]
    if follow is not None:
        stop = _unsubscribe(follow, reader, now)
        headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        foot.append(_("Nicht mehr davon hören: %(link)s") % {"link": stop})
    body = "\n\n".join(["\n\n\n".join(parts), "-- \n" + "\n".join(each for each in foot if each)])
    return EmailMessage(
        subject=_subject([words for _delivery, words in told], identity),
        body=body,
        from_email=_sender(identity),
        to=[reader.email],
        headers=headers,
    )


def _parts(words: list[Piece]) -> list[str]:
    """One paragraph per thing; several steps of one case stand under one heading."""
    grouped: dict[tuple[str, str], list[str]] = defaultdict(list)
    for each in words:
        grouped[(each.subject, each.link)].append(each.text)
    return [
        f"{subject}\n\n" + "\n\n".join(texts) + (f"\n\n{link}" if link else "")
        for (subject, link), texts in grouped.items()
    ]


def _subject(words: list[Piece], identity: Identity) -> str:
    subjects = list(dict.fromkeys(each.subject for each in words))
    if len(subjects) == 1:
        text = subjects[0]
    else:
        text = _("%(count)s Neuigkeiten von %(name)s") % {
            "count": len(subjects),
            "name": identity.platform_name,
        }
    return " ".join(text.split())[:150]


def _sender(identity: Identity) -> str:
    from email.utils import formataddr

    address = identity.sender_email or settings.DEFAULT_FROM_EMAIL
    return formataddr((" ".join((identity.sender_name or identity.platform_name).split()), address))


def _unsubscribe(follow: Follow, reader: Reader, now: datetime) -> str:
    raw = tokens.mint("unsubscribe", follow, now=now, lasts=UNSUBSCRIBE_LASTS, address=reader.email)
    return links.page(reader.identity, f"folgen/abbestellen/{raw}/", language=reader.person.language)
