"""Keep the documents as public as their cases, in the same transaction: what is hidden is found no more."""

from __future__ import annotations

from collections.abc import Iterable

from konsens.caring.cases.events import CasePartedWithPeople, CaseReceived, ProminenceChanged
from konsens.caring.cases.kinds import Prominence
from konsens.caring.cases.models import Case
from konsens.city.people.events import PersonForgotten
from konsens.kernel.events import when
from konsens.kernel.models import Entry
from konsens.listening.voices.events import ContributionJudged
from konsens.listening.voices.kinds import Measure
from konsens.telling.search.actions import index, shred
from konsens.telling.search.tasks import ask_for_meaning


@when(CaseReceived)
def a_public_case_can_be_found(event: CaseReceived, entry: Entry) -> None:
    """From the moment of its receipt."""
    if event.prominence == Prominence.PUBLIC:
        _index([event.case])


@when(ProminenceChanged)
def only_what_everybody_may_see_is_found(event: ProminenceChanged, entry: Entry) -> None:
    """What becomes public is found, what is hidden no longer."""
    _index([event.case])


@when(ContributionJudged)
def words_that_were_taken_out_are_not_found(event: ContributionJudged, entry: Entry) -> None:
    """A shortened text is found by what is left of it, a restored one by all of it again."""
    if event.measure in {Measure.SHORTEN, Measure.RESTORE}:
        _index(Case.objects.filter(lead=event.contribution).values_list("pk", flat=True))


@when(PersonForgotten)
def words_of_somebody_forgotten_leave_the_disk(event: PersonForgotten, entry: Entry) -> None:
    """What they said and others may not read was taken out of the index by now; it goes for good."""
    shred()


@when(CasePartedWithPeople)
def words_of_what_is_long_over_leave_the_disk(event: CasePartedWithPeople, entry: Entry) -> None:
    """Withdrawn words of a case whose time has passed go for good."""
    shred()


def _index(cases: Iterable[int]) -> None:
    """Make the documents now, and let the worker give those their meaning that lack it."""
    if any(each.vector is None for each in index(cases)):
        ask_for_meaning()
