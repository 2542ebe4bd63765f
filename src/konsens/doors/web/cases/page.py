"""Everything the page of a case shows, fetched in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest

from konsens.caring.cases.kinds import Audience
from konsens.caring.cases.models import Assignment, Case, CaseQuerySet, CouncilStep, Note, Promise
from konsens.caring.cases.permissions import can_read_inside
from konsens.city.people.models import Organisation
from konsens.city.people.viewer import ANYBODY, Viewer
from konsens.doors.web.cases.ahead import Ahead, ahead, moved_late, still_ahead
from konsens.doors.web.cases.judged import Own, comments_of, own_judgements, traces_of, waiting_of
from konsens.doors.web.cases.story import Context, Line, facts_of, story
from konsens.doors.web.rows import open_date
from konsens.doors.web.site import site_of
from konsens.doors.web.standing import OpenDate, Standing, standing, today
from konsens.kernel.diary import timeline
from konsens.kernel.models import Entry
from konsens.listening.voices.models import Contribution, Photo, Support


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case as somebody sees it."""

    case: Case
    standing: Standing
    ahead: list[Ahead]
    lines: list[Line]
    dates: list[Promise]
    moved: Promise | None
    photos: list[Photo]
    council: list[CouncilStep]
    comments: list[Contribution]
    waiting: list[Contribution]
    traces: dict[int, str]
    caretaker: str
    is_author: bool
    supports: bool
    judgements: list[Own]
    inside: bool


def find(request: HttpRequest, public_id: str) -> Case:
    """The case at an address, if this visitor may see it, else 404.

    Whoever sees it is asked by the one `visible_to`; a case of another controller is not here.
    """
    site = site_of(request)
    # most cases are for everybody, and that is asked in half the time
    for viewer in dict.fromkeys((ANYBODY, site.viewer)):
        cases = Case.objects.visible_to(viewer).filter(
            controller=site.controller, public_id=public_id.lower()
        )
        case = _whole(cases)
        if case is not None:
            return case
    raise Http404


def _whole(cases: CaseQuerySet) -> Case | None:
    has_photos = Exists(Photo.objects.filter(contribution=OuterRef("lead_id")))
    related = ("lead__author", "lead__phase", "topic", "organisation", "merged_into", "lead__controller")
    try:
        return cases.select_related(*related).annotate(has_photos=has_photos).get()
    except Case.DoesNotExist:
        return None


def page_of(request: HttpRequest, case: Case, *, inside: bool | None = None) -> CasePage:
    """Fetch what the page of a case shows to this visitor."""
    viewer = site_of(request).viewer
    sees_inside = can_read_inside(viewer, case) if inside is None else inside
    entries = timeline(case, public_only=not sees_inside)
    promises = sorted(case.promises.order_by(), key=lambda each: (each.made_at, each.pk))
    before = {each.replaced_by_id: each for each in promises if each.replaced_by_id}
    open_ones = [each for each in promises if each.is_open]
    stands = standing(case, [_as_date(each, before) for each in open_ones], today())
    council = _council(case, entries)
    context = Context(
        case=case,
        notes={each.pk: each for each in _notes(case, inside=sees_inside)},
        promises={each.pk: each for each in promises},
        offices=_offices(case, facts_of(entries, "organisation")),
        steps={each.pk: each for each in council},
        inside=sees_inside,
    )
    comments = _comments(case)
    is_author = viewer.person_id is not None and case.lead.author_id == viewer.person_id
    return CasePage(
        case=case,
        standing=stands,
        ahead=ahead(case, open_ones, stands, today()),
        lines=story(entries, context),
        dates=still_ahead(case, open_ones, today()),
        moved=moved_late(open_ones, before),
        photos=_photos(case, inside=sees_inside, is_author=is_author),
        council=council,
        comments=comments,
        waiting=waiting_of(case, viewer),
        traces=traces_of(comments),
        caretaker=_caretaker(request, case, inside=sees_inside),
        is_author=is_author,
        supports=supports(case, viewer),
        judgements=own_judgements(case, viewer),
        inside=sees_inside,
    )


def _as_date(promise: Promise, before: dict[int, Promise]) -> OpenDate:
    replaced = before.get(promise.pk)
    return open_date(promise.kind, promise.due, promise.made_at, replaced.due if replaced else None)


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


def _photos(case: Case, *, inside: bool, is_author: bool) -> list[Photo]:
    if not vars(case).get("has_photos", True):
        return []
    photos = Photo.objects.filter(contribution_id=case.lead_id).select_related("large", "small")
    return list(photos if inside or is_author else photos.filter(shown=True))


def _comments(case: Case) -> list[Contribution]:
    if not case.lead.phase.comments or not case.lead.comment_count:
        return []
    return list(comments_of(case).order_by("heard_at", "pk")[:200])


def _caretaker(request: HttpRequest, case: Case, *, inside: bool) -> str:
    """A name only where the organisation shows names, or to its own staff."""
    if not inside and not site_of(request).identity.names_persons:
        return ""
    now = Assignment.objects.filter(case=case, ends=None)
    return next(iter(now.values_list("caretaker__name", flat=True)), "")


def supports(case: Case, viewer: Viewer) -> bool:
    """Does somebody stand behind a case already, at whichever of its contributions?"""
    if viewer.person_id is None:
        return False
    mine = Support.objects.filter(person_id=viewer.person_id, contribution__cases=case)
    return mine.filter(confirmed_at__isnull=False).exists()
