import json
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from konsens.city.places.geojson import Fields, clean, code_order, read_areas
from konsens.kernel.errors import RuleBrokenError

from .land import FIELDS, as_bytes, collection, feature, square, two_by_two

BOW_TIE = {
    "type": "Polygon",
    "coordinates": [[[7.4, 51.5], [7.42, 51.52], [7.42, 51.5], [7.4, 51.52], [7.4, 51.5]]],
}


def ring(*points: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [list(points)]}


METRES = ring([393000, 5707000], [394000, 5707000], [394000, 5708000], [393000, 5707000])
SWAPPED = ring([51.5, 7.4], [51.6, 7.4], [51.6, 7.5], [51.5, 7.4])
SWAPPED_FAR = ring([-33.9, 151.2], [-33.8, 151.2], [-33.8, 151.3], [-33.9, 151.2])
FLAT = ring([7.4, 51.5], [7.5, 51.5], [7.6, 51.5], [7.4, 51.5])
HEAD = b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"nr":"1","name":"A"},'

BAD = [
    # what                                   says
    (b"", "kein gültiges JSON"),
    (b"<html>", "kein gültiges JSON"),
    (b"\xff\xfe\x00", "UTF-8"),
    (b"[" * 100_000, "verschachtelt"),
    (
        HEAD + b'"geometry":{"type":"Polygon","coordinates":[[[NaN,1],[2,2],[3,3],[1,1]]]}}]}',
        "statt einer Zahl",
    ),
    (b'{"type":"Feature"}', "keine GeoJSON-FeatureCollection"),
    (b'{"type":"FeatureCollection"}', "keine GeoJSON-FeatureCollection"),
    (b'{"type":"FeatureCollection","features":[1]}', "keine GeoJSON-FeatureCollection"),
    (b"7", "keine GeoJSON-FeatureCollection"),
    (as_bytes(collection()), "leer"),
    (as_bytes(collection(feature("1", "A", {"type": "Point", "coordinates": [7, 51]}))), "keine Flächen"),
    (
        as_bytes(collection({"type": "Feature", "properties": {}, "geometry": None})),
        "Eintrag 1 hat keine Fläche",
    ),
    (
        as_bytes(collection({"type": "Feature", "properties": None, "geometry": square(0, 0)})),
        "kein Feld „name“",
    ),
    (as_bytes(collection(feature("", "A", square(0, 0)))), "kein Feld „nr“. Vorhanden sind: name, nr."),
    (as_bytes(collection(feature("1", " \u200b ", square(0, 0)))), "kein Feld „name“"),
    (as_bytes(collection(feature("1", "x" * 121, square(0, 0)))), "länger als 120"),
    (as_bytes(collection(feature("9" * 41, "A", square(0, 0)))), "länger als 40"),
    (as_bytes(collection(feature("1", "A", METRES))), "keine Grad"),
    (as_bytes(collection(feature("1", "A", SWAPPED))), "vertauscht"),
    (as_bytes(collection(feature("1", "A", SWAPPED_FAR))), "vertauscht"),
    (as_bytes(collection(feature("1", "A", FLAT))), "keine Fläche"),
    (as_bytes(collection(feature("1", "A", ring([7.4, 51.5], [7.5, 51.5])))), "nicht lesbar"),
    (as_bytes(collection(feature("1", "A", ring([7.4], [7.5], [7.6], [7.4])))), "nicht lesbar"),
    (as_bytes(collection(feature("1", "A", ring(*"abcd")))), "nicht lesbar"),
    (as_bytes(collection(feature("1", "A", ring({}, {}, {}, {})))), "nicht lesbar"),
    (as_bytes(collection(feature("1", "A", {"type": "Polygon"}))), "nicht lesbar"),
    (as_bytes(collection(feature("1", "A", {"type": "Polygon", "coordinates": []}))), "nicht lesbar"),
    (as_bytes(collection(feature("1", "A", {"type": "MultiPolygon", "coordinates": 5}))), "nicht lesbar"),
    (
        as_bytes(collection(feature("1", "A", square(0, 0)), feature("1", "B", square(1, 0)))),
        "denselben Schlüssel „1“",
    ),
]


