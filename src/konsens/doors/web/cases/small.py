"""The small form pages that the buttons of a case lead to; htmx loads them in place (D11)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from konsens.caring.cases.models import Case
from konsens.city.people.actions import meet
from konsens.city.people.models import LegalText, Person, Relation
from konsens.doors.web import once, who
from konsens.doors.web.accepted import in_force
from konsens.doors.web.address import visitor
from konsens.doors.web.render import is_part, render
from konsens.doors.web.site import site_of
from konsens.kernel import clock, throttle
from konsens.kernel.errors import RuleBrokenError

PER_VISITOR = throttle.Limit("small-form", 40, timedelta(hours=1))
PER_ADDRESS = throttle.Limit("small-form-address", 10, timedelta(hours=1))
Work = Callable[[dict[str, Any]], HttpResponse | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Small:
    """What a small form says: above it, on its button, and when it is done.

    `thanks` is what the page of the case then says, by `?danke=`; `notice` is what goes with what everybody
    will read.
    """

    title: str
    button: str
    lead: str = ""
    done: str = ""
    thanks: str = ""
    offers_to_follow: bool = False
    notice: LegalText | None = None


def answer(
    request: HttpRequest, found: Case, form: forms.Form, work: Work, small: Small, *, address: str = ""
) -> HttpResponse:
    """Show a small form; when it is right, do its work and return to the case."""
    if request.method == "POST" and form.is_valid():
        try:
            _not_too_often(request, form.cleaned_data.get("email", ""))
            with transaction.atomic():
                answered = None if once.sent_already(request, form.cleaned_data) else work(form.cleaned_data)
        except RuleBrokenError as broken:
            form.add_error(None, str(broken))
        else:
            return answered or back_to(request, found, small)
    context = {"form": form, "case": found, "small": small, "address": address or request.path}
    name = "cases/small.html#part" if is_part(request) else "cases/small.html"
    return render(request, name, context, status=422 if form.errors else 200)


def _not_too_often(request: HttpRequest, email: str) -> None:
    now = clock.now()
    throttle.check(PER_VISITOR, visitor(request), now=now)
    if email:
        throttle.check(PER_ADDRESS, email, now=now)


def back_to(request: HttpRequest, found: Case, small: Small) -> HttpResponse:
    """Say that it is done: in place, or on the page of the case."""
    if is_part(request):
        return render(request, "cases/done.html", {"small": small, "case": found})
    thanks = f"?danke={small.thanks}" if small.thanks else ""
    return HttpResponseRedirect(reverse("case", args=[found.public_id]) + thanks)


def sent(request: HttpRequest, found: Case, address: str) -> HttpResponse:
    """Say that a mail with a link is on its way."""
    name = "cases/sent.html#part" if is_part(request) else "cases/sent.html"
    return render(request, name, {"case": found, "address": address})


def known(request: HttpRequest) -> Relation | None:
    """The person's relation, if their address is verified here."""
    relation = who.relation(request)
    return relation if relation is not None and relation.email_verified_at is not None else None


def relation_for(request: HttpRequest, email: str) -> Relation:
    """The relation that is known, or the one of an address somebody typed."""
    site = site_of(request)
    return known(request) or meet(
        site.controller, email=email, now=clock.now(), notice=in_force(request), language=site.language
    )


def somebody(request: HttpRequest) -> Person:
    """The person behind a request; nobody known may not go on."""
    found = who.person(request)
    if found is None:
        raise PermissionDenied
    return found
