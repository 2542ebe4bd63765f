"""A first view is light: at most 80 kB in all, without photos, measured in the browser."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Invite
from tests.journeys.visitor import PHONE, Visitor

MOST = 80_000
VIEWS = ("/", "/ideen/", "/ideen/karte/", "/ideen/neu/?art=idee", "/konto/login/")


def weigh(visitor: Visitor, address: str) -> dict[str, int]:
    """Bytes on the wire by address, headers included, photos not."""
    devtools = visitor.context.new_cdp_session(visitor.page)
    asked: dict[str, str] = {}
    bytes_of: dict[str, int] = {}

    def began(event: dict[str, str]) -> None:
        asked[event["requestId"]] = event["response"]["url"]  # type: ignore[index]

    def ended(event: dict[str, float]) -> None:
        url = asked.get(str(event["requestId"]), "?")
        if "/bild/" not in url:
            bytes_of[url] = bytes_of.get(url, 0) + int(event["encodedDataLength"])

    devtools.on("Network.responseReceived", began)
    devtools.on("Network.loadingFinished", ended)
    devtools.send("Network.enable")
    visitor.go(address)
    visitor.page.wait_for_load_state("networkidle")
    return bytes_of


@pytest.mark.parametrize("address", VIEWS)
def test_a_first_view_weighs_at_most_80_kilobytes(address: str, invite: Invite) -> None:
    weights = weigh(invite(PHONE), address)
    assert len(weights) > 3
    assert sum(weights.values()) <= MOST, weights


def test_the_first_view_of_a_case_weighs_at_most_80_kilobytes(invite: Invite) -> None:
    scout = invite()
    scout.go("/ideen/")
    address = scout.page.locator(".card a").first.get_attribute("href")
    assert address is not None
    weights = weigh(invite(PHONE), address)
    assert sum(weights.values()) <= MOST, weights


def test_a_visitor_of_public_pages_gets_no_cookie(invite: Invite) -> None:
    anybody = invite()
    for address in (
        "/",
        "/ideen/",
        "/ideen/karte/",
        "/zahlen/",
        "/so-geht-es/",
        "/impressum/",
        "/ideen/neu/",
    ):
        anybody.go(address)
        assert anybody.context.cookies() == [], f"{address} set a cookie"
