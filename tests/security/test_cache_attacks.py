"""The micro-cache under attack: nothing private is kept, nobody changes what others get (D8, E1, E9)."""

from __future__ import annotations

import ast
import itertools
import secrets
import threading
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from konsens.city.people.models import Identity
from konsens.conf import microcache
from konsens.conf.microcache import VARIES, MicroCache
from konsens.conf.wsgi import django_application, newest_line
from konsens.kernel.models import Entry
from konsens.listening.voices import actions as voices
from tests import a
from tests.security import world
from tests.security.verbs import NOW, REASONS

PUBLIC = ("Cache-Control", "public, max-age=2, stale-while-revalidate=30")
HTML = ("Content-Type", "text/html; charset=utf-8")
ANSWERED = {"HX-Redirect", "HX-Retarget", "HX-Reswap", "HX-Push-Url", "HX-Trigger"}
WEB = Path(__file__).resolve().parents[2] / "src" / "konsens" / "doors" / "web"


class Echo:
    """Answers with what it was asked, so that one visitor's answer is never mistaken for another's."""

    def __init__(self) -> None:
        self.headers, self.status, self.asked = [PUBLIC, HTML], "200 OK", 0
        self.gate: threading.Event | None = None
        self.inside = threading.Event()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.asked += 1
        if self.gate is not None:
            self.inside.set()
            self.gate.wait(10)
        start_response(self.status, [*self.headers])
        return [repr([environ.get(each) for each in VARIES]).encode()]


class Cache:
    """A cache whose clock and diary the test moves."""

    def __init__(self, application: Any = None) -> None:
        self.site = application or Echo()
        self.time, self.line = 0.0, secrets.token_hex(8)
        self.cache = MicroCache(
            self.site, revision=lambda: self.line, session_cookie="sessionid", clock=lambda: self.time
        )

    def get(self, path: str = "/", **environ: Any) -> tuple[str, dict[str, str], bytes]:
        answer: dict[str, Any] = {}
        whole = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_HOST": "eins.example", **environ}
        parts = self.cache(whole, lambda status, headers: answer.update(status=status, headers=dict(headers)))
        return answer["status"], answer["headers"], b"".join(parts)


PARTS = {
    "PATH_INFO": ("/a", "/a\nb", "/a\nNone", "/a'"),
    "QUERY_STRING": ("", "b", "b=1&a=2", "a=2&b=1"),
    "HTTP_HX_REQUEST": (None, "", "true"),
    "HTTP_HX_BOOSTED": (None, "", "true"),
    "HTTP_X_FORWARDED_PROTO": (None, "http", "https"),
}


def test_two_different_questions_never_share_an_answer() -> None:
    cache = Cache()
    for values in itertools.product(*PARTS.values()):
        environ = {name: value for name, value in zip(PARTS, values, strict=True) if value is not None}
        expected = repr([{**environ, "HTTP_HOST": "eins.example"}.get(each) for each in VARIES]).encode()
        path = environ.pop("PATH_INFO")
        assert cache.get(path, **environ)[2] == expected
        assert cache.get(path, **environ)[2] == expected


def test_pages_for_everybody_read_nothing_from_a_request_that_the_cache_does_not_know() -> None:
    """Every header that a page asks for is part of the key, or belongs to pages that are never kept."""
    never_kept = {"account/demo.py", "address.py"}
    keyed = {each.removeprefix("HTTP_").replace("_", "-").lower() for each in VARIES} | {"query-string"}
    # the style sheet carries another mark than pages, so the cache never keeps it
    fine = {("start/views.py", "Accept-Encoding")}
    for path in sorted(WEB.rglob("*.py")):
        where = str(path.relative_to(WEB))
        if where in never_kept:
            continue
        for name in _headers_read(path):
            if (where, name) in fine:
                continue
            assert name.removeprefix("HTTP_").replace("_", "-").lower() in keyed, (path, name)


