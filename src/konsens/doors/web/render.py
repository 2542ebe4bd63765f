"""Answers with a page, or with one named block of it for htmx."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from markupsafe import Markup

from konsens.doors.web.jinja import environment_in
from konsens.doors.web.site import site_of


def render(
    request: HttpRequest, name: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render `folder/page.html`, or only its block `folder/page.html#block`.

    A form asks for its token with `csrf()`, so that only pages with a form set a cookie.
    """
    page, _sign, block = name.partition("#")
    values = {"site": site_of(request), "csrf": lambda: _csrf(request), **(context or {})}
    template = environment_in(vars(request).get("language", settings.LANGUAGE_CODE)).get_template(page)
    if block:
        fresh = template.new_context(values)
        text = "".join(template.blocks[block](fresh))
    else:
        text = template.render(values)
    return HttpResponse(text, status=status)


def _csrf(request: HttpRequest) -> Markup:
    return Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">').format(get_token(request))


def is_part(request: HttpRequest) -> bool:
    """Did htmx ask for a piece of a page, not for a whole one?"""
    return request.headers.get("HX-Request") == "true" and "HX-Boosted" not in request.headers
