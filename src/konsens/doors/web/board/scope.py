"""Whose work the board shows: all of the organisation for the coordination, their own team for a head."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from konsens.caring.cases.kinds import State
from konsens.caring.cases.models import Assignment, CaseQuerySet
from konsens.caring.cases.queries import with_answer_due, with_messages, with_urgency
from konsens.city.people.kinds import Role
from konsens.city.people.models import Absence, Membership, Organisation
from konsens.city.people.viewer import Viewer
from konsens.doors.web.desk.filters import cases_inside
from konsens.doors.web.site import site_of
from konsens.doors.web.staff import room_for

at_the_board = room_for(Role.COORDINATOR, Role.HEAD)
coordination = room_for(Role.COORDINATOR)
SOON, WEEK = timedelta(days=30), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Scope:
    """The organisation, and the teams somebody leads; None for the coordination, which sees all."""

    controller: int
    viewer: Viewer
    offices: frozenset[int] | None

    @property
    def is_whole(self) -> bool:
        """Is it the whole organisation?"""
        return self.offices is None

    def cases(self) -> CaseQuerySet:
        """The cases within, as far as somebody may read their inner side."""
        inside = cases_inside(self.viewer, self.controller)
        return inside if self.offices is None else inside.filter(organisation_id__in=self.offices)

    def work(self, today: date) -> CaseQuerySet:
        """The same cases, with all that the buttons on top of a list ask for."""
        return with_answer_due(with_messages(with_urgency(self.cases(), today)), today + WEEK)

    def teams(self) -> list[Organisation]:
        """The teams within, by name; those that ended only as long as they have cases."""
        all_teams = Organisation.objects.filter(Q(pk=self.controller) | Q(controller_id=self.controller))
        if self.offices is not None:
            all_teams = all_teams.filter(pk__in=self.offices)
        return list(all_teams.order_by("name", "pk"))

    def absences(self, today: date) -> QuerySet[Absence]:
        """Who is away today."""
        away = Absence.objects.filter(controller_id=self.controller, starts__lte=today, ends__gte=today)
        if self.offices is not None:
            away = away.filter(person__memberships__organisation_id__in=self.offices).distinct()
        return away.select_related("person", "deputy").order_by("ends", "person__name")

    def leaving(self, today: date) -> QuerySet[Membership]:
        """Whose last role here ends soon or has ended, while they still look after open cases."""
        here = Membership.objects.filter(organisation__controller_id=self.controller)
        stays = here.filter(Q(ends=None) | Q(ends__gt=today + SOON), person=OuterRef("person"))
        later = here.filter(person=OuterRef("person"), ends__gt=OuterRef("ends"))
        holds = Assignment.objects.filter(
            caretaker=OuterRef("person"), ends=None, case__controller_id=self.controller
        ).exclude(case__state=State.CLOSED)
        ending = here.filter(Exists(holds), ~Exists(stays), ~Exists(later), ends__lte=today + SOON)
        if self.offices is not None:
            ending = ending.filter(organisation_id__in=self.offices)
        return ending.select_related("person", "organisation").order_by("ends", "pk")


def scope_of(request: HttpRequest) -> Scope:
    """What the visitor's board shows."""
    site = site_of(request)
    root = site.controller.pk
    if site.viewer.is_any(Role.COORDINATOR, controller=root):
        return Scope(root, site.viewer, None)
    led = (each for each in site.viewer.standings if each.role is Role.HEAD and each.controller == root)
    return Scope(root, site.viewer, frozenset(each.organisation for each in led))
