"""Mails that went to files instead of a mail server: one folder, and for how long they stay there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
from email import message_from_string
from email.utils import getaddresses
from pathlib import Path

from django.conf import settings

KEPT = timedelta(days=90)
BETWEEN = f"\n{'-' * 79}\n"
"""Django's backend writes this line after each mail."""


def forget_mails_to(addresses: Collection[str]) -> int:
    """Take the mails to these addresses out of their files; returns how many."""
    wanted = {each.lower() for each in addresses}
    return sum(_keep(path, lambda mail: not wanted & _receivers(mail)) for path in _files()) if wanted else 0


def forget_old(now: datetime) -> int:
    """Delete files that were written long ago; returns how many."""
    old = [path for path in _files() if path.stat().st_mtime < (now - KEPT).timestamp()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _files() -> Iterator[Path]:
    folder = Path(settings.EMAIL_FILE_PATH)
    return iter(sorted(folder.glob("*.log"))) if folder.is_dir() else iter(())


def _receivers(mail: str) -> set[str]:
    headers = message_from_string(mail.lstrip("\n"))
    return {address.lower() for _name, address in getaddresses(headers.get_all("To", []))}


def _keep(path: Path, is_kept: Callable[[str], bool]) -> int:
    mails = [
        each
        for each in path.read_text(encoding="utf-8", errors="surrogateescape").split(BETWEEN)
        if each.strip()
    ]
    kept = [each for each in mails if is_kept(each)]
    if not kept:
        path.unlink(missing_ok=True)
    elif len(kept) < len(mails):
        text = "".join(f"{each}{BETWEEN}" for each in kept)
        path.write_text(text, encoding="utf-8", errors="surrogateescape")
    return len(mails) - len(kept)
