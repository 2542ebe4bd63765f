"""Everything the page of one contribution shows to a moderator, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest

from konsens.caring.cases.models import Case
from konsens.city.people.models import Identity
from konsens.doors.web.moderation.history import Past, Rows, history_of
from konsens.doors.web.moderation.queue import name_of
from konsens.doors.web.site import site_of
from konsens.listening.voices.kinds import Kind, State
from konsens.listening.voices.models import Complaint, Contribution, Judgement, Photo, Report
from konsens.listening.voices.queries import last_shortening
from konsens.listening.voices.rules import needs_a_look


@dataclass(frozen=True, slots=True)
class ItemPage:
    """A contribution with all that hangs on it."""

    said: Contribution
    name: str
    case_number: str
    photos: list[Photo]
    reports: list[Report]
    complaints: list[Complaint]
    comments: list[Contribution]
    past: list[Past]
    can_restore: bool
    stopped_by_itself: bool
    late: bool


def find(request: HttpRequest, public_id: str) -> Contribution:
    """A confirmed contribution of the page's controller with its case, else 404."""
    controller = site_of(request).controller
    cases = Case.objects.filter(contributions=Coalesce(OuterRef("answers_id"), OuterRef("pk"))).order_by("pk")
    found = (
        Contribution.objects.filter(controller=controller, public_id=public_id.lower())
        .exclude(state=State.UNCONFIRMED)
        .select_related("topic", "area", "answers", "controller", "phase")
        .annotate(case_number=Subquery(cases.values("public_id")[:1]))
        .first()
    )
    if found is None:
        raise Http404
    return found


def page_of(said: Contribution, identity: Identity, *, today: date) -> ItemPage:
    """Fetch what the page of a contribution shows, comments only where there can be any."""
    judgements = list(said.judgements.select_related("by", "complaint__judgement").order_by("pk"))
    complaints = [each.complaint for each in judgements if hasattr(each, "complaint")]
    reports = list(said.reports.order_by("pk"))
    rows = Rows(
        judgements={each.pk: each for each in judgements},
        complaints={each.pk: each for each in complaints},
        reports={each.pk: each for each in reports},
    )
    return ItemPage(
        said=said,
        name=name_of(said),
        case_number=getattr(said, "case_number", None) or "",
        photos=list(said.photos.select_related("large", "small").order_by("pk")),
        reports=[each for each in reports if each.settled_at is None],
        complaints=[each for each in complaints if each.decided_at is None],
        comments=_comments(said),
        past=history_of(said, rows),
        can_restore=_can_restore(said, judgements),
        stopped_by_itself=needs_a_look(said.title, said.text, identity.words_to_check.splitlines()),
        late=said.state == State.HELD and said.look_by is not None and said.look_by < today,
    )


def _comments(said: Contribution) -> list[Contribution]:
    if said.kind == Kind.COMMENT or not (said.phase.comments or said.comment_count):
        return []
    return list(said.comments.exclude(state=State.UNCONFIRMED).order_by("-heard_at", "-pk")[:50])


def _can_restore(said: Contribution, judgements: list[Judgement]) -> bool:
    if said.state == State.REFUSED:
        return True
    return said.state != State.WITHDRAWN and last_shortening(judgements) is not None
