"""Signing in under attack: guessing, asking who has an account, leading people elsewhere (C8, G6, G7)."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, override_settings

from konsens.city.people.models import Account, Identity, Person
from konsens.kernel.models import Entry
from tests import a
from tests.security import scene as scenes
from tests.security.addresses import one_of_each
from tests.security.scene import ROLES
from tests.security.test_pages import text_of

pytestmark = pytest.mark.django_db
PASSWORD = "ein langes Passwort"
ELSEWHERE = [
    "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "https:evil.example", "javascript:alert(1)", "data:text/html,x", "http://testserver@evil.example/",
    "\thttps://evil.example", " //evil.example", "/%09/evil.example", "http:///evil.example",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _fresh_counters() -> None:
    cache.clear()


def account(name: str = "bo") -> Account:
    somebody = a.person(name)
    assert somebody.account is not None
    EmailAddress.objects.create(
        user=somebody.account, email=somebody.account.email, verified=True, primary=True
    )
    return somebody.account


def same(response: HttpResponse, browser: Client, address: str) -> tuple[object, ...]:
    """What an outsider sees of an answer, with what differs each time taken out."""
    text = response.content.decode().replace(address, "…")
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
    return (
        response.status_code,
        response.headers.get("Location", "").replace(address, "…"),
        text,
        sorted(browser.cookies),
    )


FORMS: dict[str, tuple[str, Callable[[str], dict[str, str]]]] = {
    "sign in": ("/konto/login/", lambda address: {"login": address, "password": "ganz falsch geraten"}),
    "reset": ("/konto/password/reset/", lambda address: {"email": address}),
    "code": ("/konto/login/code/", lambda address: {"email": address}),
    "sign up": (
        "/konto/signup/",
        lambda address: {"email": address, "password1": "ein anderes, langes"},
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_an_address_that_is_known_gets_the_same_answer_as_one_that_is_not(form: str) -> None:
    a.controller()
    path, data = FORMS[form]
    known = account().email
    answers = []
    for address in (known, f"unbekannt{a.number()}@beispiel.example"):
        cache.clear()
        browser = Client()
        response = browser.post(path, data(address))
        page = browser.get(response.headers["Location"]) if response.status_code == 302 else response
        answers.append((same(response, browser, address), same(page, browser, address)))
    assert answers[0] == answers[1]
    if form != "sign in":
        assert len(mail.outbox) == 2
        assert {each.to[0] for each in mail.outbox} == {known, address}


def test_signing_up_with_a_known_address_changes_nothing_of_its_owner() -> None:
    """B4."""
    a.controller()
    owner = account()
    before = (owner.password, owner.email, Person.objects.get(account=owner).pk)
    browser = Client()
    browser.post("/konto/signup/", {"email": owner.email.upper(), "password1": "noch ein langes Passwort 7"})
    owner.refresh_from_db()
    assert (owner.password, owner.email, Person.objects.get(account=owner).pk) == before
    assert Account.objects.filter(email__iexact=owner.email).count() == 1
    assert "_auth_user_id" not in browser.session


def test_guessing_a_password_is_stopped_even_before_the_right_one() -> None:
    a.controller()
    who = account()
    for _guess in range(5):
        Client().post("/konto/login/", {"login": who.email, "password": "falsch"})
    browser = Client()
    answer = browser.post("/konto/login/", {"login": who.email, "password": PASSWORD})
    assert "_auth_user_id" not in browser.session
    assert answer.status_code in {200, 429}
    assert "zu viele" in answer.content.decode().lower() or "später" in answer.content.decode().lower()


@pytest.mark.parametrize("form", ["reset", "code", "sign up"])
def test_asking_for_mails_again_and_again_is_stopped(form: str) -> None:
    a.controller()
    path, data = FORMS[form]
    for number in range(40):
        assert Client().post(path, data(f"x{number}@beispiel.example")).status_code in {200, 302, 429}
    assert len(mail.outbox) <= 20


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_and_out_leads_nowhere_else(target: str) -> None:
    a.controller()
    who = account()
    browser = Client()
    pages = [browser.get("/konto/login/", {"next": target})]
    pages.append(
        browser.post(
            "/konto/login/?next=" + target, {"login": who.email, "password": PASSWORD, "next": target}
        )
    )
    pages.append(browser.post("/konto/logout/", {"next": target}))
    for page in pages:
        where = urljoin("http://testserver/", page.headers.get("Location", "/"))
        assert urlsplit(where).netloc == "testserver", where
        assert all(urlsplit(link).netloc in {"", "testserver"} for link in links_of(page)), links_of(page)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attributes if name in {"href", "src", "action"}]


def links_of(response: HttpResponse) -> list[str]:
    """Every address of a page as a browser would follow it."""
    parser = _Links()
    parser.feed(response.content.decode())
    return [
        urljoin("http://testserver/x/", each.strip().replace("\\", "/"))
        for each in parser.found
        if not each.startswith(("tel:", "mailto:", "#"))
    ]


CROOKED = [
    "/en//evil.example/",
    "/en/\\evil.example/",
    "//evil.example/",
    "/o/evil.example/",
    "/o/stadt//evil.example/",
    "/en/\\/evil.example/",
    "/en/\t/evil.example/",
    "/\t/evil.example/",
    "/ideen//evil.example",
]


@pytest.mark.parametrize("path", CROOKED)
def test_no_page_links_elsewhere_because_of_its_address(path: str) -> None:
    a.controller()
    browser = Client()
    response = browser.get("/", PATH_INFO=path)
    assert response.status_code in {302, 404}
    target = response.headers.get("Location", "/")
    assert urlsplit(urljoin("http://testserver/", target)).netloc == "testserver"
    assert not target.startswith(("//", "/\\"))
    response = browser.get("/", PATH_INFO=target) if response.status_code == 302 else response
    assert [link for link in links_of(response) if "evil" in urlsplit(link).netloc] == []


def test_no_redirect_of_the_house_leaves_it() -> None:
    scene = scenes.build()
    browsers = {role: scene.browser(role) for role in ROLES}
    for address, role in one_of_each(scene):
        path = address.path.partition("?")[0]
        response = browsers[role].get(
            f"{path}?next=//evil.example/&zurueck=//evil.example/&back=//evil.example/"
        )
        text_of(response)
        target = response.headers.get("Location", "")
        assert urlsplit(target).netloc == "", (path, target)
        assert not target.startswith(("//", "/\\")), (path, target)


def test_mails_about_signing_in_never_carry_a_host_that_a_request_named() -> None:
    city = a.controller()
    who = account()
    with override_settings(ALLOWED_HOSTS=["testserver", "localhost"]):
        refused = Client().post("/konto/password/reset/", {"email": who.email}, HTTP_HOST="evil.example")
        assert refused.status_code == 400
        for extra in ({"HTTP_HOST": "localhost:6666"}, {"HTTP_X_FORWARDED_HOST": "evil.example"}):
            Client().post("/konto/password/reset/", {"email": who.email}, **extra)
            Client().post(
                "/konto/signup/",
                {"email": f"n{a.number()}@x.example", "password1": "lang genug 12345"},
                **extra,
            )
    assert len(mail.outbox) == 4
    for each in mail.outbox:
        assert "http://localhost:8000/konto/" in each.body
        assert "evil" not in each.body
        assert "6666" not in each.body
    Identity.objects.filter(controller=city).update(host="ideen.stadt.example")
    Client().post("/konto/password/reset/", {"email": who.email}, HTTP_HOST="ideen.stadt.example")
    assert "http://ideen.stadt.example/konto/password/reset/key/" in mail.outbox[-1].body


def test_no_form_is_taken_without_its_token() -> None:
    """G6; but for the one that mail programs send by themselves, which can only unsubscribe."""
    scene = scenes.build()
    browsers = {role: scene.browser(role) for role in ROLES}
    exempt = set()
    for address, role in one_of_each(scene):
        before = Entry.objects.count()
        browsers[role].handler.enforce_csrf_checks = True
        response = browsers[role].post(address.path, {"sure": "on"})
        if response.status_code not in {403, 405}:
            exempt.add(address.name)
        assert address.name == "unsubscribe" or Entry.objects.count() == before, address.path
    assert exempt == {"unsubscribe"}


def test_a_token_of_somebody_else_is_no_token() -> None:
    scene = scenes.build()
    thief, victim = Client(enforce_csrf_checks=True), scene.browser("author")
    victim.handler.enforce_csrf_checks = True
    thief.get("/ideen/neu/?art=idee")
    token = thief.cookies["csrftoken"].value
    victim.get("/konto/pseudonym/")
    answer = victim.post("/konto/pseudonym/", {"pseudonym": "Leiser Wal 12", "csrfmiddlewaretoken": token})
    assert answer.status_code == 403
