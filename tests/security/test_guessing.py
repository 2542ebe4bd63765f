"""Trying again and again: passwords, codes, mailboxes, photos; and what a clock would tell (G3, G7)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.test import Client, override_settings

from konsens.city.people.models import Account
from konsens.doors.web.account.adapter import PER_MAILBOX
from konsens.doors.web.ideas import drafts, say
from tests import a
from tests.doors.web.visit import parse, photo
from tests.security.test_sessions import PASSWORD, account, code_of, sign_in, with_totp
from tests.security.test_sign_in import FORMS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_counters() -> None:
    cache.clear()


def from_elsewhere(number: int) -> dict[str, Any]:
    """Each try from a network of its own, with the counters of a server that was just started."""
    cache.clear()
    return {"REMOTE_ADDR": f"203.0.113.{number}"}


@pytest.mark.parametrize("form", ["reset", "code", "sign up"])
@pytest.mark.parametrize("known", [True, False])
def test_nobody_fills_a_mailbox_by_asking_for_mails_from_everywhere(form: str, known: bool) -> None:
    a.controller()
    address = account("bo").email if known else "fremd@beispiel.example"
    path, data = FORMS[form]
    answers = set()
    for number in range(PER_MAILBOX.times + 5):
        answer = Client().post(path, data(address), **from_elsewhere(number))
        answers.add((answer.status_code, answer.headers["Location"]))
    assert len(mail.outbox) == PER_MAILBOX.times
    assert len(answers) == 1


def test_a_code_from_a_mail_is_guessed_three_times_and_no_more() -> None:
    a.controller()
    who, browser = account("bo"), Client()
    browser.post("/konto/login/code/", {"email": who.email})
    found = re.search(r"^\s*([A-Z0-9]{4,}-?[A-Z0-9]*)\s*$", mail.outbox[-1].body, re.MULTILINE)
    assert found
    for guess in ("AAAA-AAAA", "BBBB-BBBB", "CCCC-CCCC"):
        browser.post("/konto/login/code/confirm/", {"code": guess})
    browser.post("/konto/login/code/confirm/", {"code": found[1]})
    assert "_auth_user_id" not in browser.session


def test_the_right_code_from_a_mail_opens_the_door() -> None:
    """The test above could fail."""
    a.controller()
    who, browser = account("bo"), Client()
    browser.post("/konto/login/code/", {"email": who.email})
    found = re.search(r"^\s*([A-Z0-9]{4,}-?[A-Z0-9]*)\s*$", mail.outbox[-1].body, re.MULTILINE)
    assert found
    browser.post("/konto/login/code/confirm/", {"code": found[1]})
    assert browser.session["_auth_user_id"] == str(who.pk)


def test_a_second_factor_is_not_guessed_either() -> None:
    a.controller()
    who, browser = account("bo"), Client()
    secret = with_totp(who)
    sign_in(browser, who)
    for guess in range(12):
        browser.post("/konto/2fa/authenticate/", {"code": f"{guess:06}"})
    browser.post("/konto/2fa/authenticate/", {"code": code_of(secret)})
    assert "_auth_user_id" not in browser.session


@pytest.mark.parametrize("password", ["kurz 1234", "023112345678", "password123", "neu@beispiel"])
def test_a_password_that_is_short_or_known_to_everybody_is_refused(password: str) -> None:
    a.controller()
    answer = Client().post("/konto/signup/", {"email": "neu@beispiel.example", "password1": password})
    assert answer.status_code in {200, 422}
    assert not Account.objects.filter(email="neu@beispiel.example").exists()


@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"])
@pytest.mark.parametrize("form", ["sign in", "sign up"])
def test_a_known_address_takes_no_longer_than_an_unknown_one(
    form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What takes long is hashing a password: it is done as often for both."""
    a.controller()
    who = account("bo")
    who.set_password(PASSWORD)
    who.save(update_fields=["password"])
    hashed: list[str] = []
    encode = PBKDF2PasswordHasher.encode

    def counted(self: PBKDF2PasswordHasher, password: str, *args: Any, **more: Any) -> str:
        hashed.append(password)
        return str(encode(self, password, *args, **more))

    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", counted)
    path, data = FORMS[form]
    counts = []
    for address in (who.email, "unbekannt@beispiel.example"):
        hashed.clear()
        Client().post(path, data(address))
        counts.append(len(hashed))
    assert counts[0] == counts[1] > 0


def test_photos_are_not_laid_aside_without_end() -> None:
    """A form that is wrong otherwise keeps its photo for a day; a machine cannot fill the disk with that."""
    a.controller()
    kept = []
    for _time in range(say.PHOTOS.times + 3):
        answer = Client().post("/ideen/neu/", {"kind": "idea", "photo": photo()})
        assert answer.status_code == 422
        page = parse(answer.content.decode())
        kept += [each["value"] for each in page.all("input", name="photo_key") if each.get("value")]
    assert len(kept) == say.PHOTOS.times
    assert all(drafts.find(key) for key in kept)
    assert "Das war sehr oft hintereinander." in page.text
