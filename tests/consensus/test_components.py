"""The directions of the map are right, from votes and from tables alike (R3)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from konsens.consensus.answers import AnswersScatter, answers_of
from konsens.consensus.components import GRID, components_of, snap
from konsens.consensus.tables import tables_of
from konsens.consensus.votes import Votes, votes_from
from tests.consensus import worlds


def imputed(votes: Votes) -> np.ndarray:
    """The mean-imputed, centred matrix of live statements, dense."""
    live = votes.live
    dense = np.full((votes.people, len(votes.statements)), np.nan)
    dense[votes.person, votes.statement] = votes.value
    dense = dense[:, live]
    voted = ~np.isnan(dense)
    mean = np.where(voted, dense, 0).sum(axis=0) / np.maximum(voted.sum(axis=0), 1)
    return np.where(voted, dense - mean, 0.0)


@pytest.mark.parametrize("name", worlds.CONVERSATIONS)
def test_directions_agree_with_a_singular_value_decomposition(shared: Path, name: str) -> None:
    votes = worlds.conversation(shared / "polis" / name)
    found = components_of(AnswersScatter(answers_of(votes)), 3)
    _left, sizes, right = np.linalg.svd(imputed(votes), full_matrices=False)
    cosines = np.abs((found.directions * right[:3]).sum(axis=1)) / np.linalg.norm(found.directions, axis=1)
    assert cosines.min() >= 1 - 1e-9
    assert found.shares == pytest.approx(sizes[:3] ** 2 / (sizes**2).sum(), abs=1e-9)


@pytest.mark.parametrize("name", worlds.CONVERSATIONS)
def test_tables_give_the_same_bits_as_votes(shared: Path, name: str) -> None:
    votes = worlds.conversation(shared / "polis" / name)
    one = components_of(AnswersScatter(answers_of(votes)), 4)
    two = components_of(tables_of(votes).scatter(votes.live), 4)
    assert np.array_equal(one.vectors, two.vectors)
    assert np.array_equal(one.shares, two.shares)
    assert np.array_equal(one.mean, two.mean)


def test_tables_hold_every_vote_and_every_count() -> None:
    votes = worlds.planted(90, 25, 0.5, groups=2).votes
    tables = tables_of(votes)
    assert tables.votes == votes.counted.votes
    assert np.array_equal(tables.counted(), votes.cells(np.zeros(votes.people, np.int64), 1)[0])


def test_the_largest_entry_of_a_direction_is_positive() -> None:
    whole = snap(np.array([[0.6, -0.8], [-0.8, 0.6], [1.0, 0.0]]))
    assert whole.tolist() == [
        [round(-0.6 * GRID), round(0.8 * GRID)],
        [round(0.8 * GRID), round(-0.6 * GRID)],
        [GRID, 0],
    ]


@pytest.mark.parametrize("value", [-1, 0, 1])
def test_unanimity_has_no_direction(value: int) -> None:
    votes = votes_from([1, 1, 2, 2], ["a", "b", "a", "b"], [value] * 4)
    assert components_of(AnswersScatter(answers_of(votes)), 2).vectors.shape == (0, 2)


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(0, 12), st.integers(0, 6), st.sampled_from([-1, 0, 1])),
        min_size=2,
        max_size=70,
        unique_by=lambda row: row[:2],
    )
)
def test_tables_and_votes_agree_whatever_was_voted(rows: list[tuple[int, int, int]]) -> None:
    votes = votes_from(*(list(each) for each in zip(*rows, strict=True)))
    one = components_of(AnswersScatter(answers_of(votes)), 3)
    two = components_of(tables_of(votes).scatter(votes.live), 3)
    assert np.array_equal(one.vectors, two.vectors)
    assert np.allclose(np.linalg.norm(one.directions, axis=1), 1, atol=1e-5)
    assert (np.diff(one.shares) <= 1e-9).all()
