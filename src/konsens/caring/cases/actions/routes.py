"""The routing table of a controller: total, because its catch-all cannot be removed."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from konsens.caring.cases import events
from konsens.caring.cases.models import Route
from konsens.city.people.actions import require_furnishing
from konsens.city.people.models import Organisation, Person
from konsens.city.people.viewer import viewer_of
from konsens.city.places.models import Area
from konsens.city.topics.models import Topic
from konsens.kernel import clock
from konsens.kernel.diary import action, record
from konsens.kernel.errors import RuleBrokenError


@action
def set_route(
    controller: Organisation,
    organisation: Organisation,
    *,
    by: Person | None,
    now: datetime,
    area: Area | None = None,
    topic: Topic | None = None,
    caretaker: Person | None = None,
    rank: int = 100,
) -> Route:
    """Say which office looks after a topic in an area; without both it is the catch-all."""
    require_furnishing(by, controller, now)
    if organisation.root_id != controller.pk:
        raise RuleBrokenError(_("Zuständig kann nur ein Teil dieser Organisation sein."))
    if organisation.ends is not None:
        raise RuleBrokenError(_("„%(name)s“ gibt es nicht mehr."), name=organisation.name)
    if topic is not None and topic.controller_id != controller.pk:
        raise RuleBrokenError(_("Dieses Thema gehört zu einer anderen Organisation."))
    works_here = caretaker is None or viewer_of(caretaker, on=clock.day_of(now)).works_for(controller.pk)
    if not works_here:
        raise RuleBrokenError(_("Kümmern kann sich nur jemand, der in dieser Organisation arbeitet."))
    route, _made = Route.objects.update_or_create(
        controller=controller,
        area=area,
        topic=topic,
        defaults={"organisation": organisation, "caretaker": caretaker, "rank": rank},
    )
    record(events.RouteSet(route=route.pk), about=[controller], by=by, at=now, controller=controller.pk)
    return route


@action
def remove_route(route: Route, *, by: Person | None, now: datetime) -> None:
    """Remove a line of the routing table; the catch-all stays."""
    controller = route.controller
    require_furnishing(by, controller, now)
    if route.area_id is None and route.topic_id is None:
        raise RuleBrokenError(
            _("Diese Zuständigkeit gilt für alles, was sonst nirgends passt. Sie muss bleiben.")
        )
    record(events.RouteRemoved(route=route.pk), about=[controller], by=by, at=now, controller=controller.pk)
    route.delete()
