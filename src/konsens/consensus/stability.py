"""Would other people from the same town have given the same groups? Leave some out and see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from konsens.consensus.answers import Answers
from konsens.consensus.drawing import draw
from konsens.consensus.grouping import Labels, nearest
from konsens.consensus.positions import place
from konsens.consensus.randomness import uniforms

#: How many resamples are published, and how many of the people each keeps.
RESAMPLES: Final = 100
KEPT: Final = 0.8
#: A group is stable from this mean Jaccard overlap on; below a membership of BETWEEN a person
#: stands between the groups.
STABLE: Final = 0.75
BETWEEN: Final = 0.6


@dataclass(frozen=True, slots=True)
class Stability:
    """How firmly groups hold when a fifth of the people is left out.

    Attributes:
        resamples: how many times that was done.
        numbers: how often each number of groups came out; 1 means none were found.
        overlap: (G,) mean Jaccard overlap of each group with its best match, in [0, 1].
        membership: (P,) share of resamples in which a person stayed in the same group, in
            [0, 1]; not a number for whoever is not on the map.
        agreement: mean adjusted Rand index to the published groups, at most 1.
    """

    resamples: int
    numbers: dict[int, int]
    overlap: NDArray[np.float64]
    membership: NDArray[np.float64]
    agreement: float

    @property
    def certain(self) -> bool:
        """Whether the number of groups came out the same in three of four resamples."""
        return max(self.numbers.values(), default=0) >= STABLE * max(self.resamples, 1)

    @property
    def stable(self) -> NDArray[np.bool_]:
        """(G,) whether each group counts as stable."""
        return np.asarray(self.overlap >= STABLE)


def stability_of(
    answers: Answers,
    placed: NDArray[np.bool_],
    labels: Labels,
    groups: int,
    dimensions: int,
    seed: int,
    *,
    resamples: int = RESAMPLES,
    numbers: range,
    smallest: int,
    progress: Callable[[int], None] = lambda done: None,
) -> Stability:
    """Draw the map again and again with 80 % of the people and compare the groups.

    Args:
        answers: the answers of P people.
        placed: (P,) who is on the published map.
        labels: (P,) the published group of each; −1 for whoever is not placed.
        groups: how many groups were published, at least two.
        dimensions: how many components the groups were searched in.
        seed: the published seed.
        resamples: how many times.
        numbers: how many groups were tried.
        smallest: fewest people in a group; resamples allow a fifth fewer.
        progress: is told after each resample how many are done.

    Source:
        Hennig, Cluster-wise assessment of cluster stability, Computational Statistics & Data
        Analysis 52, 2007 (Jaccard overlap and its threshold of 0.75).
    """
    own = labels[placed]
    histogram: dict[int, int] = {}
    overlap, stayed, agreement = np.zeros(groups), np.zeros(len(own)), 0.0
    for which in range(resamples):
        kept = uniforms(answers.people, seed, "leave out", which) < KEPT
        again = _again(answers, kept, placed, dimensions, seed, numbers, int(smallest * KEPT))
        progress(which + 1)
        table = _crossed(own, again, groups)
        histogram[table.shape[1]] = histogram.get(table.shape[1], 0) + 1
        if table.shape[1] < 2:
            continue  # No groups came out: nothing overlaps and nobody stayed.
        overlap += jaccard(table).max(axis=1)
        # A person stayed when the new group is mostly made of the person's old one.
        stayed += table.argmax(axis=0)[again] == own
        agreement += adjusted_rand(table)
    membership = np.full(answers.people, np.nan)
    membership[placed] = stayed / resamples
    return Stability(
        resamples, dict(sorted(histogram.items())), overlap / resamples, membership, agreement / resamples
    )


def _again(
    answers: Answers,
    kept: NDArray[np.bool_],
    placed: NDArray[np.bool_],
    dimensions: int,
    seed: int,
    numbers: range,
    smallest: int,
) -> Labels:
    """Groups of everybody on the map, found from some of them only."""
    new = draw(answers.rows(kept), dimensions, seed, numbers=numbers, smallest=smallest)
    if new.chosen is None:
        return np.zeros(int(placed.sum()), np.int64)
    points = place(answers, new.components)[placed, :dimensions]
    return np.asarray(nearest(points, new.chosen.centres[None])[0])


def _crossed(one: Labels, two: Labels, groups: int) -> NDArray[np.int64]:
    """(G, H) how many people are in group g of one and h of the other division."""
    others = int(two.max()) + 1
    counted = np.bincount(one * others + two, minlength=groups * others)
    return np.asarray(counted.reshape(groups, others))


def jaccard(table: NDArray[np.int64]) -> NDArray[np.float64]:
    """(G, H) overlap of groups as a share of their union, in [0, 1].

    Args:
        table: (G, H) how many people are in both.
    """
    union = table.sum(axis=1, keepdims=True) + table.sum(axis=0, keepdims=True) - table
    return np.asarray(table / np.maximum(union, 1))


def adjusted_rand(table: NDArray[np.int64]) -> float:
    """Agreement of two divisions corrected for chance: 1 the same, 0 as by chance.

    Args:
        table: (G, H) how many people are in both.

    Source:
        Hubert & Arabie, Comparing partitions, Journal of Classification 2, 1985.
    """
    both, one, two = (_pairs(each) for each in (table, table.sum(axis=1), table.sum(axis=0)))
    everybody = _pairs(table.sum())
    expected = one * two / everybody if everybody else 0.0
    most = (one + two) / 2
    return float((both - expected) / (most - expected)) if most != expected else 1.0


def _pairs(sizes: NDArray[np.int64] | np.int64) -> float:
    """How many pairs of people groups of these sizes hold."""
    return float((np.asarray(sizes, np.float64) * (np.asarray(sizes) - 1) / 2).sum())
