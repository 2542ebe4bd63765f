"""Every address, every method, every role: who gets in, what they read, and that reading changes nothing.

T1 (role x address), T2 (objects of others and of another controller), T3 (secrets), T5 (GET changes nothing).
"""

from __future__ import annotations

import html
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from tests.security import scene as scenes
from tests.security.addresses import RULES, addresses, names, one_of_each
from tests.security.scene import ROLES
from tests.security.world import lines, snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
BY_LINK = {"confirm": {"kanarieunbestaetigt"}}
"""What the holder of a link reads, whoever they are."""
TO_SIGN_IN = "/konto/login/"


def test_every_address_has_a_declared_rule() -> None:
    declared = {name for name, _rule in RULES}
    there = {name for name in names() if not name.startswith("admin:")}
    assert sorted(there - declared) == [], "declare who may use these addresses"
    assert sorted(declared - there) == [], "these addresses are gone"


def methods_of(name: str) -> set[str]:
    """The declared methods of an address, whatever it is about."""
    return {method for each, rule in RULES if each == name for method in rule.methods.split()}


def got_in(response: HttpResponseBase) -> bool:
    """Did this visitor get to the page, or only to the door?"""
    if response.status_code in {301, 302}:
        return urlsplit(response.headers["Location"]).path != TO_SIGN_IN
    return response.status_code in {200, 422}


def text_of(response: HttpResponseBase) -> str:
    """All that an answer says, in body and headers."""
    parts = getattr(response, "streaming_content", None)
    body = b"".join(parts) if parts is not None else response.content  # type: ignore[attr-defined]
    head = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return head + "\n" + html.unescape(body.decode("utf-8", "replace"))


@pytest.mark.parametrize("role", ROLES)
def test_who_gets_in_what_they_read_and_that_reading_changes_nothing(role: str) -> None:
    scene = scenes.build()
    browser = scene.browser(role)
    secrets = [word for word, may in scene.secrets.items() if role not in may]
    owed = {word for word, roles in scene.owed.items() if role in roles}
    problems = []
    before = snapshot()
    for address in addresses(scene):
        if "GET" not in address.rule.methods:
            continue
        response = browser.get(address.path)
        if got_in(response) != (role in address.rule.may):
            problems.append(f"GET {address.path} answers {role} with {response.status_code}")
        if urlsplit(response.headers.get("Location", "")).netloc:
            problems.append(f"GET {address.path} leads elsewhere")
        text = text_of(response)
        told = {word for word in secrets if word in text and word not in address.path}
        told -= BY_LINK.get(address.name, set())
        problems += [f"GET {address.path} tells {role} {word}" for word in sorted(told)]
        owed -= {word for word in owed if word in text}
    assert snapshot() == before, "reading changed something"
    assert not problems, "\n".join(problems)
    assert sorted(owed) == [], f"{role} should find these"


@pytest.mark.parametrize("role", ROLES)
def test_nobody_acts_where_they_do_not_get_in(role: str) -> None:
    scene = scenes.build()
    browser = scene.browser(role)
    problems = []
    for address in addresses(scene):
        cookies = browser.cookies.copy()
        with transaction.atomic():
            before = lines()
            response = browser.post(address.path, {})
            did = lines() != before
            transaction.set_rollback(True)
        browser.cookies = SimpleCookie(cookies)
        allowed = "POST" in address.rule.methods and role in address.rule.may
        expected = got_in(response) if allowed else not did
        if "POST" in address.rule.methods and not allowed:
            expected &= not got_in(response) or response.status_code == 422
        # whoever knocks too often is not let in either
        expected |= response.status_code == 429 and not did
        if not expected:
            problems.append(f"POST {address.path} answers {role} with {response.status_code}, changed: {did}")
    assert not problems, "\n".join(problems)


def _status(browser: Client, method: str, path: str) -> int:
    """What a method answers; whatever it does is undone."""
    cookies = browser.cookies.copy()
    with transaction.atomic():
        response = browser.generic(method, path)
        text_of(response)
        transaction.set_rollback(True)
    browser.cookies = SimpleCookie(cookies)
    return response.status_code


def test_addresses_answer_the_declared_methods_and_no_other() -> None:
    """A7."""
    scene = scenes.build()
    problems, browsers = [], {role: scene.browser(role) for role in ROLES}
    for address, role in one_of_each(scene):
        for method in ("GET", "POST"):
            answered = _status(browsers[role], method, address.path) != 405
            if answered != (method in methods_of(address.name)):
                problems.append(f"{method} {address.name}: {answered}")
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PURGE"])
def test_no_address_knows_another_method(method: str) -> None:
    scene = scenes.build()
    browser = scene.browser("coordinator")
    for path in ("/", "/konto/login/", f"/vorgang/{scene.cases['public'].public_id}/", "/gibt-es-nicht/"):
        assert browser.generic(method, path).status_code == 405, path


def test_a_child_is_only_found_below_its_own_parent() -> None:
    """A5; every address with two keys is declared with a parent that is not the child's, too."""
    scene = scenes.build()
    nested = {name for name in names() if not name.startswith("admin:") and _keys(name) > 1}
    tried = {each.name for each in addresses(scene) if not each.rule.may}
    assert nested - tried <= {"case_done", "account_reset_password_from_key", "furnish_text"}


def _keys(name: str) -> int:
    from django.urls import get_resolver

    found = get_resolver().reverse_dict.getlist(name)
    return max(
        (len(params) for possibilities, *_rest in found for _pattern, params in possibilities), default=0
    )


def test_the_sign_in_page_is_where_this_test_thinks() -> None:
    assert reverse("account_login") == TO_SIGN_IN
