"""The pages of the documentation, as tests read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def name_of(page: Path) -> str:
    """A page as a test calls it."""
    return page.relative_to(ROOT).as_posix()


def prose(page: Path) -> str:
    """What people read, without blocks of code."""
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def blocks(page: Path, *languages: str) -> Iterator[str]:
    """Blocks of code in some languages."""
    for language, code in FENCE.findall(page.read_text(encoding="utf-8")):
        if language in languages:
            yield code


def anchors(page: Path) -> set[str]:
    """The headings of a page, as links name them."""
    heads = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def commands(page: Path) -> Iterator[str]:
    """Lines that somebody is told to type, continued lines joined."""
    for code in blocks(page, "console", "sh", "bash"):
        lines = code.replace("\\\n", " ").splitlines()
        yield from (line.removeprefix("$ ") for line in lines if line.startswith("$ "))
