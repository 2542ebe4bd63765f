"""Who is looking, and with which rights: the one value that every `visible_to` takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from konsens.city.people.kinds import Role
from konsens.city.people.models import Membership, Person


@dataclass(frozen=True, slots=True)
class Standing:
    """One role in force: where, and under which controller."""

    role: Role
    organisation: int
    controller: int


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person (or nobody known) with the roles in force today."""

    person_id: int | None = None
    standings: frozenset[Standing] = field(default_factory=frozenset)

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

    def is_at(self, *roles: Role, organisation: int) -> bool:
        """Does this viewer have one of these roles at just this office?"""
        return any(each.role in roles and each.organisation == organisation for each in self.standings)


ANYBODY = Viewer()


def viewer_of(person: Person | None, *, on: date) -> Viewer:
    """A person's rights on a day, in one query; nobody known has none."""
    if person is None:
        return ANYBODY
    rows = (
        Membership.objects.on(on)
        .filter(person=person)
        .values_list("role", "organisation_id", "organisation__controller_id")
    )
    return Viewer(
        person_id=person.pk,
        standings=frozenset(Standing(Role(role), at, root or at) for role, at, root in rows),
    )
