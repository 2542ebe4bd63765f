"""The main task of a page with nothing but a keyboard (A1): menus, forms, suggestions, a pin on the map."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.journeys import staff
from tests.journeys.conftest import Invite
from tests.journeys.house import House
from tests.journeys.visitor import PHONE, Visitor

FOCUSED = """() => {
  const each = document.activeElement;
  const label = each.labels && each.labels.length ? each.labels[0].innerText : each.innerText;
  return (each.ariaLabel || label || each.title || "").trim();
}"""
MOST_TABS = 150


def tab_to(visitor: Visitor, words: str) -> None:
    """Press Tab until the focus is on something of this name."""
    seen = []
    for _press in range(MOST_TABS):
        visitor.page.keyboard.press("Tab")
        seen.append(visitor.page.evaluate(FOCUSED))
        if seen[-1].startswith(words):
            return
    raise AssertionError(f"Tab did not reach {words!r}, but: {seen}")


def press(visitor: Visitor, words: str, *, leads_to: str = "") -> None:
    """Go to something and press Enter on it."""
    tab_to(visitor, words)
    visitor.page.keyboard.press("Enter")
    if leads_to:
        visitor.page.wait_for_url(leads_to)


def write(visitor: Visitor, label: str, words: str) -> None:
    """Go to a field and type."""
    tab_to(visitor, label)
    visitor.page.keyboard.type(words)


def test_an_idea_is_said_by_keyboard_with_a_pin_on_the_map(house: House, invite: Invite) -> None:
    uwe = invite()
    uwe.go("/")
    press(uwe, "Idee oder Anliegen sagen", leads_to="**/ideen/neu/")
    press(uwe, "Ich habe eine Idee", leads_to="**/ideen/neu/?art=idee")
    write(uwe, "Worum geht es?", "Ein Trinkbrunnen auf dem Platz")
    press(uwe, "Punkt auf der Karte setzen")
    expect(uwe.page.locator("[data-map=pin] path").first).to_be_visible()
    press(uwe, "Nach Norden")
    press(uwe, "Nach Osten")
    press(uwe, "Hier ist es")
    expect(uwe.page.get_by_text(re.compile("Der Punkt (ist gesetzt|liegt hier)"))).to_be_visible()
    write(uwe, "Ihre E-Mail-Adresse", "uwe@mail.example")
    press(uwe, "Absenden")
    uwe.heading("Bitte sehen Sie in Ihre E-Mails")
    house.tick()
    uwe.go(house.mail("uwe@mail.example", "Trinkbrunnen").link("/bestaetigen/"))
    press(uwe, "Ja, das bestätige ich")
    uwe.heading("Ein Trinkbrunnen auf dem Platz")
    expect(uwe.page.get_by_role("complementary").get_by_text("Ort", exact=True)).to_be_visible()


def test_a_suggested_street_is_chosen_by_keyboard(invite: Invite) -> None:
    uwe = invite(PHONE)
    uwe.go("/ideen/neu/?art=anliegen")
    write(uwe, "Straße", "Kastan")
    expect(uwe.page.get_by_role("button", name=re.compile("Kastanienstraße")).first).to_be_visible()
    press(uwe, "Kastanienstraße")
    expect(uwe.field("Straße")).to_have_value("Kastanienstraße")
    expect(uwe.field("Straße")).to_be_focused()


def test_the_first_tab_leads_past_the_menu(invite: Invite) -> None:
    uwe = invite()
    uwe.go("/ideen/")
    uwe.page.keyboard.press("Tab")
    expect(uwe.page.get_by_role("link", name="Zum Inhalt")).to_be_focused()
    uwe.page.keyboard.press("Enter")
    expect(uwe.page.locator("main")).to_be_focused()


def test_the_menu_of_a_phone_is_opened_and_used_by_keyboard(invite: Invite) -> None:
    uwe = invite(PHONE)
    uwe.go("/")
    press(uwe, "Menü")
    press(uwe, "Zahlen", leads_to="**/zahlen/")


def test_the_filters_of_a_phone_open_by_keyboard(invite: Invite) -> None:
    uwe = invite(PHONE)
    uwe.go("/ideen/")
    write(uwe, "Stichwort", "bank")
    press(uwe, "Weiter eingrenzen")
    expect(uwe.page.get_by_label("Stadtbezirk")).to_be_focused()
    expect(uwe.page.get_by_label("Stichwort")).to_have_value("bank")


def test_the_list_beside_the_map_leads_by_keyboard_down_to_a_case(invite: Invite) -> None:
    uwe = invite()
    uwe.go("/ideen/karte/")
    beside = uwe.page.locator("[data-map-list]")
    expect(beside.get_by_role("button").first).to_be_visible()
    beside.get_by_role("button").first.focus()
    for _closer in range(10):
        if beside.get_by_role("link").count():
            break
        with uwe.page.expect_response(lambda answer: "punkte.json" in answer.url):
            uwe.page.keyboard.press("Enter")
        expect(beside.locator("button:focus, a:focus")).to_have_count(1)
    tab_to(uwe, beside.get_by_role("link").first.inner_text())
    uwe.page.keyboard.press("Enter")
    uwe.page.wait_for_url("**/vorgang/**")


def test_what_lies_on_the_map_opens_by_keyboard(invite: Invite) -> None:
    uwe = invite()
    uwe.go("/ideen/karte/")
    marks = uwe.page.locator("#karte .leaflet-marker-icon[role=button]")
    expect(marks.first).to_be_visible()
    tab_to(uwe, marks.first.get_attribute("aria-label") or "?")
    with uwe.page.expect_response(lambda answer: "punkte.json" in answer.url):
        uwe.page.keyboard.press("Enter")
    expect(uwe.page.locator("#karte")).to_be_focused()
    single = uwe.page.locator("#karte .dot[role=button]")
    for _closer in range(10):
        if single.count():
            break
        uwe.page.locator("#karte .cluster").first.focus()
        with uwe.page.expect_response(lambda answer: "punkte.json" in answer.url):
            uwe.page.keyboard.press("Enter")
        expect(uwe.page.locator("#karte")).to_be_focused()
    single.first.focus()
    uwe.page.keyboard.press("Enter")
    expect(uwe.page.locator(".leaflet-popup a[href*='/vorgang/']")).to_be_visible()


def test_supporting_is_one_key_after_the_form_came_in_place(house: House, invite: Invite) -> None:
    uwe = invite()
    uwe.go("/ideen/")
    uwe.page.locator(".card a").first.click()
    press(uwe, "Das ist mir auch wichtig")
    expect(uwe.page.locator("#mitmachen form")).to_be_visible()
    write(uwe, "Ihre E-Mail-Adresse", "uwe2@mail.example")
    press(uwe, "Ja, das ist mir auch wichtig")
    expect(uwe.page.get_by_text("Bitte sehen Sie in Ihre E-Mails")).to_be_visible()


def test_a_case_is_answered_at_the_desk_by_keyboard(house: House, invite: Invite) -> None:
    toni, anybody = invite(), invite()
    staff.enter(toni, house, "gruen@nachbarschaft.example")
    toni.go("/arbeit/")
    title = toni.page.locator("#arbeit .work a").first.inner_text()
    press(toni, title, leads_to="**/arbeit/vorgang/**")
    press(toni, "Allen sagen, wie es weitergeht")
    expect(toni.page.locator("#werkzeug h2")).to_be_focused()
    write(toni, "Was es Neues gibt", "Am Montag sind wir vor Ort.")
    press(toni, "Veröffentlichen")
    expect(toni.page.get_by_role("status").filter(has_text="Das lesen jetzt alle.")).to_be_focused()
    anybody.go(toni.page.url.replace("/arbeit/", "/"))
    anybody.sees("Am Montag sind wir vor Ort.")
