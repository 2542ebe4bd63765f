"""The coordinator's board: what is late, what is due, what waits elsewhere, who is away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from konsens.city.topics.models import Topic
from konsens.doors.web.board.figures import table_of
from konsens.doors.web.board.mails import doubtful
from konsens.doors.web.board.scope import Scope, at_the_board, scope_of
from konsens.doors.web.board.sittings import sittings_of
from konsens.doors.web.desk import listing
from konsens.doors.web.desk.filters import ON_THE_BOARD, SHOWS, Filters
from konsens.doors.web.desk.parts import TONES, address_of, shows
from konsens.doors.web.moderation.queue import WORDS
from konsens.doors.web.moderation.queue import counts as waiting_for_moderation
from konsens.doors.web.picks import Pick
from konsens.doors.web.places import districts_of
from konsens.doors.web.render import is_part, render
from konsens.doors.web.site import site_of
from konsens.doors.web.standing import today

GLIMPSE = 6
TILES = ("spaet", "antwort", "nachricht", "sitzung")


@require_safe
@at_the_board
def board(request: HttpRequest) -> HttpResponse:
    """Everything that needs somebody to look beyond single cases."""
    scope, plan, day = scope_of(request), site_of(request).atlas, today()
    cases = scope.work(day)
    numbers = listing.counts(cases, ON_THE_BOARD, day)
    everything = Filters(whose="alle")
    late = listing.page_of(everything.but(show="spaet"), cases, plan, scope.viewer, today=day, count=GLIMPSE)
    context = {
        "scope": scope,
        "tiles": [_tile(name, numbers[name]) for name in TILES],
        "open": numbers["offen"],
        "late": late.rows,
        "late_count": numbers["spaet"],
        "sittings": sittings_of(scope.cases(), day, most=GLIMPSE),
        "table": table_of(scope.cases(), scope.controller, day),
        "absences": list(scope.absences(day)),
        "leaving": list(scope.leaving(day)),
        "moderation": _moderation(scope),
        "mails": doubtful(scope.controller).count() if scope.is_whole else 0,
        "today": day,
    }
    return render(request, "board/board.html", context)


def _tile(name: str, number: int) -> Pick:
    address = address_of("board_cases", Filters(whose="alle", show=name), whose="alle")
    return Pick(str(SHOWS[name][0]), address, count=number, tone=TONES.get(name, "care"))


def _moderation(scope: Scope) -> list[Pick]:
    """What waits for a moderator, for the coordination only."""
    if not scope.is_whole:
        return []
    home = reverse("moderation")
    numbers = waiting_for_moderation(scope.viewer, scope.controller)
    return [Pick(str(WORDS[name]), f"{home}?was={name}", count=number) for name, number in numbers.items()]


@require_safe
@at_the_board
def cases(request: HttpRequest) -> HttpResponse:
    """All cases within, most urgent first, to be narrowed down, given away together, or taken along."""
    scope, plan, day = scope_of(request), site_of(request).atlas, today()
    topics, offices = list(Topic.objects.offered_by(scope.controller)), scope.teams()
    filters = Filters.read(request.GET, plan, topics, shows=ON_THE_BOARD, whose="alle", offices=offices)
    wanted = filters.narrow(scope.work(day), plan)
    page = listing.page_of(filters, wanted, plan, scope.viewer, today=day)
    context = {
        "atlas": plan,
        "scope": scope,
        "topics": topics,
        "offices": offices,
        "districts": districts_of(plan),
        "filters": filters,
        "shows": shows("board_cases", filters, listing.counts(wanted, ON_THE_BOARD, day), whose="alle"),
        "page": page,
        "more": address_of("board_cases", filters, whose="alle", nach=page.after) if page.after else "",
        "back": address_of("board_cases", filters, whose="alle") if filters.after else "",
        "reset": address_of("board_cases", Filters(whose="alle", show=filters.show), whose="alle"),
        "reset_show": address_of("board_cases", Filters(whose="alle"), whose="alle"),
        "export": address_of("board_export", filters, whose="alle"),
        "chosen": "alle" in request.GET,
        "choose_all": address_of("board_cases", filters, whose="alle", alle="1", nach=filters.after),
    }
    return render(request, "board/cases.html#work" if is_part(request) else "board/cases.html", context)
