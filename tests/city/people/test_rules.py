"""Whose work falls to whom, as properties over plain values."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from konsens.city.people.rules import stood_in_for

PEOPLE = st.integers(1, 6)
AWAY = st.dictionaries(PEOPLE, PEOPLE, max_size=6).map(
    lambda pairs: [(absent, by) for absent, by in pairs.items() if absent != by]
)


def test_a_deputy_stands_in_for_whoever_is_away() -> None:
    assert stood_in_for(2, [(1, 2)]) == {1}
    assert stood_in_for(3, [(1, 2)]) == frozenset()


def test_a_deputy_who_is_away_hands_on_what_they_stand_in_for() -> None:
    assert stood_in_for(3, [(1, 2), (2, 3)]) == {1, 2}


@given(PEOPLE, AWAY)
def test_nobody_stands_in_for_themselves_or_for_somebody_present(
    person: int, away: list[tuple[int, int]]
) -> None:
    found = stood_in_for(person, away)
    assert person not in found
    assert found <= {absent for absent, _by in away}


@given(AWAY)
def test_everybody_who_is_away_has_exactly_one_present_stand_in_unless_they_name_each_other(
    away: list[tuple[int, int]],
) -> None:
    absent = {each for each, _by in away}
    present = range(1, 7)
    for each in absent:
        there = [p for p in present if p not in absent and each in stood_in_for(p, away)]
        chain, at = set(), each
        while at in absent and at not in chain:
            chain.add(at)
            at = dict(away)[at]
        assert there == ([] if at in absent else [at])
