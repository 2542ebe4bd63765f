"""The whole loop, on a phone and at a desk: an idea is said, cared for, closed, doubted, and done."""

from __future__ import annotations

import io
import re

from PIL import Image
from playwright.sync_api import Route, expect

from tests.journeys import staff
from tests.journeys.conftest import Invite
from tests.journeys.house import House
from tests.journeys.pictures import photo
from tests.journeys.visitor import PHONE, Visitor

ADDRESS = "alma@mail.example"
TITLE = "Eine Bank mit Lehne in der Kastanienstraße"
SEEN = "Ein Weg am Wasser ohne Bank"
TONI, NOA = "gruen@nachbarschaft.example", "moderation@nachbarschaft.example"


def test_an_idea_travels_from_a_phone_to_a_public_done(house: House, invite: Invite) -> None:
    alma, anybody, toni, noa = invite(PHONE), invite(PHONE), invite(), invite()
    say(alma)
    house.tick()
    path = confirm(alma, house)
    received(anybody, path)
    staff.enter(noa, house, NOA)
    show_photo(noa, path)
    staff.enter(toni, house, TONI)
    answer(toni, house)
    close(toni, "Die Bank steht, mit Lehne und Platz für einen Rollstuhl.")
    told(anybody, path, house)
    house.later(weeks=4, days=1)
    doubt(alma, house)
    reopened(anybody, path)
    staff.enter(toni, house, TONI)
    close(toni, "Jetzt ist auch der Weg zur Bank befestigt.")
    house.later(weeks=4, days=1)
    agree(alma, house)
    whole_story(anybody, path)


def test_what_was_typed_before_the_script_arrived_is_compared_as_well(invite: Invite) -> None:
    alma = invite(PHONE)
    waiting: list[Route] = []
    alma.page.route(re.compile(r"/(form|htmx)[^/]*\.js"), lambda script: waiting.append(script))
    alma.page.goto("/ideen/neu/?art=idee", wait_until="commit")
    alma.field("Worum geht es?").fill("Sitzbänke am Uferweg")
    assert waiting
    for script in waiting:
        script.continue_()
    alma.page.unroute_all()
    alma.sees("Gibt es das schon?")


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
    alma.page.get_by_role("button", name=re.compile("Kastanienstraße")).click()
    expect(alma.field("Straße")).to_have_value("Kastanienstraße")
    alma.page.set_input_files("[name=photo]", photo())  # type: ignore[arg-type]
    alma.field("Was ist auf dem Foto zu sehen?").fill(SEEN)
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
    expect(alma.page.get_by_alt_text(SEEN)).to_be_visible()
    return alma.page.url.removeprefix(house.home).partition("?")[0]


def received(anybody: Visitor, path: str) -> None:
    """Everybody reads who looks after it and by when, but no name, and no photo that nobody looked at."""
    anybody.read(path)
    anybody.heading(TITLE)
    anybody.sees("Team Grün und Sauberkeit")
    anybody.sees("Rückmeldung bis")
    anybody.sees_not("alma")
    expect(anybody.page.get_by_alt_text(SEEN)).to_have_count(0)


def show_photo(noa: Visitor, path: str) -> None:
    """A moderator looks at the photo; all see it from now on, without the place a phone wrote into it."""
    noa.go(f"/moderation{path.removeprefix('/vorgang')}")
    noa.click("Foto zeigen")
    noa.read(path)
    address = noa.page.get_by_alt_text(SEEN).get_attribute("src")
    assert address is not None
    shown = Image.open(io.BytesIO(noa.context.request.get(address).body()))
    assert not shown.getexif()


def answer(toni: Visitor, house: House) -> None:
    """The caretaker finds the case in the list, answers with a date, and notes something for the team."""
    staff.open_case(toni, TITLE)
    form = staff.choose(toni, "sagen")
    form.get_by_label("Was es Neues gibt").fill("Danke. Wir sehen uns die Stelle an.")
    form.get_by_label("Damit ist der nächste Schritt getan").check()
    form.get_by_label("Nächster Schritt bis").fill(staff.workday(house, 8).isoformat())
    staff.done(toni, form, "Veröffentlichen", "Das lesen jetzt alle.")
    form = staff.choose(toni, "notiz")
    form.get_by_label("Notiz").fill("Fundament liegt schon bereit.")
    staff.done(toni, form, "Notieren", "Notiert, nur für das Team.")


def close(toni: Visitor, words: str) -> None:
    """The caretaker says with what result it ends."""
    staff.open_case(toni, TITLE)
    form = staff.choose(toni, "abschliessen")
    form.locator("[name=outcome][value=done]").check()
    form.get_by_label("Was alle dazu lesen").fill(words)
    staff.done(toni, form, "Abschließen", "Abgeschlossen.")


def told(anybody: Visitor, path: str, house: House) -> None:
    """The public page tells it, without what is for the team; Alma hears of it by mail."""
    anybody.read(path)
    anybody.sees("Die Bank steht, mit Lehne")
    anybody.sees("Danke. Wir sehen uns die Stelle an.")
    anybody.sees_not("Fundament")
    expect(anybody.page.get_by_alt_text(SEEN)).to_be_visible()
    house.tick()
    assert "Fundament" not in "".join(mail.text for mail in house.mails(ADDRESS))
    assert house.mail(ADDRESS, "Die Bank steht").subject == TITLE


def doubt(alma: Visitor, house: House) -> None:
    """Four weeks later Alma is asked, and says no."""
    alma.go(house.mail(ADDRESS, "Ist es erledigt?").link("/erledigt/"))
    alma.heading("Ist es erledigt?")
    alma.field("Nein, noch nicht").check()
    alma.field("Was fehlt noch?").fill("Der Weg zur Bank ist matschig.")
    alma.click("Antworten")
    alma.sees("Es ist noch nicht erledigt")
    alma.sees("Der Vorgang ist wieder offen.")


def reopened(anybody: Visitor, path: str) -> None:
    """It is in work again, for everybody to read; what Alma wrote is for the team."""
    anybody.read(path)
    anybody.sees("wieder")
    expect(anybody.page.locator(".badge").first).not_to_contain_text("Erledigt")
    anybody.sees_not("matschig")


def agree(alma: Visitor, house: House) -> None:
    """Asked again, Alma says yes."""
    alma.go(house.mail(ADDRESS, "Ist es erledigt?").link("/erledigt/"))
    alma.field("Ja, es ist erledigt").check()
    alma.click("Antworten")
    alma.sees("Schön, dass es geklappt hat.")


def whole_story(anybody: Visitor, path: str) -> None:
    """Whoever comes now reads the result, and the whole story, newest first."""
    anybody.read(path)
    expect(anybody.page.locator(".badge").first).to_contain_text("Erledigt")
    anybody.sees("Jetzt ist auch der Weg zur Bank befestigt.")
    story = anybody.page.get_by_role("region", name="was bisher geschah").inner_text()
    parts = [
        "vor Ort: erledigt",
        "Ergebnis",
        "Wieder aufgenommen",
        "vor Ort: noch nicht erledigt",
        "Die Bank steht",
        "Danke. Wir sehen uns die Stelle an.",
        "Aufgenommen",
    ]
    places = [story.index(part) for part in parts]
    assert places == sorted(places), story
