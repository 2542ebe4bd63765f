import pytest
from hypothesis import given
from hypothesis import strategies as st

from konsens.city.places.names import fold, fold_typed, level_name


@pytest.mark.parametrize(
    "written",
    [
        "Hörder Straße",
        "HÖRDER STRASSE",
        "hoerder str.",
        "Hörder-Str",
        "Ho\u0308rder  Straße",
        "hörder strasse",
    ],
)
def test_all_ways_to_write_a_street_are_one_street(written: str) -> None:
    assert fold(written) == "hoerder str"


def test_street_in_front_or_glued_on_is_shortened_alike() -> None:
    assert fold("Straße des Friedens") == "str des friedens"
    assert fold("Königsstraße") == fold("Königsstr.") == "koenigsstr"
    assert fold("Straßburger Weg") == "strassburger weg"


@pytest.mark.parametrize(
    "typed", ["Hörder S", "Hörder Str", "Hörder Stra", "Hörder Straß", "Hörder Strasse 12a"]
)
def test_a_half_typed_street_is_a_beginning_of_the_whole(typed: str) -> None:
    assert fold("Hörder Straße").startswith(fold_typed(typed))


@given(st.text(max_size=120))
def test_folding_twice_changes_nothing_and_the_result_fits_its_column(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_signs_alone_fold_to_nothing() -> None:
    assert fold("…–!") == ""


def test_a_level_has_a_name_people_can_read() -> None:
    assert level_name("statistischer-bezirk") == "Statistischer Bezirk"
