"""Pages for when something goes wrong: one sentence, and one way on."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from konsens.doors.web import who
from konsens.doors.web.render import is_part, render

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
    typed = _typed(request)
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
    context = {"typed": typed, "address": request.get_full_path(), "sign_in": ""}
    return render(request, "ui/again.html", context, status=403)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What somebody sent, without what is secret or no words of theirs."""
    pairs = ((key, value) for key, values in request.POST.lists() for value in values)
    return [(key, value) for key, value in pairs if key not in UNSEEN]


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to signing in and back; what was typed meanwhile stays here, to be sent once more."""
    here = request.get_full_path()
    address = f"{reverse('account_login')}?next={quote(here, safe='/')}"
    typed = _typed(request)
    if any(value.strip() for _key, value in typed):
        part = is_part(request)
        context = {"typed": typed, "address": here, "sign_in": reverse("account_login")}
        name = "ui/again.html#part" if part else "ui/again.html"
        return render(request, name, context, status=422 if part else 403)
    if is_part(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)
