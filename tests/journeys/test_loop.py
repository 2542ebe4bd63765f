"""The whole loop, on a phone and at a desk: an idea is said, cared for, closed, doubted, and done."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import Invite
from tests.journeys.house import House
from tests.journeys.pictures import photo
from tests.journeys.visitor import PHONE, Visitor

ADDRESS = "alma@mail.example"
TITLE = "Eine Bank mit Lehne in der Kastanienstraße"


def test_an_idea_travels_from_a_phone_to_a_public_done(house: House, invite: Invite) -> None:
    alma = invite(PHONE)
    say(alma)
    house.tick()
    path = confirm(alma, house)
    routed(invite(), path)


def say(alma: Visitor) -> None:
    """Alma has no account; she types, sees what others said nearby, and sends."""
    alma.go("/")
    alma.click("Idee oder Anliegen sagen")
    alma.click("Ich habe eine Idee")
    alma.field("Worum geht es?").fill("Sitzbänke am Uferweg")
    alma.sees("Gibt es das schon?")
    expect(alma.page.locator("#aehnlich").get_by_role("link", name="Sitzbänke am Uferweg")).to_be_visible()
    alma.field("Worum geht es?").fill(TITLE)
    alma.field("Beschreibung").fill("Auf halbem Weg fehlt ein Platz zum Ausruhen.")
    alma.field("Thema").select_option(label="Parks und Grün")
    alma.field("Straße").press_sequentially("Kastan")
    alma.click("Kastanienstraße", "button")
    expect(alma.field("Straße")).to_have_value("Kastanienstraße")
    alma.page.get_by_label("Foto (freiwillig)").set_input_files(photo())  # type: ignore[arg-type]
    alma.field("Was ist auf dem Foto zu sehen?").fill("Ein Weg am Wasser ohne Bank")
    alma.field("Ihre E-Mail-Adresse").fill(ADDRESS)
    alma.click("Absenden")
    alma.heading("Bitte sehen Sie in Ihre E-Mails")


def confirm(alma: Visitor, house: House) -> str:
    """The link in the mail leads to one button; only that button confirms."""
    link = house.mail(ADDRESS, TITLE).link("/bestaetigen/")
    alma.go(link)
    alma.heading("Noch ein Klick")
    alma.click("Ja, das bestätige ich")
    alma.sees("Danke. Wir haben es aufgenommen.")
    alma.heading(TITLE)
    return alma.page.url.removeprefix(house.home).partition("?")[0]


def routed(anybody: Visitor, path: str) -> None:
    """Everybody reads who looks after it and by when, without Alma's name, and without the unseen photo."""
    anybody.go(path)
    anybody.heading(TITLE)
    anybody.sees("Team Grün und Sauberkeit")
    anybody.sees("Rückmeldung bis")
    anybody.sees_not("alma")
    expect(anybody.page.get_by_alt_text("Ein Weg am Wasser ohne Bank")).to_have_count(0)
