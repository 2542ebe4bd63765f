"""Somebody whose door is well guarded: a password, an app for one-time passwords, a passkey, spare codes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.account.forms import EmailAwarePasswordResetTokenGenerator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from konsens.city.people.models import Account
from konsens.demo.cast import person

PASSWORD = "Drei Schlösser sind genug 3"


def doors(now: datetime) -> dict[str, Any]:
    """Make the account, and links as they stand in its mails."""
    _guarded("Gero", "mit-app@nachbarschaft.example", now)
    account = _guarded("Gudrun", "gut-geschuetzt@nachbarschaft.example", now)
    key = Authenticator.objects.create(
        user=account, type=Authenticator.Type.WEBAUTHN, data={"name": "Mein Telefon", "credential": {}}
    )
    return {"passkey": key.pk, **_links()}


def _guarded(name: str, address: str, now: datetime) -> Account:
    """A password, an app and spare codes."""
    account = person(name, address, now=now).account
    assert account is not None
    account.set_password(PASSWORD)
    account.save()
    TOTP.activate(account, generate_totp_secret())
    RecoveryCodes.activate(account)
    return account


def _links() -> dict[str, Any]:
    """Of somebody else, who has to prove an address and has forgotten a password."""
    other = Account.objects.create_user("vergesslich@nachbarschaft.example", PASSWORD)
    address = EmailAddress.objects.create(user=other, email=other.email, verified=False, primary=True)
    return {
        "confirm_email_key": EmailConfirmationHMAC(address).key,
        "reset_uid": user_pk_to_url_str(other),
        "reset_key": EmailAwarePasswordResetTokenGenerator().make_token(other),
    }
