"""Who is responsible: the one route for a place and a topic, and the one caretaker behind it."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from konsens.caring.cases.kinds import State
from konsens.caring.cases.models import Route
from konsens.caring.cases.rules import RouteRule, choose_route
from konsens.city.people.kinds import Role
from konsens.city.people.models import Absence, Membership, Organisation, Person
from konsens.city.places.models import Area
from konsens.kernel.errors import RuleBrokenError
from konsens.listening.voices.models import Contribution

ORDER = (Role.CARETAKER, Role.HEAD)


def area_chain(area: Area | None) -> list[int]:
    """Ids of an area and all it lies in, finest first."""
    chain = []
    while area is not None:
        chain.append(area.pk)
        area = area.parent
    return chain


def route_for(contribution: Contribution) -> Route:
    """The one route of its controller that fits a contribution best."""
    routes = {
        route.pk: route
        for route in Route.objects.filter(controller_id=contribution.controller_id).select_related(
            "organisation", "caretaker"
        )
    }
    table = [RouteRule(r.pk, r.area_id, r.topic_id, r.rank) for r in routes.values()]
    rule = choose_route(table, areas=area_chain(contribution.area), topic=contribution.topic_id)
    return routes[rule.id]


def caretaker_for(route: Route, *, on: date) -> Person:
    """The route's own caretaker, else who has the fewest open cases at its office, else the coordination.

    Raises:
        RuleBrokenError: when nobody at all works there, so that a case could have no caretaker.
    """
    if route.caretaker is not None and _works(route.caretaker, route.controller_id, on):
        return route.caretaker
    if found := caretaker_at(route.organisation, on=on):
        return found
    anywhere = Membership.objects.on(on).filter(organisation__controller_id=route.controller_id)
    for role in (Role.COORDINATOR, Role.HEAD, Role.CARETAKER):
        if found := _least_busy(anywhere.filter(role=role), on):
            return found
    raise RuleBrokenError(_("In dieser Organisation arbeitet noch niemand, der sich kümmern könnte."))


def caretaker_at(office: Organisation, *, on: date) -> Person | None:
    """Who looks after a case that comes to an office: a caretaker, else the head; None if nobody is there."""
    at_office = Membership.objects.on(on).filter(organisation=office)
    for role in ORDER:
        if found := _least_busy(at_office.filter(role=role), on):
            return found
    return None


def _works(person: Person, controller: int, on: date) -> bool:
    roles = Membership.objects.on(on).filter(person=person, organisation__controller_id=controller)
    return roles.exists()


def _least_busy(memberships: object, on: date) -> Person | None:
    """Who has the fewest open cases; whoever is away today comes after those who are there."""
    away = Absence.objects.filter(person=OuterRef("pk"), starts__lte=on, ends__gte=on)
    open_cases = Count(
        "assignments",
        filter=Q(assignments__ends=None) & ~Q(assignments__case__state=State.CLOSED),
        distinct=True,
    )
    people = Person.objects.filter(memberships__in=memberships)
    ordered = people.annotate(load=open_cases, away=Exists(away)).order_by("away", "load", "pk")
    return ordered.first()
