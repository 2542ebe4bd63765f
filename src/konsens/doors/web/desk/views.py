"""The caretaker's desk: what is mine to do, most urgent first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from konsens.city.people.kinds import Role
from konsens.city.people.models import Person
from konsens.city.people.viewer import Viewer
from konsens.city.topics.models import Topic
from konsens.doors.web.desk import listing
from konsens.doors.web.desk.filters import ON_THE_DESK, WHOSE, Filters, cases_to_choose, offices_of
from konsens.doors.web.desk.parts import address_of, choice, shows
from konsens.doors.web.places import districts_of
from konsens.doors.web.render import is_part, render
from konsens.doors.web.site import site_of
from konsens.doors.web.staff import room_for
from konsens.doors.web.standing import today

at_the_desk = room_for(Role.CARETAKER, Role.HEAD, Role.COORDINATOR)


@require_safe
@at_the_desk
def desk(request: HttpRequest) -> HttpResponse:
    """My cases, those of whom I stand in for, and on request those of my team or all."""
    site, day = site_of(request), today()
    plan = site.atlas
    root = site.controller.pk
    topics = list(Topic.objects.offered_by(root))
    filters = Filters.read(request.GET, plan, topics)
    choice_of = cases_to_choose(filters.whose, site.viewer, root)
    cases = listing.wanted(filters, choice_of, plan, site.viewer, root, today=day)
    numbers = listing.counts(cases, ON_THE_DESK, day)
    page = listing.page_of(filters, cases, plan, site.viewer, today=day)
    context = {
        "atlas": plan,
        "topics": topics,
        "districts": districts_of(plan),
        "filters": filters,
        "whose": choice("desk", filters, _whose(site.viewer, root), whose="meine"),
        "shows": shows("desk", filters, numbers, whose="meine"),
        "page": page,
        "more": address_of("desk", filters, whose="meine", nach=page.after) if page.after else "",
        "back": address_of("desk", filters, whose="meine") if filters.after else "",
        "reset": address_of("desk", Filters(whose=filters.whose, show=filters.show), whose="meine"),
        "reset_show": address_of("desk", Filters(whose=filters.whose), whose="meine"),
        "away": _names(site.viewer, root),
    }
    return render(request, "desk/list.html#work" if is_part(request) else "desk/list.html", context)


def _whose(viewer: Viewer, controller: int) -> list[tuple[str, str]]:
    """Only what makes a difference to somebody: stand-ins when there are some, a team when they have one."""
    there = {
        "meine": True,
        "vertretung": len(viewer.caretakers(controller)) > 1,
        "amt": bool(offices_of(viewer, controller)),
        "alle": True,
    }
    return [(key, str(label)) for key, label in WHOSE.items() if there[key]]


def _names(viewer: Viewer, controller: int) -> list[str]:
    """For whom somebody stands in today."""
    away = viewer.caretakers(controller) - {viewer.person_id or 0}
    if not away:
        return []
    people = Person.objects.filter(pk__in=away).order_by("name")
    return [name or str(_("jemand aus dem Team")) for name in people.values_list("name", flat=True)]
