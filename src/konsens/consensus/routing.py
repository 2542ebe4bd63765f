"""Which statement to show next: a lottery with published weights that anybody can redraw (R13).

A statement weighs more the less is known about it: by how much one more vote narrows its
interval. Statements with fewer than ten votes always come first, so that every statement is
heard before any is asked to death. Agreement is not rewarded, nor is disagreement.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from konsens.consensus.randomness import words
from konsens.consensus.shares import Tallies
from konsens.consensus.votes import Floats

#: Every statement gets this many votes before others are considered.
HEARD: Final = 10
#: Weights are whole numbers of this many steps, so that a draw is exact.
STEPS: Final = 1 << 20
#: An alarm rings when the entropy of the weights is this close to that of equal weights although
#: the need differs: the weights say nothing then.
EVEN: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Drawn:
    """One draw of the lottery, everything needed to draw it again.

    Attributes:
        participant: who is asked.
        turn: how many statements the participant was shown before.
        candidates: SHA-256 over the candidates and their weights.
        weights: weight of each candidate, in the order of the candidates.
        statement: what came out.
    """

    participant: str
    turn: int
    candidates: str
    weights: tuple[int, ...]
    statement: str


def need(tallies: Tallies) -> Floats:
    """(J,) how much one more vote would narrow a statement's interval, the widest group first.

    The width of an interval falls as √(s (1 − s) / n); one more vote takes about half of it per
    vote cast. Groups with few votes weigh most, because common ground rests on the weakest.

    Args:
        tallies: (G, J) counts; one group where there are none.
    """
    agree, votes = tallies.agree + 1.0, tallies.votes + 2.0
    share = agree / votes
    width = np.sqrt(share * (1 - share) / votes)
    return np.asarray((width / votes).max(axis=0))


def weights(tallies: Tallies, live: NDArray[np.bool_]) -> NDArray[np.int64]:
    """(J,) whole weights: 0 for rejected statements; unheard ones outweigh all others.

    Args:
        tallies: (G, J) counts.
        live: (J,) statements that were not rejected.
    """
    wanted = np.where(live, need(tallies), 0.0)
    heard = tallies.votes.sum(axis=0) >= HEARD
    if (live & ~heard).any():
        wanted = np.where(heard, 0.0, wanted)
    top = float(wanted.max(initial=0.0))
    scaled = np.ceil(wanted * (STEPS / top)) if top else np.zeros(len(wanted))
    return scaled.astype(np.int64)


def next_statement(
    participant: str, turn: int, names: Sequence[str], weight: NDArray[np.int64], seed: int
) -> Drawn | None:
    """Draw a statement for a participant.

    Args:
        participant: who is asked.
        turn: how many statements the participant was shown before; makes each draw its own.
        names: the statements the participant has not voted on.
        weight: their weights; where all are 0, each weighs the same.
        seed: the published seed.

    Returns:
        Nothing when no statement is left.
    """
    if not len(names):
        return None
    used = weight if weight.any() else np.ones(len(names), np.int64)
    edges = np.cumsum(used)
    word = int(words(1, seed, "route", participant, turn)[0])
    at = int(np.searchsorted(edges, word % int(edges[-1]), side="right"))
    given = tuple(used.tolist())
    listed = "\n".join(f"{name}\t{each}" for name, each in zip(names, given, strict=True))
    return Drawn(participant, turn, hashlib.sha256(listed.encode()).hexdigest(), given, str(names[at]))


def redrawn(logged: Drawn, names: Sequence[str], seed: int) -> bool:
    """Whether a logged draw comes out the same when it is drawn again.

    Args:
        logged: what the log says.
        names: the candidates as they were.
        seed: the published seed.
    """
    again = next_statement(logged.participant, logged.turn, names, np.array(logged.weights), seed)
    return again == logged


def evenness(weight: NDArray[np.int64]) -> float:
    """How even the weights are: their entropy as a share of that of equal weights, in [0, 1]."""
    positive = weight[weight > 0].astype(np.float64)
    if len(positive) < 2:
        return 1.0
    share = positive / positive.sum()
    return float(-(share * np.log(share)).sum() / math.log(len(positive)))


def says_nothing(weight: NDArray[np.int64], tallies: Tallies, live: NDArray[np.bool_]) -> bool:
    """Whether weights are equal although the statements' need is not: something is broken.

    Args:
        weight: (J,) the weights in use.
        tallies: (G, J) counts.
        live: (J,) statements that were not rejected.
    """
    wanted = weights(tallies, live)
    # As few candidates as there are hide nothing; equal need may well have equal weights.
    return bool(
        evenness(weight[live]) >= 1 - EVEN and (weight[live] > 0).sum() > 1 and np.ptp(wanted[live]) > 0
    )
