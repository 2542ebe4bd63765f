"""Links from mails: each does one thing, once, in time, for whom it was sent, on a click (B1-B5, G5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import models
from django.test import Client

from konsens.caring.cases import actions as caring
from konsens.caring.cases.kinds import Outcome
from konsens.caring.cases.models import Verdict
from konsens.city.people import actions as people
from konsens.city.people import staff
from konsens.city.people.kinds import Role
from konsens.city.people.models import Invitation, Membership, Relation
from konsens.kernel import clock, tokens
from konsens.kernel.models import Entry, Token
from konsens.listening.voices import actions as voices
from konsens.listening.voices.models import Contribution, Support
from konsens.telling.news import actions as news
from konsens.telling.news.kinds import Reason
from konsens.telling.news.models import Delivery, Follow
from tests import a
from tests.security import world
from tests.security.world import World, snapshot

pytestmark = pytest.mark.django_db
PAGES = {
    "confirm": "/ideen/bestaetigen/{raw}/",
    "support": "/ideen/bestaetigen/{raw}/",
    "follow": "/folgen/bestaetigen/{raw}/",
    "unsubscribe": "/folgen/abbestellen/{raw}/",
    "done": "/vorgang/{case}/erledigt/{raw}/",
    "stay": "/konto/bleiben/{raw}/",
    "invitation": "/einrichtung/einladung/{raw}/",
    "demo_sign_in": "/konto/vorfuehrung/{raw}/",
}
LASTS = timedelta(days=2)


@dataclass
class Link:
    """What a link is about, to which address it goes, what is posted, and how one sees that it worked."""

    about: models.Model
    address: str
    data: dict[str, str]
    worked: Callable[[], bool]


def _stranger(here: World, name: str) -> Relation:
    return people.meet(here.city, email=f"{name}@beispiel.example", now=clock.now())


def links(here: World) -> dict[str, Link]:
    """One of each kind, in a world where none was used."""
    now = clock.now()
    one, two, three = (_stranger(here, name) for name in ("eins", "zwei", "drei"))
    said = voices.hear(a.said("Mehr Licht"), phase=world.phase(here), relation=one, by=None, now=now)
    given = voices.support(here.case.lead, relation=two, by=None, now=now)
    asked = news.follow(three, news.Wish(), by=None, now=now)
    mine = Follow.objects.get(person=here.person("author"), case=here.case)
    author = here.relation("author")
    task = staff.Task(here.green, Role.CARETAKER, clock.day_of(now))
    invited = staff.invite("vier@beispiel.example", "Vier", task, by=here.person("admin"), now=now)

    def fresh(row: Any) -> Any:
        return type(row).objects.get(pk=row.pk)

    return {
        "confirm": Link(said, one.email, {}, lambda: fresh(said).state == "published"),
        "support": Link(given, two.email, {}, lambda: fresh(given).confirmed_at is not None),
        "follow": Link(asked, three.email, {}, lambda: fresh(asked).confirmed_at is not None),
        "unsubscribe": Link(mine, author.email, {}, lambda: fresh(mine).ended_at is not None),
        "done": Link(_question(here), author.email, {"is_done": "yes"}, Verdict.objects.exists),
        "stay": Link(author, author.email, {}, lambda: Entry.objects.filter(verb="person.stays").exists()),
        "invitation": Link(invited, "vier@beispiel.example", {}, lambda: False),
    }


def _question(here: World) -> Delivery:
    caring.close(
        here.case, caring.Closing(Outcome.DONE, "Sie steht."), by=here.person("caretaker"), now=a.NOW
    )
    caring.ask_whether_done(here.case, now=clock.now())
    entry = Entry.objects.get(verb="case.done_asked")
    return Delivery.objects.create(
        person=here.person("author"), entry=entry, reason=Reason.FOLLOW, due_at=clock.now()
    )


def mint(purpose: str, link: Link, *, now: datetime | None = None) -> str:
    return tokens.mint(purpose, link.about, now=now or clock.now(), lasts=LASTS, address=link.address)


def page(purpose: str, raw: str, here: World) -> str:
    return PAGES[purpose].format(raw=raw, case=here.case.public_id)


ACTING = ["confirm", "support", "follow", "unsubscribe", "done", "stay"]


@pytest.fixture
def here() -> World:
    return world.build()


@pytest.mark.parametrize("purpose", ACTING)
def test_a_link_works_on_a_click_and_never_by_looking(here: World, purpose: str) -> None:
    link = links(here)[purpose]
    path = page(purpose, mint(purpose, link), here)
    before = snapshot()
    for browser in (Client(), Client()):
        assert browser.get(path).status_code == 200
        assert browser.head(path).status_code == 200
    assert snapshot() == before
    assert not link.worked()
    assert Client().post(path, link.data).status_code in {200, 302}
    assert link.worked()


@pytest.mark.parametrize("purpose", [each for each in ACTING if each != "unsubscribe"])
def test_a_link_works_once(here: World, purpose: str) -> None:
    link = links(here)[purpose]
    path = page(purpose, mint(purpose, link), here)
    Client().post(path, link.data)
    before = snapshot()
    for again in (Client().get(path), Client().post(path, link.data)):
        assert again.status_code == 410
    assert snapshot() == before


def test_a_link_to_unsubscribe_works_as_often_as_somebody_wants(here: World) -> None:
    link = links(here)["unsubscribe"]
    path = page("unsubscribe", mint("unsubscribe", link), here)
    for _time in range(3):
        assert Client().post(path).status_code == 200
    assert Entry.objects.filter(verb="follow.ended").count() == 1


@pytest.mark.parametrize("seconds", [-1, 0, 1])
@pytest.mark.parametrize("purpose", PAGES)
def test_a_link_ends_at_its_last_second(purpose: str, seconds: int) -> None:
    """T9: at the end it is over, one second before it is not."""
    about = a.coordinator()
    raw = tokens.mint(purpose, about, now=a.NOW, lasts=LASTS)
    at = a.NOW + LASTS + timedelta(seconds=seconds)
    if seconds < 0:
        assert tokens.peek(raw, purpose, type(about), now=at).object_id == about.pk
        assert tokens.redeem(raw, purpose, type(about), now=at).used_at == at
    else:
        with pytest.raises(tokens.StaleLinkError):
            tokens.peek(raw, purpose, type(about), now=at)
        with pytest.raises(tokens.StaleLinkError):
            tokens.redeem(raw, purpose, type(about), now=at)


@pytest.mark.parametrize("purpose", ACTING)
def test_a_link_that_came_too_late_does_nothing(here: World, purpose: str) -> None:
    link = links(here)[purpose]
    path = page(purpose, mint(purpose, link, now=clock.now() - 2 * LASTS), here)
    assert Client().post(path, link.data).status_code == 410
    assert not link.worked()


@pytest.mark.parametrize("purpose", PAGES)
def test_a_link_for_one_thing_does_nothing_else(here: World, purpose: str) -> None:
    """B1: each link on each page of another kind, by hand and by a machine: refused, still nobody."""
    made = links(here)
    about = a.coordinator() if purpose == "demo_sign_in" else made[purpose].about
    raw = tokens.mint(purpose, about, now=clock.now(), lasts=LASTS, address="wer@beispiel.example")
    before = snapshot()
    for other, path in PAGES.items():
        if path == PAGES[purpose]:
            continue
        browser = Client()
        address = page(other, raw, here)
        statuses = {
            browser.get(address).status_code,
            browser.post(address, made.get(other, made["done"]).data).status_code,
        }
        assert statuses <= {404, 405, 410}, (purpose, other, statuses)
        assert "_auth_user_id" not in browser.session
        assert browser.get("/konto/").status_code == 302
    assert snapshot() == before


@pytest.mark.parametrize("purpose", ["confirm", "support", "follow", "done", "stay"])
def test_a_link_of_one_organisation_is_stale_at_another(here: World, purpose: str) -> None:
    link = links(here)[purpose]
    path = page(purpose, mint(purpose, link), here)
    before = snapshot()
    for answer in (Client().get(f"/o/partei{path}"), Client().post(f"/o/partei{path}", link.data)):
        assert answer.status_code in {404, 410}
    assert snapshot() == before


@pytest.mark.parametrize("purpose", ["confirm", "support", "follow"])
def test_a_link_proves_only_the_address_it_went_to(here: World, purpose: str) -> None:
    link = links(here)[purpose]
    raw = mint(purpose, link)
    Relation.objects.filter(email=link.address).update(email="anders@beispiel.example")
    assert Client().post(page(purpose, raw, here), link.data).status_code == 410
    assert not link.worked()
    assert Relation.objects.get(email="anders@beispiel.example").email_verified_at is None


def test_a_question_is_about_just_one_case(here: World) -> None:
    link = links(here)["done"]
    other = a.case("Noch eine Bank", of=here.city)
    raw = mint("done", link)
    assert Client().post(f"/vorgang/{other.public_id}/erledigt/{raw}/", link.data).status_code == 404
    assert not link.worked()


def test_a_question_about_what_one_may_not_see_any_more_is_not_asked(here: World) -> None:
    question = _question(here)
    fan = here.person("resident")
    Delivery.objects.filter(pk=question.pk).update(person=fan)
    question.refresh_from_db()
    raw = tokens.mint("done", question, now=clock.now(), lasts=LASTS)
    path = page("done", raw, here)
    assert Client().get(path).status_code == 200
    reasons = voices.Reasons(facts="Nennt einen Namen.", ground="privacy")
    voices.refuse(here.case.lead, reasons=reasons, by=here.person("moderator"), now=clock.now())
    for answer in (Client().get(path), Client().post(path, {"is_done": "yes"})):
        assert answer.status_code == 404
        assert here.case.lead.title.encode() not in answer.content


def test_an_invitation_is_only_for_the_address_it_went_to(here: World) -> None:
    """B3, B4: whoever is signed in with another address gets no role, and nobody's role or name changes."""
    link = links(here)["invitation"]
    path = page("invitation", mint("invitation", link), here)
    before = list(Membership.objects.values_list("person", "role", "organisation"))
    for role in ("anybody", "resident", "unproven", "elsewhere"):
        here.browser(role).post(path, {"name": "Neu", "sure": "on"})
    assert list(Membership.objects.values_list("person", "role", "organisation")) == before
    assert Invitation.objects.get(pk=link.about.pk).accepted_at is None


