"""A party's and a city's staff on one installation see nothing of each other (N1, A6)."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.urls import reverse

from tests.journeys import staff
from tests.journeys.conftest import Invite
from tests.journeys.house import House
from tests.journeys.pages import STAFF
from tests.journeys.visitor import Visitor

CITY = "/o/stadt"


@dataclass(frozen=True, slots=True)
class Camp:
    """One of the two: where it lives, and whom it trusts most (coordination, moderation, administration)."""

    slug: str
    base: str

    @property
    def boss(self) -> str:
        """The address of the person with most rights."""
        return f"koordination@{self.slug}.example"


PARTY_AND_CITY = (Camp("nachbarschaft", ""), Camp("stadt", CITY))
BOTH_WAYS = [
    pytest.param(ours, theirs, id=f"{ours.slug}-looks-for-{theirs.slug}")
    for ours, theirs in (PARTY_AND_CITY, PARTY_AND_CITY[::-1])
]


@pytest.fixture(scope="module")
def secrets(house: House) -> dict[str, dict[str, str]]:
    """In each camp somebody said something confidential, with a photo; its words stand nowhere else."""
    return {camp.slug: house.scene("confide", slug=camp.slug) for camp in PARTY_AND_CITY}


def rooms(camp: Camp, case: str) -> list[str]:
    """Every page of staff at a camp that needs no more than a case in its address."""
    bare = [reverse(name) for name, page in STAFF.items() if not page.args]
    of_case = [
        reverse(name, args=[case]) for name, page in STAFF.items() if page.args in {("case",), ("open_case",)}
    ]
    return [camp.base + path for path in [*bare, *of_case, reverse("moderation_item", args=[case])]]


@pytest.mark.parametrize(("ours", "theirs"), BOTH_WAYS)
def test_staff_see_nothing_of_the_other_organisation(
    ours: Camp, theirs: Camp, house: House, invite: Invite, secrets: dict[str, dict[str, str]]
) -> None:
    secret = secrets[theirs.slug]
    insider, stranger = invite(), invite()
    staff.enter(insider, house, theirs.boss)
    sees_it(insider, theirs, secret)
    staff.enter(stranger, house, ours.boss)
    for address in rooms(theirs, secret["case"]):
        stranger.go(address, status=404)
    case = secret["case"]
    for address in (f"/vorgang/{case}/", f"/arbeit/vorgang/{case}/", f"/moderation/{case}/"):
        stranger.go(ours.base + address, status=404)
    for base in (ours.base, theirs.base):
        stranger.go(f"{base}/vorgang/{case}/", status=404)
        stranger.go(f"{base}/bild/{secret['photo']}", status=404)
    finds_nothing(stranger, ours, theirs, secret["word"])


def sees_it(insider: Visitor, camp: Camp, secret: dict[str, str]) -> None:
    """The secret is really there, for those whom it concerns."""
    insider.go(f"{camp.base}/arbeit/vorgang/{secret['case']}/")
    insider.sees(secret["word"])
    insider.go(f"{camp.base}/bild/{secret['photo']}")
    assert secret["word"] in read(insider, f"{camp.base}/koordination/vorgaenge.csv")
    assert secret["word"] in read(insider, f"{camp.base}/koordination/vorgaenge/?q={secret['word']}")


def finds_nothing(stranger: Visitor, ours: Camp, theirs: Camp, word: str) -> None:
    """No search, list, export or data file of their own tells anything."""
    own = [
        f"/ideen/?q={word}",
        f"/ideen/neu/aehnlich/?title={word}+{word}",
        f"/arbeit/?wessen=alle&q={word}",
        f"/koordination/vorgaenge/?q={word}",
        "/koordination/vorgaenge.csv",
        "/koordination/",
        "/moderation/",
        "/konto/daten/",
    ]
    for path in own:
        assert word not in read(stranger, ours.base + path).replace(f"q={word}", "").replace(
            f'value="{word}"', ""
        ), path
    for path in ("/", f"/ideen/?q={word}", "/konto/", "/konto/daten/", "/zahlen/"):
        assert word not in read(stranger, theirs.base + path).replace(f'value="{word}"', "").replace(
            f"q={word}", ""
        ), path


def read(visitor: Visitor, address: str) -> str:
    """What an address answers to somebody's browser, whatever it is."""
    answer = visitor.context.request.get(address)
    assert answer.ok, f"{address} answered {answer.status}"
    return answer.text()


def test_residents_go_by_different_pseudonyms_at_both(house: House, invite: Invite) -> None:
    bo = invite()
    staff.enter(bo, house, "bo@nachbarschaft.example")
    names = []
    for camp in PARTY_AND_CITY:
        bo.go(f"{camp.base}/ideen/neu/?art=idee")
        bo.field("Worum geht es?").fill(f"Eine Uhr am Platz, sagt Bo bei {camp.slug}")
        bo.field("Stadtteil").select_option(label="Nordmarkt")
        if bo.page.locator("[name=email]").count():
            bo.page.fill("[name=email]", "bo@nachbarschaft.example")
        bo.click("Absenden")
        bo.page.wait_for_url("**/vorgang/**")
        names.append(bo.page.locator("main").inner_text())
    assert names
