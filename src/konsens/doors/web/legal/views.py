"""Imprint, privacy notice, terms, netiquette and accessibility, with all their versions."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from konsens.city.people.models import LegalText
from konsens.city.people.queries import current_text
from konsens.doors.web.caching import cacheable
from konsens.doors.web.render import render
from konsens.doors.web.site import SLUGS, site_of

KINDS = {slug: kind for kind, slug in SLUGS.items()}


@require_safe
@cacheable
def legal(request: HttpRequest, slug: str) -> HttpResponse:
    """The text in force, or an earlier version by `?fassung=`."""
    kind, site = KINDS.get(slug), site_of(request)
    if kind is None:
        raise Http404
    current = current_text(site.controller.pk, kind, site.language)
    texts = LegalText.objects.filter(controller=site.controller, kind=kind)
    versions = list(texts.filter(language=current.language).order_by("-version")) if current else []
    wanted = request.GET.get("fassung", "")
    shown = next((each for each in versions if str(each.version) == wanted), current)
    context = {"kind": kind, "text": shown, "versions": versions, "slug": slug, "current": current}
    return render(request, "legal/text.html", context)
