"""What journeys stand on: a demo built once, houses that are copies of it, one browser, and its visitors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.house import ROOT, House
from tests.journeys.visitor import DESKTOP, Visitor

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
Invite = Callable[..., Visitor]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a journey."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.journey)


FAILED = pytest.StashKey[bool]()
TRACES = ROOT / "build" / "journeys"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[Any]:
    """Remember that a journey failed, so that what its visitors saw last can be kept."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


def keep_views(item: pytest.Item, visitors: list[Visitor]) -> None:
    """Keep what each visitor saw last, as a picture and as a page."""
    TRACES.mkdir(parents=True, exist_ok=True)
    for number, each in enumerate(visitors, start=1):
        name = f"{item.name}-{number}"
        each.page.screenshot(path=TRACES / f"{name}.png", full_page=True)
        (TRACES / f"{name}.html").write_text(f"<!-- {each.page.url} -->\n{each.page.content()}")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys; it is gone before other tests run."""
    if not CHROMIUM.exists():
        pytest.skip("no Chromium here (Debian, Ubuntu: apt install chromium)")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="package")
def model_house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """The demo `stadt`, built once, with everything laid out; nobody lives here, it is only copied."""
    house = House(tmp_path_factory.mktemp("journeys") / "model")
    house.konsens("demo", "stadt")
    house.scene("lay_out")
    return house


@pytest.fixture(scope="module")
def house(model_house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A running demo for the journeys of one file."""
    yield from living_in(House.like(model_house, tmp_path_factory.mktemp("house") / "data"))


def living_in(house: House) -> Iterator[House]:
    """Open a house, and close it again; its server must have had nothing to complain about."""
    house.open()
    yield house
    lines = house.close().splitlines()
    # refusing a form is no trouble, the visitors judge whether it was expected; nor is a slow goodbye
    harmless = ("WARNING django.request", "refused to gracefully stop")
    complaints = [each for each in lines if not any(words in each for words in harmless)]
    assert not complaints, "\n".join(["the server complained:", *complaints])


@pytest.fixture
def invite(browser: Browser, house: House, request: pytest.FixtureRequest) -> Iterator[Invite]:
    """Bring somebody in with a browser of their own; at the end everybody must have had no trouble."""
    visitors: list[Visitor] = []

    def bring(device: dict[str, Any] = DESKTOP, at: House = house, **options: Any) -> Visitor:
        visitors.append(Visitor(browser, at, device, **options))
        return visitors[-1]

    yield bring
    if request.node.stash.get(FAILED, False):
        keep_views(request.node, visitors)
    try:
        for each in visitors:
            each.check()
    finally:
        for each in visitors:
            each.leave()
