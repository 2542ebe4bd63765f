"""The loop without JavaScript: everything is a link, a form or a page."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import Invite
from tests.journeys.house import House
from tests.journeys.pictures import photo
from tests.journeys.visitor import PHONE

TITLE = "Ein Zebrastreifen vor der Bücherei"


def test_an_idea_is_said_confirmed_and_supported_without_a_script(house: House, invite: Invite) -> None:
    nils = invite(PHONE, java_script_enabled=False)
    nils.go("/")
    nils.click("Idee oder Anliegen sagen")
    nils.click("Ich habe ein Anliegen")
    nils.field("Worum geht es?").fill("Hm")
    nils.field("Straße").fill("Ulmenallee, die es nicht gibt")
    nils.page.set_input_files("[name=photo]", photo())  # type: ignore[arg-type]
    nils.field("Ihre E-Mail-Adresse").fill("nils@mail.example")
    nils.submit()
    expect(nils.page.get_by_role("alert")).to_be_visible()
    expect(nils.field("Straße")).to_have_value("Ulmenallee, die es nicht gibt")
    expect(nils.page.get_by_alt_text("Ihr Foto")).to_be_visible()
    nils.field("Worum geht es?").fill(TITLE)
    nils.field("Straße").fill("")
    nils.field("Stadtteil").select_option(label="Nordmarkt")
    nils.submit()
    house.tick()
    nils.go(house.mail("nils@mail.example", TITLE).link("/bestaetigen/"))
    nils.submit()
    nils.heading(TITLE)
    path = nils.page.url.removeprefix(house.home).partition("?")[0]

    olga = invite(PHONE, java_script_enabled=False)
    olga.go(path)
    olga.click("Das ist mir auch wichtig")
    olga.field("Ihre E-Mail-Adresse").fill("olga@mail.example")
    olga.submit()
    house.tick()
    olga.go(house.mail("olga@mail.example", TITLE).link("/bestaetigen/"))
    olga.submit()
    olga.read(path)
    olga.sees("1 Mensch findet das wichtig.")


def test_the_list_is_filtered_without_a_script(invite: Invite) -> None:
    nils = invite(PHONE, java_script_enabled=False)
    nils.go("/ideen/")
    expect(nils.field("Stadtbezirk")).to_be_hidden()
    nils.click("Weiter eingrenzen")
    nils.field("Stadtbezirk").select_option(label="Hörde")
    nils.click("Anzeigen")
    expect(nils.page.get_by_role("link", name="Sitzbänke am Uferweg")).to_be_visible()
    expect(nils.page.get_by_role("link", name="Reparaturtreff im Nachbarschaftszentrum")).to_have_count(0)


def test_the_menu_of_a_phone_opens_without_a_script(invite: Invite) -> None:
    nils = invite(PHONE, java_script_enabled=False)
    nils.go("/")
    nils.page.get_by_text("Menü", exact=True).click()
    nils.page.get_by_role("navigation", name="Hauptmenü").get_by_role("link", name="So geht es").click()
    nils.page.wait_for_url("**/so-geht-es/")
