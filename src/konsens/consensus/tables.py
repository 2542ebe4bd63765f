"""Three tables of whole numbers that hold all the map needs, and add up in any order.

XX = X'X, XM = X'M, MM = M'M, where X holds votes (0 where missing) and M is 1 where a vote
was cast. They are sums over people, so parts can be merged, votes added, changed and taken
back, and the outcome is the same to the last bit (R15, live updates).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from konsens.consensus.errors import VotesError
from konsens.consensus.votes import Ints, Names, Votes

#: People per block. Every partial sum is a whole number below 2^24, so float32 is exact.
BLOCK: Final = 4096


@dataclass(frozen=True, slots=True)
class Tables:
    """The additive statistics of a set of people.

    Attributes:
        statements: (J,) names in canonical order.
        xx: (J, J) sums of products of votes, symmetric.
        xm: (J, J) entry (j, l): sum of the votes on j of those who also voted on l.
        mm: (J, J) how many voted on both, symmetric.
        people: how many people voted at all.
    """

    statements: Names
    xx: Ints
    xm: Ints
    mm: Ints
    people: int

    @property
    def votes(self) -> int:
        """How many votes are in the tables: the sum of MM's diagonal (R17)."""
        return int(np.trace(self.mm.astype(np.int64)))

    def merge(self, other: Tables) -> Tables:
        """Add the tables of other people; commutative and exact.

        Raises:
            VotesError: if the two do not speak about the same statements.
        """
        if not np.array_equal(self.statements, other.statements):
            raise VotesError("statements_differ")
        return Tables(
            self.statements,
            self.xx + other.xx,
            self.xm + other.xm,
            self.mm + other.mm,
            self.people + other.people,
        )

    def scatter(self, live: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Scatter matrix of the mean-imputed votes on the live statements.

        A missing vote is filled with the statement's mean, which after centring is exactly 0,
        so the tables hold everything.

        Args:
            live: (J,) true for the statements that count.

        Returns:
            (L, L) scatter matrix and (L,) means in [−1, 1], L = number of live statements.
        """
        pick = np.flatnonzero(live)
        xx, xm, mm = (table[np.ix_(pick, pick)].astype(np.float64) for table in (self.xx, self.xm, self.mm))
        mean = np.diag(xm) / np.maximum(np.diag(mm), 1)
        shifted = xm * mean
        return xx - shifted - shifted.T + np.outer(mean, mean) * mm, mean


def tables_of(votes: Votes) -> Tables:
    """Count the tables from votes.

    Args:
        votes: any votes; rejected statements are counted too (they are left out when solving).
    """
    size = len(votes.statements)
    xx, xm, mm = (np.zeros((size, size), np.int32) for _ in range(3))
    for cast, mask in dense_blocks(votes):
        xx += _whole(cast.T @ cast)
        xm += _whole(cast.T @ mask)
        mm += _whole(mask.T @ mask)
    return Tables(votes.statements, xx, xm, mm, len(np.unique(votes.person)))


def dense_blocks(votes: Votes) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Cut the votes into blocks of people as dense matrices (votes, mask).

    Yields:
        Pairs of (≤ BLOCK, J) float32 matrices that hold only −1, 0, 1.
    """
    starts = votes.per_person()
    for first in range(0, votes.people, BLOCK):
        yield _dense(votes, starts, first)


def _dense(
    votes: Votes, starts: NDArray[np.int64], first: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """One block of people as dense matrices."""
    last = min(first + BLOCK, votes.people)
    rows = slice(int(starts[first]), int(starts[last]))
    shape = (last - first, len(votes.statements))
    flat = (votes.person[rows] - first).astype(np.int64) * shape[1] + votes.statement[rows]
    cast, mask = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    cast.ravel()[flat] = votes.value[rows]
    mask.ravel()[flat] = 1
    return cast, mask


def _whole(sums: NDArray[np.float32]) -> Ints:
    """Sums of whole numbers, held exactly in float32, as integers."""
    return sums.astype(np.int32)
