"""What can be done with projects and phases."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from konsens.city.people.actions import require_furnishing
from konsens.city.people.models import Organisation, Person
from konsens.city.projects.events import IdeaPlatformOpened, PhaseChanged
from konsens.city.projects.models import Phase, Project
from konsens.kernel.diary import action, nothing_changed, record
from konsens.kernel.errors import RuleBrokenError


@action
def open_idea_platform(
    controller: Organisation, title: str, *, by: Person | None, now: datetime, **settings: object
) -> Phase:
    """Open a controller's permanent platform for ideas and concerns: one project, one phase."""
    require_furnishing(by, controller, now)
    project = Project.objects.create(controller=controller, title=title, is_permanent=True, starts_at=now)
    phase = Phase.objects.create(project=project, opens_at=now, **settings)
    record(
        IdeaPlatformOpened(project=project.pk, phase=phase.pk),
        about=[project],
        by=by,
        at=now,
        controller=controller.pk,
    )
    return phase


@action
def change_phase(phase: Phase, *, by: Person | None, now: datetime, **changes: object) -> Phase:
    """Change a phase's settings: comments, moderation, closing date.

    Raises:
        RuleBrokenError: an end before the beginning, or in the past.
    """
    phase = (
        Phase.objects.select_for_update(of=("self",)).select_related("project__controller").get(pk=phase.pk)
    )
    controller = phase.project.controller
    require_furnishing(by, controller, now)
    changed = tuple(sorted(name for name, value in changes.items() if getattr(phase, name) != value))
    if not changed:
        nothing_changed()
        return phase
    for name in changed:
        setattr(phase, name, changes[name])
    if "closes_at" in changed and phase.closes_at is not None and phase.closes_at <= max(now, phase.opens_at):
        raise RuleBrokenError(_("Dieser Tag ist schon vorbei. Bitte nennen Sie einen Tag in der Zukunft."))
    phase.save(update_fields=changed)
    record(
        PhaseChanged(phase=phase.pk, what=changed),
        about=[phase.project],
        by=by,
        at=now,
        controller=controller.pk,
    )
    return phase
