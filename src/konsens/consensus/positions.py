"""Where each person stands on the map: whole numbers, so that every order of adding agrees."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from konsens.consensus.answers import VALUES, AnyAnswers
from konsens.consensus.components import GRID, Components

#: Points lie on multiples of 1 / STEP; a typical map is about 10 units wide.
STEP: Final = 1 << 10
#: Fewest votes on live statements with which a person is placed on the map.
FEWEST: Final = 7

Points = NDArray[np.int64]


def place(answers: AnyAnswers, components: Components) -> Points:
    """Project every person onto the components.

    The scale √(L/n) makes up for statements a person never saw; only live statements count in
    L and n (R12).

    Args:
        answers: answers of any people to the live statements.
        components: directions over the live statements.

    Returns:
        (P, C) points in units of 1 / STEP.
    """
    vectors = components.vectors.astype(np.float64)
    # x·v − μ·v as whole numbers, for each of the three answers: float64 adds them exactly.
    table = VALUES[:, None] * vectors.T[:, None, :] - np.rint(components.mean * vectors).T[:, None, :]
    scale = np.sqrt(answers.statements / np.maximum(answers.cast, 1)) * (STEP / GRID)
    return np.rint(answers.per_person(table) * scale[:, None]).astype(np.int64)


def on_map(cast: NDArray[np.int64], statements: int) -> NDArray[np.bool_]:
    """Who voted often enough to be placed.

    Args:
        cast: (P,) votes on live statements.
        statements: how many live statements there are.
    """
    return np.asarray(cast >= max(1, min(FEWEST, statements)))
