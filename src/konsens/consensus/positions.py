"""Where each person stands on the map: whole numbers, so that every order of adding agrees."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from konsens.consensus.components import GRID, Components
from konsens.consensus.votes import Votes

#: Points lie on multiples of 1 / STEP; a typical map is about 10 units wide.
STEP: Final = 1 << 10
#: Fewest votes on live statements with which a person is placed on the map.
FEWEST: Final = 7

Points = NDArray[np.int64]


def place(votes: Votes, components: Components) -> tuple[Points, NDArray[np.int64]]:
    """Project every person onto the components.

    The scale √(L/n) makes up for statements a person never saw; only live statements count in
    L and n (R12).

    Args:
        votes: votes of any people on any statements; those on rejected ones are passed over.
        components: directions over the live statements.

    Returns:
        (P, C) points in units of 1 / STEP and (P,) votes on live statements.
    """
    live = votes.live
    column = np.cumsum(live) - 1
    cast = live[votes.statement]
    person, at, value = votes.person[cast], column[votes.statement[cast]], votes.value[cast]
    count = np.bincount(person, minlength=votes.people)
    points = np.zeros((votes.people, len(components.vectors)), np.int64)
    if not len(person) or not len(components.vectors):
        return points, count
    scale = np.sqrt(int(live.sum()) / np.maximum(count, 1)) * (STEP / GRID)
    for axis, vector in enumerate(components.vectors):
        # x·v − μ·v as whole numbers: float64 adds them exactly in any order (below 2^53).
        shift = np.rint(components.mean * vector)
        terms = value * vector.astype(np.float64)[at] - shift[at]
        points[:, axis] = np.rint(np.bincount(person, terms, votes.people) * scale)
    return points, count


def on_map(count: NDArray[np.int64], statements: int) -> NDArray[np.bool_]:
    """Who voted often enough to be placed.

    Args:
        count: (P,) votes on live statements.
        statements: how many live statements there are.
    """
    return np.asarray(count >= max(1, min(FEWEST, statements)))
