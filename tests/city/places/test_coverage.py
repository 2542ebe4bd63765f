from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon, mapping

from konsens.city.places.coverage import SPLINTER_M2, mend
from konsens.city.places.geojson import Shape, read_areas
from konsens.city.places.repair import Repair
from konsens.kernel.errors import RuleBrokenError

from .land import FIELDS, collection, feature, square, two_by_two


def mended(document: dict[str, Any]) -> tuple[dict[str, Shape], Repair]:
    shapes, report = mend(read_areas(document, FIELDS))
    assert shapely.coverage_is_valid([each.surface for each in shapes])
    return {each.name: each for each in shapes}, report


def test_a_good_file_stays_as_it_is() -> None:
    shapes, report = mended(two_by_two())
    assert report == Repair(areas=4)
    assert report.sentences() == ["Die Grenzen waren in Ordnung."]
    assert shapes["Südost"].surface.normalize() == shapely.geometry.shape(square(1, 0)).normalize()


def test_a_strip_that_two_claim_goes_to_the_longer_border_and_is_reported() -> None:
    """The strip is 0.1 wide: its long sides touch what only A and what only B claims, B's part is longer."""
    shapes, report = mended(collection(feature("1", "A", square(0, 0, 1.1)), feature("2", "B", square(1, 0))))
    assert (report.overlaps, report.gaps) == (1, 0)
    assert report.overlaps_km2 == pytest.approx(0.0694 * 1.113, abs=0.001)
    total = sum(each.surface.area for each in shapes.values())
    assert total == pytest.approx(2e-4)
    assert "1 Paar von Gebieten überlappte sich" in report.sentences()[0]


def test_a_slit_between_neighbours_is_closed_and_reported() -> None:
    frame = [feature("3", "Oben", square(0, 1, 2.1)), feature("4", "Unten", square(0, -1, 2.1))]
    shapes, report = mended(
        collection(feature("1", "A", square(0, 0)), feature("2", "B", square(1.1, 0)), *frame)
    )
    assert (report.overlaps, report.gaps, report.holes) == (0, 1, 0)
    assert sum(each.surface.area for each in shapes.values()) == pytest.approx(2.1 * 3 * 1e-4)


def test_a_large_hole_stays_outside_the_city() -> None:
    ring = [square(0, 0, 3), square(0, 1), square(2, 1), square(0, 2, 3)]
    shapes, report = mended(collection(*(feature(str(i), f"R{i}", each) for i, each in enumerate(ring))))
    assert (report.gaps, report.holes) == (0, 1)
    assert sum(each.surface.area for each in shapes.values()) == pytest.approx(8e-4)
    assert report.sentences() == ["1 großes Loch gehört nicht zur Stadt und blieb offen."]


def holes_in(area: Shape) -> int:
    return len(shapely.get_parts(area.surface.boundary)) - 1


def test_a_hole_inside_one_area_is_meant_unless_it_is_tiny() -> None:
    lake = Polygon(
        shapely.box(7.40, 51.50, 7.43, 51.53).exterior, [shapely.box(7.41, 51.51, 7.411, 51.512).exterior]
    )
    pinprick = Polygon(lake.exterior, [shapely.box(7.41, 51.51, 7.4102, 51.5101).exterior])
    kept, report = mended(collection(feature("1", "See", dict(mapping(lake)))))
    assert holes_in(kept["See"]) == report.holes == 1
    filled, report = mended(collection(feature("1", "Punkt", dict(mapping(pinprick)))))
    assert holes_in(filled["Punkt"]) == report.holes == 0
    assert report.gaps == 1


def test_an_island_in_another_area_keeps_its_land() -> None:
    shapes, report = mended(
        collection(feature("1", "Meer", square(0, 0, 3, 3)), feature("2", "Insel", square(1, 1)))
    )
    assert shapes["Insel"].surface.area == pytest.approx(1e-4)
    assert shapes["Meer"].surface.area == pytest.approx(8e-4)
    assert report.overlaps == 1


