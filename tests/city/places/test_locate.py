from datetime import UTC, datetime

import pytest
from pytest_django import DjangoAssertNumQueries

from konsens.city.places import locate as places
from konsens.city.places.actions import load_areas, load_streets
from konsens.city.places.models import Area, Coverage

from .land import collection, feature, halves, spot, square, there, two_by_two

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _city() -> None:
    for level, document in (("haelfte", halves()), ("quartier", two_by_two())):
        load_areas(document, level=level, code_field="nr", name_field="name", now=NOW)


def test_a_point_is_in_its_quarter_and_in_all_that_holds_the_quarter() -> None:
    found = places.locate(*spot(1.5, 0.5))
    assert found is not None
    assert (found.place.name, [each.name for each in found.ancestors]) == ("Südost", ["Süden"])
    assert found.at("haelfte") == found.ancestors[0]
    assert found.at("stadt") is None
    assert found.place.level_name == Area.objects.get(pk=found.area_id).level_name == "Quartier"


def test_a_point_in_the_sea_is_outside_the_city() -> None:
    assert places.locate(54.0, 4.0) is None


def test_a_lookup_asks_only_for_the_revision_and_not_even_that_with_an_atlas(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    atlas = places.atlas()
    with django_assert_num_queries(1):
        places.locate(*spot(0.5, 0.5))
    with django_assert_num_queries(0):
        for step in range(50):
            places.locate(*spot(step / 25, step / 25), within=atlas)
        places.find_area("Südost", within=atlas)
        places.descendants(atlas.places[-1].id, within=atlas)


def test_a_reload_by_another_process_is_noticed() -> None:
    before = places.atlas()
    assert places.atlas() is before
    wider = collection(
        feature("1", "Südwest", square(0, 0, 1.5)), feature("2", "Südost", square(1.5, 0, 0.5))
    )
    load_areas(wider, level="quartier", code_field="nr", name_field="name", now=NOW)
    assert places.atlas() is not before
    assert there(places.locate(*spot(1.2, 0.5))).place.name == "Südwest"


def test_areas_made_without_a_load_are_found_too() -> None:
    Area.objects.all().update(parent=None)
    Area.objects.all().delete()
    Coverage.objects.all().delete()
    assert places.locate(*spot(0.5, 0.5)) is None
    Area.objects.create(
        level="quartier",
        level_order=0,
        code="1",
        name="Handgemacht",
        folded="handgemacht",
        boundary=square(0, 0),
        label_lat=51.505,
        label_lon=7.405,
        south=51.5,
        west=7.4,
        north=51.51,
        east=7.41,
    )
    assert there(places.locate(*spot(0.5, 0.5))).place.name == "Handgemacht"


def test_an_area_and_everything_in_it_can_be_asked_for_at_once() -> None:
    south = places.find_area("süden")
    assert south is not None
    names = Area.objects.filter(pk__in=places.descendants(south.id)).values_list("name", flat=True)
    assert set(names) == {"Süden", "Südwest", "Südost"}


STREETS = """name;area
Hörder Straße;1
Hörder Bahnhofstraße;2
Bahnhofstraße;3
Bahnhofstraße;4
Strandweg;4
Straße des Friedens;4
"""

TYPED = [
    ("hörder", ["Hörder Bahnhofstraße 2", "Hörder Straße 1"]),
    ("Hoerder Str.", ["Hörder Straße 1"]),
    ("hörderstr", ["Hörder Straße 1"]),
    ("HÖRDER STRASSE 17a", ["Hörder Straße 1"]),
    ("bahnhof", ["Bahnhofstraße 3", "Bahnhofstraße 4", "Hörder Bahnhofstraße 2"]),
    ("stra", ["Straße des Friedens 4", "Strandweg 4", "Hörder Straße 1"]),
    ("Frieden", ["Straße des Friedens 4"]),
    ("%", []),
    ("", []),
    ("Atlantisallee", []),
]


@pytest.mark.parametrize(("typed", "offered"), TYPED)
def test_streets_are_offered_while_somebody_types(
    typed: str, offered: list[str], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    load_streets(STREETS.encode(), now=NOW)
    with django_assert_max_num_queries(1):
        found = [f"{street.name} {street.area.code}" for street in places.suggest_streets(typed)]
    assert found == offered


def test_no_more_streets_are_offered_than_asked_for() -> None:
    load_streets(STREETS.encode(), now=NOW)
    assert len(places.suggest_streets("bahnhof", 2)) == 2
