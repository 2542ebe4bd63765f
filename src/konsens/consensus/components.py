"""Principal components of the mean-imputed votes, snapped to a grid so that bytes agree.

The eigen-solver is the only step whose last bits depend on the processor and on the number
of threads. Its vectors are therefore rounded to multiples of 2^-24; from there on everything
is whole numbers (see ADR 0030).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from konsens.consensus.randomness import normal_like

#: Components are multiples of 1 / GRID. |cos| to the unrounded vector stays above 1 − 1e-11.
GRID: Final = 1 << 24
#: Up to this many statements the full symmetric solver is the quickest.
FULL: Final = 160
#: Columns of the block that is iterated, beyond the components asked for.
SPARE: Final = 6
#: Most rounds of the block iteration, and when it has converged (relative residual).
ROUNDS: Final = 400
TOLERANCE: Final = 1e-13


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
    shares: NDArray[np.float64]
    mean: NDArray[np.float64]

    @property
    def directions(self) -> NDArray[np.float64]:
        """(C, L) the vectors with length 1."""
        return np.asarray(self.vectors / GRID)

    def first(self, count: int) -> Components:
        """Only the first few."""
        return Components(self.vectors[:count], self.shares[:count], self.mean)


def components_of(scatter: NDArray[np.float64], mean: NDArray[np.float64], count: int) -> Components:
    """The first principal components.

    Args:
        scatter: (L, L) symmetric scatter matrix.
        mean: (L,) means.
        count: how many components; fewer come back when there are fewer statements or
            directions with any variance.

    Source:
        Lanczos-type block Krylov iteration with Rayleigh-Ritz, Golub & Van Loan, Matrix
        Computations, 4th ed., ch. 10; the eigen-solve itself is LAPACK's.
    """
    total = float(np.trace(scatter))
    if total <= 0:
        return Components(np.zeros((0, len(mean)), np.int64), np.zeros(0), mean)
    values, vectors = top_eigen(scatter, min(count, len(mean)))
    real = values > total * 1e-12
    return Components(snap(vectors[:, real].T), values[real] / total, mean)


def top_eigen(matrix: NDArray[np.float64], count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Largest eigenvalues and their vectors of a symmetric positive matrix.

    Args:
        matrix: (L, L).
        count: how many, at most L.

    Returns:
        (count,) values, falling, and (L, count) unit vectors.
    """
    if len(matrix) <= FULL:
        return _full(matrix, count)
    return _krylov(matrix, count)


def _full(matrix: NDArray[np.float64], count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """All eigenvectors by LAPACK, of which the largest stay."""
    values, vectors = np.linalg.eigh(matrix)
    return values[::-1][:count], vectors[:, ::-1][:, :count]


def _krylov(matrix: NDArray[np.float64], count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Restarted block Krylov iteration from a fixed start, until the residual is at rounding level."""
    size, width = len(matrix), count + SPARE
    block = np.linalg.qr(normal_like(size, width))[0]
    for _round in range(ROUNDS):
        basis = _basis(matrix, block)
        values, small = _full(basis.T @ matrix @ basis, width)
        block = basis @ small
        residual = matrix @ block[:, :count] - block[:, :count] * values[:count]
        if float(np.abs(residual).max()) <= TOLERANCE * float(values[0]):
            return values[:count], block[:, :count]
    # A spectrum without any gap: the full solver answers whatever the iteration could not.
    return _full(matrix, count)


def _basis(matrix: NDArray[np.float64], block: NDArray[np.float64]) -> NDArray[np.float64]:
    """Orthonormal basis of block, M·block, M²·block, M³·block."""
    blocks = [block]
    for _power in range(3):
        step = matrix @ blocks[-1]
        for before in blocks:
            step = step - before @ (before.T @ step)
        blocks.append(np.linalg.qr(step)[0])
    return np.linalg.qr(np.hstack(blocks))[0]


def snap(vectors: NDArray[np.float64]) -> NDArray[np.int64]:
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
