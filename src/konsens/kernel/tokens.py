"""Links from mails: random, hashed, single-purpose, single-use, with an end."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from konsens.kernel.diary import noun_of
from konsens.kernel.errors import StaleLinkError
from konsens.kernel.models import Token

STALE = _("Dieser Link gilt nicht mehr. Er wurde schon benutzt oder ist abgelaufen.")


def digest(text: str) -> str:
    """SHA-256 of a text, in hex; a raw token holds 256 random bits, so no salt is needed."""
    return hashlib.sha256(text.encode()).hexdigest()


def proves(address_digest: str, address: str) -> bool:
    """Was a link mailed to this very address? One that was bound to no address proves nothing."""
    return bool(address) and secrets.compare_digest(address_digest, digest(address.lower()))


def mint(purpose: str, about: models.Model, *, now: datetime, lasts: timedelta, address: str = "") -> str:
    """Make a link's secret for one purpose, one object and one address; only its hash is stored."""
    raw = secrets.token_urlsafe(32)
    Token.objects.create(
        digest=digest(raw),
        purpose=purpose,
        noun=noun_of(about),
        object_id=about.pk,
        address_digest=digest(address.lower()) if address else "",
        made_at=now,
        expires_at=now + lasts,
    )
    return raw


def peek(raw: str, purpose: str, noun: type[models.Model], *, now: datetime) -> Token:
    """Look at a link without using it up.

    Raises:
        StaleLinkError: unknown, for another purpose or noun, used, or expired.
    """
    token = Token.objects.filter(
        digest=digest(raw), purpose=purpose, noun=noun_of(noun), used_at=None, expires_at__gt=now
    ).first()
    if token is None:
        raise StaleLinkError(STALE)
    return token


def redeem(raw: str, purpose: str, noun: type[models.Model], *, now: datetime) -> Token:
    """Use a link up; of two at the same time exactly one succeeds.

    Raises:
        StaleLinkError: unknown, for another purpose or noun, used, or expired.
    """
    token = peek(raw, purpose, noun, now=now)
    if not Token.objects.filter(pk=token.pk, used_at=None).update(used_at=now):
        raise StaleLinkError(STALE)
    token.used_at = now
    return token


def forget_about(noun: type[models.Model], object_ids: Iterable[int]) -> int:
    """Delete the links that lead to rows which somebody wants forgotten; returns how many."""
    return Token.objects.filter(noun=noun_of(noun), object_id__in=list(object_ids)).delete()[0]


def forget_old(now: datetime) -> int:
    """Delete links that expired more than 90 days ago; returns how many."""
    return Token.objects.filter(expires_at__lt=now - timedelta(days=90)).delete()[0]
