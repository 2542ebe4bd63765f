from datetime import UTC, datetime
from typing import Any

import pytest

from konsens.city.places.actions import load_areas, load_streets, name_area
from konsens.city.places.loading import AreasReport
from konsens.city.places.locate import atlas, find_area, find_areas, locate
from konsens.city.places.models import Area, AreaAlias, Coverage, Street
from konsens.kernel.errors import RuleBrokenError
from konsens.kernel.models import Entry

from .land import as_bytes, collection, feature, halves, spot, square, there, two_by_two

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def load(document: dict[str, Any], level: str = "quartier", **more: Any) -> AreasReport:
    return load_areas(as_bytes(document), level=level, code_field="nr", name_field="name", now=NOW, **more)


def ids() -> dict[str, int]:
    return dict(Area.objects.values_list("name", "id"))


def test_a_level_loads_with_borders_labels_and_outlines() -> None:
    report = load(two_by_two())
    assert (report.count, report.added, report.changed, report.removed) == (4, 4, 0, 0)
    south_west = Area.objects.get(name="Südwest")
    assert (south_west.code, south_west.folded, south_west.position) == ("1", "suedwest", 0)
    assert (south_west.label_lat, south_west.label_lon) == pytest.approx((51.505, 7.405), abs=0.003)
    assert south_west.bbox == (7.4, 51.5, 7.41, 51.51)
    assert south_west.outline.startswith("M")
    assert Coverage.objects.get().view_box == "-8 -8 1016 1619"


def test_the_diary_says_what_was_loaded() -> None:
    load(two_by_two())
    entry = Entry.objects.get()
    assert (entry.verb, entry.at, entry.public) == ("areas.loaded", NOW, False)
    assert entry.facts == {"level": "quartier", "count": 4, "added": 4, "retired": 0, "removed": 0}


def test_loading_twice_changes_nothing_and_says_nothing() -> None:
    load(two_by_two())
    before = ids(), Coverage.objects.get().revision
    report = load(two_by_two())
    assert (report.added, report.changed, report.removed) == (0, 0, 0)
    assert (ids(), Coverage.objects.get().revision) == before
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("first", ["coarse", "fine"])
def test_levels_find_each_other_in_whichever_order_they_come(first: str) -> None:
    files = [("haelfte", halves()), ("quartier", two_by_two())]
    for level, document in files if first == "coarse" else reversed(files):
        load(document, level)
    assert dict(Area.objects.values_list("name", "level_order"))["Norden"] == 0
    assert {a.name: a.parent and a.parent.name for a in Area.objects.at_level("quartier")} == {
        "Südwest": "Süden",
        "Südost": "Süden",
        "Nordwest": "Norden",
        "Nordost": "Norden",
    }


def test_a_level_that_comes_between_two_others_takes_its_place() -> None:
    load(collection(feature("0", "Stadt", square(0, 0, 2, 2))), "stadt")
    load(two_by_two())
    assert Area.objects.get(name="Nordost").parent == Area.objects.get(name="Stadt")
    load(halves(), "haelfte")
    assert Area.objects.get(name="Nordost").parent == Area.objects.get(name="Norden")
    assert Area.objects.get(name="Norden").parent == Area.objects.get(name="Stadt")
    assert [a.level for a in Area.objects.all()] == ["stadt", *2 * ["haelfte"], *4 * ["quartier"]]


def test_a_parent_by_name_or_code_counts_more_than_overlap() -> None:
    load(halves(), "haelfte")
    named = collection(
        feature("1", "Südwest", square(0, 0), teil="Süden"),
        feature("2", "Südost", square(1, 0), teil="sueden"),
        feature("3", "Nordwest", square(0, 1), teil="N"),
        feature("4", "Streifen", square(1, 0.5, 1, 1.5), teil="S"),
    )
    report = load(named, parent_field="teil", parent_level="haelfte")
    assert report.straddling == ()
    assert Area.objects.get(name="Streifen").parent == Area.objects.get(name="Süden")
    assert Area.objects.get(name="Nordwest").parent == Area.objects.get(name="Norden")


def test_an_unknown_parent_is_refused_and_nothing_is_saved() -> None:
    load(halves(), "haelfte")
    lost = collection(feature("1", "Südwest", square(0, 0), teil="Westen"))
    with pytest.raises(RuleBrokenError, match="nicht geladen: Westen"):
        load(lost, parent_field="teil")
    assert Area.objects.count() == 2


