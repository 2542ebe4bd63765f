"""Principal components of the mean-imputed votes, in steps that agree to the last bit.

A missing vote is filled with the statement's mean, which after centring is exactly 0. The
scatter matrix G = Z'Z is never built: the eigen-solver (ARPACK) only asks for products G·v, and
these are sums of whole numbers, from votes or from the additive tables, with the same bits.
The solver's answer is rounded to multiples of 2^-20, far above its own error (ADR 12).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh
from scipy.sparse.linalg import ArpackNoConvergence, LinearOperator, eigsh

from konsens.consensus.answers import EXACT
from konsens.consensus.randomness import normal_like
from konsens.consensus.votes import Floats

#: Components are multiples of 1 / GRID; |cos| to the unrounded vector stays above 1 − 1e-10.
GRID: Final = 1 << 20
#: While iterating, vectors are multiples of 2^-FINEST, or coarser when there are very many votes.
FINEST: Final = 30
#: Up to this many statements all eigenvectors are computed at once.
FULL: Final = 40
#: When the iteration has converged, as share of the eigenvalue.
TOLERANCE: Final = 1e-9


class Scatter(Protocol):
    """What the solver needs to know of the votes."""

    @property
    def mean(self) -> Floats:
        """(L,) mean vote per live statement, in [−1, 1]."""

    @property
    def variance(self) -> float:
        """Trace of G."""

    @property
    def votes(self) -> int:
        """Votes on live statements."""

    def sums(self, v: Floats, w: Floats) -> tuple[Floats, Floats]:
        """X'(X·v − M·w) and M'(X·v − M·w) for (L,) whole numbers, exactly."""


@dataclass(frozen=True, slots=True)
class Components:
    """Directions of the map.

    Attributes:
        vectors: (C, L) whole numbers; divided by GRID they are unit vectors over the live
            statements, the entry of largest size positive.
        shares: (C,) share of each in the whole variance, in [0, 1], falling.
        mean: (L,) mean vote per live statement, in [−1, 1].
    """

    vectors: NDArray[np.int64]
    shares: Floats
    mean: Floats

    @property
    def directions(self) -> Floats:
        """(C, L) the vectors with length 1."""
        return np.asarray(self.vectors / GRID)


def components_of(scatter: Scatter, count: int) -> Components:
    """The first principal components, on the grid.

    Args:
        scatter: the votes, or tables of them.
        count: how many components; fewer come back when there are fewer statements or
            directions with any variance.

    Source:
        Jolliffe, Principal Component Analysis, 2002; Lehoucq, Sorensen, Yang, ARPACK Users'
        Guide, 1998 (the solver).
    """
    values, vectors = _solved(scatter, count)
    return Components(snap(vectors), values / max(scatter.variance, 1e-300), scatter.mean)


def exact_components(scatter: Scatter, count: int) -> Floats:
    """(≤ count, L) the first principal components as the solver found them, signs as it pleased."""
    return _solved(scatter, count)[1]


def _solved(scatter: Scatter, count: int) -> tuple[Floats, Floats]:
    """Eigenvalues with any variance, falling, and their vectors as rows."""
    mean, total = scatter.mean, scatter.variance
    if total <= 0:
        return np.zeros(0), np.zeros((0, len(mean)))
    values, vectors = leading(_product(scatter), len(mean), count, TOLERANCE)
    real = values > total * 1e-9
    return values[real], vectors[:, real].T


def _product(scatter: Scatter) -> Callable[[Floats], Floats]:
    """v → G·v, with v rounded so finely that all sums stay exact."""
    mean = scatter.mean
    fine = 2.0 ** min(FINEST, EXACT - 2 - scatter.votes.bit_length())

    def product(vector: Floats) -> Floats:
        whole = np.rint(vector.ravel() * fine)
        x, m = scatter.sums(whole, np.rint(mean * whole))
        return np.asarray((x - mean * m) / fine)

    return product


def leading(
    product: Callable[[Floats], Floats], size: int, count: int, tolerance: float
) -> tuple[Floats, Floats]:
    """Largest eigenvalues and vectors of a symmetric positive operator, from a fixed start.

    Args:
        product: v → G·v for (size,) vectors.
        size: length of the vectors.
        count: how many.
        tolerance: relative error of the eigenvalues.

    Returns:
        (≤ count,) values, falling, and (size, ≤ count) unit vectors.
    """
    count = min(count, size)
    if size > FULL:
        try:
            values, vectors = eigsh(
                LinearOperator((size, size), matvec=product, dtype=np.float64),
                count,
                v0=normal_like(size, 1).ravel(),
                tol=tolerance,
                maxiter=40 * size,
            )
            return values[::-1], vectors[:, ::-1]
        except ArpackNoConvergence:  # pragma: no cover - a spectrum without any gap: solve it whole
            pass
    columns = [product(unit) for unit in np.eye(size)]
    whole = np.stack(columns, axis=1)
    values, vectors = eigh((whole + whole.T) / 2)
    return values[::-1][:count], vectors[:, ::-1][:, :count]


def snap(vectors: Floats) -> NDArray[np.int64]:
    """Round unit vectors to the grid and fix their signs: the largest entry is positive.

    Args:
        vectors: (C, L) unit vectors.

    Returns:
        (C, L) whole numbers. Ties of size are decided on the grid, the first index wins.
    """
    whole = np.rint(vectors * GRID).astype(np.int64)
    if not whole.size:
        return whole
    largest = np.argmax(np.abs(whole), axis=1)
    sign = np.sign(whole[np.arange(len(whole)), largest])
    return np.asarray(whole * np.where(sign < 0, -1, 1)[:, None])
