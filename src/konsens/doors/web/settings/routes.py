"""Who looks after what, where: a table that always has an answer, and a place to try it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from konsens.caring.cases import actions as caring
from konsens.caring.cases.actions.responsible import caretaker_for, route_for
from konsens.caring.cases.models import Route
from konsens.city.people.models import Membership, Organisation, Person
from konsens.city.places.models import Area
from konsens.city.topics.models import Topic
from konsens.doors.web.ideas.forms import area_choices
from konsens.doors.web.render import render
from konsens.doors.web.settings.forms import Choices, RouteForm, TryForm
from konsens.doors.web.settings.offices import choices_of
from konsens.doors.web.settings.page import Page, administrators, edit, press, typed
from konsens.doors.web.settings.team import called
from konsens.doors.web.settings.views import asking
from konsens.doors.web.site import Site, site_of
from konsens.doors.web.staff import me
from konsens.doors.web.standing import today
from konsens.kernel import clock
from konsens.kernel.errors import RuleBrokenError
from konsens.listening.voices.models import Contribution

SHOWN = 300


@dataclass(frozen=True, slots=True)
class Tried:
    """What the table answers: the line that fits best, and who would get it now."""

    route: Route | None
    caretaker: str = ""
    trouble: str = ""


@require_safe
@administrators
def routes(request: HttpRequest) -> HttpResponse:
    """The table, narrowed down by topic and office; the line for everything else stands first."""
    return _list(request)


def _list(request: HttpRequest, trouble: str = "") -> HttpResponse:
    site = site_of(request)
    wanted_topic, wanted_office = request.GET.get("thema", ""), request.GET.get("amt", "")
    rows = Route.objects.filter(controller=site.controller).select_related(
        "topic", "area", "organisation", "caretaker__account"
    )
    if wanted_topic:
        rows = rows.filter(topic__slug=wanted_topic)
    if wanted_office:
        rows = rows.filter(organisation__slug=wanted_office)
    first = F("topic__order").asc(nulls_first=True)
    found = list(
        rows.order_by(first, "topic__name", F("area__position").asc(nulls_first=True), "pk")[: SHOWN + 1]
    )
    tried = TryForm(request.GET if "probe-topic" in request.GET else None, **_choices(site))
    context: dict[str, Any] = {
        "rows": found[:SHOWN],
        "more": len(found) > SHOWN,
        "called": called,
        "topics": tried.fields["topic"].choices[1:],  # type: ignore[attr-defined]
        "offices": choices_of(site.controller, root=True),
        "wanted_topic": wanted_topic,
        "wanted_office": wanted_office,
        "form": tried,
        "tried": _try(site, tried.cleaned_data) if tried.is_bound and tried.is_valid() else None,
    }
    context["trouble"] = trouble
    return render(request, "settings/routes.html", context, status=422 if trouble else 200)


def _choices(site: Site) -> dict[str, Choices]:
    offered = Topic.objects.offered_by(site.controller.pk).values_list("slug", "name")
    return {"topics": list(offered), "areas": area_choices(site.atlas)}


def _try(site: Site, data: dict[str, Any]) -> Tried:
    """Ask the same rules that new cases ask, about something nobody said."""
    area = (
        Area.objects.filter(pk=data["area"]).select_related("parent__parent").first()
        if data["area"]
        else None
    )
    topic = Topic.objects.filter(controller=site.controller, slug=data["topic"]).first()
    try:
        route = route_for(Contribution(controller=site.controller, area=area, topic=topic))
        caretaker = caretaker_for(route, on=today())
    except RuleBrokenError as broken:
        return Tried(None, trouble=str(broken))
    return Tried(route, called(caretaker))


def _people(controller: Organisation) -> Choices:
    here = Membership.objects.on(today()).filter(organisation__controller=controller).values("person")
    people = Person.objects.filter(pk__in=here).select_related("account")
    return sorted(((each.public_id, called(each)) for each in people), key=lambda each: each[1].casefold())


def _form(request: HttpRequest, route: Route | None) -> RouteForm:
    site = site_of(request)
    start: dict[str, Any] = {}
    if route is not None:
        start = {"organisation": route.organisation.slug, "rank": route.rank}
        start["caretaker"] = route.caretaker.public_id if route.caretaker else ""
    return RouteForm(
        typed(request),
        **_choices(site),
        offices=choices_of(site.controller, root=True),
        people=_people(site.controller),
        initial=start or None,
        fixed=route is not None,
    )


def _chosen(controller: Organisation, data: dict[str, Any]) -> dict[str, Any]:
    person = Person.objects.filter(public_id=data["caretaker"]).first() if data["caretaker"] else None
    return {
        "organisation": Organisation.objects.get(controller=controller, slug=data["organisation"]),
        "caretaker": person,
        "rank": data["rank"],
    }


def _page(title: str, done: str, lead: str = "") -> Page:
    return Page(
        title=title,
        button=_("Speichern"),
        done=done,
        back=reverse("furnish_routes"),
        back_label=_("Zuständigkeiten"),
        lead=lead,
    )


@asking
@administrators
def add(request: HttpRequest) -> HttpResponse:
    """Say who looks after a topic in an area."""
    controller = site_of(request).controller

    def work(data: dict[str, Any]) -> None:
        topic = (
            Topic.objects.filter(controller=controller, slug=data["topic"]).first() if data["topic"] else None
        )
        area = Area.objects.current().filter(pk=data["area"]).first() if data["area"] else None
        same = Route.objects.filter(controller=controller, topic=topic, area=area)
        if same.exists():
            raise RuleBrokenError(_("Dafür gibt es schon eine Zeile. Bitte ändern Sie die."))
        chosen = _chosen(controller, data)
        caring.set_route(controller, topic=topic, area=area, by=me(request), now=clock.now(), **chosen)

    lead = _("Gilt für neue Vorgänge. Laufende bleiben, wo sie sind.")
    page = _page(_("Neue Zuständigkeit"), _("Gespeichert. Neue Vorgänge gehen jetzt dorthin."), lead)
    return edit(request, _form(request, None), work, page)


def _find(request: HttpRequest, key: int) -> Route:
    mine = Route.objects.filter(controller=site_of(request).controller)
    return get_object_or_404(
        mine.select_related("controller", "topic", "area", "organisation", "caretaker"), pk=key
    )


@asking
@administrators
def route(request: HttpRequest, key: int) -> HttpResponse:
    """Say who else looks after it from now on."""
    found = _find(request, key)

    def work(data: dict[str, Any]) -> None:
        chosen = _chosen(found.controller, data)
        caring.set_route(
            found.controller, topic=found.topic, area=found.area, by=me(request), now=clock.now(), **chosen
        )

    where = found.area.name if found.area else _("Ganze Stadt")
    what = found.topic.name if found.topic else _("Alle Themen")
    lead = _("Gilt für neue Vorgänge. Laufende bleiben, wo sie sind.")
    if found.area is None and found.topic is None:
        lead = _("Das gilt für alles, was sonst nirgends passt. Diese Zeile bleibt immer.") + " " + lead
    page = _page(f"{what} · {where}", _("Gespeichert. Neue Vorgänge gehen jetzt dorthin."), lead)
    return edit(request, _form(request, found), work, page)


def _press(request: HttpRequest, work: Callable[[], object], done: str) -> HttpResponse:
    return press(request, work, done, address=reverse("furnish_routes"), again=_list)


@require_POST
@administrators
def remove(request: HttpRequest, key: int) -> HttpResponse:
    """Remove a line; what it said is said by a wider one."""
    found = _find(request, key)

    def work() -> None:
        caring.remove_route(found, by=me(request), now=clock.now())

    done = _("Entfernt. Jetzt gilt die nächste Zeile, die passt.")
    return _press(request, work, done)