@pytest.mark.parametrize("wanted", [{"parent_level": "stadt"}, {"parent_field": "name"}])
def test_a_parent_level_that_is_not_there_is_refused(wanted: dict[str, str]) -> None:
    with pytest.raises(RuleBrokenError, match="nächstgrößere Ebene"):
        load(two_by_two(), **wanted)
    assert not Area.objects.exists()


def test_areas_of_another_city_are_refused() -> None:
    load(halves(), "haelfte")
    with pytest.raises(RuleBrokenError, match="nicht dort"):
        load(collection(feature("1", "Fern", square(90, 0, 0.5, 0.5))))
    assert Area.objects.count() == 2
    assert Entry.objects.count() == 1


def test_areas_beside_and_across_their_parents_are_named() -> None:
    load(halves(), "haelfte")
    report = load(
        collection(
            feature("1", "Quer", square(0, 0.7, 1, 1)),
            feature("2", "Drin", square(1, 0, 1, 0.5)),
            feature("3", "Draußen", square(5, 5, 0.5, 0.5)),
        )
    )
    assert report.orphans == ("Draußen",)
    assert [(name, parent, round(share, 2)) for name, parent, share in report.straddling] == [
        ("Quer", "Norden", 0.7)
    ]
    assert "„Quer“ liegt nur zu 70 % in „Norden“." in report.sentences()


def test_an_area_keeps_its_key_when_it_is_renamed_or_renumbered_or_moved() -> None:
    load(two_by_two())
    before = ids()
    changed = collection(
        feature("2", "Südwest", square(0, 0)),
        feature("1", "Südost", square(1, 0)),
        feature("3", "Nordwest-Neu", square(0, 1)),
        feature("4", "Nordost", square(1, 1, 1, 0.9)),
    )
    report = load(changed)
    assert (report.added, report.changed, report.removed) == (0, 4, 0)
    after = ids()
    assert after["Südwest"] == before["Südwest"]
    assert after["Südost"] == before["Südost"]
    assert after["Nordwest-Neu"] == before["Nordwest"]
    assert Area.objects.get(name="Südwest").code == "2"


def test_an_area_that_is_gone_goes_unless_something_refers_to_it() -> None:
    load(two_by_two())
    load_streets(b"name;area\nHauptweg;Nordwest\n", now=NOW)
    name_area(Area.objects.get(name="Nordost"), "Ecke", source="Umgangssprache", now=NOW)
    report = load(collection(*two_by_two()["features"][:2]))
    assert (report.count, report.removed, report.retired) == (2, 1, ("Nordwest",))
    kept = Area.objects.get(name="Nordwest")
    assert kept.retired
    assert locate(*spot(0.5, 1.5)) is None
    assert find_area("Nordwest") is None
    assert not Area.objects.filter(name="Nordost").exists()
    assert any("Nordwest" in sentence for sentence in report.sentences())
    load(two_by_two())
    kept.refresh_from_db()
    assert not kept.retired
    assert there(find_area("Nordwest")).id == kept.pk


def test_a_retired_area_makes_room_for_a_new_one_with_its_code() -> None:
    load(two_by_two())
    load_streets(b"name;area\nHauptweg;Nordwest\n", now=NOW)
    load(collection(feature("3", "Südwest", square(0, 0)), feature("2", "Südost", square(1, 0))))
    assert Area.objects.get(name="Südwest").code == "3"
    assert Area.objects.get(name="Nordwest").retired


def test_whom_a_map_credits_is_kept_until_somebody_else_is_named() -> None:
    load(two_by_two(), source="Stadt Beispiel,\nOpen Data")
    load(halves(), "haelfte")
    assert atlas().source == "Stadt Beispiel, Open Data"
    load(halves(), "haelfte", source="Kreis Beispiel")
    assert atlas().source == "Kreis Beispiel"


def test_aliases_survive_a_reload_and_those_of_the_file_are_added_once() -> None:
    load(two_by_two())
    area = Area.objects.get(name="Südost")
    alias = name_area(area, "Hafenkante", source="Umgangssprache", now=NOW)
    assert name_area(area, "hafenkante", source="Stadtarchiv", now=NOW) == alias
    named = collection(feature("2", "Südost", square(1, 0), auch="Kiez;HAFENKANTE;Südost"))
    for _again in range(2):
        load(named, alias_field="auch")
    assert {(a.name, a.source) for a in AreaAlias.objects.filter(area=area)} == {
        ("Hafenkante", "Umgangssprache"),
        ("Kiez", "Datei"),
    }
    assert [a.name for a in Area.objects.named("KIEZ")] == ["Südost"]


