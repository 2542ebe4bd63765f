"""What follows when an address is proven for the first time."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.dispatch import receiver
from django.http import HttpRequest

BY_CODE = frozenset({"account_confirm_login_code"})


@receiver(email_confirmed)
def a_code_lets_the_owner_in_and_nobody_elses_password(
    request: HttpRequest, email_address: EmailAddress, **_more: object
) -> None:
    """Whoever proves an address by a code may not be the one who began the account: its password goes."""
    match = request.resolver_match
    if match is None or match.view_name not in BY_CODE:
        return
    account = email_address.user
    account.set_unusable_password()
    account.save(update_fields=["password"])
