"""Who is looking, and with which rights: the one value that every `visible_to` takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from konsens.city.people.kinds import Role
from konsens.city.people.models import Absence, Membership, Person
from konsens.city.people.rules import stood_in_for


@dataclass(frozen=True, slots=True)
class Standing:
    """One role in force: where, and under which controller."""

    role: Role
    organisation: int
    controller: int


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody who is away today and whose work falls to the viewer, at one controller."""

    person: int
    controller: int


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person (or nobody known) with the roles in force today, and those they stand in for."""

    person_id: int | None = None
    standings: frozenset[Standing] = field(default_factory=frozenset)
    stands_in: frozenset[StandIn] = field(default_factory=frozenset)

    @property
    def controllers(self) -> frozenset[int]:
        """The controllers for which this viewer works."""
        return frozenset(each.controller for each in self.standings)

    def works_for(self, controller: int) -> bool:
        """Does this viewer have any role there?"""
        return controller in self.controllers

    def is_any(self, *roles: Role, controller: int) -> bool:
        """Does this viewer have one of these roles anywhere under a controller?"""
        return any(each.role in roles and each.controller == controller for each in self.standings)

    def caretakers(self, controller: int) -> frozenset[int]:
        """Whose cases are theirs today at a controller: their own, and those of whom they stand in for."""
        own = frozenset() if self.person_id is None else frozenset({self.person_id})
        return own | {each.person for each in self.stands_in if each.controller == controller}

    def is_at(self, *roles: Role, organisation: int) -> bool:
        """Does this viewer have one of these roles at just this office?"""
        return any(each.role in roles and each.organisation == organisation for each in self.standings)


ANYBODY = Viewer()


def viewer_of(person: Person | None, *, on: date) -> Viewer:
    """A person's rights on a day; one query, two for those who work somewhere, none for nobody known."""
    if person is None:
        return ANYBODY
    rows = (
        Membership.objects.on(on)
        .filter(person=person)
        .values_list("role", "organisation_id", "organisation__controller_id")
    )
    standings = frozenset(Standing(Role(role), at, root or at) for role, at, root in rows)
    return Viewer(person_id=person.pk, standings=standings, stands_in=_stands_in(person.pk, standings, on))


def _stands_in(person: int, standings: frozenset[Standing], on: date) -> frozenset[StandIn]:
    controllers = {each.controller for each in standings}
    if not controllers:
        return frozenset()
    rows = Absence.objects.filter(controller_id__in=controllers, starts__lte=on, ends__gte=on)
    away: dict[int, list[tuple[int, int]]] = {each: [] for each in controllers}
    for absent, deputy, controller in rows.values_list("person_id", "deputy_id", "controller_id"):
        away[controller].append((absent, deputy))
    return frozenset(
        StandIn(absent, controller)
        for controller, pairs in away.items()
        for absent in stood_in_for(person, pairs)
    )
