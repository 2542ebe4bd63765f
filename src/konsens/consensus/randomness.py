"""Random numbers that everybody can draw again: counter-based, one stream per purpose.

Only raw 64-bit words of Philox are used, whose values NumPy guarantees; what is made of
them is written out here, so that no later version of a library can change a result.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray


def words(count: int, seed: int, *purpose: object) -> NDArray[np.uint64]:
    """Raw random words of one stream.

    Args:
        count: how many.
        seed: the published seed, any whole number.
        purpose: names the stream; another purpose is an independent stream.

    Source:
        Salmon, Moraes, Dror, Shaw, Parallel random numbers: as easy as 1, 2, 3, SC 2011.
    """
    name = hashlib.sha256(repr((seed, *purpose)).encode()).digest()
    key = np.frombuffer(name[:16], dtype="<u8").astype(np.uint64)
    drawn: NDArray[np.uint64] = np.random.Philox(key=key).random_raw(count)
    return drawn


def uniforms(count: int, seed: int, *purpose: object) -> NDArray[np.float64]:
    """Numbers in [0, 1) with 53 random bits each."""
    return np.asarray((words(count, seed, *purpose) >> np.uint64(11)) * 2.0**-53)


def normal_like(rows: int, columns: int, *purpose: object) -> NDArray[np.float64]:
    """A fixed (rows, columns) matrix of bell-shaped numbers: sums of four uniforms, centred.

    Used as start of iterations, where the exact shape does not matter but the bytes do.
    """
    drawn = uniforms(rows * columns * 4, 0, "start", *purpose).reshape(rows, columns, 4)
    return np.asarray(drawn[:, :, 0] + drawn[:, :, 1] + drawn[:, :, 2] + drawn[:, :, 3] - 2.0)
