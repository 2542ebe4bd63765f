"""A running Konsens of its own: server, database, mails in files, and a clock that can be moved."""

from __future__ import annotations

import email
import email.policy
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from konsens.kernel import clock

ROOT = Path(__file__).resolve().parent.parent.parent
FOREIGN = ("DATABASE_URL", "SITE_URL", "SMTP_URL", "ALLOWED_HOSTS", "TRUSTED_ORIGINS", "KONSENS_TEST_DATA")
STARTS_WITHIN_S = 180
BETWEEN_MAILS = b"-" * 79


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it left the house."""

    to: str
    subject: str
    text: str
    headers: dict[str, str]

    def link(self, part: str) -> str:
        """The one address in the mail that holds these words."""
        found = [each for each in re.findall(r"https?://\S+", self.text) if part in each]
        assert len(set(found)) == 1, f"one link with {part!r} expected in:\n{self.text}"
        return found[0]


def free_port() -> int:
    """A port nobody uses now."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
    return port


class House:
    """One data folder with everything that runs on it."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.home = f"http://localhost:{self.port}"
        kept = {key: value for key, value in os.environ.items() if key not in FOREIGN}
        self.environment = {
            **kept,
            "KONSENS_DATA": str(folder),
            "PORT": str(self.port),
            "DJANGO_SETTINGS_MODULE": "tests.journeys.settings",
            "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
            **environment,
        }
        self._server: subprocess.Popen[bytes] | None = None
        self._offset = timedelta()

    @classmethod
    def like(cls, other: House, folder: Path, **environment: str) -> House:
        """A house with a copy of everything another one holds; nobody may be writing there."""
        shutil.copytree(other.folder, folder)
        return cls(folder, **environment)

    def konsens(self, *arguments: str) -> str:
        """Run a command of the platform and return what it printed."""
        return self.python("-m", "konsens", *arguments)

    def python(self, *arguments: str) -> str:
        """Run Python on the house's data and return what it printed."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{arguments}:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def scene(self, name: str, **values: str) -> dict[str, Any]:
        """Let something happen out of sight (see `scenes.py`), and return what it tells."""
        given = [f"{key}={value}" for key, value in values.items()]
        told: dict[str, Any] = json.loads(self.python("-m", "tests.journeys.scenes", name, *given))
        return told

    def open(self) -> None:
        """Start the server and wait until it answers."""
        command = [sys.executable, "-m", "konsens", "serve", "--port", str(self.port), "--workers", "1"]
        with (self.folder / "server.log").open("wb") as log:
            self._server = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        until = time.monotonic() + STARTS_WITHIN_S
        while not self._answers():
            if self._server.poll() is not None or time.monotonic() > until:
                raise AssertionError(f"the server did not start:\n{self.close()}")
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.home}/gesund/", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def close(self) -> str:
        """Stop the server and return what it complained about."""
        if self._server is not None:
            self._server.terminate()
            self._server.wait(timeout=60)
            self._server = None
        return (self.folder / "server.log").read_text()

    def tick(self) -> None:
        """Do what is due now: mails, questions, figures."""
        self.konsens("tick")

    def later(self, **time_passed: float) -> None:
        """Let time pass, and do what became due meanwhile."""
        self._offset += timedelta(**time_passed)
        fresh = self.folder / "clock-offset.new"
        fresh.write_text(str(self._offset.total_seconds()))
        fresh.rename(self.folder / "clock-offset")
        self.tick()

    @property
    def today(self) -> date:
        """The calendar day in this house."""
        return clock.day_of(clock.now() + self._offset)

    def mails(self, to: str) -> list[Mail]:
        """Every mail to an address, oldest first."""
        files = sorted((self.folder / "mail").glob("*.log"), key=lambda each: each.stat().st_mtime_ns)
        found = [mail for path in files for mail in _mails_in(path)]
        return [mail for mail in found if mail.to == to]

    def mail(self, to: str, saying: str) -> Mail:
        """The newest mail to an address that says something."""
        found = [mail for mail in self.mails(to) if saying in mail.subject or saying in mail.text]
        assert found, f"nobody wrote {saying!r} to {to}: {[mail.subject for mail in self.mails(to)]}"
        return found[-1]


def _mails_in(path: Path) -> list[Mail]:
    parts = path.read_bytes().split(BETWEEN_MAILS)
    return [_read(part.lstrip(b"\n")) for part in parts if part.strip()]


def _read(content: bytes) -> Mail:
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain",))
    assert body is not None
    return Mail(
        to=str(message["To"]),
        subject=str(message["Subject"]),
        text=str(body.get_content()),
        headers={key: str(value) for key, value in message.items()},
    )
