"""Who works where, as what, until when; and who stands in while somebody is away."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from konsens.city.people import events
from konsens.city.people.kinds import Role
from konsens.city.people.models import Absence, Membership, Organisation, Person
from konsens.city.people.permissions import can_enter_absence, can_give_roles
from konsens.city.people.viewer import viewer_of
from konsens.city.places.models import Area
from konsens.kernel import clock
from konsens.kernel.diary import action, record
from konsens.kernel.errors import RuleBrokenError


@action
def give_role(
    person: Person,
    organisation: Organisation,
    role: Role,
    *,
    by: Person | None,
    now: datetime,
    area: Area | None = None,
    starts: date | None = None,
    ends: date | None = None,
) -> Membership:
    """Let a person act for an organisation, from a day until a day."""
    if by is not None and not can_give_roles(viewer_of(by, on=clock.day_of(now)), organisation):
        raise PermissionDenied
    first = starts or clock.day_of(now)
    if ends is not None and ends < first:
        raise RuleBrokenError(
            _("Eine Aufgabe kann nicht enden, bevor sie beginnt. Bitte prüfen Sie beide Tage.")
        )
    if organisation.ends is not None:
        raise RuleBrokenError(_("„%(name)s“ gibt es nicht mehr."), name=organisation.name)
    membership = Membership.objects.create(
        person=person, organisation=organisation, role=role, area=area, starts=first, ends=ends
    )
    record(
        events.RoleGiven(person=person.pk, role=role),
        about=[person, organisation],
        by=by,
        at=now,
        controller=organisation.root_id,
    )
    return membership


@action
def end_role(membership: Membership, *, by: Person | None, now: datetime, ends: date) -> Membership:
    """Say on which day a person's role ends; somebody always keeps furnishing the organisation.

    Raises:
        RuleBrokenError: an end before the beginning, or nobody would be left to furnish.
    """
    organisation = membership.organisation
    if by is not None and not can_give_roles(viewer_of(by, on=clock.day_of(now)), organisation):
        raise PermissionDenied
    if ends < membership.starts:
        raise RuleBrokenError(
            _("Eine Aufgabe kann nicht enden, bevor sie beginnt. Bitte prüfen Sie beide Tage.")
        )
    # one at a time, so that two administrators never end each other's role
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.root_id)
    if membership.role == Role.ADMIN and not _somebody_furnishes(membership):
        raise RuleBrokenError(
            _(
                "Jemand muss die Einrichtung behalten. "
                "Geben Sie diese Aufgabe zuerst noch jemandem, ohne Ende."
            )
        )
    membership.ends = ends
    membership.save(update_fields=["ends"])
    record(
        events.RoleEnded(person=membership.person_id, role=Role(membership.role), ends=ends),
        about=[membership.person, organisation],
        by=by,
        at=now,
        controller=organisation.root_id,
    )
    return membership


def _somebody_furnishes(but: Membership) -> bool:
    """Is there another role of furnishing without an end?"""
    others = Membership.objects.filter(
        role=Role.ADMIN, ends=None, organisation__controller_id=but.organisation.root_id
    )
    return others.exclude(pk=but.pk).exists()


@action
def enter_absence(
    person: Person,
    controller: Organisation,
    *,
    deputy: Person,
    starts: date,
    ends: date,
    by: Person,
    now: datetime,
) -> Absence:
    """Say from when until when somebody is away, and who looks after their cases meanwhile.

    Raises:
        RuleBrokenError: days that make no sense, or a deputy who is not there on them.
    """
    today = clock.day_of(now)
    if not can_enter_absence(viewer_of(by, on=today), person.pk, controller):
        raise PermissionDenied
    # one at a time, so that two people never end up as each other's deputy
    Organisation.objects.select_for_update(no_key=True).get(pk=controller.root_id)
    _check_days_away(starts, ends, today)
    away = Absence.objects.filter(controller_id=controller.root_id, starts__lte=ends, ends__gte=starts)
    if away.filter(person=person).exists():
        raise RuleBrokenError(
            _("In dieser Zeit ist schon eine Abwesenheit eingetragen. Bitte wählen Sie andere Tage.")
        )
    _check_deputy(deputy, person, controller, starts, ends)
    if away.filter(person=deputy).exists():
        raise RuleBrokenError(
            _("Die Vertretung ist in dieser Zeit selbst abwesend. Bitte wählen Sie jemand anderen.")
        )
    absence = Absence.objects.create(
        person=person, controller_id=controller.root_id, deputy=deputy, starts=starts, ends=ends
    )
    record(
        events.AbsenceEntered(person=person.pk, deputy=deputy.pk, starts=starts, ends=ends),
        about=[person, deputy],
        by=by,
        at=now,
        controller=controller.root_id,
    )
    return absence


def _check_days_away(starts: date, ends: date, today: date) -> None:
    if ends < starts:
        raise RuleBrokenError(_("Der letzte Tag liegt vor dem ersten. Bitte prüfen Sie die beiden Daten."))
    if ends < today:
        raise RuleBrokenError(_("Diese Tage sind schon vorbei. Bitte wählen Sie Tage ab heute."))
    if (ends - today).days > 1100:
        raise RuleBrokenError(_("Das ist mehr als drei Jahre hin. Bitte prüfen Sie das Jahr."))


def _check_deputy(deputy: Person, person: Person, controller: Organisation, starts: date, ends: date) -> None:
    if deputy.pk == person.pk:
        raise RuleBrokenError(
            _("Die Vertretung muss eine andere Person sein. Bitte wählen Sie jemand anderen.")
        )
    if not viewer_of(deputy, on=starts).works_for(controller.root_id):
        raise RuleBrokenError(
            _("Die Vertretung muss in derselben Organisation arbeiten. Bitte wählen Sie jemand anderen.")
        )
    if not viewer_of(deputy, on=ends).works_for(controller.root_id):
        raise RuleBrokenError(
            _("Die Vertretung arbeitet am letzten Tag nicht mehr hier. Bitte wählen Sie jemand anderen.")
        )


@action
def end_absence(absence: Absence, *, by: Person, now: datetime) -> Absence | None:
    """Be back today: an absence ends yesterday, one that had not begun before today never was.

    Returns:
        The shortened absence, or None when nothing of it is left.
    """
    absence = Absence.objects.select_for_update(of=("self",)).select_related("controller").get(pk=absence.pk)
    today = clock.day_of(now)
    if not can_enter_absence(viewer_of(by, on=today), absence.person_id, absence.controller):
        raise PermissionDenied
    if absence.ends < today:
        raise RuleBrokenError(_("Diese Abwesenheit ist schon vorbei."))
    begun = absence.starts < today
    last = today - timedelta(days=1) if begun else None
    record(
        events.AbsenceEnded(person=absence.person_id, deputy=absence.deputy_id, ends=last),
        about=[absence.person, absence.deputy],
        by=by,
        at=now,
        controller=absence.controller_id,
    )
    if last is None:
        absence.delete()
        return None
    absence.ends = last
    absence.save(update_fields=["ends"])
    return absence
