"""How allauth does its work here: whoever signs in with a verified address gets their person (D2)."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from konsens.city.people.actions import join_account
from konsens.city.people.models import Account, Identity
from konsens.kernel import clock, throttle

PER_MAILBOX = throttle.Limit("sign-in-mail", 10, timedelta(hours=1))
"""Codes, links and notices that one address gets, whoever asks for them, from wherever."""


def display(account: Account) -> str:
    """How allauth calls an account in its pages and mails."""
    return account.email


def _at_home(context: dict[str, Any], identity: Identity, visited: str) -> dict[str, Any]:
    """Links lead to the organisation's own address, whatever host a request named."""
    scheme = urlsplit(settings.SITE_URL).scheme
    home = f"{scheme}://{identity.host}" if identity.host else settings.SITE_URL
    moved = {
        name: home + value.removeprefix(visited)
        for name, value in context.items()
        if isinstance(value, str) and value.startswith(f"{visited}/")
    }
    site = SimpleNamespace(name=identity.platform_name, domain=urlsplit(home).netloc)
    return {**context, **moved, "current_site": site}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are for signing in; the person behind one is found or made once its address is proven."""

    def save_user(self, request: HttpRequest, user: Account, form: Any, commit: bool = True) -> Account:  # noqa: ANN401
        """Say since when an account exists."""
        user.date_joined = clock.now()
        saved: Account = super().save_user(request, user, form, commit)
        return saved

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """An address was proven: bring along what it said before."""
        confirmed = bool(super().confirm_email(request, email_address))
        if confirmed:
            join_account(email_address.user, now=clock.now(), language=vars(request).get("language", "de"))
        return confirmed

    def post_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse:  # noqa: ANN401
        """Whoever is in has a person."""
        if EmailAddress.objects.filter(user=user, verified=True, email__iexact=user.email).exists():
            join_account(user, now=clock.now(), language=vars(request).get("language", "de"))
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Home, in the language and organisation of the page."""
        return reverse("account")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """The start page of the same organisation."""
        return reverse("start")

    def get_from_email(self) -> str:
        """Mails about signing in come from the organisation whose page it is."""
        identity = self._identity()
        return (identity.sender_email if identity else "") or settings.DEFAULT_FROM_EMAIL

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mails about signing in name the platform, not the machine it runs on; they fill no mailbox."""
        if throttle.count(PER_MAILBOX, email, now=clock.now()) > PER_MAILBOX.times:
            return
        identity = self._identity()
        if identity is not None:
            context = _at_home(context, identity, f"{self.request.scheme}://{self.request.get_host()}")
        super().send_mail(template_prefix, email, context)

    def send_account_already_exists_mail(self, email: str) -> None:
        """Whoever signs up again hears so by mail, after as long as making an account takes."""
        make_password(email)
        super().send_account_already_exists_mail(email)

    def format_email_subject(self, subject: str) -> str:
        """What it is about, and from which platform."""
        identity = self._identity()
        return f"{subject} – {identity.platform_name}" if identity else subject

    def _identity(self) -> Identity | None:
        found: Identity | None = vars(self.request).get("identity") if self.request else None
        return found


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """An identity provider is trusted for the addresses it calls verified, and for nothing else."""

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> Account:  # noqa: ANN401
        """Say since when an account exists."""
        sociallogin.user.date_joined = clock.now()
        saved: Account = super().save_user(request, sociallogin, form)
        return saved
