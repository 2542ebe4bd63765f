"""Would common ground still stand without the few who might have pushed it? (R16)

Three questions: what if the most active are left out, what if accounts that vote alike are
counted as one, and what if any one per cent of all people had voted to push it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from konsens.consensus.answers import AnyAnswers
from konsens.consensus.common import MAJORITY, CommonGround, common_ground
from konsens.consensus.randomness import words
from konsens.consensus.shares import Tallies, count, jeffreys
from konsens.consensus.votes import AnyVotes, Floats

#: Share of the people that the first and the third question leave out (at least one person).
MOST_ACTIVE: Final = 0.001
PUSHERS: Final = 0.01
#: Two accounts vote alike when they share at least this many statements, give the same answer
#: on this share of them, and chance would not do that (odds per pair of accounts).
SHARED: Final = 10
ALIKE: Final = 0.95
ODDS: Final = 1e-4
#: Beyond this many people times statements only exactly equal accounts are looked for.
PAIRWISE: Final = 6_000_000
#: People that are compared with all others at a time, to spare memory.
ROWS: Final = 512


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


def influence(
    votes: AnyVotes, answers: AnyAnswers, labels: NDArray[np.int64], groups: int, fewest: int
) -> Influence:
    """Ask the three questions of every statement.

    Args:
        votes: the votes.
        answers: the same votes as answers to live statements.
        labels: (P,) group of each person, −1 for nobody's.
        groups: how many groups there are.
        fewest: fewest votes in every group.
    """
    counted = answers.cast
    active = np.argsort(-counted, kind="stable")[: _at_least_one(MOST_ACTIVE, int((counted > 0).sum()))]
    folded = alike(answers)
    pushers = _at_least_one(PUSHERS, int((labels >= 0).sum()))
    without = [_left_out(labels, who) for who in (active, np.flatnonzero(folded))]
    tallies = [count(votes, each, groups) for each in (labels, *without)]
    stands = [
        votes.live
        & np.logical_and.reduce(
            [common_ground(each, agreeing=side, fewest=fewest).found for each in tallies]
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


def alike(answers: AnyAnswers) -> NDArray[np.bool_]:
    """Accounts that vote like an earlier one beyond chance.

    Args:
        answers: the answers of everybody.

    Returns:
        (P,) true for every account but the busiest of those alike (ties: the first by name).
    """
    cast = answers.cast
    busy = np.flatnonzero(cast >= SHARED)
    busy = busy[np.argsort(-cast[busy], kind="stable")]
    folded = np.zeros(answers.people, bool)
    if len(busy) * answers.statements > PAIRWISE:
        folded[busy] = _equal_rows(answers, busy)
    elif len(busy) > 1:
        among = np.zeros(answers.people, bool)
        among[busy] = True
        order = np.argsort(-cast[among], kind="stable")
        folded[busy] = _alike_pairs(answers.rows(among).matrix[order], answers.counted)
    return folded


def _alike_pairs(matrix: Any, counted: Floats) -> NDArray[np.bool_]:  # noqa: ANN401 - scipy has no types
    """(n,) whether somebody in a row before votes alike beyond chance; rows are people, busiest first."""
    given = matrix.toarray().astype(np.float32)
    size = len(given)
    cast = given.reshape(size, -1, 3).sum(axis=2)
    total = np.maximum(counted.sum(axis=1, keepdims=True), 1)
    # How unlikely it is that another voter gives the same answer, in nats per answer.
    nats = -np.log(np.maximum(counted, 1) / total).ravel()
    needed = np.log(size * (size - 1) / 2 / ODDS)
    folded = np.zeros(size, bool)
    for first in range(0, size, ROWS):
        rows = slice(first, first + ROWS)
        same, common = given[: first + ROWS] @ given[rows].T, cast[: first + ROWS] @ cast[rows].T
        before, later = np.nonzero((common >= SHARED) & (same >= ALIKE * common))
        before, later = before[before < later + first], later[before < later + first] + first
        for one, two in zip(before.tolist(), later.tolist(), strict=True):
            folded[two] |= bool(nats @ (given[one] * given[two]) > needed)
    return folded


def _equal_rows(answers: AnyAnswers, busy: NDArray[np.intp]) -> NDArray[np.bool_]:
    """(n,) whether exactly the same votes were cast by somebody before in the list."""
    # Equal rows have equal sums of two random numbers per answer, 80 bits in all.
    table = (words(answers.statements * 6, 0, "rows") >> np.uint64(24)).astype(np.float64)
    sums = answers.per_person(table.reshape(answers.statements, 3, 2))[busy]
    first = np.unique(sums, axis=0, return_index=True)[1]
    again = np.ones(len(busy), bool)
    again[first] = False
    return again


def _left_out(labels: NDArray[np.int64], who: NDArray[np.intp]) -> NDArray[np.int64]:
    """Labels with some people in no group."""
    left = labels.copy()
    left[who] = -1
    return left


def _at_least_one(share: float, people: int) -> int:
    """A share of some people, rounded up, at least one where there is anybody."""
    return max(int(np.ceil(share * people)), min(people, 1))
