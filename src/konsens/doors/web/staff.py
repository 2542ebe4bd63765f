"""Rooms for staff: who may come in, and where everybody else is sent."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from konsens.city.people.kinds import Role
from konsens.city.people.models import Membership, Person
from konsens.doors.web import who
from konsens.doors.web.caching import FOR_ONE
from konsens.doors.web.site import site_of
from konsens.doors.web.standing import today

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def room_for(*roles: Role) -> Callable[[View[P]], View[P]]:
    """Let only people with one of these roles at the page's controller in; nothing of it is ever cached.

    Nobody known is sent to the sign-in, and staff without a second factor to where they set it up.
    """

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            site = site_of(request)
            if site.viewer.is_any(*roles, controller=site.controller.root_id):
                response = view(request, *args, **kwargs)
            else:
                response = _elsewhere(request)
            response.headers["Cache-Control"] = FOR_ONE
            return response

        return guarded

    return guard


def _elsewhere(request: HttpRequest) -> HttpResponse:
    somebody = who.person(request)
    if somebody is None or somebody.account_id is None:
        return HttpResponseRedirect(f"{reverse('account_login')}?next={request.path}")
    works = Membership.objects.on(today()).filter(person=somebody).exists()
    if works and not who.has_second_factor(request):
        return HttpResponseRedirect(reverse("account"))
    raise PermissionDenied


def me(request: HttpRequest) -> Person:
    """The person behind a request in a room for staff."""
    somebody = who.person(request)
    if somebody is None:
        raise PermissionDenied
    return somebody
