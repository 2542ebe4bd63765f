"""How people are forgotten: because they ask, because they have not been here for years, or never came."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from konsens.city.people import events
from konsens.city.people.models import Invitation, Membership, Person, Relation
from konsens.kernel import clock, tokens
from konsens.kernel.diary import action, nothing_changed, record
from konsens.kernel.errors import RuleBrokenError
from konsens.kernel.models import Entry

WARNED_BEFORE = timedelta(days=30)
STRANGERS_STAY = timedelta(days=14)


@action
def forget_person(person: Person, *, by: Person | None, now: datetime) -> Person:
    """Delete all that leads to a person; what they said stays, without anybody's name.

    Every storey above deletes its own part when it hears of it.

    Args:
        person: who is forgotten.
        by: the person, or None for the clock.
        now: the instant.

    Raises:
        RuleBrokenError: for somebody who still works here, because cases need their caretaker.
    """
    if by is not None and person.pk != by.pk:
        raise PermissionDenied
    if Membership.objects.on(clock.day_of(now)).filter(person=person).exists():
        raise RuleBrokenError(
            _(
                "Sie arbeiten hier noch. Bitte lassen Sie zuerst Ihre Aufgaben beenden "
                "und Ihre Vorgänge übergeben."
            )
        )
    record(events.PersonForgotten(person=person.pk, shell=person.pk), about=[person], by=None, at=now)
    for relation in Relation.objects.filter(person=person):
        _delete(relation, now=now)
    account, person.account = person.account, None
    person.name, person.anonymised_at = "", now
    person.save(update_fields=["account", "name", "anonymised_at"])
    tokens.forget_about(Person, [person.pk])
    if account is not None:
        account.delete()
    return person


@action
def forget_relation(relation: Relation, *, now: datetime) -> None:
    """Delete all that leads to a person at one controller; other controllers still know them."""
    others = Relation.objects.filter(person=relation.person).exclude(pk=relation.pk)
    if not others.exists():
        forget_person(relation.person, by=None, now=now)
        return
    shell = make_shell(now=now)
    record(
        events.PersonForgotten(person=relation.person_id, shell=shell.pk),
        about=[relation.person],
        by=None,
        at=now,
        controller=relation.controller_id,
    )
    _delete(relation, now=now)


def make_shell(*, now: datetime) -> Person:
    """Somebody of whom nothing is known, inside an action: what was said stays theirs, and counts once."""
    return Person.objects.create(since=now, anonymised_at=now)


def _delete(relation: Relation, *, now: datetime) -> None:
    asked = _open_invitations().filter(person=relation.person_id, controller=relation.controller_id)
    asked.update(withdrawn_at=now, email="", name="")
    tokens.forget_about(Relation, [relation.pk])
    relation.delete()


def _open_invitations() -> QuerySet[Invitation]:
    return Invitation.objects.filter(accepted_at=None, withdrawn_at=None)


def absent(controller: int, *, since: datetime) -> QuerySet[Relation]:
    """Who did nothing at a controller since a moment, and does not work here.

    Signing in counts as long as this is the only controller that knows them; else nobody can tell where.
    """
    acted = Entry.objects.filter(actor_id=OuterRef("person_id"), controller_id=controller, at__gte=since)
    works = Membership.objects.filter(person_id=OuterRef("person_id"), ends=None)
    works |= Membership.objects.filter(person_id=OuterRef("person_id"), ends__gte=clock.day_of(since))
    elsewhere = Relation.objects.filter(person_id=OuterRef("person_id")).exclude(controller_id=controller)
    return (
        Relation.objects.select_related("person__account")
        .filter(controller_id=controller, since__lt=since)
        .exclude(Exists(acted))
        .exclude(Exists(works))
        .exclude(~Exists(elsewhere), person__account__last_login__gte=since)
    )


@action
def warn_absent(controller: int, *, since: datetime, but: QuerySet[Person], now: datetime) -> int:
    """Tell who has been away for long that they will be forgotten; returns how many.

    Args:
        controller: at which controller.
        since: who acted after this moment is not away.
        but: whoever still gets something here, such as news they follow.
        now: the instant.
    """
    away = absent(controller, since=since).exclude(person__in=but)
    back = Relation.objects.filter(controller_id=controller, warned_at__isnull=False)
    back.exclude(pk__in=list(away.values_list("pk", flat=True))).update(warned_at=None)
    reachable = away.filter(warned_at=None).exclude(Q(email="") & Q(person__account=None))
    warned = list(reachable)
    for relation in warned:
        relation.warned_at = now
        relation.save(update_fields=["warned_at"])
        record(
            events.PersonWarned(person=relation.person_id),
            about=[relation],
            by=None,
            at=now,
            controller=controller,
        )
    nothing_changed()
    return len(warned)


@action
def forget_absent(controller: int, *, since: datetime, but: QuerySet[Person], now: datetime) -> int:
    """Forget who was warned a month ago and has not come back, and who cannot be warned; returns how many."""
    away = absent(controller, since=since).exclude(person__in=but)
    unreachable = Q(email="") & Q(person__account=None)
    gone = list(away.filter(Q(warned_at__lte=now - WARNED_BEFORE) | unreachable))
    for relation in gone:
        forget_relation(relation, now=now)
    nothing_changed()
    return len(gone)


@action
def stay(relation: Relation, *, now: datetime) -> None:
    """Somebody who was warned wants to stay known."""
    relation.warned_at = None
    relation.save(update_fields=["warned_at"])
    record(
        events.PersonStays(person=relation.person_id),
        about=[relation],
        by=relation.person,
        at=now,
        controller=relation.controller_id,
    )


@action
def forget_strangers(*, but: QuerySet[Person], now: datetime) -> int:
    """Delete addresses that were typed two weeks ago and never confirmed; returns how many.

    Args:
        but: whoever said, supports or follows something.
        now: the instant.
    """
    never = Relation.objects.filter(
        email_verified_at=None, person__account=None, since__lt=now - STRANGERS_STAY
    ).exclude(email="")
    people = set(never.exclude(person__in=but).values_list("person_id", flat=True))
    for staff in (Membership.objects.all(), _open_invitations()):
        people -= set(staff.filter(person_id__in=people).values_list("person_id", flat=True))
    if not people:
        nothing_changed()
        return 0
    Person.objects.filter(pk__in=people, account=None).delete()
    record(events.StrangersForgotten(count=len(people)), about=[], by=None, at=now)
    return len(people)
