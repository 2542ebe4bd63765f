"""Which privacy notice somebody accepts by sending a form: the version that the form showed them."""

from __future__ import annotations

from django.http import HttpRequest

from konsens.city.people.kinds import LegalKind
from konsens.city.people.models import LegalText
from konsens.city.people.queries import current_text
from konsens.doors.web.site import site_of

FIELD = "notice"


def in_force(request: HttpRequest) -> LegalText | None:
    """The privacy notice of this organisation, in the language of the page."""
    site = site_of(request)
    return current_text(site.controller.pk, LegalKind.PRIVACY, site.language)


def accepted(request: HttpRequest) -> LegalText | None:
    """The version that the sent form showed, even if a newer one came meanwhile; else the one in force."""
    language, _sign, version = request.POST.get(FIELD, "").partition("-")
    if version.isdecimal():
        notices = LegalText.objects.filter(controller=site_of(request).controller, kind=LegalKind.PRIVACY)
        shown = notices.filter(language=language[:8], version=int(version[:9])).first()
        if shown is not None:
            return shown
    return in_force(request)
