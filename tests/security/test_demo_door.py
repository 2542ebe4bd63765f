"""The demo's sign-in links work on this very machine, in a database that the demo made, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from konsens.city.people.models import Person
from konsens.demo.models import DemoDatabase
from konsens.kernel import clock, tokens
from tests import a

pytestmark = pytest.mark.django_db
HERE = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost:8000"}


@pytest.fixture
def link() -> str:
    a.controller()
    DemoDatabase.objects.create(scenario="stadt", made_at=clock.now())
    raw = tokens.mint("demo_sign_in", a.coordinator(), now=clock.now(), lasts=a.DAY)
    return f"/konto/vorfuehrung/{raw}/?raum=coordinator"


def opened(link: str, **meta: Any) -> tuple[int, bool]:
    browser = Client()
    response = browser.get(link, **{**HERE, **meta})
    return response.status_code, "_auth_user_id" in browser.session


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]", "[::1]:8000"])
@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.9", "::1"])
def test_on_this_machine_it_opens(link: str, host: str, address: str) -> None:
    assert opened(link, HTTP_HOST=host, REMOTE_ADDR=address) == (302, True)


@pytest.mark.parametrize(
    "address", ["203.0.113.5", "10.0.0.1", "192.168.1.7", "2001:db8::1", "", "localhost", "0"]
)
def test_from_elsewhere_nothing_is_there(link: str, address: str) -> None:
    assert opened(link, REMOTE_ADDR=address) == (404, False)


@pytest.mark.parametrize(
    "host",
    [
        "konsens.stadt.example", "localhost.evil.example", "evil.localhost", "127.0.0.1.evil.example",
        "xlocalhost", "0.0.0.0:8000", "[::]", "127.1",
    ],
)  # fmt: skip
def test_under_another_name_nothing_is_there(link: str, host: str) -> None:
    assert opened(link, HTTP_HOST=host) == (404, False)


@pytest.mark.parametrize(
    "header",
    [
        "HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_X_FORWARDED_HOST",
        "HTTP_X_FORWARDED_PROTO", "HTTP_VIA",
    ],
)  # fmt: skip
@pytest.mark.parametrize("value", ["127.0.0.1", "", "localhost"])
def test_what_a_proxy_passed_on_finds_nothing(link: str, header: str, value: str) -> None:
    assert opened(link, **{header: value}) == (404, False)


def test_a_host_that_names_two_is_refused(link: str) -> None:
    for host in (
        "localhost@evil.example",
        "localhost:80:80",
        "evil.example/localhost",
        "localhost, evil.example",
    ):
        status, signed_in = opened(link, HTTP_HOST=host)
        assert status in {400, 404}
        assert not signed_in


def test_in_a_database_that_the_demo_did_not_make_nothing_is_there(link: str) -> None:
    DemoDatabase.objects.all().delete()
    assert opened(link) == (404, False)


def test_a_link_for_something_else_opens_nothing(link: str) -> None:
    boss = a.coordinator()
    for purpose in ("confirm", "unsubscribe", "invitation", "done"):
        raw = tokens.mint(purpose, boss, now=clock.now(), lasts=a.DAY)
        assert opened(f"/konto/vorfuehrung/{raw}/") == (410, False)
    late = tokens.mint("demo_sign_in", boss, now=clock.now() - 2 * a.DAY, lasts=a.DAY)
    assert opened(f"/konto/vorfuehrung/{late}/") == (410, False)


def test_the_room_is_one_of_three(link: str) -> None:
    for room in ("//evil.example", "https://evil.example/", "admin", "javascript:alert(1)"):
        response = Client().get(link.partition("?")[0], {"raum": room}, **HERE)
        assert response.headers["Location"] == "/konto/"


def test_posting_does_nothing(link: str) -> None:
    browser = Client()
    assert browser.post(link, **HERE).status_code == 405
    assert "_auth_user_id" not in browser.session


def test_a_person_of_the_demo_who_lost_the_account_is_not_let_in(link: str) -> None:
    Person.objects.update(account=None)
    status, signed_in = opened(link)
    assert (status, signed_in) == (404, False)
