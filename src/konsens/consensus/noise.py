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

from konsens.consensus.randomness import normal_like, words
from konsens.consensus.votes import Votes

#: Draws of the published test; with 99, p = 0.01 is the smallest that can come out.
DRAWS: Final = 99
#: Most components that are looked for.
MOST: Final = 6
#: Dimensions of a map that was not tested.
UNTESTED: Final = 2
#: Up to this many statements all eigenvalues are computed, beyond that a few Krylov steps.
FULL: Final = 128
STEPS: Final = 4
#: Matrices with more cells than this are not made dense at once.
DENSE: Final = 1 << 27


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
        votes: the real votes; rejected statements are left out.
        seed: the published seed.
    """

    def __init__(self, votes: Votes, seed: int) -> None:
        live = votes.live
        cast = live[votes.statement]
        column = (np.cumsum(live) - 1)[votes.statement[cast]]
        order = np.argsort(column, kind="stable")
        self.shape = (votes.people, int(live.sum()))
        self.column = column[order].astype(np.uint64)
        self.flat = votes.person[cast][order].astype(np.int64) * self.shape[1] + column[order]
        self.value = votes.value[cast][order]
        count = np.bincount(column, minlength=self.shape[1])
        total = np.bincount(column, votes.value[cast], self.shape[1])
        self.mean = (total / np.maximum(count, 1)).astype(np.float32)
        self.seed = seed
        # The margins do not change, so neither does the whole variance.
        self.variance = float(
            (self.value.astype(np.float64) ** 2).sum() - (total**2 / np.maximum(count, 1)).sum()
        )

    def shuffled(self, draw: int) -> NDArray[np.int8]:
        """(N,) votes after one shuffle, in the shuffler's own order."""
        # Statement, 46 random bits, vote: sorting shuffles within statements, in place.
        random = words(len(self.value), self.seed, "shuffle", draw) >> np.uint64(18)
        vote = (self.value + 1).astype(np.uint64)
        key = (self.column << np.uint64(48)) | (random << np.uint64(2)) | vote
        key.sort()
        return np.asarray((key & np.uint64(3)).astype(np.int8) - np.int8(1))

    def centred(self, value: NDArray[np.int8]) -> NDArray[np.float32]:
        """(P, L) dense matrix, votes minus mean, 0 where nobody voted."""
        dense = np.zeros(self.shape, np.float32)
        dense.ravel()[self.flat] = value - self.mean[self.column.astype(np.intp)]
        return dense

    def shares(self, value: NDArray[np.int8]) -> NDArray[np.float64]:
        """(≤ MOST,) share of each component in the variance, falling."""
        if self.variance <= 0:
            return np.zeros(MOST)
        return strongest(self.centred(value)) / self.variance


def strongest(dense: NDArray[np.float32]) -> NDArray[np.float64]:
    """The largest eigenvalues of D'D, or, when D is wide, the same few steps towards them.

    Real and shuffled votes are treated alike, so the test is exact even where the steps have
    not converged.

    Args:
        dense: (P, L) matrix D.

    Returns:
        (≤ MOST,) values, falling.
    """
    gram = dense.T @ dense if dense.shape[0] >= dense.shape[1] else dense @ dense.T
    if len(gram) <= FULL:
        return np.asarray(np.linalg.eigvalsh(gram.astype(np.float64))[::-1][:MOST])
    block = np.linalg.qr(normal_like(len(gram), MOST + 2).astype(np.float32))[0]
    blocks = [block]
    for _step in range(STEPS):
        blocks.append(np.linalg.qr(gram @ blocks[-1])[0])
    basis = np.linalg.qr(np.hstack(blocks))[0]
    small = (basis.T @ (gram @ basis)).astype(np.float64)
    return np.asarray(np.linalg.eigvalsh(small)[::-1][:MOST])


def noise_test(
    votes: Votes, seed: int, draws: int = DRAWS, progress: Callable[[int], None] = lambda done: None
) -> NoiseTest:
    """Compare the real votes with shuffled ones.

    Args:
        votes: the real votes.
        seed: the published seed.
        draws: how many shuffles; 0 means not tested, then p is 1 and two dimensions are taken.
        progress: is told after each shuffle how many are done.

    Source:
        Horn, A rationale and test for the number of factors, Psychometrika 30, 1965; Buja &
        Eyuboglu, Remarks on parallel analysis, Multivariate Behavioral Research 27, 1992.
    """
    shuffler = Shuffler(votes, seed)
    real = shuffler.shares(shuffler.value)
    null = np.zeros(draws)
    for draw in range(draws):
        null[draw] = shuffler.shares(shuffler.shuffled(draw))[:1].sum()
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
