"""The first pages."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from konsens.city.people.models import Identity
from konsens.doors.web.caching import cacheable
from konsens.doors.web.ideas.listing import public_cases
from konsens.doors.web.render import render
from konsens.doors.web.rows import for_cards, rows_of
from konsens.doors.web.site import packed_style_sheet, site_of, style_sheet
from konsens.doors.web.standing import signs, today
from konsens.telling.insight.figures import figures_of, headline_of, sentences

YEAR = 31_536_000
CLOSED = (
    "konto", "arbeit", "koordination", "moderation", "einrichtung", "verwaltung", "folgen", "neu",
    "bestaetigen", "wichtig", "mitmachen", "melden", "erledigt",
)  # fmt: skip


@require_safe
@cacheable
def start(request: HttpRequest) -> HttpResponse:
    """Three steps, by live figures and current cases."""
    site = site_of(request)
    plan = site.atlas
    cases = for_cards(public_cases(site.controller.pk))
    newest = list(cases.order_by("-received_at", "-pk")[:3])
    moving = list(cases.filter(state__in=["cared", "waiting"]).order_by("-received_at", "-pk")[:3])
    done = list(cases.filter(state="closed", outcome="done").order_by("-received_at", "-pk")[:3])
    rows = rows_of([*newest, *moving, *done], plan, today=today())
    groups = [
        rows[: len(newest)],
        rows[len(newest) : len(newest) + len(moving)],
        rows[len(newest) + len(moving) :],
    ]
    context = {"atlas": plan, "groups": groups, "figures": headline_of(site.controller.pk)}
    return render(request, "start/start.html", context)


@require_safe
@cacheable
def how(request: HttpRequest) -> HttpResponse:
    """How it works, in order."""
    return render(request, "start/how.html", {"signs": signs()})


@require_safe
@cacheable
def figures(request: HttpRequest) -> HttpResponse:
    """What came of it, by office and topic; never by person."""
    found = figures_of(site_of(request).controller.pk)
    return render(request, "start/figures.html", {"figures": found, "sentences": sentences(found)})


@require_safe
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """The style sheet of an organisation; its address changes with its content."""
    identity = Identity.objects.filter(controller__slug=slug).first()
    if identity is None:
        raise Http404
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    sheet = packed_style_sheet(identity.hue) if packed else style_sheet(identity.hue)
    headers = {"Cache-Control": f"public, max-age={YEAR}, immutable", "Vary": "Accept-Encoding"}
    if packed:
        headers["Content-Encoding"] = "gzip"
    return HttpResponse(sheet, "text/css; charset=utf-8", headers=headers)


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """For monitoring: the server answers and reads its database."""
    Identity.objects.exists()
    return HttpResponse("ok\n", "text/plain", headers={"Cache-Control": "no-store"})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines read what everybody reads, not forms and links from mails."""
    lines = ["User-agent: *", *(f"Disallow: /*{each}/" for each in CLOSED)]
    return HttpResponse("\n".join(lines) + "\n", "text/plain")
