"""Everything the work bench of one case shows, fetched in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.http import Http404, HttpRequest

from konsens.caring.cases.kinds import State
from konsens.caring.cases.models import Case, CouncilStep, Note, Promise
from konsens.caring.cases.permissions import can_assign
from konsens.city.people.models import Organisation, Relation
from konsens.city.people.viewer import Viewer
from konsens.doors.web.cases.story import Context, Line, facts_of, story
from konsens.doors.web.desk.filters import number_of
from konsens.doors.web.site import site_of
from konsens.doors.web.standing import OpenDate, Standing, standing, today
from konsens.kernel.diary import timeline
from konsens.kernel.models import Entry
from konsens.listening.voices.models import Contribution, Photo

JOINS = frozenset({"case.joined", "case.merged"})


@dataclass(frozen=True, slots=True)
class Bench:
    """A case as those who look after it see it."""

    case: Case
    standing: Standing
    lines: list[Line]
    dates: list[Promise]
    late: frozenset[int]
    rests: bool
    photos: list[Photo]
    council: list[CouncilStep]
    joined: list[Contribution]
    caretaker: str
    instead: bool
    messages: int
    reachable: bool
    moves: bool
    assigns: bool


def find(request: HttpRequest, public_id: str) -> Case:
    """The case at an address, if its inner side is open to this visitor, else 404."""
    site = site_of(request)
    reachable = Relation.objects.filter(
        person_id=OuterRef("lead__author_id"),
        controller_id=OuterRef("controller_id"),
        email_verified_at__isnull=False,
    ).exclude(email="")
    found = (
        Case.objects.read_inside_by(site.viewer)
        .filter(controller=site.controller, public_id=number_of(public_id))
        .select_related("lead", "topic", "organisation", "merged_into", "controller")
        .annotate(
            now=FilteredRelation("assignments", condition=Q(assignments__ends=None)),
            caretaker_pk=F("now__caretaker_id"),
            caretaker_name=F("now__caretaker__name"),
            is_reachable=Exists(reachable),
        )
        .first()
    )
    if found is None:
        raise Http404
    return found


def moves(viewer: Viewer, case: Case) -> bool:
    """What `can_move` says of a case that `find` fetched, without asking the database again."""
    return can_assign(viewer, case) or vars(case)["caretaker_pk"] in viewer.caretakers(case.controller_id)


def bench_of(request: HttpRequest, case: Case) -> Bench:
    """Fetch what the bench of a found case shows."""
    viewer, day = site_of(request).viewer, today()
    entries = timeline(case, public_only=False)
    promises = list(case.promises.order_by("due", "pk"))
    dates = [each for each in promises if each.is_open]
    notes = list(case.notes.order_by("pk"))
    council = _council(case, entries)
    context = Context(
        case=case,
        notes={each.pk: each for each in notes},
        promises={each.pk: each for each in promises},
        offices=_offices(case, facts_of(entries, "organisation")),
        steps={each.pk: each for each in council},
        inside=True,
    )
    known, until = vars(case), case.waiting_until
    rests = case.state == State.WAITING and until is not None and until >= day
    return Bench(
        case=case,
        standing=standing(case, [OpenDate(each.kind, each.due) for each in dates], day),
        lines=story(entries, context),
        dates=dates,
        late=frozenset() if rests else frozenset(each.pk for each in dates if each.is_late_on(day)),
        rests=rests,
        photos=list(Photo.objects.filter(contribution_id=case.lead_id).select_related("large", "small")),
        council=council,
        joined=_joined(case, entries),
        caretaker=known["caretaker_name"],
        instead=known["caretaker_pk"] in viewer.caretakers(case.controller_id) - {viewer.person_id or 0},
        messages=_unanswered(notes),
        reachable=known["is_reachable"],
        moves=moves(viewer, case),
        assigns=can_assign(viewer, case),
    )


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


def _joined(case: Case, entries: list[Entry]) -> list[Contribution]:
    if not any(each.verb in JOINS for each in entries):
        return []
    return list(case.contributions.exclude(pk=case.lead_id).order_by("heard_at", "pk"))


def _unanswered(notes: list[Note]) -> int:
    """How many messages of residents came after the last words of the team."""
    count = 0
    for note in notes:
        count = count + 1 if note.from_resident else 0
    return count
