"""The whole loop, on a phone and at a desk: an idea is said, cared for, closed, doubted, and done."""

from __future__ import annotations

from tests.journeys.conftest import Invite
from tests.journeys.house import House
from tests.journeys.visitor import PHONE


def test_start(house: House, invite: Invite) -> None:
    bo = invite(PHONE)
    bo.go("/")
    bo.click("Idee oder Anliegen sagen")
    bo.click("Ich habe eine Idee")
    bo.field("Worum geht es?").fill("Mehr Bänke am Uferweg")
    bo.sees("Gibt es das schon?")
