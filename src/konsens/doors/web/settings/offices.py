"""Offices and teams of the organisation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from konsens.city.people import offices as actions
from konsens.city.people.models import Organisation
from konsens.doors.web.picks import Pick
from konsens.doors.web.render import render
from konsens.doors.web.settings.forms import Choices, OfficeForm
from konsens.doors.web.settings.page import Page, administrators, edit, press, typed
from konsens.doors.web.settings.views import asking
from konsens.doors.web.site import site_of
from konsens.doors.web.staff import me
from konsens.kernel import clock


def parts_of(controller: Organisation) -> QuerySet[Organisation]:
    """All offices and teams of a controller, ended ones too."""
    return Organisation.objects.filter(controller=controller).exclude(pk=controller.pk)


def choices_of(controller: Organisation, *, root: bool) -> Choices:
    """The offices that can be chosen, by name; with `root` the organisation itself first."""
    rows = parts_of(controller).filter(ends=None).order_by("name")
    first: Choices = [(controller.slug, controller.name)] if root else []
    return first + list(rows.values_list("slug", "name"))


def _find(request: HttpRequest, slug: str) -> Organisation:
    return get_object_or_404(parts_of(site_of(request).controller).select_related("controller"), slug=slug)


@require_safe
@administrators
def offices(request: HttpRequest) -> HttpResponse:
    """All offices there are, or those there were."""
    return _list(request)


def _list(request: HttpRequest, trouble: str = "") -> HttpResponse:
    ended, home = "beendet" in request.GET, reverse("furnish_offices")
    mine = parts_of(site_of(request).controller).select_related("parent")
    there, gone = mine.filter(ends=None), mine.filter(ends__isnull=False)
    picks = [
        Pick(_("Gibt es"), home, here=not ended, count=there.count()),
        Pick(_("Beendet"), f"{home}?beendet=1", here=ended, count=gone.count()),
    ]
    context: dict[str, Any] = {
        "rows": list((gone if ended else there).order_by("name")),
        "picks": picks,
        "ended": ended,
    }
    context["trouble"] = trouble
    return render(request, "settings/offices.html", context, status=422 if trouble else 200)


def _page(title: str, done: str, lead: str = "") -> Page:
    return Page(
        title=title,
        button=_("Speichern"),
        done=done,
        back=reverse("furnish_offices"),
        back_label=_("Ämter und Teams"),
        lead=lead,
    )


@asking
@administrators
def add(request: HttpRequest) -> HttpResponse:
    """Add an office or a team."""
    controller = site_of(request).controller
    form = OfficeForm(typed(request), parents=choices_of(controller, root=True))

    def work(data: dict[str, Any]) -> None:
        parent = Organisation.objects.get(controller=controller, slug=data.pop("parent"))
        actions.add_office(parent, by=me(request), now=clock.now(), **data)

    lead = _("So heißt es für alle: auf Karten, in Vorgängen und in E-Mails.")
    return edit(request, form, work, _page(_("Neues Team"), _("Das Team gibt es jetzt."), lead))


@asking
@administrators
def office(request: HttpRequest, slug: str) -> HttpResponse:
    """Change how an office is called and reached."""
    found = _find(request, slug)
    start = {"name": found.name, "phone": found.phone, "email": found.email}

    def work(data: dict[str, Any]) -> None:
        actions.change_office(found, by=me(request), now=clock.now(), **data)

    return edit(
        request, OfficeForm(typed(request), initial=start), work, _page(found.name, _("Gespeichert."))
    )


def _press(request: HttpRequest, work: Callable[[], object], done: str) -> HttpResponse:
    return press(request, work, done, address=reverse("furnish_offices"), again=_list)


@require_POST
@administrators
def end(request: HttpRequest, slug: str) -> HttpResponse:
    """Close an office that has nothing to do any more."""
    found = _find(request, slug)

    def work() -> None:
        actions.end_office(found, by=me(request), now=clock.now())

    return _press(request, work, _("Das Team ist beendet."))


@require_POST
@administrators
def again(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a closed office up again."""
    found = _find(request, slug)

    def work() -> None:
        actions.reopen_office(found, by=me(request), now=clock.now())

    return _press(request, work, _("Das Team gibt es wieder."))
