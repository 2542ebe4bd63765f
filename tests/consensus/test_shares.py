"""Intervals mean what they say (R7), and common ground does not shrink with more groups (R8)."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, binom

from konsens.consensus.common import common_ground, divide_of, enough_votes
from konsens.consensus.shares import Tallies, Tally, interval, jeffreys, lowest_share

SIZES = (5, 6, 8, 10, 15, 20, 30, 50, 100, 200, 350, 500)


def tallies(agree: list[list[int]], cast: list[list[int]], people: list[int] | None = None) -> Tallies:
    hits, votes = np.array(agree), np.array(cast)
    return Tallies(hits, votes - hits, votes, np.array(people or [int(each.max()) for each in votes]))


@pytest.mark.parametrize("n", SIZES)
def test_intervals_hold_in_ninety_five_of_a_hundred_rounds(n: int) -> None:
    """Exact coverage over all outcomes, averaged over uniformly drawn shares; no simulation error."""
    shares = (np.arange(2000) + 0.5) / 2000
    hits = np.arange(n + 1)
    low, high = jeffreys(hits, np.full(n + 1, n))
    inside = (low[:, None] <= shares) & (shares <= high[:, None])
    covered = (binom.pmf(hits[:, None], n, shares) * inside).sum(axis=0)
    assert 0.94 <= covered.mean() <= 0.97
    assert covered.min() >= 0.85


def test_intervals_are_those_of_the_beta_distribution() -> None:
    low, high = jeffreys(np.array([3, 0, 7]), np.array([7, 7, 7]))
    assert low == pytest.approx([beta.ppf(0.025, 3.5, 4.5), 0, beta.ppf(0.025, 7.5, 0.5)], abs=1e-12)
    assert high == pytest.approx([beta.ppf(0.975, 3.5, 4.5), beta.ppf(0.975, 0.5, 7.5), 1], abs=1e-12)


def test_without_votes_anything_is_possible() -> None:
    found = interval(0, 0)
    assert np.isnan(found.share)
    assert (found.low, found.high) == (0, 1)


def test_there_are_no_more_hits_than_votes() -> None:
    with pytest.raises(ValueError, match="more hits than votes"):
        interval(3, 2)
    with pytest.raises(ValueError, match="no group"):
        lowest_share([])


@given(st.integers(0, 300), st.integers(0, 300))
def test_the_share_lies_in_its_interval(one: int, two: int) -> None:
    hits, votes = min(one, two), max(one, two, 1)
    found = interval(hits, votes)
    assert 0 <= found.low <= found.share <= found.high <= 1


def test_the_least_share_over_groups_is_covered_too() -> None:
    """ "At least x % in every group" errs in at most 2.5 of 100 rounds, also with six groups."""
    random = np.random.default_rng(1)
    for groups in (1, 2, 3, 6):
        truth = random.uniform(0.3, 0.9, (groups, 4000))
        votes = random.integers(12, 80, (groups, 4000))
        hits = random.binomial(votes, truth)
        ground = common_ground(Tallies(hits, votes - hits, votes, votes.max(axis=1)), agreeing=True)
        least = truth.min(axis=0)
        assert (ground.low > least).mean() <= 0.035
        assert ((ground.low <= least) & (least <= ground.high)).mean() >= 0.93


def test_a_statement_that_hardly_anybody_saw_is_no_common_ground() -> None:
    """Eight voters of 1,165 who all agree say nothing about everybody."""
    few = tallies([[8], [6]], [[8], [6]], people=[800, 365])
    assert not common_ground(few, agreeing=True).found[0]
    many = tallies([[80], [60]], [[80], [60]], people=[800, 365])
    assert common_ground(many, agreeing=True).found[0]


def test_a_tenth_of_each_group_and_at_least_five_must_have_answered() -> None:
    asked = tallies([[0, 0, 0, 0]] * 2, [[4, 5, 9, 10], [50, 50, 50, 50]], people=[40, 100])
    assert enough_votes(asked).tolist() == [False, True, True, True]
    assert enough_votes(asked, 10).tolist() == [False, False, False, True]
    large = tallies([[0, 0]], [[9, 10]], people=[100])
    assert enough_votes(large).tolist() == [False, True]


def test_splitting_a_group_at_random_changes_common_ground_by_less_than_its_interval() -> None:
    random = np.random.default_rng(2)
    for _round in range(50):
        votes = random.integers(60, 200, 2)
        agreed = random.binomial(votes, (0.75, 0.85))
        part = votes[0] // 2
        hits = int(random.hypergeometric(agreed[0], votes[0] - agreed[0], part))
        whole = common_ground(tallies([[each] for each in agreed], [[each] for each in votes]), agreeing=True)
        split = common_ground(
            tallies([[hits], [agreed[0] - hits], [agreed[1]]], [[part], [votes[0] - part], [votes[1]]]),
            agreeing=True,
        )
        # All three scores stay within the width of the first; the product does not.
        assert abs(split.mean - whole.mean)[0] < (whole.high - whole.low)[0]
        assert split.low[0] > whole.low[0] - (whole.high - whole.low)[0]
        assert split.product[0] < whole.product[0] * 0.9


def test_disagreement_can_be_shared_and_passing_is_neither() -> None:
    agree, disagree = np.array([[2, 5], [3, 5]]), np.array([[40, 5], [44, 5]])
    passed = np.array([[3, 40], [3, 40]])
    both = Tallies(agree, disagree, agree + disagree + passed, np.array([50, 50]))
    assert common_ground(both, agreeing=False).found.tolist() == [True, False]
    assert common_ground(both, agreeing=True).found.tolist() == [False, False]
    assert both.cell(0, 1) == Tally(5, 5, 40)
    assert both.cell(0, 1).votes == 50
    assert both.pooled().votes.tolist() == [[95, 100]]


def test_the_group_that_likes_it_least_decides() -> None:
    found = lowest_share([Tally(62, 20, 18), Tally(90, 5, 5)])
    assert found.share == 0.62
    assert found.low == pytest.approx(beta.ppf(0.025, 62.5, 38.5), abs=1e-12)
    refused = lowest_share([Tally(20, 62, 18)], agreeing=False)
    assert refused.share == 0.62


def test_groups_divide_where_even_the_near_ends_are_apart() -> None:
    found = divide_of(tallies([[45, 25, 3], [5, 25, 0]], [[50, 50, 4], [50, 50, 4]]))
    assert found.found.tolist() == [True, False, False]
    assert found.gap[0] == pytest.approx(0.8)
    assert 0 < found.certain[0] < found.gap[0]
    alone = divide_of(tallies([[45]], [[50]]))
    assert (alone.gap[0], alone.found[0]) == (0, False)
