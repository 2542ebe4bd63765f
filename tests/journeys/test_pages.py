"""Every page, filled, empty, with long texts and with an error: for axe, fingers and the keyboard (A1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import living_in
from tests.journeys.house import House
from tests.journeys.looking import look_at
from tests.journeys.pages import FILLED, NO_PAGES, PAGES, STATES, Page
from tests.journeys.visitor import Visitor

SIZE = {"viewport": {"width": 360, "height": 740}}
World = dict[str, dict[str, Any]]
Views = Callable[[str, str], Visitor]
LOOKS = [
    pytest.param(name, page, who, state, id=f"{name}-{who}-{state}")
    for name, page in PAGES.items()
    for who in page.who
    for state in page.shown
]
# doors that count how often one knocks cannot be tried blank over and over from one address
COUNTED = ("account_", "mfa_", "desk_away")
WRONG = [
    pytest.param(name, page, id=name)
    for name, page in PAGES.items()
    if page.form and not name.startswith(COUNTED)
]


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Name and path of every route of ours and of signing in; the admin is Django's own and read-only."""
    for each in resolver.url_patterns:
        path = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            if each.namespace != "admin":
                yield from routes(each, path)
        elif isinstance(each, URLPattern) and not path.startswith("konto/social/"):
            yield each.name or path, path


@pytest.fixture(scope="module")
def house(model_house: House, tmp_path_factory: pytest.TempPathFactory) -> House:
    """A house that is furnished with everything pages can show."""
    return House.like(model_house, tmp_path_factory.mktemp("house") / "data")


@pytest.fixture(scope="module")
def world(house: House) -> Iterator[World]:
    """What the house was furnished with, while its server runs."""
    told = house.scene("furnish")
    for _open in living_in(house):
        yield told


@pytest.fixture(scope="module")
def view(browser: Browser, house: House, world: World) -> Iterator[Views]:
    """One visitor for each role and organisation; each page they see is checked at its end."""
    known: dict[tuple[str, str], Visitor] = {}

    def enter(who: str, state: str) -> Visitor:
        things = world["filled" if state in FILLED else state]
        if (who, state) not in known:
            visitor = known[who, state] = Visitor(browser, house, SIZE)
            if who == "device":
                visitor.go(STATES[state] + things["device"])
                visitor.submit()
            elif who not in {"anybody", "entering", "knocking"}:
                visitor.page.goto(STATES[state] + things["keys"][who])
        return known[who, state]

    yield enter
    for each in known.values():
        each.check()
        each.leave()


def test_every_route_has_its_example() -> None:
    found = {name for name, _path in routes(get_resolver())}
    assert found == PAGES.keys() | NO_PAGES.keys()


@pytest.mark.parametrize(("name", "page", "who", "state"), LOOKS)
def test_a_page_is_for_everybody(
    name: str, page: Page, who: str, state: str, view: Views, world: World
) -> None:
    visitor = view(who, state)
    open_page(visitor, name, page, state, world)
    problems = look_at(visitor.page, keyboard=state != "english", wide=state == "wide")
    assert not problems, "\n".join([visitor.page.url, *problems])
    visitor.check()


@pytest.mark.parametrize(("name", "page"), WRONG)
def test_a_form_sent_blank_says_what_is_wrong(name: str, page: Page, view: Views, world: World) -> None:
    visitor = view(page.who[0], "filled")
    open_page(visitor, name, page, "filled", world)
    visitor.page.locator(page.button).first.evaluate(SEND_BLANK)
    expect(visitor.page.locator("main .error, main [role=alert]").first).to_be_visible()
    problems = look_at(visitor.page, keyboard=True)
    assert not problems, "\n".join([visitor.page.url, *problems])
    visitor.check()


SEND_BLANK = """(button) => {
  for (const each of button.form.elements) if (each.type !== "hidden" && each.localName !== "button") {
    if (["radio", "checkbox"].includes(each.type)) each.checked = false; else each.value = "";
  }
  button.form.noValidate = true;
  button.form.requestSubmit(button);
}"""


def open_page(visitor: Visitor, name: str, page: Page, state: str, world: World) -> None:
    """Go where the page is, directly or on the way that leads there."""
    things = world["filled" if state in FILLED else state]
    args = [things[each] for each in page.args]
    path = STATES[state] + reverse(name, args=args) + page.query.format(**things)
    if page.way is not None:
        page.way(visitor, path)
    else:
        visitor.go(path, page.status)
