"""Groups of whole numbers: exact, the same in any order, never empty."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from konsens.consensus.drawing import clearest
from konsens.consensus.grouping import Partition, _lloyd, divide, gather, nearest, silhouette

POINTS = st.lists(st.tuples(st.integers(-3000, 3000), st.integers(-3000, 3000)), min_size=1, max_size=60)


@settings(max_examples=80)
@given(POINTS, st.randoms(use_true_random=False))
def test_a_division_does_not_depend_on_the_order_of_points(
    points: list[tuple[int, int]], random: object
) -> None:
    order = list(range(len(points)))
    random.shuffle(order)  # type: ignore[attr-defined]
    array = np.array(points)
    one, two = divide(array, (2, 3), 5), divide(array[order], (2, 3), 5)
    for first, second in zip(one, two, strict=True):
        assert np.array_equal(first.labels[order], second.labels)
        assert np.array_equal(first.centres, second.centres)
        assert first.silhouette == second.silhouette
        assert first.sizes.sum() == len(points)
        assert (first.sizes > 0).all()
        assert (np.diff(first.sizes) <= 0).all()


def test_clear_clouds_are_found_as_they_are() -> None:
    random = np.random.default_rng(1)
    centres = np.array([[0, 0], [9000, 0], [0, 9000]])
    points = np.rint(centres.repeat([50, 40, 30], axis=0) + random.normal(0, 400, (120, 2))).astype(np.int64)
    found = divide(points, (3,), 0)[0]
    assert found.sizes.tolist() == [50, 40, 30]
    assert found.silhouette > 0.9
    assert found.hits >= 2


def test_more_groups_than_points_are_as_many_as_points() -> None:
    found = divide(np.array([[0, 0], [5, 5]]), (5,), 0)[0]
    assert found.sizes.tolist() == [1, 1]
    assert divide(np.array([[3, 3]] * 4), (2,), 0)[0].sizes.tolist() == [4]


def test_an_emptied_group_starts_again_at_the_farthest_point() -> None:
    points = np.array([[0, 0], [1, 0], [2, 0], [90, 0]])
    twice = np.array([[[1, 0], [1, 0]]])
    centres = _lloyd(points, np.ones(4, np.int64), twice)[0]
    assert sorted(centres[:, 0].tolist()) == [1, 90]


def test_very_wide_maps_are_gathered_into_coarser_cells() -> None:
    points = np.array([[-(1 << 40), 0, 0], [1 << 40, 5, 1 << 30], [7, -(1 << 30), 3]])
    cells, weight = gather(points, most=3)
    assert weight.sum() == 3
    assert len(cells) <= 3


def test_a_silhouette_needs_two_groups() -> None:
    points = np.array([[0, 0], [1, 1]])
    assert silhouette(points, points[:1]) == (0.0, 0.0)
    assert silhouette(points[:0], points) == (0.0, 0.0)
    assert nearest(np.array([[5, 0]]), np.array([[[0, 0], [10, 0]]])).tolist() == [[0]]


def partition(sizes: list[int], clear: float, error: float = 0.01) -> Partition:
    nothing = np.zeros(0, np.int64)
    return Partition(nothing, nothing.reshape(0, 2), np.array(sizes), 0.0, clear, error, 2)


def test_of_equally_clear_divisions_the_simplest_is_taken() -> None:
    two, three, four = partition([60, 40], 0.5), partition([40, 35, 25], 0.505), partition([90, 4, 3, 3], 0.9)
    assert clearest([two, three, four], 10) is two
    assert clearest([two, partition([40, 35, 25], 0.6)], 10).silhouette == 0.6
    assert clearest([four], 10) is None
    assert clearest([partition([100], 0.0)], 10) is None


@pytest.mark.parametrize("seed", [0, 1])
def test_starts_are_tried_until_the_best_was_found_twice(seed: int) -> None:
    random = np.random.default_rng(seed)
    points = np.rint(random.normal(0, 2000, (200, 2))).astype(np.int64)
    assert all(each.hits >= 1 for each in divide(points, range(2, 7), seed))
