import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point

from konsens.city.places.projection import LocalMetres, distance_m

CITY = LocalMetres(lat=51.51, lon=7.46)


def test_a_degree_is_as_long_as_the_ellipsoid_says() -> None:
    """On WGS 84 at latitude 45 a degree is 111,132 m north and 78,847 m east (published tables)."""
    east, north = LocalMetres(lat=45, lon=0).metres_per_degree
    assert north == pytest.approx(111_132, abs=2)
    assert east == pytest.approx(78_847, abs=2)


def test_at_the_equator_a_degree_east_is_the_equators_360th_part() -> None:
    east, _north = LocalMetres(lat=0, lon=0).metres_per_degree
    assert east == pytest.approx(2 * math.pi * 6_378_137 / 360)


@given(st.floats(51.4, 51.6), st.floats(7.3, 7.65))
def test_there_and_back_is_the_same_place(lat: float, lon: float) -> None:
    back = CITY.to_degrees(CITY.to_metres(Point(lon, lat)))
    assert (back.y, back.x) == pytest.approx((lat, lon), abs=1e-9)
    assert CITY.position(*CITY.point(lat, lon)) == pytest.approx((lat, lon), abs=1e-9)


def test_distances_agree_whichever_way_one_walks() -> None:
    there = distance_m(51.51, 7.46, 51.49, 7.50)
    assert there == pytest.approx(distance_m(51.49, 7.50, 51.51, 7.46))
    assert there == pytest.approx(3_559, abs=10)
