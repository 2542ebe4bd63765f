"""The real export of a real city: test input beside the repository, never part of it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import shape

from konsens.city.places.actions import load_areas
from konsens.city.places.locate import atlas, find_area, locate
from konsens.city.places.models import Area

from .land import there

FOLDER = Path(__file__).parents[4] / "shared" / "data" / "dortmund"
RAW = FOLDER / "raw_statistische_bezirke_62_ODS_2025-10-12.geojson"
CLEAN = FOLDER / "dortmund_statistische_bezirke_62.geojson"
TWELVE = FOLDER / "dortmund_stadtbezirke_12.geojson"
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
IN_EACH = {
    "Innenstadt-West": 4,
    "Innenstadt-Nord": 3,
    "Innenstadt-Ost": 3,
    "Eving": 4,
    "Scharnhorst": 7,
    "Brackel": 4,
    "Aplerbeck": 5,
    "Hörde": 7,
    "Hombruch": 9,
    "Lütgendortmund": 6,
    "Huckarde": 4,
    "Mengede": 6,
}

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not RAW.exists(), reason="the real districts of Dortmund are not beside the repository"
    ),
]


def load_sixty_two() -> Any:
    return load_areas(
        RAW.read_bytes(),
        level="statistischer-bezirk",
        code_field="statistischer_bezirk_nr",
        name_field="statistischer_bezirk",
        now=NOW,
    )


def load_twelve() -> Any:
    return load_areas(
        TWELVE.read_bytes(), level="stadtbezirk", code_field="order", name_field="name", now=NOW
    )


@pytest.fixture
def _city() -> None:
    load_sixty_two()
    load_twelve()


def clean_features() -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = json.loads(CLEAN.read_bytes())["features"]
    return features


def test_the_raw_export_is_mended_and_what_was_mended_is_said() -> None:
    repair = load_sixty_two().repair
    assert 115 <= repair.overlaps <= 135
    assert repair.overlaps_km2 == pytest.approx(0.665, abs=0.01)
    assert 155 <= repair.gaps <= 185
    assert repair.gaps_km2 == pytest.approx(0.65, abs=0.05)
    assert repair.holes == 0
    assert repair.multipolygons == ("Westerfilde",)
    assert repair.largest_change == ("Hacheney", pytest.approx(0.978, abs=0.001))
    surfaces = [shape(area.boundary) for area in Area.objects.all()]
    assert shapely.coverage_is_valid(surfaces)
    assert {each.geom_type for each in surfaces} == {"Polygon"}


@pytest.mark.usefixtures("_city")
def test_the_mended_areas_are_those_of_the_reference() -> None:
    mine = {area.name: shape(area.boundary) for area in Area.objects.at_level("statistischer-bezirk")}
    for each in clean_features():
        theirs, own = shape(each["geometry"]), mine[each["properties"]["name"]]
        assert shapely.intersection(theirs, own).area / shapely.union(theirs, own).area > 0.98


@pytest.mark.usefixtures("_city")
def test_all_sixty_two_lie_in_the_right_stadtbezirk() -> None:
    counts = {area.name: area.children.count() for area in Area.objects.at_level("stadtbezirk")}
    assert counts == IN_EACH
    parents = {a.name: a.parent and a.parent.name for a in Area.objects.at_level("statistischer-bezirk")}
    assert parents == {
        each["properties"]["name"]: each["properties"]["stadtbezirk"] for each in clean_features()
    }


@pytest.mark.usefixtures("_city")
def test_every_real_label_point_is_found_in_its_bezirk_and_stadtbezirk() -> None:
    known = atlas()
    for each in clean_features():
        facts = each["properties"]
        found = known.locate(facts["label_lat"], facts["label_lon"])
        assert found is not None
        assert (found.place.name, found.ancestors[0].name) == (facts["name"], facts["stadtbezirk"])
        assert not found.snapped


PLACES = [
    # where                           lat      lon     Bezirk         Stadtbezirk
    ("middle of Hörde", 51.49, 7.50, "Hörde", "Hörde"),
    ("old market", 51.5139, 7.4653, "City", "Innenstadt-West"),
    ("Borsigplatz", 51.5239, 7.4839, "Borsigplatz", "Innenstadt-Nord"),
    ("North Sea", 54.0, 4.0, None, None),
    ("Bochum, town hall", 51.4818, 7.2162, None, None),
    ("Null Island", 0.0, 0.0, None, None),
]


@pytest.mark.usefixtures("_city")
@pytest.mark.parametrize(("where", "lat", "lon", "quarter", "district"), PLACES)
def test_a_real_place_is_where_people_know_it(
    where: str, lat: float, lon: float, quarter: str | None, district: str | None
) -> None:
    found = locate(lat, lon)
    assert (found and (found.place.name, found.ancestors[0].name)) == (quarter and (quarter, district)), where


@pytest.mark.usefixtures("_city")
def test_hoerde_without_a_level_is_the_stadtbezirk() -> None:
    assert there(find_area("hoerde")).level == "stadtbezirk"
    assert there(find_area("Hörde", level="statistischer-bezirk")).code == "530"
