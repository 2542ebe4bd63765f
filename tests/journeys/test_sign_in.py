"""Every way in: mail link, code, password, passkey, second factor, and a provider of identities."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.journeys import oidc
from tests.journeys.conftest import Invite, living_in
from tests.journeys.house import House
from tests.journeys.looking import look_at
from tests.journeys.visitor import PHONE, Visitor

PASSWORD = "Grüne Bänke am Uferweg 7"


@pytest.fixture(scope="module")
def provider() -> Iterator[oidc.Provider]:
    """A provider of identities on this machine."""
    with oidc.provider() as started:
        yield started


@pytest.fixture(scope="module")
def house(
    model_house: House, tmp_path_factory: pytest.TempPathFactory, provider: oidc.Provider
) -> Iterator[House]:
    """A house that trusts the provider."""
    folder = tmp_path_factory.mktemp("house") / "data"
    yield from living_in(
        House.like(
            model_house,
            folder,
            OIDC_ISSUER=provider.issuer,
            OIDC_NAME="Bürgerkonto",
            OIDC_CLIENT_ID=oidc.CLIENT,
            OIDC_CLIENT_SECRET=oidc.SECRET,
        )
    )


def sign_up(somebody: Visitor, house: House, address: str) -> None:
    """An account by address and password; the link in the mail proves the address."""
    somebody.go("/konto/signup/")
    somebody.page.fill("[name=email]", address)
    somebody.page.fill("[name=password1]", PASSWORD)
    somebody.submit()
    somebody.go(house.mail(address, "/konto/confirm-email/").link("/konto/confirm-email/"))
    somebody.submit()


def enter_by_code(somebody: Visitor, house: House, address: str) -> None:
    """The mail with a code opens the door."""
    somebody.go("/konto/login/code/")
    somebody.page.fill("[name=email]", address)
    somebody.submit()
    code = re.search(r"^\s*([A-Z0-9]{4}-[A-Z0-9]{4})\s*$", house.mails(address)[-1].text, re.MULTILINE)
    assert code is not None, house.mails(address)[-1].text
    somebody.page.fill("[name=code]", code[1])
    somebody.submit()


def is_at_home(somebody: Visitor) -> None:
    """They see what is their own."""
    somebody.go("/konto/")
    somebody.heading("Mein Bereich")


def leave(somebody: Visitor) -> None:
    """Sign out, and see that the door is shut."""
    somebody.go("/konto/")
    somebody.click("Abmelden")
    somebody.go("/konto/")
    expect(somebody.page).to_have_url(re.compile("/konto/login/"))


def test_an_account_is_opened_by_a_mail_link_and_entered_by_password(house: House, invite: Invite) -> None:
    ida = invite(PHONE)
    sign_up(ida, house, "ida@mail.example")
    enter_by_password(ida, "ida@mail.example", "falsch geraten, leider")
    expect(ida.page).to_have_url(re.compile("/konto/login/"))
    expect(ida.page.locator("main .error, main [role=alert]").first).to_be_visible()
    enter_by_password(ida, "ida@mail.example", PASSWORD)
    is_at_home(ida)
    leave(ida)


def enter_by_password(somebody: Visitor, address: str, password: str) -> None:
    """Type both and go in."""
    somebody.go("/konto/login/")
    somebody.page.fill("[name=login]", address)
    somebody.page.fill("[name=password]", password)
    somebody.submit()


def test_a_code_by_mail_opens_the_door_without_a_password(house: House, invite: Invite) -> None:
    bo = invite(PHONE)
    enter_by_code(bo, house, "bo@nachbarschaft.example")
    is_at_home(bo)
    leave(bo)


def test_who_has_left_finds_nothing_private_on_the_way_back(house: House, invite: Invite) -> None:
    bo = invite()
    enter_by_code(bo, house, "bo@nachbarschaft.example")
    is_at_home(bo)
    bo.click("Abmelden")
    bo.page.wait_for_url(f"{house.home}/")
    bo.page.go_back()
    expect(bo.page).to_have_url(re.compile("/konto/login/"))
    assert "bo@nachbarschaft.example" not in bo.page.content()


def test_an_unknown_address_gets_the_same_answer_and_no_code(house: House, invite: Invite) -> None:
    known, unknown = invite(), invite()
    answers = []
    for somebody, address in ((known, "bo@nachbarschaft.example"), (unknown, "wer@nirgends.example")):
        somebody.go("/konto/login/code/")
        somebody.page.fill("[name=email]", address)
        somebody.submit()
        answers.append(somebody.page.locator("main").inner_text().replace(address, "…"))
    assert answers[0] == answers[1]


def test_a_passkey_opens_the_door(house: House, invite: Invite) -> None:
    lea = invite()
    devtools = lea.context.new_cdp_session(lea.page)
    devtools.send("WebAuthn.enable")
    key = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    sign_up(lea, house, "lea@mail.example")
    enter_by_password(lea, "lea@mail.example", PASSWORD)
    is_at_home(lea)
    lea.click("Passkey und zweiter Faktor")
    lea.go("/konto/2fa/webauthn/add/")
    expect(lea.page).to_have_url(re.compile("/konto/reauthenticate/"))
    lea.page.fill("[name=password]", PASSWORD)
    lea.submit()
    lea.page.fill("[name=name]", "Mein Telefon")
    lea.page.check("[name=passwordless]")
    lea.page.locator("#mfa_webauthn_add").click()
    lea.page.wait_for_url(re.compile("/konto/2fa/(?!webauthn/add)"))
    lea.go("/konto/2fa/webauthn/reauthenticate/")
    assert not look_at(lea.page, keyboard=True)
    leave(lea)
    lea.go("/konto/login/")
    lea.page.locator("#passkey_login").click()
    lea.page.wait_for_url(re.compile("/konto/$"))
    is_at_home(lea)


def one_time_password(secret: str) -> str:
    """What an authenticator app shows now (RFC 6238)."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret + "=" * (-len(secret) % 8)), counter, hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def test_staff_work_only_with_a_second_factor(house: House, invite: Invite) -> None:
    kim = invite()
    enter_by_code(kim, house, "wege@nachbarschaft.example")
    is_at_home(kim)
    kim.sees("Für die Arbeit hier brauchen Sie einen zweiten Faktor.")
    assert kim.page.get_by_role("link", name="Meine Arbeit").count() == 0
    kim.go("/konto/2fa/totp/activate/")
    secret = kim.page.locator("#authenticator_secret").input_value()
    kim.page.fill("[name=code]", one_time_password(secret))
    kim.submit()
    leave(kim)
    enter_by_code(kim, house, "wege@nachbarschaft.example")
    expect(kim.page).to_have_url(re.compile("/konto/2fa/authenticate/"))
    kim.page.fill("[name=code]", one_time_password(secret))
    kim.submit()
    is_at_home(kim)
    kim.sees_not("Für die Arbeit hier brauchen Sie einen zweiten Faktor.")


