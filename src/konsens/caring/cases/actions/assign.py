"""Who looks after a case: give it to somebody, route it anew, hand over everything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from konsens.caring.cases import events
from konsens.caring.cases.actions.care import lock, require_move
from konsens.caring.cases.actions.responsible import caretaker_for, route_for
from konsens.caring.cases.kinds import Prominence
from konsens.caring.cases.models import Assignment, Case, Route
from konsens.caring.cases.permissions import can_assign, can_hand_over_all
from konsens.city.people.models import Organisation, Person
from konsens.city.people.viewer import viewer_of
from konsens.city.topics.models import Topic
from konsens.kernel import clock
from konsens.kernel.diary import action, nothing_changed, record
from konsens.kernel.errors import RuleBrokenError


def hand_to(case: Case, caretaker: Person, *, organisation: int, by: Person | None, now: datetime) -> None:
    """Close the open assignment and open the next one at the same instant, inside an action."""
    Assignment.objects.filter(case=case, ends=None).update(ends=now)
    Assignment.objects.create(case=case, caretaker=caretaker, starts=now)
    case.organisation_id = organisation
    case.changed_at = now
    case.save(update_fields=["organisation", "changed_at"])
    record(
        events.CaretakerAssigned(case=case.pk, caretaker=caretaker.pk, organisation=organisation),
        about=[case],
        by=by,
        at=now,
        controller=case.controller_id,
    )


@action
def assign_caretaker(
    case: Case, to: Person, *, by: Person, now: datetime, organisation: Organisation | None = None
) -> Case:
    """Give a case to another caretaker, and to another office if need be."""
    case = lock(case)
    if not _assign(case, to, organisation or case.organisation, by=by, now=now):
        nothing_changed()
    return case


@action
def assign_many(
    cases: Sequence[Case], to: Person, *, organisation: Organisation | None, by: Person, now: datetime
) -> int:
    """Give several cases to one caretaker, all or none of them; returns how many changed hands.

    Args:
        cases: which; one that `by` may not give away refuses them all.
        to: who looks after them from now on.
        organisation: at which office, or None to leave each where it is.
        by: head of their office, or coordination.
        now: the instant.
    """
    keys = sorted({case.pk for case in cases})
    locked = Case.objects.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",))
    given = 0
    for case in locked.select_related("organisation"):
        given += _assign(case, to, organisation or case.organisation, by=by, now=now)
    nothing_changed()
    return given


def _assign(case: Case, to: Person, office: Organisation, *, by: Person, now: datetime) -> bool:
    """Give a locked case to somebody; False when it is theirs already."""
    today = clock.day_of(now)
    if not can_assign(viewer_of(by, on=today), case):
        raise PermissionDenied
    if office.root_id != case.controller_id or not viewer_of(to, on=today).works_for(case.controller_id):
        raise RuleBrokenError(_("Kümmern kann sich nur jemand, der in dieser Organisation arbeitet."))
    current = Assignment.objects.get(case=case, ends=None)
    if current.caretaker_id == to.pk and case.organisation_id == office.pk:
        return False
    hand_to(case, to, organisation=office.pk, by=by, now=now)
    return True


@action
def reroute(case: Case, topic: Topic, *, by: Person, now: datetime) -> Case:
    """Put a case under another topic; it goes to the office that looks after that, its dates stay."""
    case = lock(case)
    require_move(case, by, now)
    if topic.controller_id != case.controller_id:
        raise RuleBrokenError(_("Dieses Thema gehört zu einer anderen Organisation."))
    if topic.is_private and case.prominence == Prominence.PUBLIC:
        raise RuleBrokenError(_("Ein öffentlicher Vorgang kann nicht in ein vertrauliches Thema wechseln."))
    lead = case.lead
    lead.topic = topic
    route = route_for(lead)
    case.topic, case.changed_at = topic, now
    case.save(update_fields=["topic", "changed_at"])
    record(
        events.CaseRerouted(case=case.pk, topic=topic.pk, organisation=route.organisation_id),
        about=[case],
        by=by,
        at=now,
        controller=case.controller_id,
    )
    if route.organisation_id != case.organisation_id:
        to = caretaker_for(route, on=clock.day_of(now))
        hand_to(case, to, organisation=route.organisation_id, by=by, now=now)
    return case


@action
def hand_over_all(
    leaver: Person, to: Person, controller: Organisation, *, expected: int, by: Person, now: datetime
) -> int:
    """Give all cases of somebody who leaves to another person, in one confirmed step.

    Where a route names the one who leaves, it names the other from now on, so that new cases go there too.

    Args:
        leaver: who leaves.
        to: who looks after the cases from now on.
        controller: at which organisation.
        expected: how many cases the confirmation page showed.
        by: who confirms.
        now: the instant.
    """
    today = clock.day_of(now)
    if not can_hand_over_all(viewer_of(by, on=today), leaver.pk, controller):
        raise PermissionDenied
    if leaver.pk == to.pk or not viewer_of(to, on=today).works_for(controller.root_id):
        raise RuleBrokenError(_("Übernehmen kann nur eine andere Person aus derselben Organisation."))
    mine = Case.objects.filter(
        controller_id=controller.root_id, assignments__caretaker=leaver, assignments__ends=None
    ).order_by("pk")
    cases = list(mine.select_for_update(of=("self",)))
    if len(cases) != expected:
        raise RuleBrokenError(
            _("Inzwischen sind es %(count)s Vorgänge. Bitte bestätigen Sie noch einmal."), count=len(cases)
        )
    for case in cases:
        hand_to(case, to, organisation=case.organisation_id, by=by, now=now)
    for route in Route.objects.filter(controller_id=controller.root_id, caretaker=leaver):
        route.caretaker = to
        route.save(update_fields=["caretaker"])
        record(
            events.RouteSet(route=route.pk), about=[controller], by=by, at=now, controller=controller.root_id
        )
    record(
        events.CasesHandedOver(leaver=leaver.pk, to=to.pk, count=len(cases)),
        about=[leaver, to],
        by=by,
        at=now,
        controller=controller.root_id,
    )
    return len(cases)
