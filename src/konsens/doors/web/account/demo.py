"""The sign-in links of the demo: only in a database that the demo made, and only on this very machine."""

from __future__ import annotations

import ipaddress
from datetime import datetime

from django.apps import apps
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.request import split_domain_port
from django.urls import reverse
from django.views.decorators.http import require_safe

from konsens.city.people.models import Person
from konsens.doors.web.render import render
from konsens.kernel import clock, tokens
from konsens.kernel.errors import StaleLinkError

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
PASSED_ON = (
    "HTTP_FORWARDED",
    "HTTP_VIA",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
)
"""What a proxy says of itself; a request that brings one of these may come from anywhere."""
ROOMS = {"resident": "account", "caretaker": "desk", "coordinator": "board"}


def is_this_machine(request: HttpRequest) -> bool:
    """Does the request come from here, to here, past no proxy?"""
    if any(name in request.META for name in PASSED_ON):
        return False
    host = split_domain_port(request.get_host())[0]
    try:
        near = ipaddress.ip_address(str(request.META.get("REMOTE_ADDR", ""))).is_loopback
    except ValueError:
        return False
    return near and host in LOCAL_NAMES


@require_safe
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Slip into the shoes of somebody in the demo."""
    if not is_this_machine(request) or not apps.get_model("demo", "DemoDatabase").objects.exists():
        raise Http404
    now: datetime = clock.now()
    try:
        found = tokens.peek(token, "demo_sign_in", Person, now=now)
    except StaleLinkError as stale:
        return render(request, "ideas/stale.html", {"sentence": str(stale)}, status=410)
    person = Person.objects.select_related("account").get(pk=found.object_id)
    if person.account is None:
        raise Http404
    login(request, person.account, backend="django.contrib.auth.backends.ModelBackend")
    # the demo's links stand for both factors; nobody could show a second one here
    request.session["account_authentication_methods"] = [
        {"method": "mfa", "type": "demo", "at": now.timestamp()}
    ]
    room = ROOMS.get(request.GET.get("raum", ""), "account")
    return HttpResponseRedirect(reverse(room))