def test_no_secret_of_a_link_is_kept(here: World) -> None:
    made = links(here)
    raws = [mint(purpose, link) for purpose, link in made.items()]
    whole = repr(snapshot())
    assert not [raw for raw in raws if raw in whole]
    assert Token.objects.count() >= len(raws)
    assert all(len(raw) >= 43 for raw in raws)


def test_made_up_links_are_as_stale_as_old_ones(here: World) -> None:
    for purpose, path in PAGES.items():
        for raw in ("x", "a" * 43, "0", "%00", "Ä" * 10, "x" * 4000):
            status = Client().get(path.format(raw=raw, case=here.case.public_id)).status_code
            assert status in {404, 410}, (purpose, raw[:5], status)


def test_what_a_link_is_about_may_be_gone(here: World) -> None:
    made = links(here)
    paths = {purpose: page(purpose, mint(purpose, made[purpose]), here) for purpose in ACTING}
    Support.objects.filter(pk=made["support"].about.pk).delete()
    Follow.objects.all().delete()
    Delivery.objects.all().delete()
    Contribution.objects.filter(pk=made["confirm"].about.pk).delete()
    for purpose, path in paths.items():
        if purpose == "stay":
            continue
        for answer in (Client().get(path), Client().post(path, made[purpose].data)):
            assert answer.status_code in {200, 404, 410}, (purpose, answer.status_code)
