"""Joining a team, and moderating in it: what happens between browsers, mailboxes and a second factor."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys import staff
from tests.journeys.conftest import Invite
from tests.journeys.house import House
from tests.journeys.test_sign_in import one_time_password
from tests.journeys.visitor import PHONE, Visitor

MILA, NOA = "koordination@nachbarschaft.example", "moderation@nachbarschaft.example"
BO, NELE = "bo@nachbarschaft.example", "nele@mail.example"
PASSWORD = "Viele grüne Bänke am Uferweg 7"


def test_somebody_is_invited_and_works_here_once_they_have_a_second_factor(
    house: House, invite: Invite
) -> None:
    mila, nele = invite(), invite(PHONE)
    staff.enter(mila, house, MILA)
    mila.go("/einrichtung/menschen/einladen/")
    mila.page.get_by_label("E-Mail-Adresse").fill(NELE)
    mila.page.locator("[name=name]").fill("Nele Neu")
    mila.page.locator("[name=role][value=caretaker]").check()
    mila.page.locator("[name=organisation]").select_option(label="Team Grün und Sauberkeit")
    mila.submit()
    mila.sees(NELE)
    house.tick()

    nele.go(house.mail(NELE, "/einrichtung/einladung/").link("/einrichtung/einladung/"))
    nele.sees("Team Grün und Sauberkeit")
    nele.click("Weiter")
    expect(nele.page.locator("[name=email]")).to_have_value(NELE)
    nele.page.fill("[name=password1]", PASSWORD)
    nele.submit()
    nele.heading("Sie sind eingeladen")
    nele.click("Annehmen")
    hears(nele, "Willkommen im Team.")
    nele.go("/arbeit/", status=403)

    nele.go("/konto/2fa/totp/activate/")
    nele.page.fill("[name=password]", PASSWORD)
    nele.submit()
    secret = nele.page.locator("#authenticator_secret").input_value()
    nele.page.fill("[name=code]", one_time_password(secret))
    nele.submit()
    nele.go("/konto/")
    nele.click("Abmelden")
    nele.go("/konto/login/")
    nele.page.fill("[name=login]", NELE)
    nele.page.fill("[name=password]", PASSWORD)
    nele.submit()
    nele.page.fill("[name=code]", one_time_password(secret))
    nele.submit()
    nele.go("/arbeit/")
    nele.heading("Meine Arbeit")
    mila.go("/einrichtung/menschen/?q=Nele")
    mila.sees("Nele Neu")


def hears(somebody: Visitor, words: str) -> None:
    """The page says what was just done."""
    expect(somebody.page.get_by_role("status").first).to_contain_text(words)


def said_by(somebody: Visitor) -> str:
    """The address of the first thing of one's own."""
    somebody.go("/konto/")
    found = somebody.page.locator("main .card a[href*='/vorgang/']").first.get_attribute("href")
    assert found is not None
    return found


def give_reasons(moderator: Visitor) -> None:
    moderator.page.locator("[name=facts]").fill("Der Satz nennt jemanden mit Namen.")
    moderator.page.locator("[name=ground][value=privacy]").check()
    moderator.page.locator("[name=rule]").fill("Netiquette, Punkt 3")


def test_words_are_taken_out_with_reasons_objected_to_and_decided_by_somebody_else(
    house: House, invite: Invite
) -> None:
    bo, noa, mila, anybody = invite(PHONE), invite(), invite(), invite(PHONE)
    staff.enter(bo, house, BO)
    staff.enter(noa, house, NOA)
    staff.enter(mila, house, MILA)
    case = said_by(bo)
    room = case.replace("/vorgang/", "/moderation/")

    noa.go(f"{room}kuerzen/")
    whole = noa.page.locator("[name=text]").input_value()
    kept = f"{whole.partition('.')[0]}, kurz gesagt."
    noa.page.locator("[name=text]").fill(kept)
    noa.submit()
    expect(noa.page.locator("main [role=alert]")).to_be_visible()
    expect(noa.page.locator("[name=text]")).to_have_value(kept)
    give_reasons(noa)
    noa.submit()
    hears(noa, "Gekürzt.")

    anybody.read(case)
    anybody.sees(kept)
    anybody.sees("Text gekürzt. Grund: Schutz persönlicher Daten")
    anybody.sees_not("Der Satz nennt jemanden mit Namen.")
    house.tick()
    assert "Netiquette, Punkt 3" in house.mail(BO, "Der Satz nennt jemanden mit Namen.").text
    bo.go(case)
    bo.click("Widersprechen")
    bo.page.locator("[name=text]").fill("Der Name ist mein eigener.")
    bo.click("Widerspruch senden")
    expect(bo.page.get_by_text("Jemand anderes sieht es sich an.").first).to_be_visible()

    noa.go(room)
    noa.sees("Diese Entscheidung war Ihre.")
    mila.go("/moderation/?was=widersprueche")
    mila.page.locator(f"main a[href='{room}']").first.click()
    mila.page.wait_for_url(re.compile(re.escape(room)))
    mila.click("Entscheiden")
    mila.page.locator("[name=upheld][value=yes]").check()
    mila.page.locator("[name=answer]").fill("Das stimmt, danke.")
    mila.submit()
    house.tick()
    assert "Das stimmt, danke." in house.mail(BO, "Sie haben recht bekommen.").text
    anybody.read(case)
    anybody.sees("Wiederhergestellt")
    anybody.sees_not(kept)
