import pytest
import shapely
from shapely.geometry import box

from konsens.city.places.coverage import mend
from konsens.city.places.geojson import read_areas
from konsens.city.places.hierarchy import Lie, coarse_to_fine, dissolve, parents_by_overlap

from .land import FIELDS, two_by_two

WHOLE = [box(7.40, 51.50, 7.42, 51.51), box(7.40, 51.51, 7.42, 51.52)]


def test_levels_rank_by_the_size_of_their_areas() -> None:
    levels = {
        "fein": [box(0, 0, 1, 1), box(1, 0, 2, 1)],
        "mittel": [box(0, 0, 2, 1)],
        "grob": [box(0, 0, 9, 9)],
    }
    assert coarse_to_fine(levels) == ["grob", "mittel", "fein"]


def test_an_area_lies_where_most_of_it_lies() -> None:
    lie = parents_by_overlap([box(7.40, 51.502, 7.41, 51.511)], WHOLE, now_in=[None])[0]
    assert lie.parent == 0
    assert lie.share == pytest.approx(8 / 9, abs=1e-3)


def test_an_area_stays_where_it_was_while_half_of_it_does() -> None:
    halved = box(7.40, 51.505, 7.41, 51.515)
    assert parents_by_overlap([halved], WHOLE, now_in=[1])[0].parent == 1
    assert parents_by_overlap([halved], WHOLE, now_in=[None])[0].parent == 0
    mostly_south = box(7.40, 51.504, 7.41, 51.513)
    assert parents_by_overlap([mostly_south], WHOLE, now_in=[1])[0].parent == 0


def test_an_area_that_only_touches_lies_nowhere() -> None:
    assert parents_by_overlap([box(7.42, 51.50, 7.43, 51.51)], WHOLE, now_in=[None]) == [Lie(None, 0.0)]
    assert parents_by_overlap([box(7.42, 51.50, 7.43, 51.51)], [], now_in=[None]) == [Lie(None, 0.0)]


def test_dissolved_areas_cover_exactly_what_their_parts_cover() -> None:
    parts, _report = mend(read_areas(two_by_two(), FIELDS))
    sides = dissolve(parts, lambda part: ("O", "Osten") if "ost" in part.name else ("W", "Westen"))
    assert [each.name for each in sides] == ["Osten", "Westen"]
    assert shapely.coverage_is_valid([each.surface for each in sides])
    assert sum(each.surface.area for each in sides) == pytest.approx(sum(each.surface.area for each in parts))
