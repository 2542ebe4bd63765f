import re

import pytest
import shapely
from shapely.geometry import Polygon, box

from konsens.city.places.coverage import mend
from konsens.city.places.drawing import Frame, simplify
from konsens.city.places.geojson import read_areas

from .land import FIELDS
from .test_coverage import jittered


def points_of(path: str) -> list[list[tuple[int, int]]]:
    """The corners an SVG path walks through, ring by ring."""
    rings = []
    for ring in re.findall(r"M([^z]*)z", path):
        x, y = 0, 0
        corners = []
        numbers = [int(each) for each in re.findall(r"-?\d+", ring)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            corners.append((x, y))
        rings.append(corners)
    return rings


def test_a_square_is_drawn_as_wide_as_the_view_with_north_up() -> None:
    square = box(7.40, 51.50, 7.41, 51.51)
    frame = Frame.of([square])
    assert frame.view_box == "-8 -8 1016 1618"
    assert sorted(points_of(frame.path(square))[0]) == [(0, 0), (0, 1602), (1000, 0), (1000, 1602)]
    assert frame.place(51.51, 7.40) == (0, 0)
    assert frame.place(51.50, 7.41) == (1000, 1602)


def test_a_hole_is_a_ring_of_its_own() -> None:
    ring = Polygon(box(7.40, 51.50, 7.43, 51.53).exterior, [box(7.41, 51.51, 7.42, 51.52).exterior])
    assert len(points_of(Frame.of([ring]).path(ring))) == 2


def test_what_is_smaller_than_a_unit_is_left_out() -> None:
    frame = Frame(7.3, 51.4, 7.7, 51.6)
    assert frame.path(box(7.5, 51.5, 7.50001, 51.50001)) == ""


@pytest.mark.parametrize("seed", range(5))
def test_simplified_neighbours_still_share_their_border(seed: int) -> None:
    shapes, _report = mend(read_areas(jittered(seed, 5, 0.1), FIELDS))
    surfaces = [each.surface for each in shapes]
    drawn = simplify(surfaces, metres=150)
    assert shapely.coverage_is_valid(drawn)
    assert shapely.get_num_coordinates(drawn).sum() < shapely.get_num_coordinates(surfaces).sum()
    assert simplify([], metres=150) == []
