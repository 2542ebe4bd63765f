"""What no person types: bytes that are no text, numbers that are none, too much of it (C3, E4, E5)."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from konsens.doors.web.middleware import MOST_BYTES, TOO_MUCH
from tests import a
from tests.security import scene as scenes
from tests.security.addresses import RULES, one_of_each
from tests.security.markup import LINK, LONG, SHORT, read
from tests.security.scene import ROLES, Scene

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
DOORS = Path(__file__).resolve().parents[2] / "src" / "konsens" / "doors" / "web"
ASKED = re.compile(r"""(?:GET|query)\.get(?:list)?\(\s*"(\w+)"|"(\w+)" in request\.GET""")
BY_LOOPS = frozenset("wsen") | {"title", "text", "area", "topic"}
"""What a page asks for in a loop."""
OF_PACKAGES = frozenset({"next", "page", "per_page", "sort"})
LISTS = frozenset(
    {
        "ideas", "map_points", "similar", "streets", "spot", "say", "legal", "case", "case_report",
        "follow_more", "desk", "desk_merge", "desk_date", "desk_tell", "board", "board_cases",
        "board_export", "board_give", "moderation", "furnish_routes",
    }
)  # fmt: skip
ODD = {
    "link": LINK,
    "superscript": "2026-01-01T00:00:00+00:00_²",
    "far back": "0001-01-01T00:00:00+23:59_1",
    "far ahead": "9999-12-31T23:59:59-23:59_1",
    "big number": "9" * 5000,
    "negative": "-1_-1",
    "not a number": "nan_1",
    "infinite": "inf_1",
    "other digits": "١٢_٣",
    "nothing in a number": "1\x00",
    "quotes": "'; DROP TABLE cases_case; --",
    "percent": "%_%s%n%(x)d",
    "brackets": "[]{}()*+?\\",
    "lookup": "lead__author__account__password",
}


def parameters() -> set[str]:
    """Every parameter that a page of the house asks an address for."""
    found = {
        name
        for path in DOORS.rglob("*.py")
        for match in ASKED.finditer(path.read_text(encoding="utf-8"))
        for name in match.groups()
        if name
    }
    return found | BY_LOOPS | OF_PACKAGES


def test_the_parameters_of_the_house_are_found() -> None:
    assert {"q", "gebiet", "thema", "kommentar", "strasse", "vorlage", "lat", "nach"} <= parameters()


def ask(scene: Scene, value: str, only: frozenset[str] = frozenset()) -> None:
    """Every page, or some, with every parameter of the house, each holding the same odd value."""
    browsers = {role: scene.browser(role) for role in ROLES}
    everything = dict.fromkeys(sorted(parameters()), value)
    for address, role in one_of_each(scene):
        if only and address.name not in only:
            continue
        response = browsers[role].get(address.path.partition("?")[0], everything)
        assert response.status_code < 500, address.path
        assert read(address.path, response)[1] == [], address.path


@pytest.mark.parametrize("words", [SHORT, LONG, "\x00"], ids=["short", "long", "nothing"])
def test_nothing_in_an_address_becomes_markup_or_breaks_a_page(words: str) -> None:
    """C3, on every page."""
    ask(scenes.build(), words)


def test_nothing_in_the_address_of_a_list_breaks_it() -> None:
    """C3, E4, E5: on every page that reads its address."""
    scene = scenes.build()
    for value in ODD.values():
        ask(scene, value, LISTS)


@pytest.mark.parametrize(
    "query", ["q=%ED%A0%80%FF%C0%80", "q=%00", "%00=1", "q[]=1&q=2&q=3", "&&&===", "=%F0%9F%98"]
)
def test_bytes_that_are_no_text_break_no_list(query: str) -> None:
    a.controller()
    for path in ("/ideen/", "/ideen/neu/aehnlich/", "/ideen/neu/strassen/", "/ideen/karte/punkte.json"):
        assert Client().get(f"{path}?{query}").status_code < 500


@pytest.mark.parametrize(
    "path",
    [
        "/%00/", "/bild/%00", "/o/%00/", "/o/%00/ideen/", "/en/%00", "/vorgang/%00/", "/theme/%00.css",
        "/konto/oidc/%00/login/", "/bild/..%2f..%2fsecret-key", "/bild/../../secret-key", "/bild/drafts%2fx",
        "/static/..%2fsecret-key", "/static/%2e%2e/secret-key", "/static//etc/passwd", "/%FF%FE/",
    ],
)  # fmt: skip
def test_paths_that_lead_nowhere_lead_nowhere(path: str) -> None:
    """The zero sign too, which PostgreSQL refuses in any question."""
    a.controller()
    for method in ("get", "post"):
        assert getattr(Client(), method)(path).status_code in {404, 405}


NUMBERED = {
    "case_complain": "judgement", "desk_decision": "step", "moderation_show_photo": "photo",
    "moderation_settle": "report", "board_send_again": "pk", "follow_change": "pk", "desk_template": "pk",
    "furnish_route": "key", "furnish_role": "key", "mfa_remove_webauthn": "pk",
}  # fmt: skip


@pytest.mark.parametrize("number", [10**30, 2**63, 0])
def test_numbers_that_no_row_can_have_find_nothing(number: int) -> None:
    scene = scenes.build()
    browser = scene.browser("coordinator")
    for name, key in NUMBERED.items():
        rule = next(rule for each, rule in RULES if each == name)
        path = reverse(name, kwargs={**rule.arguments(scene), key: number})
        for method in (browser.get, browser.post):
            assert method(path).status_code in {302, 403, 404, 405}, path


@pytest.mark.parametrize(
    "kind",
    [
        "application/x-www-form-urlencoded; charset=utf-7",
        "application/x-www-form-urlencoded; charset=rot13",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "application/json",
        "text/plain",
        "",
    ],
)
def test_a_form_in_another_dress_is_refused_or_read_as_empty(kind: str) -> None:
    a.controller()
    answer = Client().generic("POST", "/ideen/neu/", b"kind=idea&title=x\xff", content_type=kind)
    assert answer.status_code in {400, 422}


def test_what_is_far_too_large_is_not_even_read() -> None:
    """Whatever its length says it is; the bytes themselves are never asked for."""
    a.controller()
    body = urlencode({"kind": "idea"}).encode()
    fields = {"data": body, "content_type": "application/x-www-form-urlencoded"}
    for length, status in ((MOST_BYTES + 1, 413), (10**40, 413), (len(body), 422)):
        answer = Client().generic("POST", "/ideen/neu/", **fields, CONTENT_LENGTH=str(length))
        assert answer.status_code == status, length
        assert (TOO_MUCH in answer.content.decode()) == (status == 413)
