"""Everything the page of a case shows, fetched in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest

from konsens.caring.cases.kinds import Audience, Prominence
from konsens.caring.cases.models import Assignment, Case, CouncilStep, Note, Promise
from konsens.caring.cases.permissions import can_read_inside
from konsens.city.people.models import Organisation
from konsens.city.people.viewer import Viewer
from konsens.doors.web.cases.story import Context, Line, facts_of, story
from konsens.doors.web.site import site_of
from konsens.doors.web.standing import OpenDate, Standing, standing, today
from konsens.kernel.diary import timeline
from konsens.kernel.models import Entry
from konsens.listening.voices.models import Contribution, Judgement, Photo, Support


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case as somebody sees it."""

    case: Case
    standing: Standing
    lines: list[Line]
    dates: list[Promise]
    photos: list[Photo]
    council: list[CouncilStep]
    comments: list[Contribution]
    caretaker: str
    is_author: bool
    supports: bool
    judgements: list[Judgement]
    inside: bool


def find(request: HttpRequest, public_id: str) -> Case:
    """The case at an address, if this visitor may see it, else 404.

    Whoever sees it is asked by the one `visible_to`; a case of another controller is not here.
    """
    site = site_of(request)
    cases = Case.objects.visible_to(site.viewer).filter(
        controller=site.controller, public_id=public_id.lower()
    )
    related = ("lead__author", "lead__phase", "topic", "organisation", "merged_into", "lead__controller")
    case = cases.select_related(*related).first()
    if case is None:
        raise Http404
    return case


def page_of(request: HttpRequest, case: Case, *, inside: bool | None = None) -> CasePage:
    """Fetch what the page of a case shows to this visitor."""
    viewer = site_of(request).viewer
    sees_inside = can_read_inside(viewer, case) if inside is None else inside
    entries = timeline(case, public_only=not sees_inside)
    promises = list(case.promises.order_by("made_at", "pk"))
    council = _council(case, entries)
    context = Context(
        case=case,
        notes={each.pk: each for each in _notes(case, inside=sees_inside)},
        promises={each.pk: each for each in promises},
        offices=_offices(case, facts_of(entries, "organisation")),
        steps={each.pk: each for each in council},
        inside=sees_inside,
    )
    is_author = viewer.person_id is not None and case.lead.author_id == viewer.person_id
    return CasePage(
        case=case,
        standing=standing(case, [OpenDate(each.kind, each.due) for each in promises if each.is_open], today()),
        lines=story(entries, context),
        dates=[each for each in promises if each.is_open],
        photos=_photos(case, viewer, inside=sees_inside, is_author=is_author),
        council=council,
        comments=_comments(case, viewer),
        caretaker=_caretaker(request, case, inside=sees_inside),
        is_author=is_author,
        supports=_supports(case, viewer),
        judgements=list(case.lead.judgements.order_by("-at")) if is_author else [],
        inside=sees_inside,
    )


def _notes(case: Case, *, inside: bool) -> list[Note]:
    notes = case.notes.all()
    return list(notes if inside else notes.filter(audience=Audience.PUBLIC))


def _offices(case: Case, wanted: set[int]) -> dict[int, str]:
    known = {case.organisation_id: case.organisation.name}
    missing = wanted - known.keys()
    if missing:
        known |= dict(Organisation.objects.filter(pk__in=missing).values_list("pk", "name"))
    return known


def _council(case: Case, entries: list[Entry]) -> list[CouncilStep]:
    if not any(each.verb.startswith("case.council") for each in entries):
        return []
    return list(case.council_steps.order_by("-pk"))


def _photos(case: Case, viewer: Viewer, *, inside: bool, is_author: bool) -> list[Photo]:
    photos = Photo.objects.filter(contribution_id=case.lead_id).select_related("large", "small")
    return list(photos if inside or is_author else photos.filter(shown=True))


def _comments(case: Case, viewer: Viewer) -> list[Contribution]:
    if not case.lead.phase.comments or not case.lead.comment_count:
        return []
    comments = Contribution.objects.visible_to(viewer).filter(answers=case.lead)
    return list(comments.order_by("heard_at", "pk")[:200])


def _caretaker(request: HttpRequest, case: Case, *, inside: bool) -> str:
    """A name only where the organisation shows names, or to its own staff."""
    if not inside and not site_of(request).identity.names_persons:
        return ""
    row = Assignment.objects.filter(case=case, ends=None).select_related("caretaker").first()
    return row.caretaker.name if row else ""


def _supports(case: Case, viewer: Viewer) -> bool:
    if viewer.person_id is None:
        return False
    mine = Support.objects.filter(person_id=viewer.person_id, contribution__cases=case)
    return mine.filter(confirmed_at__isnull=False).exists()


def is_public(case: Case) -> bool:
    """May everybody read it?"""
    return case.prominence == Prominence.PUBLIC
