"""A mail as it leaves the house: plain text that reads well aloud, and headers that say what it is.

There is no HTML beside the text: it would look no better on a phone, read worse aloud, and be one more place
in which markup from people's words could do harm.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from konsens.city.people.models import Identity
from konsens.doors.post import links
from konsens.doors.post.letter import piece
from konsens.doors.post.reader import Piece, Reader, language_of, reader_of
from konsens.kernel import throttle, tokens
from konsens.telling.news.kinds import DeliveryState, Reason
from konsens.telling.news.models import Delivery, Follow, Mailing
from konsens.telling.news.queries import why_still

UNSUBSCRIBE_LASTS = timedelta(days=365)
QUESTIONS = throttle.Limit("question-by-mail", 12, timedelta(days=1))
"""So that nobody fills a stranger's mailbox by typing their address again and again."""
SUBJECT_MOST = 150


def write(mailing: Mailing, *, now: datetime) -> EmailMessage | None:
    """The mail as its reader may see it now; None when nothing is left to say, or nobody to say it to."""
    identity = (
        Identity.objects.select_related("controller").filter(controller_id=mailing.controller_id).first()
    )
    if identity is None:
        return None
    deliveries = list(
        mailing.deliveries.filter(person_id=mailing.person_id)
        .select_related("entry", "follow")
        .order_by("entry_id")
    )
    as_staff = any(each.reason == Reason.STAFF for each in deliveries)
    with translation.override(language_of(mailing.person)):
        reader = reader_of(mailing.person, identity, now=now, as_staff=as_staff)
        told = [] if reader is None else _told(deliveries, reader)
        return None if reader is None or not told else _message(mailing, reader, told)


Told = tuple[Piece, Follow | None]


def _told(deliveries: list[Delivery], reader: Reader) -> list[Told]:
    told = []
    for delivery in deliveries:
        follow = why_still(delivery) if delivery.reason == Reason.FOLLOW else None
        wanted = follow is not None or delivery.reason != Reason.FOLLOW
        words = piece(delivery, reader) if wanted and not _is_too_often(delivery, reader) else None
        if words is None:
            Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.DROPPED)
        else:
            told.append((words, follow))
    return told


def _is_too_often(delivery: Delivery, reader: Reader) -> bool:
    if delivery.reason != Reason.CONFIRM:
        return False
    return throttle.count(QUESTIONS, reader.email, now=reader.now) > QUESTIONS.times


def _message(mailing: Mailing, reader: Reader, told: list[Told]) -> EmailMessage:
    identity = reader.identity
    follows = {follow.pk: follow for _words, follow in told if follow is not None}.values()
    ends = [(follow, _unsubscribe(follow, reader)) for follow in follows]
    pieces = [words for words, _follow in told]
    return EmailMessage(
        subject=_subject(pieces, identity),
        body="\n\n\n".join([*_parts(pieces), _foot(ends, reader)]),
        from_email=_sender(identity),
        to=[reader.email],
        reply_to=[identity.controller.email] if identity.controller.email else None,
        headers=_headers(mailing, ends, reader),
    )


def _headers(mailing: Mailing, ends: list[tuple[Follow, str]], reader: Reader) -> dict[str, str]:
    """What the mail says to machines: that nobody is to answer it by itself, and how its reader stops it."""
    headers = {
        "Message-ID": mailing.message_id,
        "Content-Language": reader.language,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if ends:
        stop = ends[0][1] if len(ends) == 1 else _unsubscribe(mailing, reader)
        headers["List-Unsubscribe"] = f"<{stop}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _parts(pieces: list[Piece]) -> list[str]:
    """One part per thing; several steps of one case stand under one heading, with one link."""
    grouped: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for each in pieces:
        way_on = f"{each.call or _('Mehr dazu')}:\n{each.link}" if each.link else ""
        grouped[(each.subject, way_on, each.after)].append(each.text)
    return [
        "\n\n".join(each for each in (subject, *texts, way_on, after) if each)
        for (subject, way_on, after), texts in grouped.items()
    ]


def _foot(ends: list[tuple[Follow, str]], reader: Reader) -> str:
    """Who writes, and for each thing that is followed how to hear no more of it."""
    identity = reader.identity
    names = (identity.platform_name, identity.controller.name, identity.address, identity.phone)
    lines = ["-- ", *(_one_line(each) for each in dict.fromkeys(names) if each)]
    why = _("Sie bekommen diese Mail, weil Sie folgen: %(what)s. Nicht mehr davon hören:")
    for follow, stop in ends:
        lines += ["", why % {"what": _name(follow)}, stop]
    return "\n".join(lines)


def _name(follow: Follow) -> str:
    """What is followed, in words."""
    if follow.case is not None:
        return _one_line(follow.case.lead.title)
    for thing in (follow.topic, follow.area, follow.organisation):
        if thing is not None:
            return thing.name
    if follow.radius_m is not None:
        return _("Umkreis von %(metres)s Metern") % {"metres": follow.radius_m}
    return _("alles hier")


def _subject(pieces: list[Piece], identity: Identity) -> str:
    subjects = list(dict.fromkeys(each.subject for each in pieces))
    if len(subjects) == 1:
        text = subjects[0]
    else:
        text = _("%(count)s Neuigkeiten von %(name)s") % {
            "count": len(subjects),
            "name": identity.platform_name,
        }
    return _one_line(text)[:SUBJECT_MOST]


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _sender(identity: Identity) -> str:
    name = _one_line(identity.sender_name or identity.platform_name)
    return formataddr((name, identity.sender_email or settings.DEFAULT_FROM_EMAIL))


def _unsubscribe(about: Follow | Mailing, reader: Reader) -> str:
    """A link that can do nothing but end this follow, or those of one mail."""
    raw = tokens.mint("unsubscribe", about, now=reader.now, lasts=UNSUBSCRIBE_LASTS, address=reader.email)
    return links.page(reader.identity, f"folgen/abbestellen/{raw}/", language=reader.language)
