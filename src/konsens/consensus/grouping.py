"""Groups of people who stand close together: k-means in whole numbers.

All points, weights and centres are whole numbers, so distances and sums are exact: no
cancellation, no dependence on order, processor or threads.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from konsens.consensus.positions import Points
from konsens.consensus.randomness import words

#: Points are gathered into at most this many cells before starts are tried out.
CELLS: Final = 512
#: Starts per batch, most batches, and how often the best must have been hit.
TRIES: Final = 8
BATCHES: Final = 4
HITS: Final = 2
#: Divisions this close in inertia count as the same find.
SAME: Final = 1 + 2.0**-10
ROUNDS: Final = 100
#: More people than this settle in cells of this number first, then for a few rounds by themselves.
FINE_CELLS: Final = 8192
LAST_ROUNDS: Final = 3
#: Silhouettes are averaged as multiples of 1 / FINE, exactly.
FINE: Final = 1 << 20

Weights = NDArray[np.int64]
Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Partition:
    """One way to divide people into k groups.

    Attributes:
        labels: (n,) group of each point; groups are numbered by falling size, ties by centre.
        centres: (k, C) whole numbers, units of the points.
        sizes: (k,) people per group.
        inertia: sum of squared distances to the centres.
        silhouette: mean of (b − a) / max(a, b) with a, b the distances to the own and to the
            nearest other centre, in [−1, 1].
        error: standard error of that mean.
        hits: how many starts found this same division.
    """

    labels: Labels
    centres: Points
    sizes: NDArray[np.int64]
    inertia: float
    silhouette: float
    error: float
    hits: int


def divide(points: Points, numbers: Sequence[int], seed: int, *, tries: int = TRIES) -> list[Partition]:
    """Divide points into k groups, for each k asked for.

    Args:
        points: (n, C) whole numbers; order does not matter.
        numbers: the k to try; fewer groups come back when there are fewer distinct points.
        seed: the published seed.
        tries: starts per batch.

    Source:
        Arthur & Vassilvitskii, k-means++, SODA 2007; Lloyd, IEEE Trans. Inf. Theory 28, 1982.
    """
    cells, weight = gather(points)
    stages = [(points, np.ones(len(points), np.int64), ROUNDS)]
    if len(points) > FINE_CELLS:
        stages = [(*gather(points, FINE_CELLS), ROUNDS), (*stages[0][:2], LAST_ROUNDS)]
    found = []
    for k in (min(number, len(cells)) for number in numbers):
        centres, hits = _best_start(cells, weight, k, seed, tries)
        for where, mass, rounds in stages:
            centres = _lloyd(where, mass, centres[None], rounds)[0]
        found.append(described(points, centres, hits))
    return found


def described(points: Points, centres: Points, hits: int = 0) -> Partition:
    """The division that some centres make, groups numbered by falling size."""
    labels = nearest(points, centres[None])[0]
    sizes = np.bincount(labels, minlength=len(centres))
    order = np.lexsort((*centres.T[::-1], -sizes))
    order = order[sizes[order] > 0]
    rename = np.full(len(centres), -1, np.int64)
    rename[order] = np.arange(len(order))
    labels, centres = rename[labels], centres[order]
    own = _squared(points, centres)[np.arange(len(points)), labels]
    clarity, error = silhouette(points, centres)
    return Partition(labels, centres, sizes[order], float(own.sum()), clarity, error, hits)


def gather(points: Points, most: int = CELLS) -> tuple[Points, Weights]:
    """Gather points into the finest grid cells of which there are at most ``most``.

    Returns:
        (m, C) mean of each cell, rounded, in lexicographic order of the cells, and (m,) how
        many points it holds.
    """
    low, high = 0, max(int(np.ptp(points, axis=0).max(initial=0)).bit_length(), 1)
    while low < high:
        middle = (low + high) // 2
        key = _packed(points >> middle)
        if key is not None and len(np.unique(key)) <= most:
            high = middle
        else:
            low = middle + 1
    key = np.asarray(_packed(points >> low))
    _cells, index, weight = np.unique(key, return_inverse=True, return_counts=True)
    return _rounded(_sums(points, index, len(weight)), weight), weight.astype(np.int64)


def _packed(cells: Points) -> NDArray[np.int64] | None:
    """One number per row, in lexicographic order of the rows, if 62 bits are enough."""
    low = cells.min(axis=0)
    bits = [int(span).bit_length() for span in cells.max(axis=0) - low]
    if sum(bits) > 62:
        return None
    key = np.zeros(len(cells), np.int64)
    for axis, width in enumerate(bits):
        key = (key << width) | (cells[:, axis] - low[axis])
    return key


def silhouette(points: Points, centres: Points) -> tuple[float, float]:
    """How clearly points belong to their centre: mean simplified silhouette and its error.

    Returns:
        The mean in [−1, 1] and its standard error; 0, 0 for fewer than two groups.

    Source:
        Hruschka, de Castro, Campello, Evolutionary algorithms for clustering, ICDM 2004.
    """
    size = len(points)
    if len(centres) < 2 or not size:
        return 0.0, 0.0
    closest = np.sqrt(np.partition(_squared(points, centres), 1, axis=1)[:, :2])
    each = (closest[:, 1] - closest[:, 0]) / np.maximum(closest[:, 1], 1e-300)
    whole = np.rint(each * FINE).astype(np.int64)
    mean = int(whole.sum()) / (FINE * size)
    # Sums of whole numbers again; 2^40 per person leaves room for 8 million people.
    variance = int((whole**2).sum()) / (FINE**2 * size) - mean**2
    return mean, math.sqrt(max(variance, 0.0) / size)


def nearest(points: Points, centres: Points) -> Labels:
    """Index of the nearest centre, the first of equals.

    Args:
        points: (n, C).
        centres: (T, k, C), T sets of centres.

    Returns:
        (T, n).
    """
    tries, k, _axes = centres.shape
    flat = centres.reshape(tries * k, -1).astype(np.float64)
    # |c|² − 2x·c: whole numbers below 2^53, so nothing cancels.
    distance = (flat**2).sum(axis=1)[:, None] - 2.0 * (flat @ points.T.astype(np.float64))
    by_centre = distance.reshape(tries, k, len(points))
    best, label = by_centre[:, 0].copy(), np.zeros((tries, len(points)), np.int64)
    for which in range(1, k):
        closer = by_centre[:, which] < best
        np.copyto(best, by_centre[:, which], where=closer)
        label[closer] = which
    return label


def _best_start(cells: Points, weight: Weights, k: int, seed: int, tries: int) -> tuple[Points, int]:
    """Try starts in batches until the best division was found more than once."""
    tried: list[tuple[float, Points]] = []
    for batch in range(BATCHES):
        drawn = words(k * tries, seed, "start", k, batch).reshape(tries, k)
        centres = _lloyd(cells, weight, np.stack([_start(cells, weight, k, each) for each in drawn]))
        tried += zip(_inertia(cells, weight, centres), centres, strict=True)
        best, found = min(tried, key=lambda each: each[0])
        hits = sum(inertia <= best * SAME for inertia, _centres in tried)
        if hits >= HITS:
            break
    return found, hits


def _start(cells: Points, weight: Weights, k: int, drawn: NDArray[np.uint64]) -> Points:
    """Seeds far apart: each with probability weight × squared distance to the nearest before."""
    chosen = [_drawn(weight, int(drawn[0]))]
    closest = np.full(len(cells), np.iinfo(np.int64).max)
    for word in drawn[1:]:
        closest = np.minimum(closest, ((cells - cells[chosen[-1]]) ** 2).sum(axis=1))
        chosen.append(_drawn(weight * closest, int(word)))
    return np.asarray(cells[np.array(chosen)])


def _drawn(mass: Weights, word: int) -> int:
    """Index drawn with probability ∝ mass from a random word; the first if all mass is 0."""
    edges = np.cumsum(mass)
    total = int(edges[-1])
    return int(np.searchsorted(edges, word % total, side="right")) if total else 0


def _lloyd(points: Points, weight: Weights, centres: Points, rounds: int = ROUNDS) -> Points:
    """Move T sets of centres to the rounded means of their points until nothing moves."""
    centres = centres.copy()
    # Columns to add up per group: the weight itself, then each coordinate.
    load = np.concatenate([weight[:, None], points * weight[:, None]], axis=1).astype(np.float64)
    moving = np.arange(len(centres))
    for _round in range(rounds):
        moved = _moved(points, load, centres[moving])
        still = (moved != centres[moving]).any(axis=(1, 2))
        centres[moving] = moved
        moving = moving[still]
        if not len(moving):
            break
    return centres


def _moved(points: Points, load: NDArray[np.float64], centres: Points) -> Points:
    """One round for T sets of centres at once."""
    tries, k, _axes = centres.shape
    label = nearest(points, centres)
    belongs = (label[:, None, :] == np.arange(k)[None, :, None]).reshape(tries * k, len(points))
    # Whole numbers below 2^53: the product is exact in whatever order it is added up.
    sums = belongs.astype(np.float64) @ load
    mass = sums[:, 0]
    means = np.rint(sums[:, 1:] / np.maximum(mass, 1)[:, None])
    moved: Points = means.astype(np.int64).reshape(centres.shape)
    for at in np.flatnonzero(mass == 0):
        # An emptied group starts again at the point farthest from its own centre.
        moved[at // k, at % k] = _farthest(points, centres[at // k])
    return moved


def _farthest(points: Points, centres: Points) -> Points:
    """The point farthest from its nearest centre, the first of equals."""
    return np.asarray(points[int(np.argmax(_squared(points, centres).min(axis=1)))])


def _inertia(cells: Points, weight: Weights, centres: Points) -> list[float]:
    """Weighted sum of squared distances per set of centres."""
    return [float((_squared(cells, each).min(axis=1) * weight).sum()) for each in centres]


def _squared(points: Points, centres: Points) -> NDArray[np.float64]:
    """(n, k) squared distances, exact."""
    return np.asarray(
        sum(
            (points[:, axis, None] - centres[None, :, axis]).astype(np.float64) ** 2
            for axis in range(points.shape[1])
        ),
        dtype=np.float64,
    )


def _sums(points: Points, index: NDArray[np.intp], size: int) -> Points:
    """(size, C) sums of the points per index, exact."""
    columns = [np.bincount(index, points[:, axis], size) for axis in range(points.shape[1])]
    return np.stack(columns, axis=1).astype(np.int64)


def _rounded(sums: Points, mass: Weights) -> Points:
    """Rounded means."""
    return np.rint(sums / mass[:, None]).astype(np.int64)
