"""What was said, as a list and on a map."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from konsens.city.topics.models import Topic
from konsens.doors.web.caching import cacheable
from konsens.doors.web.ideas.filters import ORDERS, STANDS, Filters
from konsens.doors.web.ideas.listing import page_of
from konsens.doors.web.ideas.points import Box, points_in
from konsens.doors.web.jinja import url
from konsens.doors.web.places import districts_of
from konsens.doors.web.render import is_part, render
from konsens.doors.web.site import Site, site_of
from konsens.doors.web.standing import today
from konsens.doors.web.unchanged import while_nothing_happens


def topics_of(site: Site) -> list[Topic]:
    """What one can look for: the topics of a controller that are for everybody."""
    return list(Topic.objects.offered_by(site.controller.pk).filter(is_private=False))


@require_safe
@cacheable
def ideas(request: HttpRequest) -> HttpResponse:
    """The list with its filters."""
    site, part = site_of(request), is_part(request)
    plan = site.atlas
    topics = while_nothing_happens(request, ("topics", site.controller.pk), lambda: topics_of(site))
    filters = Filters.read(request.GET, plan, topics)
    context = {
        "atlas": plan,
        "topics": topics,
        "districts": districts_of(plan),
        "stands": STANDS,
        "orders": ORDERS,
        "filters": filters,
        "heading": ", ".join(words for words, _rest in filters.chips),
        "page": page_of(filters, site.controller.pk, plan, today=today()),
        "is_open": bool(filters.chips) or filters.is_street_unknown or "mehr" in request.GET,
        "is_part": part,
    }
    response = render(request, "ideas/list.html#results" if part else "ideas/list.html", context)
    if part:
        response.headers["HX-Push-Url"] = url("ideas", **filters.values)
    return response


@require_safe
@cacheable
def ideas_map(request: HttpRequest) -> HttpResponse:
    """The map, with the districts as a list beside it."""
    plan = site_of(request).atlas
    return render(request, "ideas/map.html", {"atlas": plan, "districts": districts_of(plan)})


@require_safe
@cacheable
def map_points(request: HttpRequest) -> HttpResponse:
    """What lies in a part of the map: clusters from kept counters, single cases when near."""
    box = Box.read(request.GET)
    if box is None:
        return JsonResponse({"error": "z, w, s, e, n: zoom and degrees"}, status=400)
    site = site_of(request)
    return JsonResponse({"points": points_in(box, site.controller.pk, site.atlas)})


@require_safe
@cacheable
def map_shapes(request: HttpRequest) -> HttpResponse:
    """The city's own districts as a background."""
    plan = site_of(request).atlas
    level = next((each.level for each in districts_of(plan)), "")
    response = JsonResponse(plan.background(level))
    response.headers["Content-Type"] = "application/geo+json"
    return response
