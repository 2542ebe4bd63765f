"""The micro-cache gives nobody what was meant for somebody, and asks Django once."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterable
from typing import Any

import pytest

from konsens.conf import microcache
from konsens.conf.microcache import MicroCache

PUBLIC = ("Cache-Control", "public, max-age=2, stale-while-revalidate=30")
HTML = ("Content-Type", "text/html; charset=utf-8")


class Site:
    """A WSGI application that counts how often it is asked."""

    def __init__(self, *headers: tuple[str, str], status: str = "200 OK") -> None:
        self.headers, self.status, self.asked, self.closed = list(headers), status, 0, 0
        self.gate: threading.Event | None = None

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.asked += 1
        if self.gate is not None:
            self.gate.wait(10)
        start_response(self.status, [*self.headers])
        site, body = self, f"{environ.get('HTTP_HOST')}{environ['PATH_INFO']} no. {self.asked} ".encode() * 60

        class Response(list[bytes]):
            def close(self) -> None:
                site.closed += 1

        return Response([body])


class World:
    """A cache with a clock and a diary that the test moves."""

    def __init__(self, site: Site) -> None:
        self.site, self.time, self.revision, self.asked_for_revision = site, 0.0, "1", 0
        self.cache = MicroCache(
            site, revision=self._revision, session_cookie="sessionid", clock=lambda: self.time
        )

    def _revision(self) -> str:
        self.asked_for_revision += 1
        return self.revision

    def get(self, path: str = "/", **environ: str) -> tuple[str, dict[str, str], bytes]:
        answer: dict[str, Any] = {}
        whole = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_HOST": "eins.example", **environ}
        parts = self.cache(whole, lambda status, headers: answer.update(status=status, headers=dict(headers)))
        body = b"".join(parts)
        return answer["status"], answer["headers"], body


def test_a_public_page_is_asked_for_once() -> None:
    world = World(Site(PUBLIC, HTML))
    assert world.get()[2] == world.get()[2]
    assert (world.site.asked, world.site.closed) == (1, 1)


@pytest.mark.parametrize(
    "site",
    [
        Site(PUBLIC, HTML, ("Set-Cookie", "csrftoken=x")),
        Site(PUBLIC, HTML, status="404 Not Found"),
        Site(HTML),
        Site(("Cache-Control", "private, no-store"), HTML),
        Site(PUBLIC, ("Content-Type", "image/jpeg")),
    ],
    ids=["cookie", "not found", "unmarked", "private", "picture"],
)
def test_what_is_not_for_everybody_is_never_kept(site: Site) -> None:
    world = World(site)
    assert world.get()[2] != world.get()[2]
    assert site.asked == 2


def test_whoever_has_a_session_is_passed_through() -> None:
    world = World(Site(PUBLIC, HTML))
    world.get()
    world.get(HTTP_COOKIE="a=b; sessionid=xyz")
    assert world.site.asked == 2


def test_hosts_languages_and_questions_have_pages_of_their_own() -> None:
    world = World(Site(PUBLIC, HTML))
    world.get("/ideen/")
    world.get("/en/ideen/")
    world.get("/ideen/", QUERY_STRING="thema=1")
    world.get("/ideen/", HTTP_HOST="zwei.example")
    world.get("/ideen/", HTTP_HX_REQUEST="true")
    assert world.site.asked == 5


def test_a_new_line_in_the_diary_makes_a_new_page_after_a_second() -> None:
    world = World(Site(PUBLIC, HTML))
    first = world.get()[2]
    world.revision = "2"
    assert world.get()[2] == first
    world.time = 1.5
    assert world.get()[2] != first


def test_a_page_stays_while_nothing_happens_but_a_minute_at_most() -> None:
    world = World(Site(PUBLIC, HTML))
    for world.time in (0, 2, 20, 59):
        world.get()
    assert world.site.asked == 1
    world.time = 61
    world.get()
    assert world.site.asked == 2


def test_an_equal_etag_is_answered_without_a_body() -> None:
    world = World(Site(PUBLIC, HTML))
    etag = world.get()[1]["ETag"]
    status, headers, body = world.get(HTTP_IF_NONE_MATCH=etag)
    assert (status, body) == ("304 Not Modified", b"")
    assert headers["ETag"] == etag
    assert headers["Cache-Control"] == PUBLIC[1]


def test_a_browser_that_can_unpack_gets_a_packed_page() -> None:
    world = World(Site(PUBLIC, HTML))
    plain = world.get()[2]
    _status, headers, packed = world.get(HTTP_ACCEPT_ENCODING="br, gzip")
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == plain
    assert len(packed) < len(plain)


def test_of_many_visitors_at_once_one_asks_and_the_others_wait_for_its_answer() -> None:
    world = World(Site(PUBLIC, HTML))
    world.site.gate = threading.Event()
    bodies: list[bytes] = []
    visitors = [threading.Thread(target=lambda: bodies.append(world.get()[2])) for _ in range(8)]
    for each in visitors:
        each.start()
    world.site.gate.set()
    for each in visitors:
        each.join(10)
    assert len(set(bodies)) == 1
    assert world.site.asked == 1


def test_while_one_refills_the_others_get_the_old_page() -> None:
    world = World(Site(PUBLIC, HTML))
    old = world.get()[2]
    world.time, world.revision = 5.0, "2"
    world.site.gate = threading.Event()
    refiller = threading.Thread(target=world.get)
    refiller.start()
    while world.site.asked < 2:
        pass
    assert world.get()[2] == old
    world.site.gate.set()
    refiller.join(10)
    assert world.get()[2] != old


def test_the_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(microcache, "MOST_ANSWERS", 10)
    world = World(Site(PUBLIC, HTML))
    for each in range(50):
        world.get(f"/{each}")
    assert len(world.cache.slots) <= 10
