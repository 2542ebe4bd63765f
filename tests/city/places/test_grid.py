"""What lies near is found through cells and edges in degrees, and nothing near is left out."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from konsens.city.places.grid import METRES_PER_DEGREE, cell_of, degrees_around, metres, ring

LAT, LON = st.floats(45, 56), st.floats(5, 16)


@given(LAT, LON, st.floats(0, 2 * math.pi), st.floats(0, 1620))
def test_what_is_near_enough_lies_between_the_edges(
    lat: float, lon: float, towards: float, far: float
) -> None:
    there = lat + far * math.cos(towards) / METRES_PER_DEGREE
    east = lon + far * math.sin(towards) / METRES_PER_DEGREE / math.cos(math.radians(lat))
    reach = metres(lat, lon, there, east)
    north, wide = degrees_around(lat, reach)
    assert abs(there - lat) <= north
    assert abs(east - lon) <= wide


@given(LAT, LON, st.integers(0, 4))
def test_a_ring_is_each_cell_at_just_this_distance(lat: float, lon: float, distance: int) -> None:
    cells = list(ring(cell_of(lat, lon), distance))
    assert len(cells) == len(set(cells)) == (8 * distance or 1)
