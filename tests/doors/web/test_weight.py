"""A first view is light: at most 80 kB compressed for page, style sheet and scripts, before photos."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from konsens.doors.web.site import packed_style_sheet
from tests import a
from tests.doors.web.visit import look, now, parse

MOST = 80_000
pytestmark = pytest.mark.django_db


def weight(client: Client, path: str) -> int:
    """Compressed bytes of a page with all style sheets and scripts it names."""
    answer = client.get(path)
    page = parse(answer.content.decode())
    names = [each["href"] for each in page.all("link", rel="stylesheet")]
    names += [each["src"] for each in page.all("script") if "src" in each]
    total = len(gzip.compress(answer.content, 6))
    for name in names:
        content = client.get(name).content if name.startswith("/theme/") else _static(name)
        total += len(gzip.compress(content, 6))
    assert len(names) >= 3
    return total


def _static(name: str) -> bytes:
    found = finders.find(name.removeprefix("/static/"))
    assert found, name
    return Path(found).read_bytes()


@pytest.mark.parametrize("path", ["/", "/ideen/", "/ideen/karte/", "/ideen/neu/?art=idee", "/ui/"])
def test_a_first_view_weighs_at_most_80_kilobytes(path: str) -> None:
    a.city()
    a.controller()
    for number in range(20):
        a.case(f"Eine Bank am Ufer {number}", text="Wort " * 60, now=now() - number * a.DAY)
    assert weight(Client(), path) <= MOST


def test_the_first_view_of_a_case_weighs_at_most_80_kilobytes() -> None:
    case = a.case("Eine Bank am Ufer", text="Wort " * 900, now=now())
    assert weight(Client(), f"/vorgang/{case.public_id}/") <= MOST


def test_the_style_sheet_travels_compressed_and_for_a_year() -> None:
    a.controller()
    href = look(Client(), "/").all("link", rel="stylesheet")[0]["href"]
    plain = Client().get(href)
    packed = Client().get(href, HTTP_ACCEPT_ENCODING="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert "immutable" in packed.headers["Cache-Control"]
    assert len(packed_style_sheet(152)) < 9_000


def test_everything_a_page_needs_comes_from_here() -> None:
    a.controller()
    for path in ("/", "/ideen/karte/", "/ideen/neu/?art=idee", "/ui/"):
        for tag, attributes in look(Client(), path).tags:
            asked = attributes.get("src") or (attributes.get("href") if tag == "link" else "")
            assert not asked or asked.startswith("/"), (path, tag, asked)
