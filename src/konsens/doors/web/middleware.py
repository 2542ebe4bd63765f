"""Places a request: whose page it is, and in which language (D1, D3)."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from django.conf import settings
from django.db.models import Q, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.urls import get_script_prefix, set_script_prefix
from django.utils import translation

from konsens.city.people.models import Identity
from konsens.city.places.models import Coverage
from konsens.doors.web.caching import FOR_EVERYBODY, FOR_ONE
from konsens.doors.web.unchanged import while_nothing_happens

Answer = Callable[[HttpRequest], HttpResponse]
METHODS = ("GET", "HEAD", "POST")
"""No page knows another one, whatever a package would do with it."""
LEADS_AWAY = "/\\\t\r\n"
"""Two of these at the start make a link to another host, so an address that begins so is put straight."""
OTHER_LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES) - {settings.LANGUAGE_CODE}

PLAIN = "text/plain; charset=utf-8"
TEXT = ("text/", "application/json", "application/geo+json")
HEALTH = "/gesund/"
MOST_BYTES = 64_000_000
"""More is not even read; a photo that is merely too large is refused in its form, with all that was typed."""
TOO_MUCH = "Das ist zu viel auf einmal: höchstens 64 MB. Bitte nehmen Sie ein kleineres Foto."
NOT_A_SIGN = "\ufffd"
"""Stands for what cannot be read, as in Django's own reading of an address."""
NOBODY = "Hier ist noch keine Organisation eingerichtet. Mit „konsens demo stadt“ entsteht eine Vorführung."


def place_the_request(answer: Answer) -> Answer:
    """Take `/o/<slug>` and `/<language>` off the path, so that every address works below them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if _size(request) > MOST_BYTES:
            return HttpResponse(TOO_MUCH, PLAIN, status=413)
        outer, whole = get_script_prefix(), _readable(request)
        slug, rest = _organisation_in(whole)
        language, rest = _language_in(rest)
        host = request.get_host().partition(":")[0].lower()
        identity = while_nothing_happens(request, ("identity", host, slug), lambda: _identity(host, slug))
        if identity is None and slug:
            # nobody has this address: the organisation that answers first says so
            identity, slug, rest = _identity(host, ""), "", whole
        if identity is None:
            return answer(request) if rest == HEALTH else HttpResponse(NOBODY, PLAIN, status=503)
        base = outer.rstrip("/") + (f"/o/{slug}" if slug else "")
        prefix = base if language == settings.LANGUAGE_CODE else f"{base}/{language}"
        if (plain := f"/{rest.lstrip(LEADS_AWAY)}") != rest:
            return HttpResponseRedirect(prefix + quote(plain))
        vars(request).update(
            identity=identity, controller=identity.controller, language=language, base=base, path_info=rest
        )
        set_script_prefix(f"{prefix}/")
        try:
            with translation.override(language):
                response = answer(request)
        finally:
            set_script_prefix(outer)
        return _marked(response, language)

    return middleware


class Pack(GZipMiddleware):
    """Compress text that is made for one reader; the micro-cache compresses what everybody gets, once."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Leave alone what is kept, and what is no text."""
        kept = response.headers.get("Cache-Control", "") == FOR_EVERYBODY
        text = response.headers.get("Content-Type", "").startswith(TEXT)
        return response if kept or not text else super().process_response(request, response)


def _marked(response: HttpResponse, language: str) -> HttpResponse:
    """Say in which language an answer is, and that nobody keeps it who was not told so."""
    response.headers.setdefault("Content-Language", language)
    response.headers.setdefault("Cache-Control", FOR_ONE)
    if response.cookies and response.headers["Cache-Control"] == FOR_EVERYBODY:
        # a cookie that came in broken is set anew, also by a page that asked for none
        response.headers["Cache-Control"] = FOR_ONE
    return response


def _size(request: HttpRequest) -> int:
    length = str(request.META.get("CONTENT_LENGTH", ""))
    return int(length) if length.isdecimal() else 0


def _readable(request: HttpRequest) -> str:
    """The path, without the zero sign that PostgreSQL refuses in any text; the query loses it, too."""
    query = request.META.get("QUERY_STRING", "")
    request.META["QUERY_STRING"] = query.replace("%00", quote(NOT_A_SIGN))
    return request.path_info.replace("\x00", NOT_A_SIGN)


def _organisation_in(path: str) -> tuple[str, str]:
    if not path.startswith("/o/"):
        return "", path
    slug, _slash, rest = path[3:].partition("/")
    return slug, f"/{rest}"


def _language_in(path: str) -> tuple[str, str]:
    first, slash, rest = path[1:].partition("/")
    return (first, f"/{rest}") if slash and first in OTHER_LANGUAGES else (settings.LANGUAGE_CODE, path)


def _identity(host: str, slug: str) -> Identity | None:
    """Whose page it is: by the address, else by the host, else the one that answers first.

    With it comes which map of the city is in force, so that no page has to ask.
    """
    coverage = Coverage.objects.all()
    identities = Identity.objects.select_related("controller").annotate(
        map_revision=Subquery(coverage.values("revision")[:1]),
        map_source=Subquery(coverage.values("source")[:1]),
    )
    if slug:
        return identities.filter(controller__slug=slug).first()
    rows = list(identities.filter(Q(host=host) | Q(is_default=True)))
    return next((row for row in rows if row.host == host), None) or next(iter(rows), None)
