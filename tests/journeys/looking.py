"""What every page must be: for axe, in the dark, narrow, enlarged, for fingers and the keyboard (A1)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

SCRIPT = Path(__file__).with_suffix(".js").read_text()
NARROW = (320, 640)
PHONE = (360, 740)
WIDE = (1280, 800)
FINGER_PX = 44
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def look_at(page: Page, *, keyboard: bool, wide: bool = False) -> list[str]:
    """Everything that is wrong with the page that is open, a sentence each."""
    _resize(page, WIDE if wide else PHONE)
    has_map = page.locator("main [data-map]:visible").count() > 0
    if has_map:
        page.wait_for_load_state("networkidle")
    page.evaluate(AXE_SCRIPT)
    page.evaluate(SCRIPT)
    found = axe(page) + contrast_in_the_dark(page) + sideways(page, wide=wide)
    if not wide:
        found += too_small(page)
    if has_map:
        page.wait_for_load_state("networkidle")
    return found + (missed_by_keyboard(page) if keyboard else [])


def axe(page: Page, *, only: list[str] | None = None) -> list[str]:
    """What axe finds."""
    run = {"type": "rule", "values": only} if only else {"type": "tag", "values": RULES}
    options = {"resultTypes": ["violations"], "runOnly": run}
    found: dict[str, Any] = page.evaluate("(options) => axe.run(document, options)", options)
    return [
        f"{each['id']}: {node['html'][:200]} ({node['failureSummary']})"
        for each in found["violations"]
        for node in each["nodes"][:3]
    ]


def contrast_in_the_dark(page: Page) -> list[str]:
    """Colours that are too close to each other when the device asks for a dark page."""
    page.emulate_media(color_scheme="dark")
    found = [f"dark: {each}" for each in axe(page, only=["color-contrast"])]
    page.emulate_media(color_scheme="light")
    return found


def sideways(page: Page, *, wide: bool) -> list[str]:
    """What makes a narrow page, or one with text of double size, scroll sideways."""
    found = []
    if not wide:
        _resize(page, NARROW)
        found = [f"at 320 px: {each}" for each in page.evaluate("looking.sideways()")]
        _resize(page, PHONE)
    page.evaluate("looking.enlarge(2)")
    found += [f"with text of 200 %: {each}" for each in page.evaluate("looking.sideways()")]
    page.evaluate("looking.enlarge(1)")
    return found


def too_small(page: Page) -> list[str]:
    """What a finger would miss on a phone."""
    return [
        f"smaller than a finger: {each}"
        for each in page.evaluate("(least) => looking.small(least)", FINGER_PX)
    ]


def missed_by_keyboard(page: Page) -> list[str]:
    """What the Tab key does not reach, and where one would not see that it did."""
    page.wait_for_load_state("networkidle")
    stops: int = page.evaluate("looking.stops()")
    for _stop in range(stops + 3):
        page.keyboard.press("Tab")
    walked: dict[str, list[str]] = page.evaluate("looking.walked()")
    return [
        *(f"Tab does not reach: {each}" for each in walked["missed"]),
        *(f"focus is not visible: {each}" for each in walked["pale"]),
    ]


def _resize(page: Page, size: tuple[int, int]) -> None:
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
