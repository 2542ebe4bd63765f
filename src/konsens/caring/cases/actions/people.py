"""What becomes of words to the team and of verdicts when persons become one, or are forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from konsens.caring.cases import events
from konsens.caring.cases.actions.join import count_support
from konsens.caring.cases.kinds import State
from konsens.caring.cases.models import Case, Note, Verdict
from konsens.kernel.diary import action, nothing_changed, record
from konsens.listening.voices.actions import anonymise
from konsens.listening.voices.kinds import State as Said
from konsens.listening.voices.models import Contribution, Support
from konsens.listening.voices.rules import ERASED

AT_ONCE = 200


@action
def become_one(*, kept: int, gone: int, controller: int, now: datetime) -> None:
    """Let what one person wrote to the team and answered be another's; each counts once in each case."""
    Note.objects.filter(author_id=gone, case__controller_id=controller).update(author_id=kept)
    _pass_on_verdicts(Verdict.objects.filter(person_id=gone, case__controller_id=controller), kept)
    supported = Support.objects.filter(person_id=kept).values("contribution_id")
    theirs = Q(contributions__author_id=kept) | Q(contributions__in=supported)
    keys = set(Case.objects.filter(theirs, controller_id=controller).values_list("pk", flat=True))
    for case in Case.objects.filter(pk__in=keys).select_for_update(of=("self",)).order_by("pk"):
        Case.objects.filter(pk=case.pk).update(support_count=count_support(case))
    nothing_changed()


def _pass_on_verdicts(verdicts: QuerySet[Verdict], to: int) -> None:
    """One person answers once per closing; where both did, the answer of the one that stays counts."""
    answered = Verdict.objects.filter(
        person_id=to, case_id=OuterRef("case_id"), closed_at=OuterRef("closed_at")
    )
    verdicts.filter(Exists(answered)).delete()
    verdicts.update(person_id=to)


@action
def forget_resident(*, gone: int, shell: int, controller: int | None, now: datetime) -> None:
    """Delete what somebody wrote to the team and where what others never read was; answers stay as counts.

    Args:
        gone: who is forgotten.
        shell: the person of whom nothing is known, whose the answers are from now on.
        controller: at which controller, None for all.
        now: the instant.
    """
    here = Q() if controller is None else Q(case__controller_id=controller)
    _erase_messages(Note.objects.filter(here, author_id=gone))
    Note.objects.filter(here, author_id=gone).update(author_id=shell)
    Verdict.objects.filter(here, person_id=gone).update(person_id=shell)
    _forget_places(Case.objects.filter(lead__author_id=shell))
    nothing_changed()


def _erase_messages(notes: QuerySet[Note]) -> None:
    notes.filter(from_resident=True).update(text=ERASED)


def _forget_places(cases: QuerySet[Case]) -> None:
    """A case whose contribution has no place any more has none either."""
    cases.filter(lead__state=Said.WITHDRAWN, lead__lat=None).update(lat=None, lon=None, cell=None)


def expired(*, controller: int, now: datetime, days: int, topics: dict[int, int]) -> QuerySet[Case]:
    """Closed cases that are older than they may be, and in which somebody is still known.

    Args:
        controller: of which controller.
        now: the instant.
        days: for how many days after its end a case may lead to people.
        topics: topics that have another number of days.
    """
    other = Q(closed_at__lt=now - timedelta(days=days)) & (Q(topic=None) | ~Q(topic_id__in=topics))
    for topic, own in topics.items():
        other |= Q(topic_id=topic, closed_at__lt=now - timedelta(days=own))
    inside = Contribution.objects.filter(cases=OuterRef("pk"))
    author = inside.filter(author__isnull=False, author__anonymised_at=None)
    supporter = inside.filter(supports__person__anonymised_at=None, supports__isnull=False)
    writer = Note.objects.filter(case_id=OuterRef("pk"), from_resident=True, author__anonymised_at=None)
    known = Exists(author) | Exists(supporter) | Exists(writer.filter(author__isnull=False))
    return Case.objects.filter(other, known, controller_id=controller, state=State.CLOSED)


@action
def part_with_people(case: Case, *, now: datetime) -> None:
    """Let a case whose time has passed stay as it is read by everybody, without anybody who took part."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    shells = anonymise(case.contributions.values_list("pk", flat=True), now=now)
    _erase_messages(Note.objects.filter(case=case))
    for person, shell in shells.items():
        Verdict.objects.filter(case=case, person_id=person).update(person_id=shell)
        Note.objects.filter(case=case, author_id=person).update(author_id=shell)
    Note.objects.filter(case=case, from_resident=True, author__anonymised_at=None).update(author=None)
    _forget_places(Case.objects.filter(pk=case.pk))
    record(
        events.CasePartedWithPeople(case=case.pk),
        about=[case],
        by=None,
        at=now,
        controller=case.controller_id,
    )