def test_an_area_in_two_large_parts_keeps_both() -> None:
    both = {"type": "MultiPolygon", "coordinates": [square(0, 0)["coordinates"], square(2, 0)["coordinates"]]}
    shapes, report = mended(collection(feature("1", "Zwei", both), feature("2", "Mitte", square(1, 0))))
    assert shapes["Zwei"].surface.geom_type == "MultiPolygon"
    assert report.multipolygons == ("Zwei",)
    assert report.splinters == 0


def test_a_splinter_goes_to_the_neighbour_it_touches() -> None:
    splinter = square(1.99, 0.5, 0.01, 0.01)
    both = {"type": "MultiPolygon", "coordinates": [square(0, 0)["coordinates"], splinter["coordinates"]]}
    shapes, report = mended(
        collection(
            feature("1", "A", both), feature("2", "B", square(1, 0, 0.99)), feature("3", "C", square(2, 0))
        )
    )
    assert report.splinters == 1
    assert all(each.surface.geom_type == "Polygon" for each in shapes.values())


def test_an_area_that_another_covers_completely_is_refused() -> None:
    twins = collection(feature("1", "A", square(0, 0)), feature("2", "B", square(0, 0)))
    with pytest.raises(RuleBrokenError, match="„B“ wird von anderen Gebieten ganz verdeckt"):
        mended(twins)


def test_the_area_that_changed_most_is_named() -> None:
    _shapes, report = mended(
        collection(feature("1", "Groß", square(0, 0, 4, 4)), feature("2", "Klein", square(3.8, 1, 0.5, 0.5)))
    )
    assert report.largest_change is not None
    name, same = report.largest_change
    assert name == "Klein"
    assert same == pytest.approx(0.6)
    assert f"„{name}“" in report.sentences()[-1]


def jittered(seed: int, side: int, jitter: float) -> dict[str, Any]:
    """A grid whose squares each have corners of their own, moved at random: overlaps and gaps everywhere."""
    random = np.random.default_rng(seed)
    cells = []
    for x in range(side):
        for y in range(side):
            corners = np.array([[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1]], dtype=float)
            corners += random.uniform(-jitter, jitter, corners.shape)
            cells.append(dict(mapping(Polygon([(7.4 + a / 100, 51.5 + b / 100) for a, b in corners]))))
    return collection(*(feature(str(i), f"Feld {i}", each) for i, each in enumerate(cells)))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 5), st.sampled_from([1e-5, 0.003, 0.05, 0.2, 0.3]))
def test_any_jittered_grid_becomes_a_valid_coverage(seed: int, side: int, jitter: float) -> None:
    document = jittered(seed, side, jitter)
    shapes, report = mended(document)
    assert len(shapes) == report.areas == side * side
    raw = {each.name: each.surface for each in read_areas(document, FIELDS).shapes}
    slack = (report.splinters * SPLINTER_M2 / 7.7e9) + side * 0.06 * 1e-6
    for name, shape in shapes.items():
        others = shapely.union_all([each for other, each in raw.items() if other != name])
        undisputed = shapely.difference(raw[name], others)
        assert shapely.difference(undisputed, shape.surface).area <= slack
    outside = shapely.difference(
        shapely.union_all([each.surface for each in shapes.values()]), shapely.union_all(list(raw.values()))
    )
    assert outside.area <= report.gaps_km2 * 1.4e-4 + side * side * 0.06 * 1e-6


@settings(max_examples=20, deadline=None)
@example(905)
@example(831)
@given(st.integers(0, 10_000))
def test_mending_is_deterministic_and_done_after_one_pass(seed: int) -> None:
    document = jittered(seed, 4, 0.1)
    once, report = mended(document)
    again, same_report = mended(document)
    assert once == again
    assert report == same_report
    features = [feature(each.code, each.name, dict(mapping(each.surface))) for each in once.values()]
    twice, second = mended(collection(*features))
    assert (second.overlaps, second.gaps, second.splinters) == (0, 0, 0)
    assert {n: s.surface.normalize() for n, s in twice.items()} == {
        n: s.surface.normalize() for n, s in once.items()
    }
