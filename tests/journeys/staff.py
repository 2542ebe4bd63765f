"""People who work in a house: they slip in by the demo's links and do their work at desk and board."""

from __future__ import annotations

import re
from datetime import date, timedelta

from playwright.sync_api import Locator, expect

from konsens.kernel.workdays import after_workdays, public_holidays
from tests.journeys.house import House
from tests.journeys.visitor import Visitor

MONTHS = ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September"]
MONTHS += ["Oktober", "November", "Dezember"]


def enter(somebody: Visitor, house: House, address: str) -> None:
    """Sign in as somebody of the demo."""
    somebody.page.goto(house.scene("key", address=address)["path"])
    expect(somebody.page).to_have_url(re.compile("/konto/$"))


def workday(house: House, days: int) -> date:
    """The working day that is some working days after the house's own today."""
    return after_workdays(house.today, days, public_holidays())


def later_day(house: House, days: int) -> date:
    """The day that is some days after the house's own today."""
    return house.today + timedelta(days=days)


def in_words(day: date) -> str:
    """A day as pages write it."""
    return f"{day.day}. {MONTHS[day.month - 1]}"


def open_case(staff: Visitor, title: str) -> None:
    """Find a case in the list of one's work, and open it."""
    staff.go("/arbeit/")
    staff.page.get_by_text("Suchen und eingrenzen").click()
    staff.field("Stichwort oder Nummer").fill(title)
    staff.click("Anzeigen")
    staff.page.get_by_role("link", name=title, exact=True).click()
    staff.heading(title)


def choose(staff: Visitor, verb: str) -> Locator:
    """Choose a verb on the work bench by the end of its address; its form comes in place."""
    staff.page.locator(f"#werkbank a[href$='/{verb}/']").first.click()
    form = staff.page.locator("#werkzeug form")
    expect(form).to_be_visible()
    return form


def done(staff: Visitor, form: Locator, button: str, answer: str) -> None:
    """Send a verb's form and read that it is done."""
    form.get_by_role("button", name=button, exact=True).click()
    expect(staff.page.get_by_role("status").filter(has_text=answer)).to_be_visible()
