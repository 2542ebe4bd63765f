"""Words are compared as people mean them: whatever the keyboard, the form, or how long the word is."""

from __future__ import annotations

import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konsens.kernel.text import LONGEST, Splitter, everyday, fold, says_something, spell, stem, words

SAME = [
    ("Plätze", "Platz"),
    ("Plaetze", "Platz"),
    ("Spielplätzen", "Spielplaetze"),
    ("Straße", "Strassen"),
    ("STRASSE", "straße"),
    ("Bäume", "Baum"),
    ("Häuser", "Haus"),
    ("Löcher", "Loecher"),
    ("Fahrräder", "Fahrrad"),
    ("Toiletten", "Toilette"),
    ("Café", "Cafe"),
    ("Bänke", unicodedata.normalize("NFD", "Bänke")),
]
APART = [
    ("Straßenbeleuchtung", {"strass", "beleucht"}),
    ("Kinderspielplatz", {"kind", "spielplatz", "spiel", "platz"}),
    ("Lärmschutzwand", {"larm", "schutz", "wand"}),
    ("Verkehrsberuhigung", {"verkehr", "beruh"}),
    ("Regenwasserversickerung", {"reg", "wass", "versicker"}),
    ("Bezirksvertretung", {"bezirk", "vertret"}),
    ("Stadtteilfest", {"stadtteil", "fest"}),
    ("Bücherschrank", {"buch", "schrank"}),
    ("Fahrradwege", {"fahrrad", "rad", "weg"}),
    ("Bushaltestelle", {"bus", "haltestell"}),
    ("Strassenbaeume", {"strass", "baum"}),
    ("Litfaßsäule", {"saul"}),
    ("E-Roller", {"roll"}),
    ("Repair-Café", {"repair", "caf"}),
    ("Tempo-30-Zone", {"tempo", "30", "zon"}),
]
WHOLE = ("Zentrum", "Nachbarschaft", "Dortmund", "Preis", "Kreis", "Natur", "Sport", "Ausweis", "Antwort")


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_spellings_of_a_word_have_one_stem(one: str, other: str) -> None:
    first, second = (stem(word) for word in words(f"{one} {other}"))
    assert first == second


@pytest.mark.parametrize("word", ["neue", "Mauer", "Quelle", "bauen", "steuern"])
def test_a_u_and_an_e_that_are_no_umlaut_stay(word: str) -> None:
    assert "ü" not in spell(word)


@pytest.mark.parametrize(("word", "parts"), APART)
def test_a_long_word_is_found_by_its_parts(word: str, parts: set[str]) -> None:
    own, *found = Splitter().tokens(next(words(word)))
    assert own == stem(spell(word))
    assert parts <= set(found)


@pytest.mark.parametrize("word", WHOLE)
def test_a_word_that_only_sounds_like_two_stays_whole(word: str) -> None:
    assert Splitter().tokens(spell(word)) == (stem(spell(word)),)


def test_a_cut_takes_the_most_sensible_place() -> None:
    splitter = Splitter()
    assert splitter.cut("fahrradwege") == ("fahrrad", "wege")
    assert splitter.cut("kinderspielplatz") == ("kinder", "spielplatz")
    assert splitter.cut("bushaltestelle") == ("bus", "haltestelle")
    assert splitter.cut("litfasssäule") == ("", "säule")
    assert splitter.cut("platz") is None


def test_a_learned_word_is_a_part_from_then_on() -> None:
    assert Splitter().cut("boulefest") == ("", "fest")
    assert Splitter({"boule"}).cut("boulefest") == ("boule", "fest")


def test_fillers_and_single_letters_say_nothing() -> None:
    said = words("Und die Bank, z. B. am Ufer 7?")
    assert [word for word in said if says_something(word)] == ["bank", "ufer", "7"]


def test_everything_that_is_no_word_disappears() -> None:
    assert list(words("🎈!?\x00 »NEAR(« … \u202e\t-- '")) == ["near"]


@given(st.text(max_size=200))
def test_any_text_becomes_stems_of_letters_and_digits(text: str) -> None:
    splitter = Splitter()
    for word in words(text):
        assert len(word) <= LONGEST
        for token in splitter.tokens(word):
            assert token
            assert token.isalnum()
            assert token == fold(token)


EVERYDAY = st.sampled_from(sorted(everyday()))


@given(st.lists(EVERYDAY, min_size=1, max_size=3).map("".join))
def test_the_parts_of_a_word_make_up_the_word_and_whatever_finds_a_part_finds_it(word: str) -> None:
    splitter = Splitter()
    cut = splitter.cut(word)
    if cut is None:
        assert splitter.tokens(word) == (stem(word),)
        return
    head, tail = cut
    assert word.endswith(tail)
    assert not head or head + tail == word
    for part in filter(None, cut):
        assert set(splitter.tokens(part)) <= set(splitter.tokens(word))


@given(EVERYDAY, EVERYDAY)
def test_two_everyday_words_in_one_are_cut(first: str, second: str) -> None:
    assert Splitter().knows(first + second)


def test_many_threads_find_the_stems_of_different_words_at_once() -> None:
    everything = sorted(everyday())
    alone = [stem(word) for word in everything]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as threads:
            found = list(threads.map(stem.__wrapped__, everything))
    finally:
        sys.setswitchinterval(before)
    assert found == alone
