"""What a request knows once the middleware has placed it."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from konsens.city.people.models import Account, Identity, Organisation


class Request(HttpRequest):
    """A placed request; who is looking says `konsens.doors.web.who`."""

    identity: Identity
    controller: Organisation
    language: str
    base: str
    htmx: HtmxDetails
    user: Account | AnonymousUser