@pytest.mark.parametrize(("data", "says"), BAD)
def test_a_bad_file_is_refused_with_a_sentence(data: bytes, says: str) -> None:
    with pytest.raises(RuleBrokenError) as refusal:
        read_areas(data, FIELDS)
    assert says in str(refusal.value)
    assert str(refusal.value).endswith(".")


def test_areas_come_in_the_order_of_their_codes() -> None:
    reading = read_areas(
        collection(
            *(feature(nr, f"Nr. {nr}", square(i, 0)) for i, nr in enumerate(["10", "9", "B", "010", "A"]))
        ),
        FIELDS,
    )
    assert [each.code for each in reading.shapes] == ["9", "010", "10", "A", "B"]
    assert code_order("9") < code_order("10") < code_order("a")


def test_an_opendatasoft_answer_with_nested_features_reads_like_a_collection() -> None:
    nested = {"type": "Feature", "geometry": square(0, 0), "properties": {}}
    answer = {"total_count": 1, "results": [{"nr": 30, "name": "Ost", "geografische_polygone": nested}]}
    shape = read_areas(as_bytes(answer), FIELDS).shapes[0]
    assert (shape.code, shape.name, shape.surface.geom_type) == ("30", "Ost", "Polygon")


def test_a_feature_inside_a_geometry_is_unwrapped() -> None:
    wrapped = collection(feature("1", "A", {"type": "Feature", "geometry": square(0, 0)}))
    assert read_areas(wrapped, FIELDS).shapes[0].surface.area > 0


def test_a_ring_that_crosses_itself_is_mended_and_reported() -> None:
    reading = read_areas(as_bytes(collection(feature("1", "Schleife", BOW_TIE))), FIELDS)
    assert reading.crossing == ("Schleife",)
    assert reading.shapes[0].surface.is_valid
    assert reading.shapes[0].surface.area == pytest.approx(0.0002)


def test_points_among_the_areas_are_skipped_and_counted() -> None:
    town_hall = feature("9", "Rathaus", {"type": "Point", "coordinates": [7.4, 51.5]})
    reading = read_areas(collection(feature("1", "A", square(0, 0)), town_hall), FIELDS)
    assert (len(reading.shapes), reading.skipped) == (1, 1)


def test_two_features_of_one_area_become_one_area_in_two_parts() -> None:
    parts = collection(
        feature("1", "A", square(0, 0), auch="x"), feature("1", "A", square(5, 5), auch="y, x")
    )
    shape = read_areas(parts, Fields(code="nr", name="name", alias="auch")).shapes[0]
    assert shape.surface.geom_type == "MultiPolygon"
    assert shape.aliases == ("x", "y")


def test_a_byte_order_mark_and_a_third_coordinate_do_no_harm() -> None:
    document = two_by_two()
    for each in document["features"]:
        each["geometry"]["coordinates"] = [[[*point, 86.0] for point in each["geometry"]["coordinates"][0]]]
    reading = read_areas(b"\xef\xbb\xbf" + json.dumps(document).encode(), FIELDS)
    assert len(reading.shapes) == 4
    assert not any(shapely.has_z(each.surface) for each in reading.shapes)


def test_names_are_cleaned_of_what_nobody_sees() -> None:
    assert clean("  Alt\u202e-\nStadt\u200b ") == "Alt- Stadt"
    assert clean(5.0) == "5"


WORDS = st.sampled_from(
    [
        "type",
        "features",
        "geometry",
        "properties",
        "coordinates",
        "results",
        "nr",
        "name",
        "A",
        "Feature",
        "FeatureCollection",
        "Polygon",
        "MultiPolygon",
        "Point",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(-200, 200) | WORDS | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=30,
)
KINDS = st.just("Polygon") | st.just("MultiPolygon") | JSON
NEARLY = st.fixed_dictionaries({"type": KINDS, "coordinates": JSON})


@settings(max_examples=300, deadline=None)
@given(JSON | NEARLY.map(lambda each: collection(feature("1", "A", each))))
def test_whatever_a_file_holds_it_is_read_or_refused_with_a_sentence(document: Any) -> None:
    try:
        reading = read_areas(json.dumps(document).encode(), FIELDS)
    except RuleBrokenError:
        return
    assert all(each.surface.is_valid for each in reading.shapes)
