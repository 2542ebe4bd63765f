"""Single rules on a real database: routing is total (I1), followers move (I5), rounding is steady (I10)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from konsens.caring.cases import actions
from konsens.caring.cases.actions.responsible import route_for
from konsens.caring.cases.models import Route
from konsens.city.places.grid import metres
from konsens.city.places.locate import locate
from konsens.listening.voices.models import Contribution
from konsens.listening.voices.rules import blur
from konsens.telling.news import actions as news
from konsens.telling.news.models import Follow
from tests import a

LATS = st.floats(-85, 85, allow_nan=False)
LONS = st.floats(-180, 180, allow_nan=False)
LINES = st.lists(
    st.tuples(
        st.none() | st.integers(0, 9), st.none() | st.integers(0, 2), st.integers(0, 2), st.integers(0, 3)
    ),
    max_size=10,
)
POINTS = st.lists(st.tuples(st.floats(51.47, 51.53), st.floats(7.47, 7.57)), min_size=1, max_size=4)


@contextmanager
def undone() -> Iterator[None]:
    """Each example begins in the same world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(lines=LINES, points=POINTS)
def test_any_point_and_any_topic_lead_to_exactly_one_office_of_the_controller(
    lines: list[tuple[int | None, int | None, int, int]], points: list[tuple[float, float]]
) -> None:
    with undone():
        root = a.controller()
        areas = list(a.city().values())
        topics = [a.topic(root, name) for name in ("Grün", "Wege", "Licht")]
        offices = [a.office(root), a.office(root, "gruen"), a.office(root, "bau")]
        for area, topic, office, rank in lines:
            actions.set_route(
                root, offices[office], by=None, now=a.NOW, rank=rank,
                area=None if area is None else areas[area],
                topic=None if topic is None else topics[topic],
            )  # fmt: skip
        foreign = a.controller("partei")
        assert Route.objects.filter(controller=root, area=None, topic=None).count() == 1
        for lat, lon in points:
            place = locate(lat, lon)
            for topic in (None, *topics):
                said = Contribution(
                    controller=root, area_id=None if place is None else place.area_id, topic=topic
                )
                route = route_for(said)
                assert route == route_for(said)
                assert route.organisation.root_id == root.pk != foreign.pk
                assert route.topic_id in {None, None if topic is None else topic.pk}


@given(LATS, LONS)
def test_a_private_point_is_rounded_the_same_way_each_time(lat: float, lon: float) -> None:
    first = blur(lat, lon)
    assert all(blur(lat, lon) == first for _again in range(5))
    assert blur(*first) == first


@given(st.floats(47, 55), st.floats(6, 15), st.floats(-1, 1), st.floats(-1, 1))
def test_all_points_around_a_private_one_give_the_same_few_values(
    lat: float, lon: float, up: float, right: float
) -> None:
    """Whoever asks for many nearby points learns the grid, never the point: no averaging leads back."""
    middle = blur(lat, lon)
    near = blur(middle[0] + up * 0.0024, middle[1] + right * 0.0037)
    assert near == pytest.approx(middle, abs=1e-9)
    assert metres(lat, lon, *middle) < 500
    assert math.isclose(middle[0] / 0.005, round(middle[0] / 0.005), abs_tol=1e-6)


@pytest.mark.django_db
def test_what_is_said_in_confidence_is_nowhere_kept_exactly() -> None:
    secret = a.topic(name="Vertrauliches", slug="vertraulich", is_private=True)
    case = a.case(topic=secret, spot=a.spot(lat=51.4912345, lon=7.4912345))
    assert (case.lead.lat, case.lead.lon) == blur(51.4912345, 7.4912345)
    assert (case.lat, case.lon) == (case.lead.lat, case.lead.lon)
    assert case.lead.street == ""


@pytest.mark.django_db
def test_followers_of_a_duplicate_follow_the_case_in_which_it_goes_on_once() -> None:
    one, two, three = (a.case(f"Eine Bank, Nummer {n}") for n in range(3))
    both, only = a.resident("beide"), a.resident("nur-eine")
    for case, relation in ((one, both), (two, both), (one, only)):
        news.follow(relation, news.Wish(case=case), by=relation.person, now=a.NOW)
    actions.merge(one, two, saying="", by=a.coordinator(), now=a.NOW + a.DAY)
    actions.merge(two, three, saying="", by=a.coordinator(), now=a.NOW + 2 * a.DAY)
    open_follows = Follow.objects.filter(ended_at=None)
    for relation in (both, only):
        assert [each.case_id for each in open_follows.filter(person=relation.person)] == [three.pk]
    assert open_follows.filter(person=one.lead.author).get().case_id == three.pk


@pytest.mark.django_db
def test_whoever_follows_a_duplicate_follows_where_it_goes_on() -> None:
    one, two, fan = a.case(), a.case("Noch eine Bank"), a.resident("fan")
    actions.merge(one, two, saying="", by=a.coordinator(), now=a.NOW + a.DAY)
    one.refresh_from_db()
    made = news.follow(fan, news.Wish(case=one), by=fan.person, now=a.NOW + a.DAY)
    assert made.case_id == two.pk
