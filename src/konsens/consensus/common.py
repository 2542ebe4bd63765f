"""Common ground and what divides: the findings a council reads first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from konsens.consensus.shares import Tallies, jeffreys, lowest
from konsens.consensus.votes import Floats

#: A statement is common ground when at least this share is certain in every group.
MAJORITY: Final = 0.5
#: Fewest votes per group, and fewest as a share of the group's people (R7).
FEWEST: Final = 5
FEWEST_SHARE: Final = 0.1


@dataclass(frozen=True, slots=True)
class CommonGround:
    """One side (agreement or disagreement) of all statements; arrays have length J.

    Attributes:
        share: share in the group that likes it least, in [0, 1].
        low: "at least this much in every group", lower end of the 95 % interval.
        high: upper end of the same.
        mean: geometric mean of (hits + 1) / (votes + 2) over groups, in (0, 1).
        product: the same as a product, which is what Polis calls group-aware consensus.
        enough: whether every group has cast enough votes.
        found: whether this is common ground: enough votes and a majority is certain.
    """

    share: Floats
    low: Floats
    high: Floats
    mean: Floats
    product: Floats
    enough: NDArray[np.bool_]
    found: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Divide:
    """How far groups are apart; arrays have length J.

    Attributes:
        gap: largest difference of agreement between two groups, in [0, 1].
        certain: what is left of it when every share moves to the near end of its interval.
        found: whether the difference is certain and every group has cast enough votes.
    """

    gap: Floats
    certain: Floats
    found: NDArray[np.bool_]


def enough_votes(tallies: Tallies, fewest: int = FEWEST) -> NDArray[np.bool_]:
    """(J,) whether every group has cast at least max(fewest, 10 % of its people) votes.

    Args:
        tallies: (G, J) counts.
        fewest: at least 5; 10 where the figures are public.
    """
    needed = np.maximum(fewest, np.ceil(FEWEST_SHARE * tallies.people))
    return np.asarray((tallies.votes >= needed[:, None]).all(axis=0))


def common_ground(tallies: Tallies, *, agreeing: bool, fewest: int = FEWEST) -> CommonGround:
    """What all groups share, statement by statement.

    Args:
        tallies: (G, J) counts, at least one group.
        agreeing: the agree side, else the disagree side.
        fewest: fewest votes in every group.

    Source:
        Small, Björkegren, Erkkilä, Shaw, Megill, Polis: scaling deliberation, RECERCA 26(2),
        2021 (the product); the minimum with interval is ours (see the explanation).
    """
    hits = tallies.side(agreeing)
    share, low, high = lowest(hits, tallies.votes)
    product = ((hits + 1) / (tallies.votes + 2)).prod(axis=0)
    enough = enough_votes(tallies, fewest)
    mean = product ** (1 / len(hits))
    return CommonGround(share, low, high, mean, product, enough, enough & (low > MAJORITY))


def divide_of(tallies: Tallies, fewest: int = FEWEST) -> Divide:
    """What divides the groups: the largest difference of agreement, and how certain it is.

    Args:
        tallies: (G, J) counts; with one group nothing divides.
        fewest: fewest votes in every group.
    """
    size = tallies.votes.shape[1]
    if len(tallies.people) < 2:
        return Divide(np.zeros(size), np.zeros(size), np.zeros(size, bool))
    share = tallies.agree / np.maximum(tallies.votes, 1)
    low, high = jeffreys(tallies.agree, tallies.votes)
    certain = np.maximum(low.max(axis=0) - high.min(axis=0), 0.0)
    return Divide(np.ptp(share, axis=0), certain, enough_votes(tallies, fewest) & (certain > 0))
