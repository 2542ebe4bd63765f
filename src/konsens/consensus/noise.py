"""Is there anything but chance in the map? A permutation test.

Within every statement the votes are shuffled among those who voted on it. Who voted on what
and how each statement fared stay as they are; only the connection between statements is
destroyed. What the real votes show beyond that is structure, the rest is noise (R4, R5).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from konsens.consensus.answers import Answers, means, variance_of
from konsens.consensus.components import leading
from konsens.consensus.randomness import words
from konsens.consensus.votes import Floats

#: Draws of the published test; with 99, p = 0.01 is the smallest that can come out.
DRAWS: Final = 99
#: Most components that are looked for.
MOST: Final = 6
#: Dimensions of a map that was not tested.
UNTESTED: Final = 2
#: Relative error of the eigenvalues of shuffled votes, far below their scatter.
TOLERANCE: Final = 1e-3


@dataclass(frozen=True, slots=True)
class NoiseTest:
    """What shuffling says.

    Attributes:
        draws: how many shuffles.
        p: share of shuffles (the real votes counted as one) whose first component is at least
            as strong; below 0.05 there is structure.
        share: share of the first component in the variance of the real votes, in [0, 1].
        noise: largest such share that shuffled votes reached.
        dimensions: how many components are stronger than 95 % of the strongest of noise.
    """

    draws: int
    p: float
    share: float
    noise: float
    dimensions: int

    @property
    def structured(self) -> bool:
        """Whether chance is ruled out at the level of 5 %."""
        return self.p < 0.05


class Shuffler:
    """Shuffles the votes of each statement among those who voted on it.

    Args:
        answers: the real answers.
        seed: the published seed.
    """

    def __init__(self, answers: Answers, seed: int) -> None:
        matrix = answers.matrix
        statement, answer = np.divmod(matrix.indices, 3)
        order = np.argsort(statement, kind="stable")
        self.shape = (answers.people, answers.statements)
        self.person = np.repeat(np.arange(answers.people, dtype=np.int32), answers.cast)[order]
        self.column = statement[order]
        self.starts = np.concatenate([[0], np.cumsum(answers.counted.sum(axis=1))]).astype(np.int32)
        self.value = (answer[order] - 1).astype(np.int8)
        self.mean = means(answers.counted)
        # Statement, 46 random bits, vote: sorting such keys shuffles within statements.
        self.key = (self.column.astype(np.uint64) << np.uint64(48)) | (self.value + 1).astype(np.uint64)
        # The margins do not change, so neither does the whole variance.
        self.variance = variance_of(answers.counted)
        self.seed = seed

    def shuffled(self, draw: int) -> NDArray[np.int8]:
        """(N,) votes after one shuffle, in the shuffler's own order."""
        random = words(len(self.value), self.seed, "shuffle", draw) >> np.uint64(18)
        key = self.key | (random << np.uint64(2))
        key.sort()
        return np.asarray((key & np.uint64(3)).astype(np.int8) - np.int8(1))

    def shares(self, value: NDArray[np.int8], count: int = MOST, tolerance: float = 1e-6) -> Floats:
        """(≤ count,) share of each component in the variance, falling."""
        if self.variance <= 0:
            return np.zeros(count)
        centred = csc_array((value - self.mean[self.column], self.person, self.starts), shape=self.shape)
        across = centred.T
        values, _vectors = leading(lambda v: across @ (centred @ v), self.shape[1], count, tolerance)
        return np.asarray(values / self.variance)


def noise_test(
    answers: Answers, seed: int, draws: int = DRAWS, progress: Callable[[int], None] = lambda done: None
) -> NoiseTest:
    """Compare the real votes with shuffled ones.

    Args:
        answers: the real answers.
        seed: the published seed.
        draws: how many shuffles; 0 means not tested, then p is 1 and two dimensions are taken.
        progress: is told after each shuffle how many are done.

    Source:
        Horn, A rationale and test for the number of factors, Psychometrika 30, 1965; Buja &
        Eyuboglu, Remarks on parallel analysis, Multivariate Behavioral Research 27, 1992.
    """
    shuffler = Shuffler(answers, seed)
    real = shuffler.shares(shuffler.value)
    null = np.zeros(draws)
    for draw in range(draws):
        null[draw] = shuffler.shares(shuffler.shuffled(draw), 1, TOLERANCE)[0]
        progress(draw + 1)
    return _judged(real, null)


def _judged(real: NDArray[np.float64], first: NDArray[np.float64]) -> NoiseTest:
    """Turn shares into the answer."""
    draws = len(first)
    share = float(real[:1].sum())
    if not draws or not share:
        return NoiseTest(draws, 1.0, share, 0.0, min(len(real), UNTESTED) if share else 0)
    limit = np.sort(first)[min(draws - 1, int(0.95 * (draws + 1)) - 1)]
    above = real > limit
    dimensions = int(np.argmin(above)) if not above.all() else len(real)
    p = (1 + int((first >= share).sum())) / (1 + draws)
    return NoiseTest(draws, p, share, float(first.max()), dimensions)
