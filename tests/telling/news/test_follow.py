"""Follow a case, a topic, an area, an office, a place or everything: each once, at one controller."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from konsens.caring.cases import actions as caring
from konsens.city.people import actions as people
from konsens.city.people.kinds import OrganisationKind
from konsens.city.people.models import Relation
from konsens.kernel import tokens
from konsens.kernel.errors import RuleBrokenError, StaleLinkError
from konsens.kernel.models import Entry
from konsens.listening.voices import actions as voices
from konsens.listening.voices.kinds import Ground
from konsens.telling.news import actions as news
from konsens.telling.news.actions import FORGET_UNCONFIRMED_AFTER, MOST_FOLLOWS, MOST_UNCONFIRMED, Wish
from konsens.telling.news.kinds import Cadence
from konsens.telling.news.models import Follow
from konsens.telling.news.queries import follows_of
from tests import a
from tests.at_once import at_once

pytestmark = pytest.mark.django_db


def begun(wish: Wish, *, by: Relation | None = None, **more: object) -> Follow:
    relation = by or a.resident("fan")
    return news.follow(relation, wish, by=relation.person, now=a.NOW, **more)  # type: ignore[arg-type]


def wishes() -> dict[str, Wish]:
    """One of each kind, all of which fit the case that `a.case()` opens under this topic."""
    topic = a.topic()
    return {
        "case": Wish(case=a.case(topic=topic)),
        "topic": Wish(topic=topic),
        "area": Wish(area=a.city()["Uferhof"]),
        "district": Wish(area=a.city()["Hoerdental"]),
        "office": Wish(organisation=a.office()),
        "controller": Wish(organisation=a.controller()),
        "place": Wish(lat=51.4895, lon=7.4905, radius_m=500),
        "everything": Wish(),
    }


@pytest.mark.parametrize(
    "kind", ["case", "topic", "area", "district", "office", "controller", "place", "everything"]
)
def test_a_follow_hears_of_the_case_it_fits_and_of_no_other(kind: str) -> None:
    wish = wishes()[kind]
    made = begun(wish)
    here = wish.case or a.case("Gleich hier", topic=a.topic())
    elsewhere = a.case("Anderswo", topic=a.topic(name="Grün"), spot=a.spot("Ziegelei", lat=51.51, lon=7.55))
    at_other_office = a.office(slug="gruenflaechen")
    kim = a.caretaker("kim", at=at_other_office)
    caring.assign_caretaker(elsewhere, kim, by=a.coordinator(), now=a.NOW, organisation=at_other_office)
    elsewhere.refresh_from_db()
    assert made in follows_of(here)
    assert (made in follows_of(elsewhere)) == (kind in {"controller", "everything"})


def test_a_place_hears_within_its_radius_to_the_metre() -> None:
    inside = a.case("Drinnen", spot=a.spot(lat=51.4900, lon=7.4900))
    outside = a.case("Draußen", spot=a.spot(lat=51.4900, lon=7.4960))
    nowhere = a.case("Nirgends", spot=a.spot(lat=None, lon=None))  # type: ignore[arg-type]
    made = begun(Wish(lat=51.4900, lon=7.4930, radius_m=210))
    assert made in follows_of(inside)
    assert made in follows_of(outside)
    assert made not in follows_of(nowhere)
    Follow.objects.filter(pk=made.pk).update(radius_m=205)
    assert made not in follows_of(inside)
    assert made not in follows_of(outside)


def test_a_followed_place_is_kept_coarsely() -> None:
    made = begun(Wish(lat=51.49123456, lon=7.49876543, radius_m=1000))
    assert (made.lat, made.lon) == (51.491, 7.499)


@pytest.mark.parametrize(
    "kind", ["case", "topic", "area", "district", "office", "controller", "place", "everything"]
)
def test_following_twice_is_following_once(kind: str) -> None:
    wish, fan = wishes()[kind], a.resident("fan")
    first = begun(wish, by=fan)
    again = begun(wish, by=fan, cadence=Cadence.DAILY)
    assert first.pk == again.pk
    assert Follow.objects.get(person=fan.person, ended_at=None).cadence == Cadence.DAILY
    with pytest.raises(IntegrityError), transaction.atomic():
        Follow.objects.create(controller=fan.controller, person=fan.person, since=a.NOW, **wish.fields())
    news.unfollow(first, now=a.NOW)
    assert begun(wish, by=fan).pk != first.pk


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["case", "topic", "area", "office", "place", "everything"])
def test_clicks_at_the_same_moment_follow_once(kind: str) -> None:
    wish, fan = wishes()[kind], a.resident("fan")
    results = at_once(8, lambda _n: news.follow(fan, wish, by=fan.person, now=a.NOW))
    assert {each.pk for each in results if isinstance(each, Follow)} == {
        Follow.objects.get(person=fan.person).pk
    }
    assert not [each for each in results if isinstance(each, Exception)]


def test_one_follow_names_one_thing() -> None:
    with pytest.raises(RuleBrokenError, match="eines aus"):
        begun(Wish(topic=a.topic(), area=a.city()["Uferhof"]))
    fan = a.resident("fan")
    with pytest.raises(IntegrityError), transaction.atomic():
        Follow.objects.create(
            controller=fan.controller,
            person=fan.person,
            since=a.NOW,
            topic=a.topic(),
            area=a.city()["Uferhof"],
        )


@pytest.mark.parametrize("radius", [None, 0, 199, 10_001])
def test_a_radius_that_makes_no_sense_is_refused(radius: int | None) -> None:
    with pytest.raises(RuleBrokenError, match="Umkreis"):
        begun(Wish(lat=51.49, lon=7.49, radius_m=radius))


def test_what_belongs_to_another_controller_is_followed_there() -> None:
    a.controller()
    party = a.controller("partei", kind=OrganisationKind.PARTY)
    case = a.case("Bei der Partei", of=party, topic=a.topic(party))
    fan = a.resident("fan")
    for wish in (Wish(case=case), Wish(topic=a.topic(party)), Wish(organisation=a.office(party))):
        with pytest.raises(RuleBrokenError, match="andere"):
            begun(wish, by=fan)
    for wish in (Wish(), Wish(area=a.city()["Uferhof"]), Wish(lat=51.49, lon=7.49, radius_m=1000)):
        begun(wish, by=fan)
    assert fan.person_id not in {each.person_id for each in follows_of(case)}


def test_nobody_follows_what_they_may_not_see() -> None:
    case = a.case()
    reasons = voices.Reasons(facts="Nennt eine Person.", ground=Ground.PRIVACY)
    voices.refuse(case.lead, reasons=reasons, by=a.coordinator(), now=a.NOW)
    with pytest.raises(RuleBrokenError, match="nicht folgen"):
        begun(Wish(case=case))


def test_an_address_alone_follows_nothing_until_its_owner_clicks() -> None:
    case = a.case()
    stranger = people.meet(a.controller(), email="neu@beispiel.example", now=a.NOW)
    made = news.follow(stranger, Wish(case=case), by=None, now=a.NOW)
    assert made not in follows_of(case)
    news.confirm_follow(made, now=a.NOW)
    assert made in follows_of(case)
    stranger.refresh_from_db()
    assert stranger.email_verified_at == a.NOW


def test_an_address_alone_changes_nothing_of_its_owner() -> None:
    fan = a.resident("fan")
    made = begun(Wish(), by=fan)
    before = list(Entry.objects.values_list("pk", flat=True))
    again = news.follow(fan, Wish(), by=None, now=a.NOW, cadence=Cadence.DAILY)
    again.refresh_from_db()
    assert (again.pk, again.cadence) == (made.pk, Cadence.AT_ONCE)
    assert list(Entry.objects.values_list("pk", flat=True)) == before


def test_a_link_to_another_address_proves_nothing() -> None:
    stranger = people.meet(a.controller(), email="neu@beispiel.example", now=a.NOW)
    made = news.follow(stranger, Wish(), by=None, now=a.NOW)
    with pytest.raises(StaleLinkError):
        news.confirm_follow(made, now=a.NOW, proof=tokens.digest("alt@beispiel.example"))
    made.refresh_from_db()
    assert made.confirmed_at is None
    news.confirm_follow(made, now=a.NOW, proof=tokens.digest("neu@beispiel.example"))


def test_follows_have_a_limit_and_questions_a_lower_one() -> None:
    fan = a.resident("fan")
    news.follow(fan, Wish(), by=fan.person, now=a.NOW)
    Follow.objects.bulk_create(
        Follow(controller=fan.controller, person=fan.person, since=a.NOW, confirmed_at=a.NOW,
               lat=51.0, lon=7.0 + n / 1000, radius_m=500)
        for n in range(MOST_FOLLOWS - 1)
    )  # fmt: skip
    with pytest.raises(RuleBrokenError, match=f"schon {MOST_FOLLOWS} Dingen"):
        begun(Wish(topic=a.topic()), by=fan)
    stranger = people.meet(a.controller(), email="neu@beispiel.example", now=a.NOW)
    for n in range(MOST_UNCONFIRMED):
        wish = Wish(lat=51.0, lon=7.0 + n / 1000, radius_m=500)
        news.follow(stranger, wish, by=None, now=a.NOW)
    with pytest.raises(RuleBrokenError, match="viele Fragen"):
        news.follow(stranger, Wish(), by=None, now=a.NOW)


def test_only_its_owner_changes_the_pace() -> None:
    made = begun(Wish())
    with pytest.raises(PermissionDenied):
        news.change_pace(made, Cadence.DAILY, by=a.person("bo"), now=a.NOW)


def test_whoever_said_something_follows_it_if_their_address_is_proven() -> None:
    assert Follow.objects.filter(case=a.case(), person=a.case().lead.author).count() == 0
    proven = a.case("Mit Adresse")
    assert Follow.objects.filter(case=proven, person=proven.lead.author).count() == 1
    kim = a.caretaker("kim")
    counter = voices.hear(
        a.said("Am Tresen gesagt"), phase=a.phase(), relation=people.meet(a.controller(), now=a.NOW),
        by=None, now=a.NOW, entered_by=kim,
    )  # fmt: skip
    assert not Follow.objects.filter(case__lead=counter).exists()
    bare = a.person("konto")
    relation = people.meet(a.controller(), person=bare, now=a.NOW)
    with_account = voices.hear(
        a.said("Mit Konto gesagt"), phase=a.phase(), relation=relation, by=None, now=a.NOW, entered_by=kim
    )
    assert Follow.objects.filter(case__lead=with_account, person=bare).count() == 1


def test_followers_of_a_merged_case_go_along_each_once() -> None:
    one, two, boss = a.case("Eine Bank am Ufer"), a.case("Noch eine Bank"), a.coordinator()
    both, first = a.resident("beide"), a.resident("erste")
    for fan, cases in ((both, (one, two)), (first, (one,))):
        for case in cases:
            begun(Wish(case=case), by=fan)
    caring.merge(one, two, saying="", by=boss, now=a.NOW)
    two.refresh_from_db()
    following = [each.person_id for each in follows_of(two)]
    assert len(following) == len(set(following))
    assert {both.person_id, first.person_id, one.lead.author_id, two.lead.author_id} == set(following)
    assert not Follow.objects.filter(case=one, ended_at=None).exists()


def test_whoever_follows_a_merged_case_follows_on_although_a_question_about_the_other_one_is_open() -> None:
    """Anybody may have typed their address there; that takes nothing from them."""
    one, two, boss = a.case("Eine Bank am Ufer"), a.case("Noch eine Bank"), a.coordinator()
    fan, stranger = a.resident("fan"), a.resident("neu")
    begun(Wish(case=one), by=fan)
    for relation in (fan, stranger):
        news.follow(relation, Wish(case=two), by=None, now=a.NOW)
    caring.merge(one, two, saying="", by=boss, now=a.NOW)
    following = [each.person_id for each in follows_of(two)]
    assert fan.person_id in following
    assert stranger.person_id not in following
    assert Follow.objects.filter(person=fan.person, ended_at=None).count() == 1


def test_when_two_persons_become_one_their_follows_do_too() -> None:
    root, topic, case = a.controller(), a.topic(), a.case()
    account = a.person("fan")
    assert account.account is not None
    own = people.meet(root, person=account, now=a.NOW)
    people.verify_address(own, now=a.NOW)
    before = people.meet(root, email=account.account.email, now=a.NOW)
    for wish in (Wish(), Wish(topic=topic)):
        news.follow(own, wish, by=account, now=a.NOW)
    for wish in (Wish(), Wish(case=case), Wish(area=a.city()["Uferhof"])):
        news.confirm_follow(news.follow(before, wish, by=None, now=a.NOW), now=a.NOW)
    people.join_account(account.account, now=a.NOW + a.DAY)
    kept = Follow.objects.counting().filter(person=account)
    assert kept.count() == 4
    assert not Follow.objects.counting().filter(person=before.person_id).exists()


def test_what_nobody_confirms_is_forgotten_after_two_weeks() -> None:
    stranger = people.meet(a.controller(), email="neu@beispiel.example", now=a.NOW)
    news.follow(stranger, Wish(), by=None, now=a.NOW)
    kept = begun(Wish())
    late = a.NOW + FORGET_UNCONFIRMED_AFTER
    assert news.forget_unconfirmed_follows(now=late) == 0
    assert news.forget_unconfirmed_follows(now=late + timedelta(seconds=1)) == 1
    assert list(Follow.objects.all()) == [kept]
