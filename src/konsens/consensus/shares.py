"""Counts per group and the honest width of a share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

from konsens.consensus.votes import AnyVotes, Floats

#: Every interval of the engine holds with this probability.
LEVEL: Final = 0.95

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tally:
    """How people answered one statement.

    Attributes:
        agree: votes +1.
        disagree: votes −1.
        passed: votes 0; they count as cast.
    """

    agree: int
    disagree: int
    passed: int

    @property
    def votes(self) -> int:
        """All votes cast."""
        return self.agree + self.disagree + self.passed


@dataclass(frozen=True, slots=True)
class Tallies:
    """Counts of many statements in several groups.

    Attributes:
        agree: (G, J).
        disagree: (G, J).
        votes: (G, J) all votes cast, passes included.
        people: (G,) people per group.
    """

    agree: Counts
    disagree: Counts
    votes: Counts
    people: Counts

    def side(self, agreeing: bool) -> Counts:
        """(G, J) votes for one side."""
        return self.agree if agreeing else self.disagree

    def pooled(self) -> Tallies:
        """All groups as one."""
        return Tallies(
            *(
                each.sum(axis=0, keepdims=True)
                for each in (self.agree, self.disagree, self.votes, self.people)
            )
        )

    def cell(self, group: int, statement: int) -> Tally:
        """One group's answer to one statement."""
        agree, disagree = int(self.agree[group, statement]), int(self.disagree[group, statement])
        return Tally(agree, disagree, int(self.votes[group, statement]) - agree - disagree)


@dataclass(frozen=True, slots=True)
class Interval:
    """A share in [0, 1] with its 95 % interval."""

    share: float
    low: float
    high: float


def count(votes: AnyVotes, labels: NDArray[np.int64], groups: int) -> Tallies:
    """Count answers per group.

    Args:
        votes: the votes.
        labels: (P,) group of each person, −1 for nobody's.
        groups: how many groups there are.
    """
    disagree, passed, agree = np.moveaxis(votes.cells(labels, groups), 2, 0)
    people = np.bincount(labels[labels >= 0], minlength=groups)
    return Tallies(agree, disagree, agree + disagree + passed, people)


def jeffreys(hits: Counts, votes: Counts, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Interval of a share from counts, elementwise.

    Args:
        hits: how many did; 0 ≤ hits ≤ votes.
        votes: out of how many; where 0 the interval is [0, 1].
        level: in (0, 1).

    Returns:
        Lower and upper ends in [0, 1]; the lower end is 0 when nobody did, the upper end is 1
        when all did.

    Raises:
        ValueError: if there are more hits than votes.

    Source:
        Brown, Cai, DasGupta, Interval estimation for a binomial proportion, Statistical
        Science 16(2), 2001.
    """
    if (hits > votes).any() or (hits < 0).any():
        raise ValueError("a share cannot have more hits than votes")
    tail = (1 - level) / 2
    a, b = hits + 0.5, votes - hits + 0.5
    low = np.where(hits == 0, 0.0, betaincinv(a, b, tail))
    high = np.where(hits == votes, 1.0, betaincinv(a, b, 1 - tail))
    return low, high


def interval(hits: int, votes: int) -> Interval:
    """One share with its interval; without votes the share is not a number but 0 to 1 wide."""
    low, high = jeffreys(np.array([hits]), np.array([votes]))
    return Interval(hits / votes if votes else float("nan"), float(low[0]), float(high[0]))


def lowest_share(groups: Sequence[Tally], *, agreeing: bool = True) -> Interval:
    """How much agreement (or disagreement) a statement finds in the group that likes it least.

    Args:
        groups: one tally per group, at least one; order does not matter.
        agreeing: the agree side, else the disagree side.

    Returns:
        Share in [0, 1] with its 95 % interval (Jeffreys).

    Raises:
        ValueError: if there is no group.

    Source:
        Brown, Cai, DasGupta, Statistical Science 16(2), 2001 (the interval).

    Example:
        >>> lowest_share([Tally(62, 20, 18), Tally(90, 5, 5)]).share
        0.62
    """
    if not groups:
        raise ValueError("there is no group")
    hits = np.array([[each.agree if agreeing else each.disagree] for each in groups])
    share, low, high = lowest(hits, np.array([[each.votes] for each in groups]))
    return Interval(float(share[0]), float(low[0]), float(high[0]))


def lowest(hits: Counts, votes: Counts) -> tuple[Floats, Floats, Floats]:
    """The smallest share over groups, with an interval for it, per statement.

    The true minimum lies below the least lower end with at most 2.5 %: each lower end alone
    errs that rarely, and only the group that attains the minimum matters. Above, any of the G
    groups could err, so their upper ends are taken at 2.5 % / G.

    Args:
        hits: (G, J).
        votes: (G, J).

    Returns:
        (J,) share (not a number where a group has no votes), lower end, upper end.
    """
    groups = len(hits)
    share = np.where(votes > 0, hits / np.maximum(votes, 1), np.nan).min(axis=0)
    low = jeffreys(hits, votes)[0].min(axis=0)
    high = jeffreys(hits, votes, 1 - (1 - LEVEL) / groups)[1].min(axis=0)
    return share, low, high
