"""Whatever people type, wherever they type it, is shown as words (T4: C1-C9, E8, B6)."""

from __future__ import annotations

import csv
import json
from io import StringIO

import pytest
from django.core import mail
from django.http import HttpResponseBase
from django.test import Client

from konsens.doors.post.tick import tick
from konsens.kernel import clock
from tests.security import scene as scenes
from tests.security.addresses import Address, addresses, one_of_each
from tests.security.markup import FORMULA, LINK, LONG, MARK, SHORT, Page, filled
from tests.security.scene import ROLES, Scene
from tests.security.test_mails import whole

pytestmark = pytest.mark.django_db
LEAVES = {"account_forget", "account_leave", "account_logout", "furnish_office_end", "furnish_topic_end"}
WRITERS = ("author", "caretaker", "moderator", "coordinator", "admin", "resident")
READERS = ("anybody", "author", "coordinator", "admin")
PARAMETERS = (
    *(
        "q",
        "gebiet",
        "thema",
        "stand",
        "ordnung",
        "nach",
        "lat",
        "lon",
        "z",
        "w",
        "s",
        "e",
        "n",
        "art",
        "danke",
    ),
    *(
        "fassung",
        "was",
        "zeigen",
        "wessen",
        "team",
        "amt",
        "wann",
        "vorlage",
        "street",
        "strasse",
        "frist",
        "mit",
    ),
    *(
        "raum",
        "barriere",
        "aufgabe",
        "title",
        "text",
        "next",
        "page",
        "per_page",
        "sort",
        "einsetzen",
        "v",
        "alle",
    ),
)
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
    "nothing": "\x00",
    "quotes": "'; DROP TABLE cases_case; --",
    "percent": "%_%s%n%(x)d",
    "brackets": "[]{}()*+?\\",
    "lookup": "lead__author__account__password",
}


def raw_of(response: HttpResponseBase) -> str:
    parts = getattr(response, "streaming_content", None)
    content = b"".join(parts) if parts is not None else response.content  # type: ignore[attr-defined]
    return content.decode("utf-8", "replace")


def look(browser: Client, path: str) -> tuple[Page | None, list[str]]:
    """One page, read."""
    response = browser.get(path)
    kind, text = response.headers.get("Content-Type", ""), raw_of(response)
    head = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    found = ["a header"] if "evil@evil" in head or f"<{MARK}" in head else []
    if kind.startswith("text/html"):
        page = Page(path.partition("?")[0], text)
        return page, found + page.problems
    if "json" in kind:
        json.loads(text)
    if kind.startswith("text/csv"):
        found += [
            cell
            for row in csv.reader(StringIO(text.lstrip("\ufeff")), delimiter=";")
            for cell in row
            if _acts(cell)
        ]
    return None, found


def _acts(cell: str) -> bool:
    return cell.startswith(tuple("=+-@\t\r"))


def write_everywhere(scene: Scene, places: list[Address]) -> int:
    """Send every form of the house, as everybody who may, with hostile words; how many went through."""
    browsers = {role: scene.browser(role) for role in WRITERS}
    sent = 0
    for address in places:
        for role in [each for each in WRITERS if each in address.rule.may][:1]:
            if address.name in LEAVES or "GET" not in address.rule.methods:
                continue
            page, problems = look(browsers[role], address.path)
            assert problems == [], address.path
            for form in page.forms if page else []:
                if "abmelden" in form.action or "loeschen" in form.action:
                    continue
                answer = browsers[role].post(form.action, filled(form))
                sent += answer.status_code in {200, 302}
                text = raw_of(answer)
                if answer.headers.get("Content-Type", "").startswith("text/html"):
                    assert Page(form.action, text).problems == [], form.action
    return sent


def test_hostile_words_in_every_form_are_shown_as_words_everywhere() -> None:
    scene = scenes.build()
    places = addresses(scene)
    sent = write_everywhere(scene, places)
    assert sent > 40
    shown: set[str] = set()
    for role in READERS:
        browser = scene.browser(role)
        for address in places:
            page, problems = look(browser, address.path)
            assert problems == [], (role, address.path)
            if page is not None and f"<{MARK}" in page.words:
                shown.add(address.name)
    assert len(shown) > 40, sorted(shown)
    tick(now=clock.now())
    assert mail.outbox
    for message in mail.outbox:
        raw = message.message()
        assert len(message.recipients()) == 1
        assert raw.get("Bcc") is None
        assert "evil@evil.example" not in str(raw.get("To"))
        assert "\n" not in str(raw.get("Subject")).replace("\n ", " ")
    assert any(f"<{MARK}" in whole(message) for message in mail.outbox)


LISTS = (
    *(
        "ideas",
        "map_points",
        "similar",
        "streets",
        "spot",
        "say",
        "legal",
        "case",
        "desk",
        "board",
        "board_cases",
    ),
    *("board_export", "board_give", "moderation", "furnish_routes", "desk_merge", "desk_date", "desk_tell"),
)


def _ask(scene: Scene, value: str, only: tuple[str, ...] = ()) -> None:
    browsers = {role: scene.browser(role) for role in ROLES}
    for address, role in one_of_each(scene):
        if only and address.name not in only:
            continue
        response = browsers[role].get(address.path.partition("?")[0], dict.fromkeys(PARAMETERS, value))
        assert response.status_code < 500, address.path
        text = raw_of(response)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            assert Page(address.path, text).problems == [], address.path


@pytest.mark.parametrize("words", [SHORT, LONG], ids=["short", "long"])
def test_nothing_in_an_address_becomes_markup(words: str) -> None:
    _ask(scenes.build(), words)


def test_nothing_in_the_address_of_a_list_breaks_it() -> None:
    scene = scenes.build()
    for value in ODD.values():
        _ask(scene, value, LISTS)


@pytest.mark.parametrize(
    "query", ["q=%ED%A0%80%FF%C0%80", "q=%00", "%00=1", "q[]=1&q=2&q=3", "&&&===", "=%F0%9F%98"]
)
def test_bytes_that_are_no_text_break_no_list(query: str) -> None:
    scene = scenes.build()
    for path in ("/ideen/", "/ideen/neu/aehnlich/", "/ideen/neu/strassen/", "/ideen/karte/punkte.json"):
        assert scene.browser("anybody").get(f"{path}?{query}").status_code < 500


def test_a_formula_in_a_title_stays_words_in_a_spreadsheet() -> None:
    """E8; read back by a spreadsheet's own rules."""
    scene = scenes.build()
    case = scene.cases["public"]
    for start in ("=", "+", "-", "@", "\t=", "\r=", "＝"):
        case.lead.title = f"{start}1+1"
        case.lead.save(update_fields=["title"])
        _page, problems = look(scene.browser("coordinator"), "/koordination/vorgaenge.csv")
        assert problems == []
    assert FORMULA.startswith("=")


MARKUP = [
    f"<{MARK}>",
    f"<p {MARK}=1>",
    "<img src=x onerror=alert(1)>",
    "<script>x</script>",
    "<style>x</style>",
    "<a href='javascript:alert(1)'>",
    "<a href=' java\tscript:alert(1)'>",
    "<base href=x>",
    "<p style='x'>",
    "<form action='data:text/html,x'>",
    "<iframe>",
    "<meta http-equiv=refresh content=0>",
]


def test_the_reader_notices_markup() -> None:
    """The harness can fail."""
    for text in MARKUP:
        assert Page("/", text).problems, text
    assert Page("/", "<p title='x'>&lt;x-evil&gt;</p><script src='/static/x.js'></script>").problems == []