@pytest.mark.parametrize("name", ["", " … ", "x" * 121])
def test_a_name_that_says_nothing_or_too_much_is_refused(name: str) -> None:
    load(two_by_two())
    with pytest.raises(RuleBrokenError):
        name_area(Area.objects.get(name="Südost"), name, source="Umgangssprache", now=NOW)


@pytest.mark.parametrize("level", ["", "Stadt Bezirk", "x" * 41, "ä", "a--b"])
def test_a_level_is_a_short_plain_word(level: str) -> None:
    with pytest.raises(RuleBrokenError, match="passt nicht als Ebene"):
        load(two_by_two(), level)


def test_a_bad_file_leaves_everything_as_it_was() -> None:
    load(two_by_two())
    before = ids(), Coverage.objects.get().revision
    for bad in (b"{", as_bytes(collection(feature("1", "A", {"type": "Polygon", "coordinates": [[]]})))):
        with pytest.raises(RuleBrokenError):
            load_areas(bad, level="quartier", code_field="nr", name_field="name", now=NOW)
    assert (ids(), Coverage.objects.get().revision) == before


def test_streets_are_sorted_into_the_finest_areas() -> None:
    load(halves(), "haelfte")
    load(two_by_two())
    report = load_streets(
        b"name;area;lat;lon\n"
        b"Am Punkt;;51.505;7.415\n"
        b"Im Teil;Norden;51.515;7.405\n"
        b"Nach Code;4;;\n"
        b"Irrweg;Nordwest;51.501;7.401\n"
        b"Am Punkt;;51.505;7.415\n",
        now=NOW,
    )
    assert {s.name: s.area.name for s in Street.objects.select_related("area")} == {
        "Am Punkt": "Südost",
        "Im Teil": "Nordwest",
        "Nach Code": "Nordost",
        "Irrweg": "Nordwest",
    }
    assert (report.count, report.twice, tuple(report.elsewhere)) == (4, 1, ("Irrweg",))
    corner = Street.objects.get(name="Nach Code")
    assert (corner.lat, corner.lon) == (corner.area.label_lat, corner.area.label_lon)


def test_streets_keep_their_key_and_follow_the_file() -> None:
    load(two_by_two())
    load_streets(b"name;area;lat;lon\nA;;51.505;7.405\nB;;51.505;7.405\n", now=NOW)
    key = Street.objects.get(name="A").pk
    report = load_streets(b"name;area;lat;lon\nA;;51.506;7.405\nC;;51.505;7.405\n", now=NOW)
    assert (report.count, report.added, report.changed, report.removed) == (2, 1, 1, 1)
    assert (Street.objects.get(name="A").pk, Street.objects.get(name="A").lat) == (key, 51.506)
    lines = Entry.objects.count()
    load_streets(b"name;area;lat;lon\nA;;51.506;7.405\nC;;51.505;7.405\n", now=NOW)
    assert Entry.objects.count() == lines


@pytest.mark.parametrize("row", ["X;Atlantis;;", "X;;54.0;4.0", "X;Norden;;", "X;Atlantis;51.505;7.405"])
def test_a_street_without_a_place_in_the_city_is_refused_with_its_line(row: str) -> None:
    load(halves(), "haelfte")
    load(two_by_two())
    with pytest.raises(RuleBrokenError, match="Zeile 3: „X“"):
        load_streets(f"name;area;lat;lon\nGut;;51.505;7.405\n{row}\n".encode(), now=NOW)
    assert not Street.objects.exists()


def test_streets_need_areas_first() -> None:
    with pytest.raises(RuleBrokenError, match="noch keine Gebiete"):
        load_streets(b"name;area\nA;1\n", now=NOW)


def test_one_spoken_name_may_mean_two_areas() -> None:
    load(two_by_two())
    for name in ("Südost", "Nordost"):
        name_area(Area.objects.get(name=name), "Ostviertel", source="Umgangssprache", now=NOW)
    assert [each.name for each in find_areas("ostviertel")] == ["Südost", "Nordost"]
