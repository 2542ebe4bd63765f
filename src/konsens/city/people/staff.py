"""How people come to work somewhere: they are asked by mail, prove their address, and say yes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from konsens.city.people import events
from konsens.city.people.actions import give_role, join_account, meet, verify_address
from konsens.city.people.kinds import Role
from konsens.city.people.models import Account, Invitation, Membership, Organisation, Person, Relation
from konsens.city.people.permissions import can_give_roles
from konsens.city.people.viewer import viewer_of
from konsens.kernel import clock, tokens
from konsens.kernel.diary import action, nothing_changed, record
from konsens.kernel.errors import RuleBrokenError, StaleLinkError
from konsens.kernel.events import Event

PURPOSE = "invitation"
LASTS = timedelta(days=13)
"""Shorter than an address that nobody confirms is kept."""


@dataclass(frozen=True, slots=True)
class Task:
    """What somebody is asked to do: a role, at which part of an organisation, from when until when."""

    organisation: Organisation
    role: Role
    starts: date
    ends: date | None = None


@action
def invite(email: str, name: str, task: Task, *, by: Person | None, now: datetime) -> Invitation:
    """Ask somebody to work here; an address that is known is only found, nothing of its owner changes.

    Args:
        email: where the link goes; whoever opens it has proved the address.
        name: how the team calls them, unless they have a name here already.
        task: the role.
        by: an administrator, or None for the command line.
        now: the instant.

    Raises:
        RuleBrokenError: they are asked already, have this role, or the days make no sense.
    """
    _require_giving(by, task.organisation, now)
    _check(task, clock.day_of(now))
    address = email.strip().lower()
    controller = Organisation.objects.get(pk=task.organisation.root_id)
    relation = meet(controller, email=address, now=now)
    if _has(relation.person, task, clock.day_of(now)):
        raise RuleBrokenError(_("Diese Person hat diese Aufgabe schon."))
    same = Invitation.objects.filter(
        organisation=task.organisation, role=task.role, email=address, accepted_at=None, withdrawn_at=None
    )
    if same.filter(expires_at__gt=now).exists():
        raise RuleBrokenError(
            _("Diese Person ist dazu schon eingeladen. Sie können die Einladung zurückziehen.")
        )
    for stale in same:
        withdraw_invitation(stale, by=by, now=now)
    made = Invitation.objects.create(
        controller=controller,
        organisation=task.organisation,
        person=relation.person,
        email=address,
        name=" ".join(name.split())[:80],
        role=task.role,
        starts=task.starts,
        ends=task.ends,
        by=by,
        at=now,
        expires_at=now + LASTS,
    )
    _say(events.StaffInvited(invitation=made.pk, role=task.role), made, by=by, now=now)
    return made


def _require_giving(by: Person | None, organisation: Organisation, now: datetime) -> None:
    if by is not None and not can_give_roles(viewer_of(by, on=clock.day_of(now)), organisation):
        raise PermissionDenied


def _check(task: Task, today: date) -> None:
    if task.organisation.ends is not None:
        raise RuleBrokenError(_("„%(name)s“ gibt es nicht mehr."), name=task.organisation.name)
    if task.ends is not None and task.ends < max(task.starts, today):
        raise RuleBrokenError(
            _("Der letzte Tag liegt vor dem ersten oder ist schon vorbei. Bitte prüfen Sie beide.")
        )


def _has(person: Person, task: Task, today: date) -> bool:
    same = Membership.objects.filter(person=person, organisation=task.organisation, role=task.role)
    return same.filter(Q(ends=None) | Q(ends__gte=max(task.starts, today))).exists()


def _say(event: Event, made: Invitation, *, by: Person | None, now: datetime) -> None:
    record(event, about=[made, made.organisation], by=by, at=now, controller=made.controller_id)


@action
def withdraw_invitation(invitation: Invitation, *, by: Person | None, now: datetime) -> Invitation:
    """Ask somebody no longer; the address is forgotten."""
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    _require_giving(by, invitation.organisation, now)
    if invitation.accepted_at is not None:
        raise RuleBrokenError(_("Diese Einladung ist schon angenommen. Beenden Sie stattdessen die Aufgabe."))
    if invitation.withdrawn_at is not None:
        nothing_changed()
        return invitation
    invitation.withdrawn_at, invitation.email, invitation.name = now, "", ""
    invitation.save(update_fields=["withdrawn_at", "email", "name"])
    _say(events.InvitationWithdrawn(invitation=invitation.pk), invitation, by=by, now=now)
    return invitation


@action
def let_lapse(*, now: datetime) -> int:
    """Forget the addresses of invitations that nobody answered in time; returns how many."""
    late = list(Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__lte=now))
    for each in late:
        withdraw_invitation(each, by=None, now=now)
    nothing_changed()
    return len(late)


def find_invitation(raw: str, *, now: datetime) -> Invitation:
    """The open invitation behind a link, which stays unused.

    Raises:
        StaleLinkError: unknown, used, too late or withdrawn.
    """
    token = tokens.peek(raw, PURPOSE, Invitation, now=now)
    found = Invitation.objects.select_related("organisation", "controller", "person").get(pk=token.object_id)
    if not found.is_open_at(now) or not tokens.proves(token.address_digest, found.email):
        raise StaleLinkError(tokens.STALE)
    return found


@action
def accept_invitation(
    raw: str, account: Account, *, proven: list[str], name: str, now: datetime
) -> Membership:
    """Whoever holds the link and the address it was mailed to takes the role; the link is used up.

    Args:
        raw: the link's secret.
        account: who is signed in.
        proven: the addresses of this account that were proven.
        name: how the team is to call them; whoever has a name keeps it.
        now: the instant.

    Raises:
        StaleLinkError: unknown, used, too late or withdrawn.
        PermissionDenied: for an account with another address.
    """
    invitation = find_invitation(raw, now=now)
    if invitation.email not in {each.lower() for each in proven}:
        raise PermissionDenied
    tokens.redeem(raw, PURPOSE, Invitation, now=now)
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=invitation.pk)
    )
    if not invitation.is_open_at(now):
        raise StaleLinkError(tokens.STALE)
    person = join_account(account, now=now)
    today = clock.day_of(now)
    task = Task(
        invitation.organisation, Role(invitation.role), max(invitation.starts, today), invitation.ends
    )
    _check(task, today)
    _call(person, name or invitation.name)
    for relation in Relation.objects.filter(controller=invitation.controller_id, email=invitation.email):
        verify_address(relation, now=now)
    membership = _take(person, task, now=now)
    invitation.accepted_at, invitation.person, invitation.email, invitation.name = now, person, "", ""
    invitation.save(update_fields=["accepted_at", "person", "email", "name"])
    accepted = events.InvitationAccepted(invitation=invitation.pk, person=person.pk)
    _say(accepted, invitation, by=person, now=now)
    return membership


def _take(person: Person, task: Task, *, now: datetime) -> Membership:
    """The role; whoever has it already keeps what they have."""
    same = Membership.objects.filter(person=person, organisation=task.organisation, role=task.role)
    kept = same.filter(Q(ends=None) | Q(ends__gte=task.starts)).order_by("-starts", "-pk").first()
    if kept is not None:
        return kept
    return give_role(
        person, task.organisation, task.role, by=None, now=now, starts=task.starts, ends=task.ends
    )


def _call(person: Person, name: str) -> None:
    """Give somebody a name for the team, if they have none."""
    wanted = " ".join(name.split())[:80]
    if wanted and not person.name:
        person.name = wanted
        person.save(update_fields=["name"])


@action
def go_along(*, kept: int, gone: int, controller: int) -> None:
    """Let invitations of one person be another's: two turned out to be one."""
    Invitation.objects.filter(person_id=gone, controller_id=controller).update(person_id=kept)
    nothing_changed()
