import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from konsens.doors.cli.fetch import LARGEST, get, is_public
from konsens.kernel.errors import RuleBrokenError


class Portal(BaseHTTPRequestHandler):
    """An open-data portal with good and bad manners."""

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        answer = {"/gut": self.good, "/weiter": self.onward, "/kreis": self.circle, "/riesig": self.huge}
        answer.get(path, self.missing)()

    def good(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(f"gut {self.path} {self.headers['Host']}".encode())

    def onward(self) -> None:
        self.send_response(302)
        self.send_header("Location", "/gut?x=1")
        self.end_headers()

    def circle(self) -> None:
        self.send_response(302)
        self.send_header("Location", "/kreis")
        self.end_headers()

    def huge(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            for _piece in range(LARGEST // 1_000_000 + 5):
                self.wfile.write(b"x" * 1_000_000)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def missing(self) -> None:
        self.send_response(404)
        self.end_headers()
        self.wfile.write(b"geheim: interne Fehlermeldung")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Quiet."""


@pytest.fixture
def portal() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Portal)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_portal_answers_with_what_it_has(portal: str) -> None:
    assert get(f"{portal}/gut?a=b", allow_private=True).startswith(b"gut /gut?a=b 127.0.0.1")
    assert get(f"{portal}/weiter", allow_private=True).startswith(b"gut /gut?x=1")


def test_an_address_inside_the_network_is_refused_unless_allowed(portal: str) -> None:
    with pytest.raises(RuleBrokenError, match=r"internen Netz.*--allow-private"):
        get(f"{portal}/gut")


BAD_ANSWERS = [("/fehlt", "Fehler 404"), ("/kreis", "leitet zu oft weiter"), ("/riesig", "größer als 50 MB")]


@pytest.mark.parametrize(("path", "says"), BAD_ANSWERS)
def test_a_portal_that_misbehaves_is_refused_without_its_words(portal: str, path: str, says: str) -> None:
    with pytest.raises(RuleBrokenError, match=says) as refusal:
        get(portal + path, allow_private=True)
    assert "geheim" not in str(refusal.value)


@pytest.mark.parametrize(
    "address",
    [
        "ftp://example.org/x",
        "file:///etc/passwd",
        "http://",
        "https://user:pass@example.org/",
        "http://example.org:0/",
        "http://example.org:99999/",
        "http://exa mple.org/",
        "http://example.org/\r\nX: y",
        "http://[::1/",
    ],
)
def test_what_is_no_web_address_is_refused(address: str) -> None:
    with pytest.raises(RuleBrokenError, match="keine Web-Adresse"):
        get(address, allow_private=True)


def test_a_portal_that_is_not_there_is_refused() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    with pytest.raises(RuleBrokenError, match="antwortet nicht"):
        get(f"http://127.0.0.1:{port}/", allow_private=True)
    with pytest.raises(RuleBrokenError, match="antwortet nicht"):
        get("http://" + "x" * 64 + ".invalid/", allow_private=True)


def test_a_name_is_looked_up_once_and_every_address_of_it_checked(
    portal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A resolver that changes its answer between check and connection gains nothing."""
    port = int(portal.rpartition(":")[2])
    asked = []

    def resolver(host: str, *_args: Any, **_kind: Any) -> list[Any]:
        asked.append(host)
        places = [("127.0.0.1", port)] if len(asked) == 1 else [("127.0.0.2", 1)]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", place) for place in places]

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    assert get("http://portal.example/gut", allow_private=True) == b"gut /gut portal.example"
    assert asked == ["portal.example"]


def test_a_name_with_one_public_and_one_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolver(*_args: Any, **_kind: Any) -> list[Any]:
        kind = socket.AF_INET, socket.SOCK_STREAM, 6, ""
        return [(*kind, ("93.184.215.14", 80)), (*kind, ("10.0.0.1", 80))]

    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    with pytest.raises(RuleBrokenError, match="internen Netz"):
        get("http://portal.example/")


ADDRESSES = [
    ("93.184.215.14", True),
    ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
    ("127.0.0.1", False),
    ("0.0.0.0", False),
    ("10.1.2.3", False),
    ("172.16.0.1", False),
    ("192.168.1.1", False),
    ("169.254.169.254", False),
    ("100.64.0.1", False),
    ("224.0.0.1", False),
    ("255.255.255.255", False),
    ("::1", False),
    ("::", False),
    ("fe80::1%eth0", False),
    ("fd00::1", False),
    ("::ffff:127.0.0.1", False),
    ("::ffff:93.184.215.14", True),
    ("2002:7f00:1::", False),
    ("2001:0:7f00:1::", False),
    ("64:ff9b::7f00:1", False),
]


@pytest.mark.parametrize(("address", "public"), ADDRESSES)
def test_public_is_what_belongs_to_the_open_internet(address: str, public: bool) -> None:
    assert is_public(address) == public


def test_a_file_is_read_and_a_missing_one_named(tmp_path: Path) -> None:
    file = tmp_path / "a.geojson"
    file.write_bytes(b"{}")
    assert get(str(file)) == b"{}"
    with pytest.raises(RuleBrokenError, match=r"nix\.json“ gibt es nicht"):
        get(str(tmp_path / "nix.json"))
    with pytest.raises(RuleBrokenError, match="lässt sich nicht lesen"):
        get(str(tmp_path))
    with pytest.raises(RuleBrokenError, match="lässt sich nicht lesen"):
        get("a\0b")
    with file.open("wb") as large:
        large.truncate(LARGEST + 1)
    with pytest.raises(RuleBrokenError, match="größer als 50 MB"):
        get(str(file))
