"""The list of synonyms is sound, and weighs what words say about subjects."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from konsens.kernel.text import says_something, spell, stem
from konsens.telling.search.thesaurus import read, thesaurus

SMALL = read("# a comment\n\nfahrrad rad\nradweg: radeln rad\nständer: anschließen rad\n")


def test_words_of_a_line_find_each_other() -> None:
    assert SMALL.same["rad"] == {"rad", "fahrrad"} == SMALL.same["fahrrad"]


def test_a_word_that_names_a_subject_weighs_more_than_one_that_hints_at_it() -> None:
    named, hinted = SMALL.weigh(["radweg"], []), SMALL.weigh(["rad"], [])
    assert named.tolist() == [1, 0]
    assert hinted[0] == hinted[1] == pytest.approx(0.5**0.5)


def test_a_heading_weighs_more_than_a_text() -> None:
    weights = SMALL.weigh([stem(spell("radeln"))], [stem(spell("anschließen"))])
    assert weights[0] > weights[1] > 0


def test_words_that_say_nothing_weigh_nothing() -> None:
    assert not SMALL.weigh(["haus"], []).any()


@given(
    st.lists(st.sampled_from(sorted(thesaurus().hints))), st.lists(st.sampled_from(sorted(thesaurus().hints)))
)
def test_weights_together_have_the_length_one(title: list[str], text: list[str]) -> None:
    weights = thesaurus().weigh(title, text)
    assert weights.min() >= 0
    assert float(np.linalg.norm(weights)) == pytest.approx(1.0 if title or text else 0.0, abs=1e-5)


def test_every_line_of_the_list_says_something() -> None:
    known = thesaurus()
    assert len(known.subjects) == len(set(known.subjects)) > 40
    for word, group in known.same.items():
        assert word in group
        assert len(group) > 1, word
    for subject in known.subjects:
        for name in subject.split():
            assert says_something(spell(name)), name
            assert known.hints[stem(spell(name))]
