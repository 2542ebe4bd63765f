"""A button pressed twice says something once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.http import HttpRequest

from konsens.doors.web import who
from konsens.doors.web.address import visitor
from konsens.kernel import clock, throttle

SAME = throttle.Limit("the-same", 1, timedelta(minutes=10))


WORDS = ("title", "text", "reason")


def sent_already(request: HttpRequest, data: Mapping[str, Any]) -> bool:
    """Did the same hand send the very same words from the same page a moment ago?

    To be asked inside the transaction that does the work: of two at once the second then waits for the first,
    and what a rule refused counts for nothing. What has no words can be done and undone at will.
    """
    if not any(data.get(each) for each in WORDS):
        return False
    somebody = who.person(request)
    hand = f"person {somebody.pk}" if somebody else visitor(request)
    subject = repr([hand, request.get_full_path(), *(f"{name}={value}" for name, value in data.items())])
    return throttle.count(SAME, subject, now=clock.now()) > 1
