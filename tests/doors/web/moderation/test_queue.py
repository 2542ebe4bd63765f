"""What waits is listed, the longest waiting first, for whoever moderates here and for nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from konsens.city.people.kinds import Role
from konsens.doors.web.moderation.queue import PER_PAGE
from konsens.kernel import clock
from konsens.listening.voices import actions as voices
from konsens.listening.voices.models import Contribution
from tests import a
from tests.doors.web.moderation import world

pytestmark = pytest.mark.django_db


def page(client: Client, query: str = "", status: int = 200) -> str:
    answer = client.get(f"/moderation/{query}")
    assert answer.status_code == status
    return answer.content.decode()


def work() -> Client:
    return a.client(world.moderator())


def test_an_empty_queue_says_so_in_words() -> None:
    a.controller()
    client = work()
    assert "Gerade wartet nichts auf die Moderation." in page(client)
    assert "Hier wartet nichts." in page(client, "?was=fotos")


def test_everything_that_waits_is_counted_and_shown() -> None:
    judge = world.moderator("richterin")
    world.held()
    world.photo()
    world.report()
    world.complaint(judge)
    seen = page(work())
    for title in ("Ruft mich an", "Mit Bild", "Gemeldetes", "Umstrittenes"):
        assert title in seen
    counts = dict(re.findall(r'href="[^"]*\?was=(\w+)"[^>]*>[^<]*<b>(\d+)</b>', seen))
    assert counts == {"angehalten": "1", "meldungen": "1", "widersprueche": "1", "fotos": "1", "neu": "2"}


def test_what_is_late_comes_first_and_says_since_when() -> None:
    now = clock.now()
    world.held("Spaeter gesagt", now=now)
    world.held("Frueher gesagt", now=now - timedelta(days=20))
    seen = page(work(), "?was=angehalten")
    assert seen.index("Frueher gesagt") < seen.index("Spaeter gesagt")
    assert "Überfällig seit" in seen
    assert "Ansehen bis" in seen


def test_a_long_queue_is_read_page_by_page_and_nothing_is_lost_or_shown_twice() -> None:
    for number in range(PER_PAGE * 2 + 3):
        world.held(f"Beitrag {number:02}", now=a.NOW + timedelta(days=number % 3))
    client, query, seen = work(), "?was=angehalten", []
    for _each in range(3):
        html = page(client, query)
        seen += re.findall(r"Beitrag \d\d(?=</a>)", html)
        following = re.search(r'rel="next" href="/moderation/(\?[^"]+)"', html)
        query = following[1].replace("&amp;", "&") if following else ""
    assert sorted(seen) == [f"Beitrag {number:02}" for number in range(PER_PAGE * 2 + 3)]
    assert not query


@pytest.mark.parametrize(
    "odd", ["?was=quatsch", "?was=neu&nach=x_y", "?was=angehalten&nach=2026-13-40_1", "?was=fotos&nach=%00_9"]
)
def test_an_address_nobody_wrote_shows_the_list(odd: str) -> None:
    a.controller()
    page(work(), odd)


FILLS: list[tuple[str, Callable[[], object]]] = [
    ("angehalten", world.held),
    ("neu", a.contribution),
    ("fotos", world.photo),
    ("meldungen", world.report),
    ("widersprueche", lambda: world.complaint(a.coordinator())),
]


@pytest.mark.parametrize(("name", "fill"), FILLS)
def test_a_queue_needs_as_many_queries_for_three_rows_as_for_one(
    name: str, fill: Callable[[], object], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = work()
    fill()
    page(client)
    with django_assert_max_num_queries(12) as one:
        page(client, f"?was={name}")
    fill()
    fill()
    with django_assert_max_num_queries(12) as three:
        page(client, f"?was={name}")
    assert len(three.captured_queries) == len(one.captured_queries)


def test_the_overview_needs_a_fixed_number_of_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = work()
    for _name, fill in FILLS:
        fill()
    page(client)
    with django_assert_max_num_queries(12) as one:
        page(client)
    for _name, fill in FILLS * 2:
        fill()
    with django_assert_max_num_queries(12) as three:
        page(client)
    assert len(three.captured_queries) == len(one.captured_queries)


def test_several_published_ones_are_ticked_off_at_once() -> None:
    three = [a.contribution(f"Gut {number}") for number in range(3)]
    client = work()
    answer = client.post(
        "/moderation/angesehen/?was=neu", {"id": [str(three[0].pk), str(three[2].pk)]}, follow=True
    )
    assert "2 Beiträge angesehen." in answer.content.decode()
    left = Contribution.objects.filter(looked_at=None).values_list("title", flat=True)
    assert list(left) == ["Gut 1"]


def test_ticking_nothing_off_or_what_a_colleague_ticked_off_says_so() -> None:
    said = a.contribution()
    client = work()
    nothing = client.post("/moderation/angesehen/?was=neu")
    assert (nothing.status_code, "Bitte haken Sie an" in nothing.content.decode()) == (422, True)
    voices.approve(said, by=world.moderator("flink"), now=a.NOW)
    late = client.post("/moderation/angesehen/?was=neu", {"id": str(said.pk)})
    assert (late.status_code, "schon jemand angesehen" in late.content.decode()) == (422, True)


def test_nobody_ticks_off_what_another_organisation_published() -> None:
    client = work()
    theirs = a.contribution(of=a.controller("partei"))
    for keys in ([str(theirs.pk)], ["9" * 30], ["x"]):
        assert client.post("/moderation/angesehen/", {"id": keys}).status_code == 422
    theirs.refresh_from_db()
    assert theirs.looked_at is None


def test_going_on_leads_to_what_presses_most_and_past_what_one_may_not_decide() -> None:
    me = world.moderator()
    client = a.client(me)
    assert client.get("/moderation/weiter/").headers["Location"] == "/moderation/"
    world.complaint(me)
    assert client.get("/moderation/weiter/").headers["Location"] == "/moderation/"
    new = a.contribution()
    assert client.get("/moderation/weiter/").headers["Location"] == f"/moderation/{new.public_id}/"
    pressing = world.held()
    assert client.get("/moderation/weiter/").headers["Location"] == f"/moderation/{pressing.public_id}/"


DOORS = [
    # who                          sees the queue
    (Role.MODERATOR, True, 200),
    (Role.COORDINATOR, True, 200),
    (Role.CARETAKER, True, 403),
    (Role.ADMIN, True, 403),
    (Role.MODERATOR, False, 403),
]


@pytest.mark.parametrize(("role", "second_factor", "status"), DOORS)
def test_only_moderation_and_coordination_with_a_second_factor_see_the_queue(
    role: Role, second_factor: bool, status: int
) -> None:
    held = world.held("Geheimer Titel")
    client = a.client(a.staff(role, at=a.controller()), second_factor=second_factor)
    for address in ("/moderation/", f"/moderation/{held.public_id}/"):
        answer = client.get(address)
        assert answer.status_code == status
        assert ("Geheimer Titel" in answer.content.decode()) == (status == 200)
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_visitors_sign_in_and_residents_find_nothing() -> None:
    a.controller()
    assert a.client().get("/moderation/").status_code == 302
    assert a.client(a.person("bo")).get("/moderation/").status_code == 404


def test_hostile_words_are_only_words() -> None:
    bad = "<script>alert(1)</script> ‮ böse"
    world.held(bad)
    seen = page(work())
    assert "<script>alert" not in seen
    assert escape("<script>alert(1)</script>") in seen