def test_a_provider_of_identities_opens_the_door(
    house: House, invite: Invite, provider: oidc.Provider
) -> None:
    provider.add("rosa", "rosa@mail.example")
    for _visit in range(2):
        rosa = invite()
        rosa.hosts.add(provider.issuer.removeprefix("http://"))
        enter_by_provider(rosa, "rosa")
        is_at_home(rosa)
        rosa.go("/konto/email/")
        rosa.sees("rosa@mail.example")
    assert not house.mails("rosa@mail.example"), "what the provider verified is not asked again"


def test_a_provider_that_knows_no_address_leaves_it_to_a_form(
    house: House, invite: Invite, provider: oidc.Provider
) -> None:
    provider.add("otto", "")
    otto = invite(PHONE)
    otto.hosts.add(provider.issuer.removeprefix("http://"))
    enter_by_provider(otto, "otto")
    expect(otto.page).to_have_url(re.compile("/konto/3rdparty/signup/"))
    assert not look_at(otto.page, keyboard=True)
    otto.page.fill("[name=email]", "otto@mail.example")
    otto.submit()
    otto.go(house.mail("otto@mail.example", "/konto/confirm-email/").link("/konto/confirm-email/"))
    otto.submit()
    enter_by_provider(otto, "otto")
    is_at_home(otto)


def enter_by_provider(somebody: Visitor, subject: str) -> None:
    """To the provider, say who one is, and back."""
    somebody.go("/konto/login/")
    somebody.click("Bürgerkonto")
    if "/konto/" in somebody.page.url:
        somebody.submit()
    somebody.page.get_by_role("button", name=subject).click()
    somebody.page.wait_for_url(re.compile(r"localhost:\d+/konto/"))


def test_an_address_the_provider_did_not_verify_opens_nobody_elses_door(
    house: House, invite: Invite, provider: oidc.Provider
) -> None:
    provider.add("mallory", "bo@nachbarschaft.example", verified=False)
    mallory = invite()
    mallory.hosts.add(provider.issuer.removeprefix("http://"))
    enter_by_provider(mallory, "mallory")
    mallory.go("/konto/")
    expect(mallory.page).to_have_url(re.compile("/konto/login/"))
