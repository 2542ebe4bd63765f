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

from konsens.consensus.answers import means, variance_of
from konsens.consensus.errors import VotesError
from konsens.consensus.names import Names
from konsens.consensus.votes import Floats, Ints, Votes

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

    def counted(self) -> Floats:
        """(J, 3) how many disagreed, passed and agreed."""
        total, cast, opinion = (np.diag(each).astype(np.float64) for each in (self.xm, self.mm, self.xx))
        return np.stack([(opinion - total) / 2, cast - opinion, (opinion + total) / 2], axis=1)

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

    def scatter(self, live: NDArray[np.bool_]) -> TablesScatter:
        """What the eigen-solver asks for, with the same bits as from the votes themselves.

        Args:
            live: (J,) true for the statements that count.
        """
        pick = np.ix_(live, live)
        xx, xm, mm = (table[pick].astype(np.float64) for table in (self.xx, self.xm, self.mm))
        return TablesScatter(xx, xm, mm, self.counted()[live])


@dataclass(frozen=True, slots=True)
class TablesScatter:
    """The scatter of people whose tables are known, not their votes."""

    xx: Floats
    xm: Floats
    mm: Floats
    counted: Floats

    @property
    def mean(self) -> Floats:
        """(L,) mean vote, 0 where nobody voted."""
        return means(self.counted)

    @property
    def variance(self) -> float:
        """Trace of G."""
        return variance_of(self.counted)

    @property
    def votes(self) -> int:
        """Votes on live statements."""
        return int(self.counted.sum())

    def sums(self, v: Floats, w: Floats) -> tuple[Floats, Floats]:
        """X'(X·v − M·w) and M'(X·v − M·w), exactly."""
        return self.xx @ v - self.xm @ w, self.xm.T @ v - self.mm @ w


def tables_of(votes: Votes) -> Tables:
    """Count the tables from votes.

    Args:
        votes: any votes; rejected statements are counted too (they are left out when solving).
    """
    size = len(votes.statements)
    xx, xm, mm = (np.zeros((size, size), np.int32) for _ in range(3))
    for cast, mask in _blocks(votes):
        xx += (cast.T @ cast).astype(np.int32)
        xm += (cast.T @ mask).astype(np.int32)
        mm += (mask.T @ mask).astype(np.int32)
    return Tables(votes.statements, xx, xm, mm, len(np.unique(votes.person)))


def _blocks(votes: Votes) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """Cut the votes into blocks of people as dense (≤ BLOCK, J) matrices: votes and mask."""
    starts = votes.per_person()
    size = len(votes.statements)
    for first in range(0, votes.people, BLOCK):
        last = min(first + BLOCK, votes.people)
        rows = slice(int(starts[first]), int(starts[last]))
        flat = (votes.person[rows] - first).astype(np.int64) * size + votes.statement[rows]
        cast, mask = (np.zeros((last - first, size), np.float32) for _ in range(2))
        cast.ravel()[flat] = votes.value[rows]
        mask.ravel()[flat] = 1
        yield cast, mask
