"""Whatever people type, wherever they type it, is shown as words (T4: C1-C5, C7-C9, E8, B6)."""

from __future__ import annotations

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client

from konsens.doors.post.tick import tick
from konsens.kernel import clock
from tests.security import scene as scenes
from tests.security.addresses import Address, addresses
from tests.security.markup import FORMULA, MARK, Form, Page, filled, read
from tests.security.scene import Scene
from tests.security.test_mails import whole

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
LEAVES = {"account_forget", "account_leave", "account_logout", "furnish_office_end", "furnish_topic_end"}
"""Forms that end what the others need; they ask for no words."""
WRITERS = ("author", "caretaker", "moderator", "coordinator", "admin", "resident")
READERS = ("anybody", "author", "coordinator", "admin")


def look(browser: Client, path: str) -> Page | None:
    """A page in which nothing but words stands where people typed."""
    page, problems = read(path, browser.get(path))
    assert problems == [], path
    return page


def send(browser: Client, form: Form) -> bool:
    """Fill a form with hostile words; did it go through?"""
    answer = browser.post(form.action, filled(form))
    _page, problems = read(form.action, answer)
    assert problems == [], form.action
    return answer.status_code in {200, 302}


def write_everywhere(scene: Scene, places: list[Address]) -> int:
    """Send every form of the house, each as somebody who may; how many went through."""
    browsers = {role: scene.browser(role) for role in WRITERS}
    sent = 0
    for address in places:
        who = next((role for role in WRITERS if role in address.rule.may), "")
        if not who or address.name in LEAVES or "GET" not in address.rule.methods:
            continue
        page = look(browsers[who], address.path)
        forms = page.forms if page else []
        sent += sum(
            send(browsers[who], form)
            for form in forms
            if "abmelden" not in form.action and "loeschen" not in form.action
        )
    return sent


def test_hostile_words_in_every_form_are_shown_as_words_everywhere() -> None:
    scene = scenes.build()
    places = addresses(scene)
    assert write_everywhere(scene, places) > 40
    shown: set[str] = set()
    for role in READERS:
        browser = scene.browser(role)
        for address in places:
            page = look(browser, address.path)
            if page is not None and f"<{MARK}" in page.words:
                assert "{{7*7}}%(e)s" in page.words, address.path
                shown.add(address.name)
    assert len(shown) > 40, sorted(shown)
    mails_hold_words_only()


def mails_hold_words_only() -> None:
    """Everything that goes out now has one recipient, and its words have become no header."""
    tick(now=clock.now())
    assert any(f"<{MARK}" in whole(message) for message in mail.outbox)
    for message in mail.outbox:
        raw = message.message()
        assert len(message.recipients()) == 1
        assert raw.get("Bcc") is None
        assert "evil@evil.example" not in str(raw.get("To"))
        assert "\n" not in str(raw.get("Subject")).replace("\n ", " ")


@pytest.mark.parametrize("start", FORMULA)
def test_a_formula_in_a_title_stays_words_in_a_spreadsheet(start: str) -> None:
    """E8; read back by a spreadsheet's own rules."""
    scene = scenes.build()
    lead = scene.cases["public"].lead
    lead.title = f"{start}1+1"
    lead.save(update_fields=["title"])
    address = "/koordination/vorgaenge.csv"
    _page, problems = read(address, scene.browser("coordinator").get(address))
    assert problems == []


def test_the_reader_notices_formulas() -> None:
    """The harness can fail."""
    for start in FORMULA:
        table = HttpResponse(f'\ufeffNummer;Titel\r\n1;"{start}1+1"\r\n', "text/csv; charset=utf-8")
        assert read("/", table)[1] == [f"{start}1+1"]


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


@pytest.mark.parametrize("text", MARKUP)
def test_the_reader_notices_markup(text: str) -> None:
    """The harness can fail."""
    assert Page("/", text).problems


def test_the_reader_takes_words_for_words() -> None:
    words = "<p title='x'>&lt;x-evil&gt;</p><script src='/static/x.js'></script><a href='?next=javascript:x'>"
    assert Page("/", words).problems == []
