"""Mails as they leave the house: read back from the files they go to, or taken in by a small mail server."""

from __future__ import annotations

import email
import email.policy
import re
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

BETWEEN = f"\n{'-' * 79}\n"


def sent(to: str = "") -> list[EmailMessage]:
    """All mails in the folder, oldest first; to one address if given."""
    found = []
    files = sorted(Path(settings.EMAIL_FILE_PATH).glob("*.log"), key=lambda path: path.stat().st_mtime_ns)
    for path in files:
        raw = [each.lstrip("\n") for each in path.read_text(encoding="utf-8").split(BETWEEN)]
        found += [read(each.encode()) for each in raw if each.strip()]
    return [mail for mail in found if not to or to in str(mail["To"])]


def read(raw: bytes) -> EmailMessage:
    """A mail from its bytes, by a strict modern reader."""
    return email.message_from_bytes(raw, policy=email.policy.default)


def text(mail: EmailMessage) -> str:
    """The words of a mail."""
    return str(mail.get_content()).replace("\r\n", "\n")


def subject(mail: EmailMessage) -> str:
    """The subject line of a mail, unfolded."""
    return str(mail["Subject"]).strip()


def link(mail: EmailMessage, part: str) -> str:
    """The path of the one link in a mail that has this in it."""
    found = {each for each in re.findall(r"https?://[^/\s]+(/\S+)", text(mail)) if part in each}
    assert len(found) == 1, f"one link with {part!r} in:\n{text(mail)}"
    return found.pop()


Answer = Callable[["Session", str], str | None]


def polite(session: Session, line: str) -> str | None:
    """A mail server that takes everything."""
    return None


@dataclass
class MailServer:
    """A mail server on this machine that keeps what it is given, and may be told to behave badly.

    `answer` is asked at each step ("connect", "MAIL …", "RCPT …", "DATA", "message"); None means yes.
    """

    port: int = 0
    answer: Answer = polite
    taken: list[EmailMessage] = field(default_factory=list)
    seen: list[EmailMessage] = field(default_factory=list)


class Session(socketserver.StreamRequestHandler):
    """One conversation in the Simple Mail Transfer Protocol."""

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def asked(self, line: str, yes: str) -> bool:
        """Answer a step; False when it was refused."""
        house: MailServer = self.server.house  # type: ignore[attr-defined]
        answer = house.answer(self, line)
        self.say(answer or yes)
        return answer is None

    def handle(self) -> None:
        try:
            self._talk()
        except OSError:
            return

    def _talk(self) -> None:
        if not self.asked("connect", "220 localhost"):
            return
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "DATA":
                if self.asked("DATA", "354 go on"):
                    self._take()
            elif verb == "QUIT":
                self.say("221 bye")
                return
            elif verb in {"MAIL", "RCPT"}:
                self.asked(verb + line[4:], "250 ok")
            else:
                self.say("250 ok")

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line[1:] if line.startswith(b"..") else line)
        house: MailServer = self.server.house  # type: ignore[attr-defined]
        mail = read(b"".join(lines))
        house.seen.append(mail)
        if self.asked("message", "250 taken"):
            house.taken.append(mail)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


@contextmanager
def mail_server(answer: Answer = polite) -> Iterator[MailServer]:
    """Run a mail server while the block lasts."""
    house = MailServer(answer=answer)
    with _Server(("127.0.0.1", 0), Session) as server:
        house.port = server.server_address[1]
        server.house = house  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield house
        finally:
            server.shutdown()
