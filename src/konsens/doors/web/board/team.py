"""Everybody who looks after cases here: who is away, who leaves; no figures about anybody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from konsens.city.people.models import Absence, Membership, Person
from konsens.doors.web.board.scope import coordination
from konsens.doors.web.desk import absences
from konsens.doors.web.desk.handover import everything_of
from konsens.doors.web.desk.people import colleagues
from konsens.doors.web.render import render
from konsens.doors.web.site import site_of
from konsens.doors.web.standing import today

BACK = ("board_team", _("Menschen im Team"))
shown_or_sent = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@coordination
def team(request: HttpRequest) -> HttpResponse:
    """Who works here, by team, and who is away."""
    controller, day = site_of(request).controller, today()
    away = Absence.objects.filter(controller=controller, ends__gte=day).select_related("person", "deputy")
    context = {
        "people": colleagues(controller.pk, day),
        "absences": list(away.order_by("starts", "pk")),
        "today": day,
    }
    return render(request, "board/team.html", context)


@shown_or_sent
@coordination
def away(request: HttpRequest, public_id: str) -> HttpResponse:
    """Somebody is away and cannot say so themselves."""
    return absences.enter(request, _member(request, public_id), back=BACK)


@shown_or_sent
@coordination
def back_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody is back."""
    return absences.end(request, absences.find(site_of(request).controller, pk), back=BACK)


@shown_or_sent
@coordination
def hand_over(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give everything of somebody who leaves to another."""
    return everything_of(request, _member(request, public_id), back=BACK)


def _member(request: HttpRequest, public_id: str) -> Person:
    """Somebody who works or worked at just this organisation, else 404."""
    here = Membership.objects.filter(organisation__controller=site_of(request).controller)
    found = Person.objects.filter(public_id=public_id, memberships__in=here).distinct().first()
    if found is None:
        raise Http404
    return found