def _headers_read(path: Path) -> Iterable[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        value = node.value if isinstance(node, ast.Constant) else None
        wanted = isinstance(value, str) and value.startswith(("HX-", "HTTP_", "Accept-", "X-"))
        if wanted and value not in ANSWERED:
            yield value


@pytest.mark.parametrize(
    "cookie",
    ["sessionid=x", "a=b; sessionid=x", "sessionid =x", 'sessionid="x"', "a=sessionid=; sessionid=y"],
)
def test_whoever_brings_a_session_in_any_spelling_is_never_answered_from_memory_with_something_of_theirs(
    cookie: str,
) -> None:
    cache = Cache()
    cache.site.headers = [("Cache-Control", "private, no-store"), HTML]
    cache.get(HTTP_COOKIE=cookie)
    cache.get()
    assert cache.site.asked == 2


@pytest.mark.parametrize("method", ["HEAD", "POST", "OPTIONS", "PUT", "get", "PURGE"])
def test_only_a_plain_get_is_answered_from_memory(method: str) -> None:
    cache = Cache()
    cache.get()
    cache.get(REQUEST_METHOD=method)
    assert cache.site.asked == 2
    cache.get()
    assert cache.site.asked == 2


def test_a_page_that_was_hidden_is_forgotten_even_while_others_ask_for_it() -> None:
    cache = Cache()
    assert cache.get()[0] == "200 OK"
    cache.time, cache.line, cache.site.status = 5.0, "2", "404 Not Found"
    assert cache.get()[0] == "404 Not Found"
    assert not cache.cache.slots
    assert cache.cache.size == 0
    cache.site.gate = threading.Event()
    first = threading.Thread(target=cache.get)
    first.start()
    cache.site.inside.wait(10)
    answers: list[str] = []
    second = threading.Thread(target=lambda: answers.append(cache.get()[0]))
    second.start()
    cache.site.gate.set()
    first.join(10)
    second.join(10)
    assert answers == ["404 Not Found"]


def test_an_answer_older_than_a_minute_is_no_bridge() -> None:
    cache = Cache()
    old = cache.get()[2]
    cache.time, cache.line = 3600.0, "2"
    cache.site.gate = threading.Event()
    first = threading.Thread(target=cache.get)
    first.start()
    cache.site.inside.wait(10)
    cache.site.headers = [("Cache-Control", "private, no-store"), HTML, ("X-Now", "yes")]
    answers: list[Any] = []
    second = threading.Thread(target=lambda: answers.append(cache.get()))
    second.start()
    cache.site.gate.set()
    first.join(10)
    second.join(10)
    assert "X-Now" in answers[0][1]
    assert old == answers[0][2]


def test_long_addresses_and_many_of_them_take_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(microcache, "MOST_ANSWERS", 50)
    cache = Cache()
    cache.site.status = "404 Not Found"
    for number in range(200):
        cache.get(f"/{number}" + "x" * 50_000)
    assert len(cache.cache.slots) == 0
    cache.site.status = "200 OK"
    for number in range(200):
        cache.get(f"/{number}", QUERY_STRING="x" * 50_000)
    assert len(cache.cache.slots) == 50
    assert all(len(key) == 32 for key in cache.cache.slots)


def test_what_was_never_kept_displaces_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(microcache, "MOST_ANSWERS", 10)
    cache = Cache()
    cache.get("/ideen/")
    cache.site.status = "404 Not Found"
    for number in range(100):
        cache.get(f"/{number}")
    asked = cache.site.asked
    cache.get("/ideen/")
    assert cache.site.asked == asked


def test_the_size_stays_true_when_an_address_is_displaced_while_it_is_filled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(microcache, "MOST_ANSWERS", 2)
    monkeypatch.setattr(microcache, "MOST_BYTES", 5_000)
    cache = Cache()
    cache.site.gate = threading.Event()
    slow = threading.Thread(target=lambda: cache.get("/slow"))
    slow.start()
    cache.site.inside.wait(10)
    gate, cache.site.gate = cache.site.gate, None
    for number in range(5):
        cache.get(f"/{number}")
    gate.set()
    slow.join(10)
    held = sum(each.answer.size for each in cache.cache.slots.values() if each.answer)
    assert cache.cache.size == held
    for number in range(200):
        cache.get(f"/{number}", QUERY_STRING="y" * 4_000)
    held = sum(each.answer.size for each in cache.cache.slots.values() if each.answer)
    assert cache.cache.size == held <= 5_000


def test_shared_caches_are_told_on_what_a_page_depends() -> None:
    vary = Cache().get()[1]["Vary"]
    assert {each.strip() for each in vary.split(",")} >= {"Cookie", "Accept-Encoding", "HX-Request"}


@pytest.mark.django_db(transaction=True)
def test_a_line_that_becomes_visible_late_makes_pages_new() -> None:
    """On PostgreSQL a long transaction commits a lower number after a higher one was seen."""
    Entry.objects.create(id=1000, at=NOW, verb="x")
    Entry.objects.create(id=1002, at=NOW, verb="x")
    before = newest_line()
    Entry.objects.create(id=1001, at=NOW, verb="x")
    assert newest_line() != before


@pytest.mark.django_db(transaction=True)
def test_a_refused_case_is_gone_for_everybody_with_the_next_line() -> None:
    here = world.build()
    cache = Cache(django_application)
    cache.line = newest_line()
    address = f"/vorgang/{here.case.public_id}/"
    environ = {
        "HTTP_HOST": "localhost",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.input": BytesIO(),
    }
    status, headers, body = cache.get(address, **environ)
    assert (status, headers["Cache-Control"]) == ("200 OK", PUBLIC[1])
    assert here.case.lead.title.encode() in body
    voices.refuse(here.case.lead, reasons=REASONS, by=here.person("moderator"), now=NOW)
    cache.time, cache.line = 2.0, newest_line()
    status, headers, body = cache.get(address, **environ)
    assert status == "404 Not Found"
    assert here.case.lead.title.encode() not in body
    assert not cache.cache.slots


@pytest.mark.django_db
def test_the_cookie_of_a_session_has_the_name_that_the_cache_looks_for() -> None:
    browser = a.client(a.person())
    assert settings.SESSION_COOKIE_NAME in browser.cookies


@pytest.mark.django_db
def test_a_page_that_sets_a_cookie_after_all_is_for_its_reader_only() -> None:
    """A broken cookie that came in is set anew, also by a page that asked for none."""
    world.build()
    for path in ("/", "/ideen/", "/zahlen/"):
        answer = a.client().get(path, HTTP_COOKIE="csrftoken=broken")
        assert answer.cookies
        assert answer.headers["Cache-Control"] == "private, no-store"


def _asked(browser: Client | None = None, **headers: str) -> dict[str, Any]:
    """A request as the server hands it on, with the cookies of a browser."""
    cookies = "; ".join(f"{name}={each.value}" for name, each in browser.cookies.items()) if browser else ""
    where = {"SERVER_NAME": "localhost", "SERVER_PORT": "80", "wsgi.url_scheme": "http"}
    return {**where, "HTTP_HOST": "localhost", "HTTP_COOKIE": cookies, "wsgi.input": BytesIO(), **headers}


@pytest.mark.django_db(transaction=True)
def test_the_same_address_answers_each_reader_for_themselves_whatever_they_have_kept() -> None:
    """E9: two people and nobody, in any order, with the mark of what another one got."""
    here = world.build()
    cache = Cache(django_application)
    readers = {"": None, "author": here.browser("author"), "coordinator": here.browser("coordinator")}
    words = {"author": b"Mein Bereich", "coordinator": b"Koordination</a>"}
    for path in ("/", "/ideen/", f"/vorgang/{here.case.public_id}/"):
        mark = cache.get(path, **_asked())[1]["ETag"]
        for name in ("coordinator", "", "author", "", "coordinator"):
            asked = _asked(readers[name], HTTP_IF_NONE_MATCH=f'{mark}, *, W/"0"')
            status, headers, body = cache.get(path, **asked)
            if not name:
                assert (status, headers["ETag"], body) == ("304 Not Modified", mark, b"")
                continue
            assert (status, headers["Cache-Control"]) == ("200 OK", "private, no-store")
            assert "ETag" not in headers
            assert words[name] in body
        plain = cache.get(path, **_asked())[2]
        assert not [each for each in words.values() if each in plain]


@pytest.mark.django_db(transaction=True)
def test_what_one_organisation_shows_is_never_answered_at_another_or_in_another_language() -> None:
    here = world.build()
    Identity.objects.filter(controller=here.party).update(host="partei.localhost")
    cache = Cache(django_application)
    title = here.case.lead.title.encode()
    for _again in range(2):
        for path in ("/o/partei/ideen/", "/o/stadt/ideen/", "/o/partei/en/ideen/", "/o/stadt/en/ideen/"):
            assert (title in cache.get(path, **_asked())[2]) == ("stadt" in path)
        for host in ("localhost", "partei.localhost"):
            shown = cache.get("/ideen/", **{**_asked(), "HTTP_HOST": host})[2]
            assert (title in shown) == (host == "localhost")
    german, english = (cache.get(path, **_asked())[2] for path in ("/ideen/", "/en/ideen/"))
    assert b'lang="de"' in german
    assert b'lang="en"' in english
