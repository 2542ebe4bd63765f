"""The doors to the rooms of staff: who comes in, and what everybody else is told."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from konsens.city.people.kinds import Role
from konsens.city.people.models import Person
from konsens.city.people.viewer import viewer_of
from konsens.doors.web import who
from konsens.doors.web.caching import FOR_ONE
from konsens.doors.web.render import render
from konsens.doors.web.site import site_of
from konsens.doors.web.standing import today
from konsens.doors.web.trouble import to_sign_in

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def room_for(*roles: Role) -> Callable[[View[P]], View[P]]:
    """Let in only who has one of these roles at the organisation whose page it is; nothing is ever cached.

    Nobody known goes to sign in. Whoever works here without a second factor reads how to get one, whoever
    works here in another role is told so. For all others, staff of other organisations too, nothing is here.
    """

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
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
    if somebody is None:
        return to_sign_in(request)
    root = site_of(request).controller.root_id
    if site_of(request).viewer.works_for(root):
        raise PermissionDenied
    if not viewer_of(somebody, on=today()).works_for(root):
        raise Http404
    return render(request, "ui/second_factor.html", status=403)


def me(request: HttpRequest) -> Person:
    """Who is at work; behind `room_for` there is always somebody."""
    somebody = who.person(request)
    if somebody is None:
        raise PermissionDenied
    return somebody
