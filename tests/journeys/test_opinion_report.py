"""The report of an opinion round in a browser: for axe, fingers, the keyboard, dark and on paper (R18)."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from konsens.consensus.opinion_map import OpinionMap
from konsens.consensus.report import report
from konsens.consensus.result import result_of
from tests.consensus import worlds
from tests.journeys.looking import look_at


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    votes = worlds.planted(400, 60, 0.7, groups=2, seed=3, minority=20).votes
    sectors = {
        name: ("Kirche", "Verein")[: 1 + at % 2] for at, name in enumerate(votes.participants.tolist())
    }
    result = result_of(OpinionMap(noise_draws=20, resamples=5).fit(votes, sectors))
    path = tmp_path_factory.mktemp("report") / "bericht.html"
    path.write_text(report(result, title="Wie soll der Nordmarkt werden?"), encoding="utf-8")
    return path


@pytest.fixture
def page(browser: Browser, page_file: Path) -> Page:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page_file.as_uri())
    assert asked == [page_file.as_uri()]
    yield page
    page.close()


@pytest.mark.parametrize("wide", [False, True])
def test_the_report_is_right_for_everybody(page: Page, wide: bool) -> None:
    assert look_at(page, keyboard=True, wide=wide) == []


def test_what_is_folded_opens_with_the_keyboard(page: Page) -> None:
    summary = page.locator("summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("details").first.get_attribute("open") is not None


def test_bars_are_tables_for_a_screen_reader_on_a_phone_too(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    seen = page.locator("main table.bars").first.aria_snapshot()
    assert "table " in seen
    assert "- row" in seen
    assert "- rowheader" in seen
    # Names stand in one line, not letter under letter.
    boxes = [each.bounding_box() for each in page.locator("tbody th.who").all()[:10]]
    assert all(box["width"] > box["height"] for box in boxes)


def test_the_report_prints(page: Page) -> None:
    paper = page.pdf(prefer_css_page_size=True)
    assert paper.startswith(b"%PDF")
    page.emulate_media(media="print")
    assert page.locator("nav").is_hidden()
    assert page.locator("h1").is_visible()
