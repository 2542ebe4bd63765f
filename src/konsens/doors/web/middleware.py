"""Places a request: whose page it is, and in which language (D1, D3)."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.urls import get_script_prefix, set_script_prefix
from django.utils import translation

from konsens.city.people.models import Identity

Answer = Callable[[HttpRequest], HttpResponse]
OTHER_LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES) - {settings.LANGUAGE_CODE}


def place_the_request(answer: Answer) -> Answer:
    """Take `/o/<slug>` and `/<language>` off the path, so that every address works below them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        outer = get_script_prefix()
        slug, rest = _organisation_in(request.path_info)
        language, rest = _language_in(rest)
        identity = _identity(request.get_host().partition(":")[0].lower(), slug)
        if identity is None:
            return HttpResponseNotFound(f"Keine Organisation hat diese Adresse: {slug}", "text/plain")
        base = outer.rstrip("/") + (f"/o/{slug}" if slug else "")
        prefix = base if language == settings.LANGUAGE_CODE else f"{base}/{language}"
        vars(request).update(
            identity=identity, controller=identity.controller, language=language, base=base, path_info=rest
        )
        set_script_prefix(f"{prefix}/")
        try:
            with translation.override(language):
                response = answer(request)
        finally:
            set_script_prefix(outer)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def _organisation_in(path: str) -> tuple[str, str]:
    if not path.startswith("/o/"):
        return "", path
    slug, _slash, rest = path[3:].partition("/")
    return slug, f"/{rest}"


def _language_in(path: str) -> tuple[str, str]:
    first, slash, rest = path[1:].partition("/")
    return (first, f"/{rest}") if slash and first in OTHER_LANGUAGES else (settings.LANGUAGE_CODE, path)


def _identity(host: str, slug: str) -> Identity | None:
    """Whose page it is: by the address, else by the host, else the one that answers first."""
    identities = Identity.objects.select_related("controller")
    if slug:
        return identities.filter(controller__slug=slug).first()
    rows = list(identities.filter(Q(host=host) | Q(is_default=True)))
    return next((row for row in rows if row.host == host), None) or next(iter(rows), None)
