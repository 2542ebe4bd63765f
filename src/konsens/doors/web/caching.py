"""Which answers may be kept for everybody: those for nobody in particular (D11)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from konsens.doors.web.who import has_session

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
FOR_EVERYBODY = "public, max-age=2, stale-while-revalidate=30"
FOR_ONE = "private, no-store"


def cacheable(view: View[P]) -> View[P]:
    """Let the micro-cache keep a page for visitors without a session; everybody else gets their own.

    A page that sets a cookie or answers anything but 200 is never kept.
    """

    @wraps(view)
    def placed(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        anybody = request.method in {"GET", "HEAD"} and not has_session(request)
        keep = anybody and response.status_code == 200 and not response.cookies
        response.headers["Cache-Control"] = FOR_EVERYBODY if keep else FOR_ONE
        patch_vary_headers(response, ("Cookie", "HX-Request"))
        return response

    return placed
