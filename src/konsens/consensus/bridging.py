"""A second opinion without groups: what is liked beyond everybody's general leaning.

Each vote is explained as overall mean + person's mildness + statement's appeal + person's
leaning × statement's leaning. Missing votes are truly missing here: only cast votes enter
(R12). The statement's appeal is the bridging score.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from konsens.consensus.answers import Answers
from konsens.consensus.votes import Floats

#: Penalties on intercepts and on leanings; fewest votes of a person who enters the fit.
HOLD_INTERCEPT: Final = 0.15
HOLD_LEANING: Final = 0.03
FEWEST: Final = 7
ROUNDS: Final = 60
SETTLED: Final = 1e-5


@dataclass(frozen=True, slots=True)
class Bridging:
    """The model.

    Attributes:
        score: (L,) appeal of each live statement on the scale 0 disagree … 1 agree, as difference
            to the mean; above 0 it is liked across leanings. Not a number without votes.
        leaning: (L,) how strongly a statement divides along the main line.
        mean: overall mean, in [0, 1].
        rounds: how many rounds the fit took.
    """

    score: Floats
    leaning: Floats
    mean: float
    rounds: int


def bridging(answers: Answers, start: Floats) -> Bridging:
    """Fit the model by alternating least squares from a fixed start.

    Args:
        answers: the answers to live statements.
        start: (P,) first coordinate of each person on the map, used as first leaning.

    Source:
        Wojcik et al., Birdwatch, arXiv:2210.15723, 2022 (model, penalties); the start here is
        the map instead of chance.
    """
    cast, size = answers.cast, answers.statements
    keep = np.repeat(cast >= FEWEST, cast)
    person = np.repeat(np.arange(answers.people, dtype=np.int32), cast)[keep]
    statement, answer = np.divmod(answers.matrix.indices[keep], 3)
    if not len(person):
        return Bridging(np.full(size, np.nan), np.zeros(size), 0.5, 0)
    rating = answer / 2.0
    spread = float(np.sqrt((start**2).mean()))
    lean = start / spread if spread else np.zeros(answers.people)
    mean, mild, appeal = float(rating.mean()), np.zeros(answers.people), np.zeros(size)
    done = 0
    while done < ROUNDS:
        done += 1
        before = appeal
        appeal, slope = _solve(statement, rating - mean - mild[person], lean[person], size)
        mild, lean = _solve(person, rating - mean - appeal[statement], slope[statement], answers.people)
        rest = rating - mild[person] - appeal[statement] - lean[person] * slope[statement]
        mean = float(rest.mean())
        if float(np.abs(appeal - before).max()) <= SETTLED:
            break
    voted = np.bincount(statement, minlength=size) > 0
    return Bridging(np.where(voted, appeal, np.nan), slope, mean, done)


def _solve(owner: NDArray[np.int32], target: Floats, factor: Floats, size: int) -> tuple[Floats, Floats]:
    """Best intercept and slope for each owner, target ≈ intercept + slope · factor, penalised."""
    n = np.bincount(owner, minlength=size) + 0.0
    f, ff = np.bincount(owner, factor, size), np.bincount(owner, factor * factor, size)
    t, ft = np.bincount(owner, target, size), np.bincount(owner, factor * target, size)
    # Penalties act per vote, as in a mean of losses, so that busy statements are held too.
    a, b = n * (1 + HOLD_INTERCEPT), ff + n * HOLD_LEANING
    a, b = np.where(n > 0, a, 1.0), np.where(n > 0, b, 1.0)
    determinant = a * b - f * f
    return (b * t - f * ft) / determinant, (a * ft - f * t) / determinant


def kendall(one: Floats, two: Floats) -> float:
    """Agreement of two rankings: 1 the same, 0 unrelated, −1 reversed; ties count as half.

    Args:
        one: (n,) figures without gaps.
        two: (n,) likewise.

    Source:
        Kendall, The treatment of ties in ranking problems, Biometrika 33, 1945 (tau-b).
    """
    both = first = second = 0.0
    for x, y in zip(one, two, strict=True):
        left, right = np.sign(one - x), np.sign(two - y)
        both, first, second = both + left @ right, first + left @ left, second + right @ right
    size = math.sqrt(first * second)
    return float(both / size) if size else 0.0
