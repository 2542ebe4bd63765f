"""Who may change people and organisations."""

from __future__ import annotations

from konsens.city.people.kinds import Role
from konsens.city.people.models import Organisation
from konsens.city.people.viewer import Viewer


def can_furnish(viewer: Viewer, controller: Organisation) -> bool:
    """May they change a controller's identity, texts, offices, topics and routes?"""
    return viewer.is_any(Role.ADMIN, controller=controller.root_id)


def can_give_roles(viewer: Viewer, controller: Organisation) -> bool:
    """May they say who works here, in which role and until when?"""
    return viewer.is_any(Role.ADMIN, controller=controller.root_id)


def can_enter_absence(viewer: Viewer, person_id: int, controller: Organisation) -> bool:
    """May they say that this person is away? One's own, and coordination for others."""
    if not viewer.works_for(controller.root_id):
        return False
    return viewer.person_id == person_id or viewer.is_any(
        Role.COORDINATOR, Role.ADMIN, controller=controller.root_id
    )
