from collections.abc import Sequence

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from konsens.city.places.atlas import SNAP_M, Atlas, Place
from konsens.city.places.coverage import mend
from konsens.city.places.geojson import Surface, read_areas
from konsens.city.places.hierarchy import dissolve
from konsens.city.places.projection import LocalMetres

from .land import FIELDS, spot, there
from .test_coverage import jittered


def place(
    key: int, code: str, name: str, *, parent: int | None = None, order: int = 0, **more: object
) -> Place:
    facts = {"level": f"stufe-{order}", "outline": "", "label_lat": 51.5, "label_lon": 7.4} | more
    return Place(id=key, code=code, name=name, parent_id=parent, level_order=order, **facts)  # type: ignore[arg-type]


def strip(*places: Place) -> Atlas:
    """Squares side by side, from west to east."""
    surfaces = [box(7.40 + i / 100, 51.50, 7.41 + i / 100, 51.51) for i in range(len(places))]
    return Atlas(places, surfaces, revision="x")


def wild_city(seed: int) -> tuple[Atlas, list[Surface]]:
    """Twenty-five crooked quarters in five crooked districts."""
    quarters, _report = mend(read_areas(jittered(seed, 5, 0.25), FIELDS))
    districts = dissolve(quarters, lambda each: (str(int(each.code) // 5), f"Bezirk {int(each.code) // 5}"))
    places = [place(100 + int(each.code), each.code, each.name) for each in districts]
    places += [place(int(q.code), q.code, q.name, parent=100 + int(q.code) // 5, order=1) for q in quarters]
    surfaces = [each.surface for each in (*districts, *quarters)]
    return Atlas(places, surfaces, revision="x"), [each.surface for each in quarters]


CITIES = [wild_city(seed) for seed in (1, 2, 3)]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(CITIES), st.floats(51.49, 51.56), st.floats(7.39, 7.46))
def test_every_point_has_one_answer_or_lies_outside(
    city: tuple[Atlas, list[Surface]], lat: float, lon: float
) -> None:
    atlas, quarters = city
    found = atlas.locate(lat, lon)
    assert found == atlas.locate(lat, lon)
    plan = LocalMetres.around(7.4, 51.5, 7.45, 51.55)
    distance = shapely.distance(
        plan.to_metres(shapely.Point(lon, lat)), plan.to_metres(shapely.union_all(quarters))
    )
    if found is None:
        assert distance > SNAP_M - 2
        return
    assert distance < SNAP_M + 2
    assert found.distance_m == pytest.approx(distance, rel=0.02, abs=0.1)
    assert found.place.level_order == 1
    assert [each.id for each in found.ancestors] == [100 + found.place.id // 5]
    assert found.area_ids == (found.place.id, 100 + found.place.id // 5)
    holding = [i for i, each in enumerate(quarters) if shapely.intersects(each, shapely.Point(lon, lat))]
    if len(holding) == 1 and not found.snapped:
        assert found.area_id == holding[0]


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(CITIES), st.integers(0, 24), st.floats(0, 1))
def test_a_point_on_a_border_belongs_to_one_of_its_sides_and_always_the_same(
    city: tuple[Atlas, list[Surface]], quarter: int, along: float
) -> None:
    atlas, quarters = city
    point = quarters[quarter].boundary.interpolate(along, normalized=True)
    first = atlas.locate(point.y, point.x)
    assert first is not None
    assert first.distance_m < 0.1
    assert shapely.distance(quarters[first.area_id], point) < 1e-6
    assert all(atlas.locate(point.y, point.x) == first for _again in range(3))


def test_where_areas_touch_the_smallest_code_wins_whatever_their_order() -> None:
    assert there(strip(place(1, "9", "A"), place(2, "10", "B")).locate(*spot(1, 0.5))).area_id == 1
    assert there(strip(place(1, "10", "A"), place(2, "9", "B")).locate(*spot(1, 0.5))).area_id == 2


def test_where_areas_overlap_the_smallest_code_wins() -> None:
    both: Sequence[Surface] = [box(7.40, 51.50, 7.42, 51.51), box(7.41, 51.50, 7.43, 51.51)]
    found = Atlas([place(1, "b", "B"), place(2, "a", "A")], both, revision="x").locate(*spot(1.5, 0.5))
    assert found is not None
    assert found.place.name == "A"


@pytest.mark.parametrize(("metres", "inside"), [(1, True), (149, True), (151, False), (5_000, False)])
def test_150_metres_outside_still_count_and_more_do_not(metres: float, inside: bool) -> None:
    atlas = strip(place(1, "1", "A"))
    lat, lon = atlas.frame.metres.position(0, 0)
    edge = atlas.frame.metres.point(51.51, lon)[1]
    found = atlas.locate(atlas.frame.metres.position(0, edge + metres)[0], lon)
    assert (found is not None) == inside
    if found:
        assert found.snapped
        assert found.distance_m == pytest.approx(metres, abs=0.01)
    assert lat == pytest.approx(51.505)


def test_in_a_gap_the_nearest_counts() -> None:
    apart: Sequence[Surface] = [box(7.400, 51.50, 7.410, 51.51), box(7.412, 51.50, 7.420, 51.51)]
    atlas = Atlas([place(1, "1", "West"), place(2, "2", "Ost")], apart, revision="x")
    assert there(atlas.locate(51.505, 7.4105)).place.name == "West"
    assert there(atlas.locate(51.505, 7.4115)).place.name == "Ost"


def test_a_gap_between_fine_areas_is_closed_only_inside_their_coarse_area() -> None:
    """The point lies in the coarse B; the fine area of A next door is nearer, but it is not B's."""
    atlas = Atlas(
        [
            place(1, "A", "A"),
            place(2, "B", "B"),
            place(3, "a", "in A", parent=1, order=1),
            place(4, "b", "in B", parent=2, order=1),
        ],
        [
            box(7.40, 51.50, 7.41, 51.51),
            box(7.41, 51.50, 7.42, 51.51),
            box(7.40, 51.50, 7.41, 51.51),
            box(7.4115, 51.50, 7.42, 51.51),
        ],
        revision="x",
    )
    assert there(atlas.locate(51.505, 7.4102)).place.name == "in B"


def test_a_level_that_covers_only_part_of_the_city_leaves_the_rest_to_the_coarser_one() -> None:
    atlas = Atlas(
        [place(1, "A", "Ganz"), place(2, "a", "Teil", parent=1, order=1)],
        [box(7.40, 51.50, 7.44, 51.51), box(7.40, 51.50, 7.41, 51.51)],
        revision="x",
    )
    assert there(atlas.locate(51.505, 7.405)).place.name == "Teil"
    assert there(atlas.locate(51.505, 7.435)).place.name == "Ganz"


@pytest.mark.parametrize(
    "point", [(float("nan"), 7.4), (51.5, float("inf")), (91, 7.4), (51.5, -181), (0, 0)]
)
def test_a_point_that_is_no_place_of_the_city_is_outside(point: tuple[float, float]) -> None:
    assert strip(place(1, "1", "A")).locate(*point) is None


def test_a_city_without_areas_answers_that_everything_is_outside() -> None:
    empty = Atlas((), (), revision="")
    assert empty.locate(51.5, 7.4) is None
    assert empty.named("Hörde") == ()
    assert empty.levels == ()
    assert empty.children(None) == ()


def test_names_come_before_aliases_and_coarse_before_fine() -> None:
    atlas = strip(
        place(1, "1", "Hörde", order=1, parent=2),
        place(2, "8", "Hörde"),
        place(3, "9", "Hombruch", aliases=("hoerde", "Süd-West")),
    )
    assert [each.id for each in atlas.named("HOERDE")] == [2, 1, 3]
    assert [each.id for each in atlas.named("hörde", level="stufe-1")] == [1]
    assert [each.id for each in atlas.named("süd west")] == [3]
    assert atlas.named("Atlantis") == ()


def test_the_tree_can_be_walked_up_and_down() -> None:
    atlas, _quarters = CITIES[0]
    assert atlas.levels == ("stufe-0", "stufe-1")
    assert [each.id for each in atlas.children(None)] == [100, 101, 102, 103, 104]
    assert atlas.descendants(101) == {101, 5, 6, 7, 8, 9}
    assert atlas.descendants(999) == {999}
    assert [each.id for each in atlas.ancestors(7)] == [101]
    assert atlas.at_level("stufe-0")[1].name == "Bezirk 1"


def test_the_map_background_is_geojson_of_one_level_and_made_once() -> None:
    atlas, _quarters = CITIES[0]
    background = atlas.background("stufe-0")
    assert [each["properties"]["code"] for each in background["features"]] == ["0", "1", "2", "3", "4"]
    assert background["features"][0]["geometry"]["type"] == "Polygon"
    assert atlas.background("stufe-0") is background
