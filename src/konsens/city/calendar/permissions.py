"""Who may plan dates, and who may say which rooms there are."""

from __future__ import annotations

from konsens.city.people.kinds import Role
from konsens.city.people.models import Organisation
from konsens.city.people.viewer import Viewer


def can_plan(viewer: Viewer, organisation: Organisation) -> bool:
    """May they plan, move and cancel its dates? Its caretakers and head, coordination and administration."""
    if viewer.is_any(Role.COORDINATOR, Role.ADMIN, controller=organisation.root_id):
        return True
    return viewer.is_at(Role.CARETAKER, Role.HEAD, organisation=organisation.pk)


def can_keep(viewer: Viewer, organisation: Organisation) -> bool:
    """May they say which rooms it keeps? Its head, coordination and administration."""
    if viewer.is_any(Role.COORDINATOR, Role.ADMIN, controller=organisation.root_id):
        return True
    return viewer.is_at(Role.HEAD, organisation=organisation.pk)
