"""Would common ground still stand without the few who might have pushed it? (R16)

Three questions: what if the most active are left out, what if accounts that vote alike are
counted as one, and what if any one per cent of all people had voted to push it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from konsens.consensus.common import MAJORITY, CommonGround, common_ground
from konsens.consensus.shares import Tallies, count, jeffreys
from konsens.consensus.votes import Votes

#: Share of the people that the first and the third question leave out (at least one person).
MOST_ACTIVE: Final = 0.001
PUSHERS: Final = 0.01
#: Two accounts vote alike when they share at least this many statements, give the same answer
#: on this share of them, and chance would not do that (odds per pair of accounts).
SHARED: Final = 10
ALIKE: Final = 0.95
ODDS: Final = 1e-4
#: Beyond this many people only exactly equal accounts are looked for.
PAIRWISE: Final = 6000


@dataclass(frozen=True, slots=True)
class Influence:
    """What the three questions say.

    Attributes:
        most_active: how many people the first question left out.
        alike: how many accounts the second question folded into another.
        pushers: how many people the third question took away per group and statement.
        agree: (J,) agreement as common ground that stands against all three.
        disagree: (J,) likewise for disagreement.
    """

    most_active: int
    alike: int
    pushers: int
    agree: NDArray[np.bool_]
    disagree: NDArray[np.bool_]


def influence(votes: Votes, labels: NDArray[np.int64], groups: int) -> Influence:
    """Ask the three questions of every statement.

    Args:
        votes: the votes.
        labels: (P,) group of each person, −1 for nobody's.
        groups: how many groups there are.
    """
    counted = np.bincount(votes.person, minlength=votes.people)
    active = np.argsort(-counted, kind="stable")[: _at_least_one(MOST_ACTIVE, int((counted > 0).sum()))]
    folded = alike(votes, counted)
    pushers = _at_least_one(PUSHERS, int((labels >= 0).sum()))
    without = [_left_out(labels, who) for who in (active, np.flatnonzero(folded))]
    tallies = [count(votes, each, groups) for each in (labels, *without)]
    stands = [
        np.logical_and.reduce(
            [common_ground(each, agreeing=side).found for each in tallies]
            + [unpushed(tallies[0], pushers, agreeing=side)]
        )
        for side in (True, False)
    ]
    return Influence(len(active), int(folded.sum()), pushers, stands[0], stands[1])


def unpushed(tallies: Tallies, pushers: int, *, agreeing: bool) -> NDArray[np.bool_]:
    """(J,) whether a majority stays certain in every group without that many of its supporters."""
    hits = np.maximum(tallies.side(agreeing) - pushers, 0)
    low, _high = jeffreys(hits, np.maximum(tallies.votes - pushers, hits))
    return np.asarray((low > MAJORITY).all(axis=0))


def fragile(ground: CommonGround, stands: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(J,) statements that look like common ground but do not stand."""
    return np.asarray(ground.found & ~stands)


def alike(votes: Votes, counted: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Accounts that vote like an earlier one beyond chance.

    Args:
        votes: the votes.
        counted: (P,) votes per person.

    Returns:
        (P,) true for every account but the busiest of those alike (ties: the first by name).
    """
    busy = np.flatnonzero(counted >= SHARED)
    busy = busy[np.argsort(-counted[busy], kind="stable")]
    folded = np.zeros(votes.people, bool)
    if len(busy) > PAIRWISE:
        folded[busy] = _equal_rows(votes, busy)
    elif len(busy) > 1:
        folded[busy] = np.triu(_pairs_alike(votes, busy), 1).any(axis=0)
    return folded


def _pairs_alike(votes: Votes, busy: NDArray[np.intp]) -> NDArray[np.bool_]:
    """(n, n) whether two people vote alike beyond chance."""
    dense = np.full((votes.people, len(votes.statements)), -2, np.int8)
    dense[votes.person, votes.statement] = votes.value
    dense = dense[busy]
    cast = (dense > -2).astype(np.float32)
    common = cast @ cast.T
    same, surprise = np.zeros_like(common), np.zeros_like(common)
    total = np.maximum(cast.sum(axis=0), 1)
    for value in (-1, 0, 1):
        gave = (dense == value).astype(np.float32)
        same += gave @ gave.T
        # How unlikely it is that another voter gives the same answer, in nats per statement.
        nats = -np.log(np.maximum(gave.sum(axis=0), 1) / total)
        surprise += (gave * nats) @ gave.T
    pairs = len(busy) * (len(busy) - 1) / 2
    unlikely = surprise > np.log(max(pairs, 1) / ODDS)
    return np.asarray((common >= SHARED) & (same >= ALIKE * common) & unlikely)


def _equal_rows(votes: Votes, busy: NDArray[np.intp]) -> NDArray[np.bool_]:
    """(n,) whether exactly the same votes were cast by somebody before in the list."""
    starts = votes.per_person()
    seen: set[bytes] = set()
    again = np.zeros(len(busy), bool)
    for at, person in enumerate(busy.tolist()):
        rows = slice(int(starts[person]), int(starts[person + 1]))
        row = votes.statement[rows].tobytes() + votes.value[rows].tobytes()
        again[at] = row in seen
        seen.add(row)
    return again


def _left_out(labels: NDArray[np.int64], who: NDArray[np.intp]) -> NDArray[np.int64]:
    """Labels with some people in no group."""
    left = labels.copy()
    left[who] = -1
    return left


def _at_least_one(share: float, people: int) -> int:
    """A share of some people, rounded up, at least one where there is anybody."""
    return max(int(np.ceil(share * people)), min(people, 1))
