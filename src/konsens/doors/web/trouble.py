"""Pages for when something goes wrong: one sentence, and one way on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from konsens.doors.web import who
from konsens.doors.web.render import render

UNSEEN = frozenset({"csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword", "website"})


def _page(
    request: HttpRequest, title: str, sentence: str, status: int, *, offers_sign_in: bool = False
) -> HttpResponse:
    if "identity" not in vars(request):
        return HttpResponse(sentence, "text/plain; charset=utf-8", status=status)
    context = {"title": title, "sentence": sentence, "offers_sign_in": offers_sign_in}
    return render(request, "ui/trouble.html", context, status=status)


def bad(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request makes no sense."""
    return _page(
        request,
        _("Das haben wir nicht verstanden"),
        _("Bitte gehen Sie zurück und versuchen Sie es noch einmal."),
        400,
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Somebody else may do that, or we do not know who is asking."""
    if who.person(request) is None:
        return _page(
            request,
            _("Bitte melden Sie sich an"),
            _("Für diese Seite müssen wir wissen, wer Sie sind."),
            403,
            offers_sign_in=True,
        )
    return _page(
        request,
        _("Das dürfen hier nur andere"),
        _("Diese Seite ist für andere gedacht. Wer hier arbeitet, fragt die Koordination."),
        403,
    )


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing is here, or nothing that this visitor may see."""
    return _page(
        request, _("Hier ist nichts"), _("Diese Seite gibt es nicht, oder sie ist nicht öffentlich."), 404
    )


def broken(request: HttpRequest) -> HttpResponse:
    """Our fault."""
    try:
        return _page(
            request,
            _("Das lag an uns"),
            _("Etwas ist schiefgegangen. Bitte versuchen Sie es gleich noch einmal."),
            500,
        )
    except Exception:  # noqa: BLE001 - the page about a failure must never fail itself
        return HttpResponse("Das lag an uns.", "text/plain; charset=utf-8", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without its token: usually cookies are off, or the page was open for long.

    What was typed on a page of ours comes back with a new token; what another page sends never does.
    """
    ours = request.headers.get("Sec-Fetch-Site") == "same-origin" and "identity" in vars(request)
    typed = [(key, value) for key, values in request.POST.lists() for value in values if key not in UNSEEN]
    if not ours or not typed:
        return _page(
            request,
            _("Bitte noch einmal absenden"),
            _(
                "Die Seite war lange offen, oder Ihr Browser nimmt keine Cookies an. "
                "Gehen Sie zurück, Ihr Text ist noch da, und senden Sie noch einmal."
            ),
            403,
        )
    return render(request, "ui/again.html", {"typed": typed, "address": request.path}, status=403)
