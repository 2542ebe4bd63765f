"""Answers with a page, or with one named block of it for htmx."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.functional import SimpleLazyObject
from jinja2 import Template
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
    text = _block(template, block, values) if block else template.render(values)
    return HttpResponse(text, status=status)


def _block(template: Template, name: str, values: dict[str, Any]) -> str:
    """One block of a page; beginning the page runs its imports, so that the block knows its components."""
    context = template.new_context(values)
    next(template.root_render_func(context), None)
    return "".join(template.blocks[name](context))


def _csrf(request: HttpRequest) -> Markup:
    return Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">').format(get_token(request))


def for_django_templates(request: HttpRequest) -> dict[str, object]:
    """The pages of allauth stand in the same frame; it is drawn only where a template asks for it."""
    if "identity" not in vars(request):
        return {}
    return {"frame": SimpleLazyObject(lambda: Frame(request))}


class Frame:
    """What stands around a page, as markup for Django's templates."""

    def __init__(self, request: HttpRequest) -> None:
        self.site = site_of(request)
        self._module = environment_in(self.site.language).get_template("ui/frame.html").module

    @property
    def head(self) -> str:
        """Style, scripts and the like."""
        return self._draw("head")

    @property
    def top(self) -> str:
        """Above the page."""
        return self._draw("top")

    @property
    def foot(self) -> str:
        """Below the page."""
        return self._draw("foot")

    def _draw(self, name: str) -> str:
        drawn: str = vars(self._module)[name](self.site)
        return drawn


def is_part(request: HttpRequest) -> bool:
    """Did htmx ask for a piece of a page, not for a whole one?"""
    return request.headers.get("HX-Request") == "true" and "HX-Boosted" not in request.headers
