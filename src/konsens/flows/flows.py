"""Every reaction of one storey to another; in the same transaction, errors are loud."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from konsens.caring.cases import actions as caring
from konsens.caring.cases.kinds import State
from konsens.caring.cases.models import Case, Route
from konsens.city.calendar import actions as calendar
from konsens.city.calendar.models import Keeping, Occurrence
from konsens.city.people.events import OfficeEnded, PersonForgotten, PersonsMerged
from konsens.city.people.models import Account, Relation
from konsens.city.people.staff import go_along
from konsens.city.topics.events import TopicChanged
from konsens.kernel.diary import concerns_too
from konsens.kernel.errors import RuleBrokenError
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
        caring.become_one(kept=event.kept, gone=event.gone, controller=entry.controller_id, now=entry.at)


@when(PersonForgotten)
def reports_of_somebody_forgotten_stay_without_a_name(event: PersonForgotten, entry: Entry) -> None:
    """What was reported stays true; who did it is nobody's business any more."""
    account = Account.objects.filter(person=event.person).values_list("email", flat=True)
    for relation in _relations(event, entry):
        addresses = [each for each in (relation.email, *account) if each]
        listening.forget_reporters(addresses, controller=relation.controller_id)


def _relations(event: PersonForgotten, entry: Entry) -> QuerySet[Relation]:
    """The relations of somebody forgotten: all of them, or that to one controller."""
    found = Relation.objects.filter(person_id=event.person)
    return found if entry.controller_id is None else found.filter(controller_id=entry.controller_id)


@when(PersonForgotten)
def what_somebody_forgotten_said_stays_without_them(event: PersonForgotten, entry: Entry) -> None:
    """Counts and history stay; what leads to the person goes."""
    gone, shell, at = event.person, event.shell, entry.controller_id
    listening.forget_speaker(gone=gone, shell=shell, controller=at, now=entry.at)
    caring.forget_resident(gone=gone, shell=shell, controller=at, now=entry.at)
    calendar.forget_host(gone=gone, shell=shell, controller=at, now=entry.at)


@when(PersonsMerged)
def invitations_of_one_person_become_anothers(event: PersonsMerged, entry: Entry) -> None:
    """Whoever makes an account is still asked to do what they were asked before."""
    if entry.controller_id is not None:
        go_along(kept=event.kept, gone=event.gone, controller=entry.controller_id)


@when(TopicChanged)
def a_topic_that_is_used_stays_as_confidential_as_it_is(event: TopicChanged, _entry: Entry) -> None:
    """What was said in confidence is never read by more people later, nor the reverse."""
    if "is_private" in event.what and Contribution.objects.filter(topic=event.topic).exists():
        raise RuleBrokenError(
            _(
                "Unter diesem Thema wurde schon etwas gesagt. "
                "Ob es vertraulich ist, ändert sich deshalb nicht mehr. "
                "Beenden Sie das Thema und legen Sie ein neues an."
            )
        )


@when(OfficeEnded)
def an_office_that_looks_after_something_cannot_end(event: OfficeEnded, _entry: Entry) -> None:
    """Nothing is ever nobody's business."""
    if Route.objects.filter(organisation=event.office).exists():
        raise RuleBrokenError(
            _("Dieses Team ist noch zuständig. Ändern Sie zuerst die Zuständigkeiten, in denen es steht.")
        )
    count = Case.objects.filter(organisation=event.office).exclude(state=State.CLOSED).count()
    if count:
        raise RuleBrokenError(
            _("Dieses Team hat noch %(count)s offene Vorgänge. Geben Sie sie zuerst an ein anderes."),
            count=count,
        )


@when(OfficeEnded)
def an_office_that_is_expected_cannot_end(event: OfficeEnded, entry: Entry) -> None:
    """Nobody stands before a locked door, and no house is nobody's."""
    if Keeping.objects.filter(organisation=event.office, space__ends=None).exists():
        raise RuleBrokenError(_("Dieses Team führt noch Räume. Beenden Sie zuerst diese."))
    coming = Occurrence.objects.planned().filter(organisation=event.office, ends__gt=entry.at)
    if coming.exists():
        raise RuleBrokenError(_("Dieses Team hat noch Termine. Sagen Sie zuerst diese ab."))
