"""Somebody whose door is well guarded: a password, an app for one-time passwords, a passkey, spare codes."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any

from allauth.account.forms import EmailAwarePasswordResetTokenGenerator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from konsens.city.people.models import Account
from konsens.demo.cast import person

PASSWORD = "Drei Schlösser sind genug 3"


def doors(now: datetime) -> dict[str, Any]:
    """Make the account, and links as they stand in its mails."""
    _guarded("Gero", "mit-app@nachbarschaft.example", now)
    account = _guarded("Gudrun", "gut-geschuetzt@nachbarschaft.example", now)
    key = WebAuthn.add(account, "Mein Telefon", _registered())
    return {"passkey": key.instance.pk, **_links()}


def _registered() -> dict[str, Any]:
    """What a browser sends when a passkey was made; nobody holds the key that belongs to it."""
    name = secrets.token_bytes(32)
    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    made = AttestedCredentialData.create(Aaguid.NONE, name, public)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    data = AuthenticatorData.create(hashlib.sha256(b"localhost").digest(), flags, 0, made)
    client = CollectedClientData.create(
        "webauthn.create", origin="http://localhost", challenge=secrets.token_bytes(32)
    )
    response = {
        "clientDataJSON": websafe_encode(client),
        "attestationObject": websafe_encode(AttestationObject.create("none", data, {})),
    }
    number = websafe_encode(name)
    return {"id": number, "rawId": number, "type": "public-key", "response": response,
            "clientExtensionResults": {}}  # fmt: skip


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
