"""The overview of what can be furnished, and how the organisation shows itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from konsens.city.people import actions as people
from konsens.city.people.identity import allowed_hosts
from konsens.doors.web.render import is_part, render
from konsens.doors.web.settings.checks import leavers, missing
from konsens.doors.web.settings.forms import (
    ContactForm,
    DamageForm,
    LanguageForm,
    LookForm,
    MapForm,
    RulesForm,
)
from konsens.doors.web.settings.page import Page, administrators, edit, show, typed
from konsens.doors.web.settings.preview import looks_of
from konsens.doors.web.site import site_of
from konsens.doors.web.staff import me
from konsens.doors.web.standing import today
from konsens.kernel import clock

asking = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Part:
    """A part of how an organisation shows itself: its form, its title, and what it is for."""

    form: type[forms.Form]
    title: Any
    lead: Any
    template: str = "settings/form.html"


PARTS = {
    "auftritt": Part(
        LookForm,
        lazy("Name und Farbe"),
        lazy("So heißt die Plattform, und so heißen die drei Schritte auf jeder Seite."),
        "settings/look.html",
    ),
    "kontakt": Part(
        ContactForm,
        lazy("Absender und Telefon"),
        lazy("So erreicht man Sie. Telefon und Anschrift stehen unter jeder Seite und jeder E-Mail."),
    ),
    "schaden": Part(
        DamageForm,
        lazy("Schäden und Gefahr"),
        lazy("Wer einen Schaden melden will, wird dorthin geschickt. Ein Vorgang entsteht nicht."),
    ),
    "sprachen": Part(
        LanguageForm,
        lazy("Leichte Sprache und Gebärdensprache"),
        lazy("Beide Links stehen oben auf jeder Seite."),
    ),
    "karte": Part(
        MapForm,
        lazy("Karte"),
        lazy("Bilder von einem fremden Server lädt ein Browser erst nach einem Klick."),
        "settings/map.html",
    ),
    "regeln": Part(
        RulesForm,
        lazy("Namen, Aufbewahrung und Wörter"),
        lazy("Was die Plattform von Menschen zeigt, wie lange sie es behält und wobei sie innehält."),
    ),
}


@require_safe
@administrators
def furnish(request: HttpRequest) -> HttpResponse:
    """Everything that can be furnished, and what is still missing."""
    site, now = site_of(request), clock.now()
    context = {
        "parts": PARTS,
        "missing": missing(site.identity, site.controller, now=now, today=today()),
        "leavers": leavers(site.controller, today=today()),
    }
    return render(request, "settings/furnish.html", context)


@asking
@administrators
def part(request: HttpRequest, name: str) -> HttpResponse:
    """Change one part of how the organisation shows itself."""
    if name not in PARTS:
        raise Http404
    asked, site = PARTS[name], site_of(request)
    fields = asked.form.base_fields
    now_is = {field: getattr(site.identity, field) for field in fields}
    form = asked.form(typed(request), initial=now_is)
    page = Page(
        title=str(asked.title),
        button=_("Speichern"),
        done=_("Gespeichert. Alle Seiten zeigen es ab jetzt."),
        back=reverse("furnish"),
        back_label=_("Einrichtung"),
        lead=str(asked.lead),
        template=asked.template,
    )
    context: dict[str, Any] = {
        "looks": looks_of(_hue(form, site.identity.hue)),
        "hosts": allowed_hosts(settings.TRUSTED_TILE_HOSTS),
    }

    def work(data: dict[str, Any]) -> None:
        people.change_identity(site.identity, by=me(request), now=clock.now(), **data)

    if "preview" in request.POST:
        form.is_valid()
        return show(request, form, page, **context)
    return edit(request, form, work, page, **context)


def _hue(form: forms.Form, otherwise: int) -> int:
    """The hue that is typed, if it is one."""
    text = str(form["hue"].value() or "") if "hue" in form.fields else ""
    return int(text) if text.isdecimal() and len(text) < 4 and int(text) < 360 else otherwise


@require_safe
@administrators
def hue(request: HttpRequest) -> HttpResponse:
    """How a colour would look; asked for while somebody chooses, changes nothing."""
    form = LookForm(request.GET)
    context = {"looks": looks_of(_hue(form, site_of(request).identity.hue))}
    name = "settings/preview.html#preview" if is_part(request) else "settings/preview.html"
    return render(request, name, context)
