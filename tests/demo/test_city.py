from datetime import UTC, datetime

import pytest
import shapely
from shapely.geometry import Point

from konsens.city.places.locate import atlas, find_areas, suggest_streets
from konsens.city.places.models import Area, Coverage, Street
from konsens.demo import city
from tests.city.places.land import there

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def test_the_schematic_quarters_fill_the_outline_without_gap_or_overlap() -> None:
    quarters = [each.surface for each in city.quarter_shapes()]
    assert len(quarters) == 62
    assert shapely.coverage_is_valid(quarters)
    assert {each.geom_type for each in quarters} == {"Polygon"}
    assert not any(len(shapely.get_parts(each.boundary)) > 1 for each in quarters)
    outline = city.CENTRE.to_degrees(
        shapely.transform(shapely.Polygon(city.OUTLINE_KM), lambda km: km * 1000)
    )
    assert shapely.symmetric_difference(shapely.union_all(quarters), outline).area < 1e-6 * outline.length


def test_the_districts_are_made_of_whole_quarters() -> None:
    districts = city.district_shapes()
    assert [each.name for each in districts] == list(city.DISTRICTS)
    assert shapely.coverage_is_valid([each.surface for each in districts])
    assert {each.surface.geom_type for each in districts} == {"Polygon"}


def test_every_quarter_lies_around_its_place() -> None:
    for quarter, shape in zip(city.quarters(), city.quarter_shapes(), strict=True):
        lat, lon = city.CENTRE.position(quarter.east_km * 1000, quarter.north_km * 1000)
        assert shape.surface.contains(Point(lon, lat)), quarter.name


def test_the_drawing_says_that_it_is_schematic() -> None:
    drawn = city.collection(city.quarter_shapes())
    assert {each["properties"]["source"] for each in drawn["features"]} == {city.SCHEMATIC}
    assert "schematisch" in drawn["source"]


def test_the_streets_are_the_same_every_time() -> None:
    assert city.streets_csv() == city.streets_csv()


@pytest.mark.django_db
def test_the_city_is_built_once_and_every_street_lies_in_its_quarter() -> None:
    city.build_city(NOW)
    revision = Coverage.objects.get().revision
    city.build_city(NOW)
    assert Coverage.objects.get().revision == revision
    assert (Area.objects.at_level(city.DISTRICT).count(), Area.objects.at_level(city.QUARTER).count()) == (
        12,
        62,
    )
    parents = {area.name: area.parent and area.parent.name for area in Area.objects.at_level(city.QUARTER)}
    assert parents == {each.name: each.district for each in city.quarters()}
    known = atlas()
    assert known.source == city.SCHEMATIC
    streets = Street.objects.all()
    assert len(streets) == 62 * len(city.WAYS)
    assert all(there(known.locate(each.lat, each.lon)).area_id == each.area_id for each in streets)


@pytest.mark.django_db
def test_spoken_names_and_typed_streets_are_found() -> None:
    city.build_city(NOW)
    assert [each.name for each in find_areas("nordstadt")] == ["Innenstadt-Nord"]
    assert [each.name for each in find_areas("Kreuzviertel")] == ["Westfalenhalle", "Dorstfelder Brücke"]
    assert [each.name for each in find_areas("Kurl")] == ["Kurl-Husen"]
    assert suggest_streets("ahornstr")[0].name == "Ahornstraße"
