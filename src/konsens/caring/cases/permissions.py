"""Who may do what with a case."""

from __future__ import annotations

from konsens.caring.cases.models import Assignment, Case
from konsens.city.people.kinds import Role
from konsens.city.people.models import Organisation
from konsens.city.people.viewer import Viewer


def can_see(viewer: Viewer, case: Case) -> bool:
    """May they see it at all?"""
    return Case.objects.visible_to(viewer).filter(pk=case.pk).exists()


def can_read_inside(viewer: Viewer, case: Case) -> bool:
    """May they read internal notes? Staff of the controller; of a private topic only those involved."""
    return Case.objects.read_inside_by(viewer).filter(pk=case.pk).exists()


def cares_for(viewer: Viewer, case: Case) -> bool:
    """Is the case theirs today: as its caretaker, or because they stand in for the one who is away?"""
    mine = viewer.caretakers(case.controller_id)
    return bool(mine) and Assignment.objects.filter(case=case, ends=None, caretaker_id__in=mine).exists()


def can_move(viewer: Viewer, case: Case) -> bool:
    """May they write publicly, set dates, move, merge and close? Caretaker, deputy, head, coordination."""
    if not viewer.works_for(case.controller_id):
        return False
    return can_assign(viewer, case) or cares_for(viewer, case)


def can_assign(viewer: Viewer, case: Case) -> bool:
    """May they give it to somebody else? Head of the office and coordination."""
    return viewer.is_any(Role.COORDINATOR, controller=case.controller_id) or viewer.is_at(
        Role.HEAD, organisation=case.organisation_id
    )


def can_hand_over_all(viewer: Viewer, leaver_id: int, controller: Organisation) -> bool:
    """May they give all cases of a person to another? The person, and coordination."""
    if not viewer.works_for(controller.root_id):
        return False
    return viewer.person_id == leaver_id or viewer.is_any(
        Role.COORDINATOR, Role.ADMIN, controller=controller.root_id
    )


def can_write_to_team(viewer: Viewer, case: Case) -> bool:
    """May they leave a note for the team? Everybody known who may see the case."""
    return viewer.person_id is not None and can_see(viewer, case)


def can_reopen_as_author(viewer: Viewer, case: Case) -> bool:
    """Did they say it?"""
    if viewer.person_id is None:
        return False
    return case.contributions.filter(author_id=viewer.person_id).exists()


def can_save_templates(viewer: Viewer, controller: Organisation) -> bool:
    """May they write answer templates? Whoever looks after cases there."""
    roles = (Role.CARETAKER, Role.HEAD, Role.COORDINATOR, Role.ADMIN)
    return viewer.is_any(*roles, controller=controller.root_id)
