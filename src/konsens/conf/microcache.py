"""The micro-cache: a wrapper around Django that answers again what nobody changed.

An answer is kept when Django marks it `Cache-Control: public`, sets no cookie and says 200. It is fresh as
long as the diary has no new line (asked at most once a second), and for a minute at most, because pages also
say what day it is. One request refills an expired answer; meanwhile the others get the old one, unless that
is older than a minute. What may not be kept any more, such as a page that was hidden, is forgotten at once.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from konsens.doors.web.unchanged import REVISION

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
Headers = list[tuple[str, str]]

ASK_EVERY = 1.0
KEEP_FOR = 60.0
MOST_ANSWERS = 2000
MOST_BYTES = 64_000_000
WAIT_FOR_REFILL = 10.0
COMPRESS_FROM = 500
KEPT_TYPES = ("text/html", "application/json", "application/geo+json", "text/css")
VARIES = (
    "wsgi.url_scheme",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_HOST",
    "PATH_INFO",
    "QUERY_STRING",
    "HTTP_HX_REQUEST",
    "HTTP_HX_BOOSTED",
    "HTTP_HX_TARGET",
)
"""On what a page for everybody may depend; a visitor can send nothing else that changes it."""


@dataclass(slots=True)
class Answer:
    """A kept answer, plain and compressed."""

    headers: Headers
    body: bytes
    packed: bytes
    etag: str
    revision: str
    made: float
    checked: float

    @property
    def size(self) -> int:
        """How many bytes of memory it takes, about."""
        return len(self.body) + len(self.packed)


@dataclass(slots=True)
class Slot:
    """The place of one address: its answer, and the lock of whoever refills it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    answer: Answer | None = None


class MicroCache:
    """Wrap a WSGI application; safe for several threads, each process keeps its own answers."""

    def __init__(
        self,
        application: Application,
        *,
        revision: Callable[[], str],
        session_cookie: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.application = application
        self.revision = revision
        self.session_cookie = f"{session_cookie}="
        self.clock = clock
        self.slots: OrderedDict[bytes, Slot] = OrderedDict()
        self.size = 0
        self.guard = threading.Lock()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from memory where that is right, else ask Django."""
        if not self._is_for_anybody(environ):
            if environ["REQUEST_METHOD"] == "GET":
                self._say(environ, self.revision())
            return self.application(environ, start_response)
        key = self._key(environ)
        slot = self._slot(key)
        if self._is_fresh(slot.answer):
            return self._send(slot.answer, environ, start_response)
        return self._refill(key, slot, environ, start_response)

    def _is_for_anybody(self, environ: Environ) -> bool:
        cookies = environ.get("HTTP_COOKIE", "")
        return environ["REQUEST_METHOD"] == "GET" and self.session_cookie not in cookies

    def _say(self, environ: Environ, revision: str) -> None:
        """Tell the application how far the diary is, and each minute anew."""
        environ[REVISION] = f"{revision} {int(self.clock() // KEEP_FOR)}"

    @staticmethod
    def _key(environ: Environ) -> bytes:
        """What was asked for, in few bytes; a header that is empty differs from one that is missing."""
        whole = repr([environ.get(each) for each in VARIES])
        return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).digest()

    def _slot(self, key: bytes) -> Slot:
        with self.guard:
            slot = self.slots.get(key)
            if slot is None:
                slot = self.slots[key] = Slot()
            self.slots.move_to_end(key)
            while len(self.slots) > MOST_ANSWERS:
                self._drop_oldest()
            return slot

    def _drop_oldest(self) -> None:
        _key, gone = self.slots.popitem(last=False)
        self.size -= gone.answer.size if gone.answer else 0

    def _keep(self, key: bytes, slot: Slot, answer: Answer) -> None:
        with self.guard:
            if self.slots.get(key) is slot:
                self.size += answer.size - (slot.answer.size if slot.answer else 0)
            slot.answer = answer
            while self.size > MOST_BYTES and self.slots:
                self._drop_oldest()

    def _forget(self, key: bytes, slot: Slot) -> None:
        with self.guard:
            if self.slots.get(key) is slot:
                del self.slots[key]
                self.size -= slot.answer.size if slot.answer else 0
            slot.answer = None

    def _is_fresh(self, answer: Answer | None) -> bool:
        if answer is None:
            return False
        now = self.clock()
        if now - answer.made > KEEP_FOR:
            return False
        if now - answer.checked <= ASK_EVERY:
            return True
        if answer.revision != self.revision():
            return False
        answer.checked = now
        return True

    def _may_bridge(self, answer: Answer | None) -> bool:
        """May the others have an old answer while one refills it?"""
        return answer is not None and self.clock() - answer.made <= KEEP_FOR

    def _refill(
        self, key: bytes, slot: Slot, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        old = slot.answer if self._may_bridge(slot.answer) else None
        if not slot.lock.acquire(timeout=0.0 if old else WAIT_FOR_REFILL):
            if old is not None:
                return self._send(old, environ, start_response)
            return self.application(environ, start_response)
        try:
            if self._is_fresh(slot.answer):
                return self._send(slot.answer, environ, start_response)
            return self._ask(key, slot, environ, start_response)
        finally:
            slot.lock.release()

    def _ask(
        self, key: bytes, slot: Slot, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        revision = self.revision()
        seen: list[tuple[str, Headers]] = []

        def listen(status: str, headers: Headers, _error: object = None) -> Callable[[bytes], object]:
            seen.append((status, headers))
            return lambda _more: None

        self._say(environ, revision)
        response = self.application(environ, listen)
        status, headers = seen[-1]
        if not may_be_kept(status, headers):
            self._forget(key, slot)
            start_response(status, headers)
            return response
        try:
            body = b"".join(response)
        finally:
            if callable(close := getattr(response, "close", None)):
                close()
        answer = self._make(headers, body, revision)
        self._keep(key, slot, answer)
        return self._send(answer, environ, start_response)

    def _make(self, headers: Headers, body: bytes, revision: str) -> Answer:
        dropped = {"content-length", "etag", "vary"}
        kept = [(name, value) for name, value in headers if name.lower() not in dropped]
        packed = gzip.compress(body, 6, mtime=0) if len(body) >= COMPRESS_FROM else b""
        now = self.clock()
        etag = f'W/"{hashlib.sha256(body).hexdigest()[:24]}"'
        return Answer(kept, body, packed, etag, revision, made=now, checked=now)

    @staticmethod
    def _send(answer: Answer | None, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if answer is None:
            raise RuntimeError("an empty slot cannot answer")
        extra = [("ETag", answer.etag), ("Vary", "Accept-Encoding, Cookie, HX-Request")]
        if answer.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
            start_response("304 Not Modified", [*_without_content(answer.headers), *extra])
            return [b""]
        body = answer.body
        if answer.packed and "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
            body = answer.packed
            extra.append(("Content-Encoding", "gzip"))
        start_response("200 OK", [*answer.headers, *extra, ("Content-Length", str(len(body)))])
        return [body]


def may_be_kept(status: str, headers: Headers) -> bool:
    """May an answer be given to somebody else? Only what Django calls public, whole and without a cookie."""
    values = {name.lower(): value for name, value in headers}
    return (
        status.startswith("200")
        and "set-cookie" not in values
        and values.get("cache-control", "").startswith("public, max-age=2,")
        and values.get("content-type", "").startswith(KEPT_TYPES)
    )


def _without_content(headers: Headers) -> Headers:
    return [(name, value) for name, value in headers if name.lower() != "content-type"]
