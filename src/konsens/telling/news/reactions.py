"""Who said something follows what becomes of it, and followers move along when cases are merged."""

from __future__ import annotations

from konsens.caring.cases.events import CaseMerged, CaseReceived, ContributionJoined
from konsens.city.people.events import PersonsMerged
from konsens.city.people.models import Relation
from konsens.kernel.events import when
from konsens.kernel.models import Entry
from konsens.listening.voices.models import Contribution
from konsens.telling.news import events
from konsens.telling.news.models import Follow


@when(CaseReceived)
def an_author_follows_the_case(event: CaseReceived, entry: Entry) -> None:
    """Whoever said it hears of every step."""
    _let_author_follow(event.case, event.contribution, entry)


@when(ContributionJoined)
def the_author_of_a_joined_contribution_follows_too(event: ContributionJoined, entry: Entry) -> None:
    """Joining a case is no reason to hear less."""
    _let_author_follow(event.case, event.contribution, entry)


def _let_author_follow(case: int, contribution: int, entry: Entry) -> None:
    from konsens.kernel.diary import record

    said = Contribution.objects.get(pk=contribution)
    reachable = Relation.objects.filter(
        person_id=said.author_id, controller_id=said.controller_id, email_verified_at__isnull=False
    ).exclude(email="")
    if (
        not reachable.exists()
        or Follow.objects.filter(person_id=said.author_id, case_id=case, ended_at=None).exists()
    ):
        return
    made = Follow.objects.create(
        controller_id=said.controller_id,
        person_id=said.author_id,
        case_id=case,
        since=entry.at,
        confirmed_at=entry.at,
    )
    record(
        events.FollowBegun(follow=made.pk),
        about=[made],
        by=said.author,
        at=entry.at,
        controller=said.controller_id,
    )


@when(CaseMerged)
def followers_move_along(event: CaseMerged, entry: Entry) -> None:
    """Who followed a duplicate follows the case in which it goes on, each once."""
    already = Follow.objects.filter(case_id=event.into, ended_at=None).values("person_id")
    moving = Follow.objects.filter(case_id=event.case, ended_at=None)
    moving.filter(person_id__in=list(already.values_list("person_id", flat=True))).update(ended_at=entry.at)
    moving.update(case_id=event.into)


@when(PersonsMerged)
def follows_of_one_person_become_one(event: PersonsMerged, entry: Entry) -> None:
    """Whoever makes an account follows there what they followed before."""
    gone = Follow.objects.filter(person_id=event.gone, controller_id=entry.controller_id, ended_at=None)
    kept = Follow.objects.filter(person_id=event.kept, ended_at=None, case__isnull=False)
    gone.filter(case_id__in=list(kept.values_list("case_id", flat=True))).update(ended_at=entry.at)
    gone.update(person_id=event.kept)
