"""What moderation did to the visitor's own words on a page, and what became of their objection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery

from konsens.caring.cases.models import Case
from konsens.city.people.viewer import Viewer
from konsens.listening.voices.kinds import Ground, Measure, State
from konsens.listening.voices.models import Complaint, Contribution, Judgement


@dataclass(frozen=True, slots=True)
class Own:
    """A restriction of the visitor's own words: the judgement, the comment it is about, their objection."""

    judgement: Judgement
    comment: str
    objection: Complaint | None


MOST_WAITING = 20
RESTRICTS = (Measure.SHORTEN, Measure.REFUSE, Measure.REFUSE_PHOTO)


def own_judgements(case: Case, viewer: Viewer) -> list[Own]:
    """Restrictions of what the visitor said here that are in force, or that they objected to; newest first.

    Comments are only looked for where there can be any.
    """
    if viewer.person_id is None or not (_is_author(case, viewer) or case.lead.phase.comments):
        return []
    here = Q(contribution_id=case.lead_id) | Q(contribution__answers_id=case.lead_id)
    mine = list(
        Judgement.objects.filter(here, contribution__author_id=viewer.person_id)
        .exclude(measure=Measure.PUBLISH)
        .select_related("contribution", "complaint")
        .order_by("-at", "-pk")
    )
    return [
        Own(each, each.contribution.text if each.contribution_id != case.lead_id else "", _objection(each))
        for place, each in enumerate(mine)
        if each.measure in RESTRICTS and (_objection(each) or not _is_restored(each, mine[:place]))
    ]


def _is_author(case: Case, viewer: Viewer) -> bool:
    return case.lead.author_id == viewer.person_id


def _is_restored(judgement: Judgement, later: Sequence[Judgement]) -> bool:
    """Did somebody take it back since?"""
    back = (each for each in later if each.measure == Measure.RESTORE)
    return any(
        (each.contribution_id, each.photo_id, each.keeps_a_text)
        == (judgement.contribution_id, judgement.photo_id, judgement.keeps_a_text)
        for each in back
    )


def _objection(judgement: Judgement) -> Complaint | None:
    return judgement.complaint if hasattr(judgement, "complaint") else None


def comments_of(case: Case) -> QuerySet[Contribution]:
    """The comments that everybody reads, each with the ground on which words were taken out, if they were."""
    latest = (
        Judgement.objects.filter(contribution=OuterRef("pk"), photo=None)
        .filter(Q(measure=Measure.SHORTEN) | (Q(measure=Measure.RESTORE) & ~Q(text_before="")))
        .order_by("-pk")
    )
    return Contribution.objects.filter(answers=case.lead, state=State.PUBLISHED).annotate(
        shortened_by=Subquery(latest.values("ground")[:1])
    )


def waiting_of(case: Case, viewer: Viewer) -> list[Contribution]:
    """The visitor's own comments at which a person has yet to look; none where nobody comments."""
    if viewer.person_id is None or not case.lead.phase.comments:
        return []
    mine = Contribution.objects.filter(answers=case.lead, author_id=viewer.person_id, state=State.HELD)
    return list(mine.order_by("heard_at", "pk")[:MOST_WAITING])


def traces_of(comments: Sequence[Contribution]) -> dict[int, str]:
    """For comments in which words are missing, on what that rests."""
    grounds = ((each.pk, vars(each).get("shortened_by") or "") for each in comments)
    return {pk: str(Ground(ground).label) for pk, ground in grounds if ground}
