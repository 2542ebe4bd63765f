"""A party's and a city's staff on one installation see nothing of each other (N1, A6)."""

from __future__ import annotations

import json
import re
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
        photo = stranger.context.request.get(f"{base}/bild/{secret['photo']}")
        assert photo.status == 404
    finds_nothing(stranger, ours, theirs, secret)


def sees_it(insider: Visitor, camp: Camp, secret: dict[str, str]) -> None:
    """The secret is really there, for those whom it concerns."""
    insider.go(f"{camp.base}/arbeit/vorgang/{secret['case']}/")
    insider.sees(secret["word"])
    assert insider.context.request.get(f"{camp.base}/bild/{secret['photo']}").ok
    assert secret["case"].upper() in read(insider, f"{camp.base}/koordination/vorgaenge.csv")
    assert secret["word"] in read(insider, f"{camp.base}/koordination/vorgaenge/?q={secret['word']}")


def finds_nothing(stranger: Visitor, ours: Camp, theirs: Camp, secret: dict[str, str]) -> None:
    """No search, list, export or data file tells anything, at home or there."""
    word = secret["word"]
    own = ["/arbeit/?wessen=alle", f"/koordination/vorgaenge/?q={word}", "/koordination/", "/moderation/"]
    own += ["/koordination/vorgaenge.csv", "/einrichtung/"]
    public = [
        "/",
        "/ideen/",
        f"/ideen/?q={word}",
        f"/ideen/neu/aehnlich/?title=Ein+{word}+im+Amt",
        "/zahlen/",
    ]
    public += ["/konto/", "/konto/daten/", "/ideen/karte/punkte.json?z=10&w=7&s=51&e=8&n=52"]
    for address in [ours.base + path for path in own + public] + [theirs.base + path for path in public]:
        found = read(stranger, address)
        # the word that was searched for stands in the form again, the sentence stands nowhere
        assert secret["sentence"] not in found, address
        assert secret["case"] not in found.lower(), address


def read(visitor: Visitor, address: str) -> str:
    """What an address answers to somebody's browser, whatever it is."""
    answer = visitor.context.request.get(address)
    assert answer.ok, f"{address} answered {answer.status}"
    return answer.text()


def test_residents_go_by_different_pseudonyms_at_both(house: House, invite: Invite) -> None:
    bo, names = invite(), []
    staff.enter(bo, house, "bo@nachbarschaft.example")
    for camp in PARTY_AND_CITY:
        bo.go(f"{camp.base}/ideen/neu/?art=idee")
        bo.field("Worum geht es?").fill(f"Eine Uhr am Platz, gesagt bei: {camp.slug}")
        if bo.page.locator("[name=email]").count():
            bo.page.fill("[name=email]", f"bo@{camp.slug}.example")
        bo.click("Absenden")
        bo.page.wait_for_url(re.compile("/vorgang/|/ideen/neu/"))
        names.append(json.loads(read(bo, f"{camp.base}/konto/daten/"))["relation"]["pseudonym"])
    assert len(set(names)) == 2, names
