"""The link with which somebody who was asked to work here says yes."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from konsens.city.people import staff as joining
from konsens.city.people.models import Account, Invitation
from konsens.doors.web import who
from konsens.doors.web.caching import FOR_ONE
from konsens.doors.web.render import render
from konsens.doors.web.settings.forms import NameForm
from konsens.doors.web.settings.page import typed
from konsens.doors.web.site import site_of
from konsens.kernel import clock
from konsens.kernel.errors import RuleBrokenError, StaleLinkError


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What somebody is asked to do; they sign in with the address that was asked, and say yes."""
    try:
        found = joining.find_invitation(token, now=clock.now())
    except StaleLinkError as stale:
        return render(request, "ideas/stale.html", {"sentence": str(stale)}, status=410)
    if found.controller_id != site_of(request).controller.pk:
        raise Http404
    response = _answer(request, token, found)
    response.headers["Cache-Control"] = FOR_ONE
    return response


def _answer(request: HttpRequest, token: str, found: Invitation) -> HttpResponse:
    account = request.user if isinstance(request.user, Account) else None
    if account is None:
        return _let_in(request, found) if request.method == "POST" else _page(request, found, "sign_in")
    proven = list(EmailAddress.objects.filter(user=account, verified=True).values_list("email", flat=True))
    if found.email not in {each.lower() for each in proven}:
        if request.method == "POST":
            raise PermissionDenied
        return _page(request, found, "other")
    return _say_yes(request, token, found, account, proven)


def _let_in(request: HttpRequest, found: Invitation) -> HttpResponse:
    """Whoever holds the link reads the mails of this address, so a new account need not prove it again.

    An account whose address nobody has proven may be somebody else's: a code opens it, not its password.
    """
    after = urlencode({"next": request.path})
    if Account.objects.filter(email=found.email).exists():
        known = EmailAddress.objects.filter(email=found.email, verified=True).exists()
        way = "account_login" if known else "account_request_login_code"
        return HttpResponseRedirect(f"{reverse(way)}?{after}")
    get_adapter(request).stash_verified_email(request, found.email)
    return HttpResponseRedirect(f"{reverse('account_signup')}?{after}&{urlencode({'email': found.email})}")


def _say_yes(
    request: HttpRequest, token: str, found: Invitation, account: Account, proven: list[str]
) -> HttpResponse:
    somebody = who.person(request)
    needs_name = somebody is None or not somebody.name
    form: forms.Form = (NameForm if needs_name else forms.Form)(typed(request), initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data.get("name", "")
        try:
            joining.accept_invitation(token, account, proven=proven, name=name, now=clock.now())
        except RuleBrokenError as broken:
            form.add_error(None, str(broken))
        else:
            return _welcome(request)
    return _page(request, found, "accept", form=form)


def _welcome(request: HttpRequest) -> HttpResponse:
    if who.has_second_factor(request):
        messages.success(request, _("Willkommen im Team."))
    else:
        messages.success(request, _("Willkommen im Team. Jetzt fehlt nur noch der zweite Faktor."))
    return HttpResponseRedirect(reverse("account"))


def _page(request: HttpRequest, found: Invitation, step: str, **more: Any) -> HttpResponse:  # noqa: ANN401
    context = {"invitation": found, "step": step, "form": None, "masked": _masked(found.email), **more}
    form = context["form"]
    return render(request, "settings/invitation.html", context, status=422 if form and form.errors else 200)


def _masked(address: str) -> str:
    """Enough of an address to recognise one's own."""
    name, _sign, host = address.partition("@")
    return f"{name[:2]}…@{host}"
