"""Sentences become numbers that are near when they mean the same, and stay so when they are packed."""

from __future__ import annotations

import numpy as np
import pytest

from konsens.telling.search.meaning import DIMENSIONS, encode, pack, unpack
from konsens.telling.search.reading import Essence

SAID = [
    Essence("Mülleimer fehlen", "Überall liegt Abfall."),
    Essence("Abfallbehälter aufstellen", ""),
    Essence("Çöp kutuları eksik", ""),
    Essence("Mehr Radwege bauen", "Autos überholen zu eng."),
    Essence("🎈", ""),
]


def test_what_means_the_same_is_nearer_than_what_does_not() -> None:
    near = encode(SAID) @ encode(SAID).T
    assert near[0, 1] > near[0, 3]
    assert near[0, 2] > near[3, 2]


def test_packed_numbers_are_nearly_the_same() -> None:
    rows = encode(SAID)
    kept = [row.tobytes() for row in pack(rows)]
    assert {len(each) for each in kept} == {DIMENSIONS}
    assert np.abs(unpack(kept) @ unpack(kept).T - rows @ rows.T).max() < 0.01


def test_one_sentence_means_the_same_alone_and_among_others() -> None:
    assert encode(SAID[:1])[0] == pytest.approx(encode(SAID)[0], abs=1e-5)


def test_equal_words_have_one_digest_and_others_another() -> None:
    assert Essence("a", "b").digest == Essence("a", "b").digest
    assert len({Essence("a", "b").digest, Essence("a b", "").digest, Essence("ab", "").digest}) == 3
