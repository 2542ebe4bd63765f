"""`konsens run` and its sisters as a stranger meets them: ports, databases, sign-in links, what is wrong."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from tests.journeys.house import free_port
from tests.process import FOREIGN

LINK = re.compile(r"http://localhost:\d+/konto/vorfuehrung/\S+")
PATIENCE_S = 60


def environment(folder: Path, **more: str) -> dict[str, str]:
    """As on a machine on which nothing is set."""
    foreign = {*FOREIGN, "DATABASE_URL", "PORT"}
    kept = {key: value for key, value in os.environ.items() if key not in foreign}
    return {**kept, "KONSENS_DATA": str(folder), **more}


def refused(folder: Path, *words: str, **more: str) -> str:
    """What a command says that cannot do its work; never more than one line, never a traceback."""
    command = [sys.executable, "-m", "konsens", *words]
    done = subprocess.run(
        command, env=environment(folder, **more), capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 2, done.stdout + done.stderr
    (line,) = (done.stdout + done.stderr).strip().splitlines()
    return line


@contextmanager
def running(folder: Path, **more: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`konsens run`, and what it printed until it was ready."""
    process = subprocess.Popen(
        [sys.executable, "-m", "konsens", "run"],
        env=environment(folder, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout is not None
        printed = ""
        for line in process.stdout:
            printed += line
            if more["PORT"] in line and LINK.search(line) is None:
                break
        yield process, printed
    finally:
        process.kill()
        process.communicate()


def page(address: str) -> tuple[str, str]:
    """Where a browser ends that opens an address, and what it reads there; waits for the server."""
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            with browser.open(address, timeout=20) as answer:
                return answer.geturl(), answer.read().decode()
        except (URLError, ConnectionError):
            assert time.monotonic() < until, "the server never answered"
            time.sleep(0.05)


@pytest.mark.thorough
def test_a_first_start_builds_the_demo_and_prints_three_links_that_open(tmp_path: Path) -> None:
    port = str(free_port())
    with running(tmp_path / "data", PORT=port) as (process, printed):
        assert f"Konsens läuft: http://localhost:{port}" in printed
        assert process.stdout is not None
        links: list[str] = []
        while len(links) < 3:
            links += LINK.findall(process.stdout.readline())
        rooms = [page(each) for each in links]
        assert [where.partition(f":{port}")[2] for where, _text in rooms] == [
            "/konto/",
            "/arbeit/",
            "/koordination/",
        ]
        assert "KümmertEuch" in rooms[0][1]
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=PATIENCE_S) in {0, -signal.SIGTERM}
        assert "Traceback" not in process.stdout.read()


@pytest.mark.thorough
def test_a_database_that_is_named_never_gets_demo_data_by_itself(tmp_path: Path) -> None:
    port = str(free_port())
    named = f"sqlite:///{tmp_path / 'named.sqlite3'}"
    with running(tmp_path / "data", PORT=port, DATABASE_URL=named) as (process, printed):
        assert "Vorführung" not in printed
        _where, text = page(f"http://localhost:{port}/gesund/")
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE_S)
        assert process.stdout is not None
        assert not LINK.search(printed + process.stdout.read())
    assert text


@pytest.mark.parametrize("command", ["run", "serve"])
def test_a_port_that_is_taken_is_named_and_nothing_is_built(command: str, tmp_path: Path) -> None:
    """The server would share the port in silence: half of the pages would come from another house."""
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        line = refused(tmp_path, command, PORT=str(port))
    assert line == f"Auf Port {port} läuft schon etwas. Bitte nehmen Sie einen anderen: PORT={port + 1}"
    assert not (tmp_path / "static").exists()


def test_a_host_on_which_nothing_can_be_opened_is_named(tmp_path: Path) -> None:
    line = refused(tmp_path, "serve", "--host", "192.0.2.1", PORT="8000")
    assert "An 192.0.2.1 lässt sich Port 8000 nicht öffnen" in line


@pytest.mark.parametrize("port", ["0", "70000", "achttausend"])
def test_what_is_no_port_is_refused(port: str, tmp_path: Path) -> None:
    words = [sys.executable, "-m", "konsens", "run"]
    done = subprocess.run(
        words, env=environment(tmp_path, PORT=port), capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["tick", "check", "worker", "search rebuild", "transparency 2026"])
def test_an_empty_database_is_set_up_first(command: str, tmp_path: Path) -> None:
    line = refused(tmp_path, *command.split())
    assert line == "Diese Datenbank ist noch leer. Bitte zuerst „konsens manage migrate“ aufrufen."


@pytest.mark.parametrize("command", ["tick", "run", "demo stadt", "areas load x --level a --code b --name c"])
def test_a_database_that_does_not_answer_is_named(command: str, tmp_path: Path) -> None:
    nobody = f"postgres://konsens@127.0.0.1:{free_port()}/konsens"
    line = refused(tmp_path, *command.split(), DATABASE_URL=nobody, PORT=str(free_port()))
    assert line.startswith("Die Datenbank antwortet nicht:")
    assert line.endswith("Bitte prüfen Sie DATABASE_URL und ob sie läuft.")


def test_an_address_of_a_database_that_makes_no_sense_is_refused_with_a_right_one(tmp_path: Path) -> None:
    for nonsense in ("konsens", "foo://konsens", "postgres://konsens:a/b@localhost/x"):
        line = refused(tmp_path, "tick", DATABASE_URL=nonsense)
        assert line.startswith("DATABASE_URL ist nicht zu verstehen."), nonsense
        assert "postgres://konsens:geheim@localhost/konsens" in line


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    line = refused(tmp_path / "file" / "data", "tick")
    assert str(tmp_path / "file") in line
    assert "KONSENS_DATA" in line
