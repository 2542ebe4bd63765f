"""The council path: an idea becomes a motion, waits for its sitting, is decided, and put into practice."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys import staff
from tests.journeys.conftest import Invite
from tests.journeys.house import House
from tests.journeys.visitor import PHONE, Visitor

TITLE = "Mitfahrbank Richtung Innenstadt"
MILA = "koordination@nachbarschaft.example"
BODY = "Bezirksvertretung Hörde"


def test_an_idea_becomes_a_motion_and_is_put_into_practice(house: House, invite: Invite) -> None:
    mila, anybody = invite(), invite(PHONE)
    staff.enter(mila, house, MILA)
    anybody.go("/ideen/")
    anybody.page.get_by_role("link", name=TITLE, exact=True).click()
    path = anybody.page.url.removeprefix(house.home)

    mila.go(f"/arbeit{path}")
    form = staff.choose(mila, "rat")
    sitting = staff.later_day(house, 70)
    form.locator("[name=kind][value=motion]").check()
    form.get_by_label("Gremium").fill(BODY)
    form.get_by_label("Tag der Sitzung").fill(sitting.isoformat())
    form.get_by_label("Drucksachen-Nr.").fill("01234-26")
    form.get_by_label("Was alle dazu lesen").fill("Das ist eine Sache für die Bezirksvertretung.")
    staff.done(mila, form, "Eintragen", "Eingetragen.")

    anybody.read(path)
    anybody.sees(BODY)
    anybody.sees("Drucksache 01234-26")
    waits(anybody, staff.in_words(sitting))
    house.later(days=69)
    waits(anybody, staff.in_words(sitting))

    house.later(days=2)
    staff.enter(mila, house, MILA)
    mila.go(f"/arbeit{path}")
    form = staff.choose(mila, "beschluss")
    form.locator("[name=decision][value=adopted]").check()
    form.get_by_label("Wann?").fill(sitting.isoformat())
    form.get_by_label("Was alle dazu lesen").fill("Einstimmig beschlossen.")
    staff.done(mila, form, "Eintragen", "Der Beschluss steht da.")
    anybody.read(path)
    anybody.sees("Einstimmig beschlossen.")
    expect(anybody.page.locator(".badge").first).to_contain_text("In Arbeit")

    form = staff.choose(mila, "umsetzung")
    form.get_by_label("Wie wird der Beschluss umgesetzt?").fill("Die Bank steht an der Haltestelle.")
    form.get_by_label("Umgesetzt am").fill(house.today.isoformat())
    staff.done(mila, form, "Eintragen", "Die Umsetzung steht da.")
    form = staff.choose(mila, "abschliessen")
    form.locator("[name=outcome][value=done]").check()
    form.get_by_label("Was alle dazu lesen").fill("Beschlossen und gebaut.")
    staff.done(mila, form, "Abschließen", "Abgeschlossen.")

    anybody.read(path)
    expect(anybody.page.locator(".badge").first).to_contain_text("Erledigt")
    for words in ("Die Bank steht an der Haltestelle.", "Beschlossen und gebaut.", "Einstimmig beschlossen."):
        anybody.sees(words)


def waits(anybody: Visitor, day: str) -> None:
    """It waits openly for its sitting, and is not called late."""
    anybody.page.reload()
    badge = anybody.page.locator(".badge").first
    expect(badge).to_contain_text("Wartet")
    anybody.sees(day)
    anybody.sees_not("Verspätet")
