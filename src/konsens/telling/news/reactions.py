"""Who said something follows what becomes of it; follows move along when cases or persons become one."""

from __future__ import annotations

from django.db.models import QuerySet

from konsens.caring.cases.events import CaseMerged, CasePartedWithPeople, CaseReceived, ContributionJoined
from konsens.city.people.events import PersonForgotten, PersonsMerged
from konsens.city.people.models import Person, Relation
from konsens.kernel import tokens
from konsens.kernel.diary import record
from konsens.kernel.events import when
from konsens.kernel.models import Entry
from konsens.listening.voices.models import Contribution
from konsens.telling.news import events
from konsens.telling.news.models import Delivery, Follow, Mailing


@when(CaseReceived)
def an_author_follows_the_case(event: CaseReceived, entry: Entry) -> None:
    """Whoever said it hears of every step."""
    _let_author_follow(event.case, event.contribution, entry)


@when(ContributionJoined)
def the_author_of_a_joined_contribution_follows_too(event: ContributionJoined, entry: Entry) -> None:
    """Joining a case is no reason to hear less."""
    _let_author_follow(event.case, event.contribution, entry)


def _let_author_follow(case: int, contribution: int, entry: Entry) -> None:
    said = Contribution.objects.select_related("author").get(pk=contribution)
    author, controller = said.author, said.controller_id
    if author is None or not _can_be_reached(author, controller):
        return
    if Follow.objects.filter(person=author, case_id=case, ended_at=None).exists():
        return
    made = Follow.objects.create(
        controller_id=controller,
        person=author,
        case_id=case,
        since=entry.at,
        confirmed_at=entry.at,
    )
    begun = events.FollowBegun(follow=made.pk)
    record(begun, about=[made], by=author, at=entry.at, controller=controller)


def _can_be_reached(person: Person, controller: int) -> bool:
    """Do we know an address that is proven to be theirs: by a link we mailed, or by their account?"""
    proven = Relation.objects.filter(person=person, controller_id=controller, email_verified_at__isnull=False)
    return person.account_id is not None or proven.exclude(email="").exists()


@when(CaseMerged)
def followers_move_along(event: CaseMerged, entry: Entry) -> None:
    """Who followed a duplicate follows the case in which it goes on, each once.

    Whoever had not confirmed yet that they follow the one, but follows the other, follows.
    """
    there = Follow.objects.filter(case_id=event.into, ended_at=None)
    moving = Follow.objects.filter(case_id=event.case, ended_at=None)
    proven = list(moving.filter(confirmed_at__isnull=False).values_list("person_id", flat=True))
    there.filter(person_id__in=proven, confirmed_at=None).update(confirmed_at=entry.at)
    already = list(there.values_list("person_id", flat=True))
    moving.filter(person_id__in=already).update(ended_at=entry.at)
    moving.update(case_id=event.into)


@when(PersonsMerged)
def follows_of_one_person_become_one(event: PersonsMerged, entry: Entry) -> None:
    """Whoever makes an account follows there what they followed before, and hears of nothing twice."""
    here = {"controller_id": entry.controller_id, "ended_at": None}
    kept = {_thing(each): each for each in Follow.objects.filter(person_id=event.kept, **here)}
    for gone in Follow.objects.filter(person_id=event.gone, **here):
        same = kept.get(_thing(gone))
        if same is None:
            Follow.objects.filter(pk=gone.pk).update(person_id=event.kept)
            continue
        Follow.objects.filter(pk=gone.pk).update(ended_at=entry.at)
        if same.confirmed_at is None and gone.confirmed_at is not None:
            Follow.objects.filter(pk=same.pk).update(confirmed_at=gone.confirmed_at)
    heard = Delivery.objects.filter(person_id=event.kept).values("entry_id")
    deliveries = Delivery.objects.filter(person_id=event.gone, entry__controller_id=entry.controller_id)
    deliveries.exclude(entry_id__in=heard).update(person_id=event.kept)
    mails = Mailing.objects.filter(person_id=event.gone, controller_id=entry.controller_id)
    mails.update(person_id=event.kept)


def _thing(follow: Follow) -> tuple[object, ...]:
    """What is followed, to be compared."""
    named = (follow.case_id, follow.topic_id, follow.area_id, follow.organisation_id)
    return (*named, follow.lat, follow.lon, follow.radius_m)


@when(PersonForgotten)
def nobody_writes_to_somebody_forgotten(event: PersonForgotten, entry: Entry) -> None:
    """What they followed and what was sent to them goes, with the links in it."""
    follows = Follow.objects.filter(person_id=event.person)
    deliveries = Delivery.objects.filter(person_id=event.person)
    mails = Mailing.objects.filter(person_id=event.person)
    if entry.controller_id is not None:
        follows = follows.filter(controller_id=entry.controller_id)
        deliveries = deliveries.filter(entry__controller_id=entry.controller_id)
        mails = mails.filter(controller_id=entry.controller_id)
    tokens.forget_about(Delivery, deliveries.values_list("pk", flat=True))
    tokens.forget_about(Mailing, mails.values_list("pk", flat=True))
    deliveries.delete()
    mails.delete()
    _drop(follows)


@when(CasePartedWithPeople)
def nobody_follows_what_is_long_over(event: CasePartedWithPeople, entry: Entry) -> None:
    """When a case may no longer lead to people, it does not lead to those who follow it either."""
    _drop(Follow.objects.filter(case_id=event.case))


def _drop(follows: QuerySet[Follow]) -> None:
    tokens.forget_about(Follow, follows.values_list("pk", flat=True))
    follows.delete()
