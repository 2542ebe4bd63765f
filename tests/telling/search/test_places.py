"""Names of places are told from words that say something."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konsens.city.places.atlas import Place
from konsens.kernel.text import Splitter
from konsens.telling.search.places import PlaceNames


def place(pk: int, name: str) -> Place:
    return Place(
        id=pk, level="stadtbezirk", level_order=0, code=str(pk), name=name, parent_id=None, outline="",
        label_lat=51.5, label_lon=7.5,
    )  # fmt: skip


KNOWN = {
    name: place(pk, name)
    for pk, name in enumerate(("Hörde", "Nette", "Innenstadt-West", "Phoenix-See", "Kurl", "Aplerbeck"), 1)
}
NAMES = PlaceNames(KNOWN, Splitter())
TEXTS = [
    # said,                                        what is left,                    which areas
    ("Bank in Hörde", "Bank in", ["Hörde"]),
    ("bank in hoerde", "bank in", ["Hörde"]),
    ("Hörder Bahnhof ist dunkel", "Bahnhof ist dunkel", ["Hörde"]),
    ("Aplerbecker Markt", "Markt", ["Aplerbeck"]),
    ("Mehr Licht, Innenstadt West!", "Mehr Licht, !", ["Innenstadt-West"]),
    ("Innenstadt-West braucht Bäume", "braucht Bäume", ["Innenstadt-West"]),
    ("Toilette am Phoenix-See", "Toilette am", ["Phoenix-See"]),
    ("Von Kurl nach Hörde kein Bus", "Von nach kein Bus", ["Kurl", "Hörde"]),
    ("eine nette Bank", "eine nette Bank", []),
    ("Bank in Nette", "Bank in", ["Nette"]),
    ("Loch in der Lindenstraße 12a", "Loch in der", []),
    ("Loch Lindenstr. 12, gefährlich", "Loch . 12, gefährlich", []),
    ("Ampel Ahornallee", "Ampel", []),
    ("Ab 5 Uhr laut", "Ab 5 Uhr laut", []),
    ("Der Radweg an der Hauptstraße", "Der Radweg an der Hauptstraße", []),
    ("Der Schulweg zum Spielplatz", "Der Schulweg zum Spielplatz", []),
    ("Fußweg und Bürgersteig", "Fußweg und Bürgersteig", []),
    ("", "", []),
]


@pytest.mark.parametrize(("said", "left", "areas"), TEXTS)
def test_places_are_taken_out_and_words_stay(said: str, left: str, areas: list[str]) -> None:
    found = NAMES.strip(said)
    assert found.text == left
    assert [each.name for each in found.areas] == areas


def test_a_street_that_is_known_is_taken_out_whatever_it_is_called() -> None:
    assert NAMES.strip("Pfütze Am Alten Graben 3 ist tief", "Am alten Graben").text == "Pfütze ist tief"


@given(st.text(max_size=300))
def test_nothing_is_left_that_was_not_said(said: str) -> None:
    left = NAMES.strip(said).text
    assert set(left) <= set(said) | {" "}
    assert len(left) <= len(said)


@given(st.sampled_from(sorted(KNOWN)))
def test_taking_out_twice_takes_out_no_more(name: str) -> None:
    once = NAMES.strip(f"Eine Bank in {name} bitte").text
    assert NAMES.strip(once).text == once == "Eine Bank in bitte"
