"""Every reaction of one storey to another; in the same transaction, errors are loud."""

from __future__ import annotations

from konsens.caring.cases import actions as caring
from konsens.caring.cases.models import Case
from konsens.city.people.events import PersonForgotten, PersonsMerged
from konsens.city.people.models import Relation
from konsens.kernel.diary import concerns_too
from konsens.kernel.events import when
from konsens.kernel.models import Entry
from konsens.listening.voices import actions as listening
from konsens.listening.voices.events import (
    ContributionConfirmed,
    ContributionJudged,
    ContributionPublished,
    ContributionReadAgain,
    ContributionRefused,
    ContributionWithdrawn,
    SupportGiven,
    SupportTakenBack,
)
from konsens.listening.voices.kinds import Kind
from konsens.listening.voices.models import Contribution

are_open = False


@when(ContributionConfirmed)
def every_idea_and_concern_gets_a_case(event: ContributionConfirmed, entry: Entry) -> None:
    """Heard means cared for: from the moment of confirmation somebody is responsible."""
    if event.kind in {Kind.IDEA, Kind.CONCERN}:
        contribution = Contribution.objects.select_related("topic", "area", "author").get(
            pk=event.contribution
        )
        caring.open_case(contribution, now=entry.at)


@when(ContributionPublished)
def a_case_is_public_when_its_contribution_is(event: ContributionPublished, entry: Entry) -> None:
    """Who may read the contribution may see what becomes of it."""
    caring.show_as_said(Contribution.objects.get(pk=event.contribution), now=entry.at)


@when(ContributionRefused)
def a_refused_contribution_hides_its_case(event: ContributionRefused, entry: Entry) -> None:
    """What others may not read they do not see on the map or in a list either."""
    caring.show_as_said(Contribution.objects.get(pk=event.contribution), now=entry.at)


@when(ContributionReadAgain)
def a_confidential_contribution_comes_back_with_its_case(event: ContributionReadAgain, entry: Entry) -> None:
    """Whose refusal was undone sees the case again, and nobody else does."""
    caring.show_as_said(Contribution.objects.get(pk=event.contribution), now=entry.at)


@when(ContributionJudged)
def a_judgement_stands_in_the_story_of_its_case(event: ContributionJudged, entry: Entry) -> None:
    """Who reads a case reads that words were taken out, and why."""
    concerns_too(entry, Case.objects.filter(contributions=event.contribution))


@when(ContributionWithdrawn)
def a_withdrawn_contribution_ends_its_case(event: ContributionWithdrawn, entry: Entry) -> None:
    """Who takes a contribution back ends the work on it."""
    contribution = Contribution.objects.get(pk=event.contribution)
    caring.end_withdrawn(contribution, now=entry.at)
    caring.show_as_said(contribution, now=entry.at)


def _recount(contribution: int, entry: Entry) -> None:
    for case in Case.objects.filter(contributions=contribution):
        caring.recount_support(case, now=entry.at)


@when(SupportGiven)
def a_case_counts_who_stands_behind_it(event: SupportGiven, entry: Entry) -> None:
    """Each person counts once over all contributions of a case."""
    _recount(event.contribution, entry)


@when(SupportTakenBack)
def a_case_counts_no_more_who_left_it(event: SupportTakenBack, entry: Entry) -> None:
    """Who takes support back is not counted any more."""
    _recount(event.contribution, entry)


@when(PersonsMerged)
def two_persons_become_one_in_what_they_said(event: PersonsMerged, entry: Entry) -> None:
    """Whoever makes an account finds there what they said before."""
    if entry.controller_id is not None:
        listening.become_one(kept=event.kept, gone=event.gone, controller=entry.controller_id, now=entry.at)


@when(PersonForgotten)
def reports_of_somebody_forgotten_stay_without_a_name(event: PersonForgotten, _entry: Entry) -> None:
    """What was reported stays true; who did it is nobody's business any more."""
    for relation in Relation.objects.filter(person_id=event.person).exclude(email=""):
        listening.forget_reporters([relation.email], controller=relation.controller_id)
