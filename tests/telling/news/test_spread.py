"""From the diary to deliveries: whoever should hear does, once, and one bad line harms no other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from konsens.caring.cases import actions as caring
from konsens.city.people import actions as people
from konsens.city.people.kinds import Role
from konsens.kernel import clock
from konsens.kernel.events import KINDS
from konsens.kernel.models import Entry
from konsens.telling.news import actions as news
from konsens.telling.news.actions import Wish
from konsens.telling.news.kinds import Cadence, Reason
from konsens.telling.news.models import Delivery, Follow
from konsens.telling.news.queries import on_duty, why_still
from konsens.telling.news.spread import EVEN_TO_THE_ACTOR, WHO, next_digest, spread
from tests import a
from tests.at_once import at_once

SILENT = {
    # told, so that the post is woken or the line may be read; nobody gets a mail because of it
    "contribution.confirmed", "contribution.withdrawn", "complaint.made", "mail.sent_again",
}  # fmt: skip


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)  # type: ignore[misc]


def test_every_kind_of_news_says_who_hears_of_it() -> None:
    told = {verb for verb, kind in KINDS.items() if kind.told and not verb.startswith("lamp.")}
    assert sorted(told - set(WHO) - SILENT) == []
    assert sorted(set(WHO) - told) == []
    assert set(WHO) >= EVEN_TO_THE_ACTOR


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        # winter, summer, and exactly at seven
        (at(2026, 3, 12, 9, 0), at(2026, 3, 13, 6, 0)),
        (at(2026, 3, 12, 5, 59, 59), at(2026, 3, 12, 6, 0)),
        (at(2026, 3, 12, 6, 0), at(2026, 3, 13, 6, 0)),
        (at(2026, 7, 1, 4, 59), at(2026, 7, 1, 5, 0)),
        # the night in which the clocks go forward, and the one in which they go back
        (at(2026, 3, 28, 12, 0), at(2026, 3, 29, 5, 0)),
        (at(2026, 3, 29, 0, 30), at(2026, 3, 29, 5, 0)),
        (at(2026, 3, 29, 1, 30), at(2026, 3, 29, 5, 0)),
        (at(2026, 10, 24, 12, 0), at(2026, 10, 25, 6, 0)),
        (at(2026, 10, 25, 0, 30), at(2026, 10, 25, 6, 0)),
        (at(2026, 10, 25, 1, 30), at(2026, 10, 25, 6, 0)),
        # a new year
        (at(2026, 12, 31, 23, 30), at(2027, 1, 1, 6, 0)),
    ],
)
def test_a_digest_comes_at_seven_by_the_clock_on_the_wall(moment: datetime, due: datetime) -> None:
    assert next_digest(moment) == due


@pytest.mark.django_db
def test_whoever_follows_in_three_ways_hears_once_and_at_once_if_one_way_says_so() -> None:
    fan, topic = a.resident("fan"), a.topic()
    news.follow(fan, Wish(topic=topic), by=fan.person, now=a.NOW, cadence=Cadence.DAILY)
    news.follow(fan, Wish(), by=fan.person, now=a.NOW)
    news.follow(fan, Wish(area=a.city()["Uferhof"]), by=fan.person, now=a.NOW, cadence=Cadence.DAILY)
    a.case(topic=topic)
    spread(now=a.NOW)
    entry = Entry.objects.get(verb="case.received")
    delivery = Delivery.objects.get(person=fan.person, entry=entry)
    assert delivery.due_at == entry.at


@pytest.mark.django_db
def test_staff_who_follow_as_well_hear_of_it_as_staff() -> None:
    kim = a.caretaker("kim")
    relation = people.meet(a.controller(), person=kim, now=a.NOW)
    people.verify_address(relation, now=a.NOW)
    news.follow(relation, Wish(), by=kim, now=a.NOW)
    case = a.case()
    assert a.caretaker_of(case) == kim
    spread(now=a.NOW)
    assert Delivery.objects.get(person=kim, entry__verb="case.received").reason == Reason.STAFF


@pytest.mark.django_db
def test_nobody_is_told_what_they_did_themselves() -> None:
    kim, case = a.caretaker("kim"), a.case()
    relation = people.meet(a.controller(), person=kim, now=a.NOW)
    people.verify_address(relation, now=a.NOW)
    news.follow(relation, Wish(case=case), by=kim, now=a.NOW)
    caring.tell(case, "Wir sind dran.", by=kim, now=a.NOW)
    spread(now=a.NOW)
    assert not Delivery.objects.filter(person=kim, entry__verb="case.note").exists()
    assert Delivery.objects.filter(person=case.lead.author, entry__verb="case.note").exists()


@pytest.mark.django_db
def test_a_line_that_cannot_be_told_is_logged_and_keeps_no_other_from_being_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    case = a.case()
    broken = Entry.objects.get(verb="case.received")
    Entry.objects.filter(pk=broken.pk).update(facts={"nothing": True})
    caring.tell(case, "Wir sind dran.", by=a.caretaker_of(case), now=a.NOW)
    spread(now=a.NOW)
    assert Entry.objects.filter(told_at=None).get() == broken
    assert f"entry {broken.pk} (case.received) cannot be told" in caplog.text
    assert Delivery.objects.filter(entry__verb="case.note").exists()
    assert spread(now=a.NOW) == 0
    Entry.objects.filter(pk=broken.pk).update(facts=broken.facts)
    assert spread(now=a.NOW) == 1


@pytest.mark.django_db
def test_a_line_that_commits_late_is_told_too() -> None:
    case = a.case()
    spread(now=a.NOW)
    early = Entry.objects.order_by("pk").first()
    assert early is not None
    assert early.pk < Entry.objects.get(verb="case.received").pk
    Entry.objects.filter(pk=early.pk).update(
        told_at=None, actor_id=None, verb="case.note", facts={"case": case.pk, "note": 0}
    )
    assert spread(now=a.NOW + a.DAY) == 1
    assert Delivery.objects.filter(entry=early).exists()


@pytest.mark.django_db(transaction=True)
def test_several_who_spread_at_once_tell_everybody_once() -> None:
    fans = [a.resident(f"fan-{n}") for n in range(5)]
    for fan in fans:
        news.follow(fan, Wish(), by=fan.person, now=a.NOW)
    cases = [a.case(f"Sache Nummer {n}") for n in range(6)]
    counts = at_once(6, lambda _n: spread(now=a.NOW))
    assert sum(counts) == Entry.objects.filter(told_at=a.NOW, verb__in=told_verbs()).count()  # type: ignore[arg-type]
    received = Delivery.objects.filter(entry__verb="case.received", reason=Reason.FOLLOW)
    assert received.filter(person__in=[fan.person for fan in fans]).count() == len(fans) * len(cases)


def told_verbs() -> list[str]:
    return [verb for verb, kind in KINDS.items() if kind.told]


@pytest.mark.django_db
def test_what_a_line_costs_does_not_grow_with_those_who_hear_of_it() -> None:
    def cost() -> int:
        case = a.case(f"Sache Nummer {a.number()}")
        Entry.objects.exclude(verb="case.received").update(told_at=a.NOW)
        with CaptureQueriesContext(connection) as queries:
            assert spread(now=a.NOW) == 1
        assert Delivery.objects.filter(entry__facts__case=case.pk).exists()
        return len(queries)

    def more(count: int) -> None:
        for n in range(count):
            fan = a.resident(f"fan-{n}")
            news.follow(fan, Wish(), by=fan.person, now=a.NOW)
            Follow.objects.filter(person=fan.person).update(
                cadence=Cadence.DAILY if n % 2 else Cadence.AT_ONCE
            )

    more(1)
    first = cost()
    more(6)
    assert cost() == first


@pytest.mark.django_db
def test_who_stands_in_hears_and_whoever_is_back_hears_again() -> None:
    kim, toni = a.caretaker("kim"), a.staff(Role.CARETAKER, at=a.office(), name="toni")
    today, root = clock.day_of(a.NOW), a.controller()
    assert on_duty(kim.pk, root.pk, today) == kim.pk
    people.enter_absence(
        kim, root, deputy=toni, starts=today, ends=today + timedelta(days=1), by=kim, now=a.NOW
    )
    assert on_duty(kim.pk, root.pk, today) == toni.pk
    assert on_duty(kim.pk, root.pk, today + timedelta(days=1)) == toni.pk
    assert on_duty(kim.pk, root.pk, today + timedelta(days=2)) == kim.pk
    assert on_duty(kim.pk, root.pk + 1, today) == kim.pk


@pytest.mark.django_db
def test_a_follow_that_ended_is_replaced_by_another_that_still_fits() -> None:
    fan, case = a.resident("fan"), a.case()
    of_case = news.follow(fan, Wish(case=case), by=fan.person, now=a.NOW, cadence=Cadence.DAILY)
    of_all = news.follow(fan, Wish(), by=fan.person, now=a.NOW, cadence=Cadence.DAILY)
    caring.tell(case, "Wir sind dran.", by=a.caretaker_of(case), now=a.NOW)
    spread(now=a.NOW)
    delivery = Delivery.objects.get(person=fan.person, entry__verb="case.note")
    assert delivery.follow == of_case
    news.unfollow(of_case, now=a.NOW)
    delivery.refresh_from_db()
    assert why_still(delivery) == of_all
    news.unfollow(of_all, now=a.NOW)
    assert why_still(delivery) is None


@pytest.mark.django_db
def test_who_followed_a_merged_case_still_hears_what_was_to_be_told_of_it() -> None:
    fan, one, two = a.resident("fan"), a.case("Eine Bank"), a.case("Noch eine Bank")
    news.follow(fan, Wish(case=one), by=fan.person, now=a.NOW, cadence=Cadence.DAILY)
    kept = news.follow(fan, Wish(case=two), by=fan.person, now=a.NOW, cadence=Cadence.DAILY)
    caring.tell(one, "Wir sind dran.", by=a.caretaker_of(one), now=a.NOW)
    spread(now=a.NOW)
    caring.merge(one, two, saying="", by=a.coordinator(), now=a.NOW)
    delivery = Delivery.objects.get(person=fan.person, entry__verb="case.note")
    assert why_still(delivery) == kept
