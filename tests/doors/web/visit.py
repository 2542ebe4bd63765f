"""How these tests look at pages: as a visitor, with the words of the page in hand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from konsens.kernel import clock

HTMX = {"HTTP_HX_REQUEST": "true"}
HOSTILE = "<img src=x onerror=alert(1)>"


def now() -> datetime:
    """Pages ask the real clock, so what they show is dated from it."""
    return clock.now()


@dataclass
class Parsed(HTMLParser):
    """Tags and words of a page."""

    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        """The attributes of all tags of a kind."""
        named = {name.replace("_", "-").strip("-"): value for name, value in wanted.items()}
        return [a for t, a in self.tags if t == tag and all(a.get(k) == v for k, v in named.items())]

    @property
    def text(self) -> str:
        """All words, with single blanks."""
        return re.sub(r"\s+", " ", " ".join(self.words)).strip()


def parse(html: str) -> Parsed:
    """Read markup."""
    parsed = Parsed()
    parsed.feed(html)
    return parsed


def look(client: Client, path: str, *, status: int = 200, **headers: Any) -> Parsed:
    """A page that must answer with a status, read."""
    answer = client.get(path, **headers)
    assert answer.status_code == status, (path, answer.status_code)
    return parse(answer.content.decode())


def photo(colour: str = "teal", *, name: str = "bild.jpg") -> SimpleUploadedFile:
    """A real picture."""
    out = BytesIO()
    Image.new("RGB", (320, 240), colour).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")
