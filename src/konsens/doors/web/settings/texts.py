"""Legal texts: what is in force, what came before, and who meets the new words when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from konsens.city.people import actions as people
from konsens.city.people.kinds import LegalKind
from konsens.city.people.models import LegalText
from konsens.doors.web.legal.views import KINDS
from konsens.doors.web.render import render
from konsens.doors.web.settings.forms import TextForm
from konsens.doors.web.settings.page import Page, administrators, edit, show, typed
from konsens.doors.web.settings.views import asking
from konsens.doors.web.site import SLUGS, site_of
from konsens.doors.web.staff import me
from konsens.kernel import clock

ANEW = {
    LegalKind.PRIVACY: lazy(
        "Wer ab jetzt etwas sagt, bekommt diese Fassung vorgelegt; bei jedem Beitrag steht, welche galt. "
        "Was schon gesagt ist, bleibt unter der früheren Fassung."
    ),
    LegalKind.NETIQUETTE: lazy(
        "Wer ab jetzt etwas sagt, bekommt diese Fassung vorgelegt. Über schon Gesagtes wird nach der Fassung "
        "entschieden, die damals galt."
    ),
    LegalKind.TERMS: lazy(
        "Die neue Fassung gilt für alles, was ab jetzt gesagt wird. "
        "Niemand muss schon Gesagtes neu bestätigen."
    ),
}
NOBODY = lazy("Das ist eine Mitteilung. Niemand muss ihr zustimmen.")


@dataclass(frozen=True, slots=True)
class Row:
    """A legal text in one language, and its version in force."""

    kind: LegalKind
    slug: str
    language: str
    spoken: str
    current: LegalText | None


@require_safe
@administrators
def texts(request: HttpRequest) -> HttpResponse:
    """All legal texts in all languages."""
    controller = site_of(request).controller
    mine = LegalText.objects.filter(controller=controller)
    latest = mine.values("kind", "language").annotate(last=Max("pk")).values("last")
    known = {(each.kind, each.language): each for each in mine.filter(pk__in=latest).defer("text")}
    rows = [
        Row(kind, SLUGS[kind], code, spoken, known.get((kind, code)))
        for kind in LegalKind
        for code, spoken in settings.LANGUAGES
    ]
    return render(request, "settings/texts.html", {"rows": rows})


@asking
@administrators
def text(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """Write the next version of a text: look at it first, then publish it."""
    kind, spoken = KINDS.get(slug), dict(settings.LANGUAGES).get(language)
    if kind is None or spoken is None:
        raise Http404
    controller = site_of(request).controller
    mine = LegalText.objects.filter(controller=controller, kind=kind, language=language)
    versions = list(mine.order_by("-version"))
    current = versions[0] if versions else None
    start = {"text": current.text if current else "", "after": current.version if current else 0}
    form = TextForm(typed(request), initial=start)
    page = Page(
        title=f"{kind.label} ({spoken})",
        button=_("Neue Fassung veröffentlichen"),
        done=_("Veröffentlicht. Frühere Fassungen bleiben lesbar."),
        back=reverse("furnish_texts"),
        back_label=_("Rechtstexte"),
        lead=str(ANEW.get(kind, NOBODY)),
        template="settings/text.html",
    )
    context = {"versions": versions, "slug": slug, "seen": None, "language": language}

    def work(data: dict[str, Any]) -> None:
        people.publish_legal_text(
            controller,
            kind,
            data["text"],
            by=me(request),
            now=clock.now(),
            language=language,
            after=data["after"],
        )

    if "preview" in request.POST and form.is_valid():
        return show(request, form, page, **{**context, "seen": form.cleaned_data["text"]})
    return edit(request, form, work, page, fresh={"after": start["after"]}, **context)
