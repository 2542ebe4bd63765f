"""Which area lies in which: levels from coarse to fine, parents by overlap, coarse areas out of fine ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from konsens.city.places.geojson import Shape, Surface, code_order, surfaces_of
from konsens.city.places.projection import LocalMetres


@dataclass(frozen=True, slots=True)
class Lie:
    """Into which area (its place in the list) another falls, and with which share of its size, 0 to 1."""

    parent: int | None
    share: float


def coarse_to_fine(levels: Mapping[str, Sequence[Surface]]) -> list[str]:
    """The levels sorted by the mean size of their areas, largest first; of equals by name."""

    def mean_size(level: str) -> float:
        return float(np.mean(shapely.area(levels[level]))) if levels[level] else 0.0

    return sorted(levels, key=lambda level: (-mean_size(level), level))


def parents_by_overlap(
    areas: Sequence[Surface], parents: Sequence[Surface], *, now_in: Sequence[int | None]
) -> list[Lie]:
    """Where each area lies among coarser ones: where it was if at least half of it does, else mostly.

    Args:
        areas: the finer areas, in degrees.
        parents: the coarser areas, in degrees.
        now_in: for each finer area the coarser one it belongs to so far (its place in the list), or None.
    """
    if not parents:
        return [Lie(None, 0.0) for _area in areas]
    plan = LocalMetres.around(*shapely.total_bounds([*areas, *parents]))
    coarse = [plan.to_metres(parent) for parent in parents]
    fine = [plan.to_metres(area) for area in areas]
    shares: list[dict[int, float]] = [{} for _area in areas]
    for area, parent in zip(*shapely.STRtree(coarse).query(fine, predicate="intersects"), strict=True):
        shared = shapely.intersection(fine[area], coarse[parent]).area
        if shared > 0:
            shares[area][int(parent)] = shared / fine[area].area
    return [_lie(found, before) for found, before in zip(shares, now_in, strict=True)]


def _lie(shares: Mapping[int, float], before: int | None) -> Lie:
    if not shares:
        return Lie(None, 0.0)
    best = min(shares, key=lambda parent: (-round(shares[parent], 6), parent))
    if before is not None and shares.get(before, 0.0) >= 0.5:
        best = before
    return Lie(best, shares[best])


def dissolve(shapes: Sequence[Shape], into: Callable[[Shape], tuple[str, str]]) -> list[Shape]:
    """Coarser areas out of finer ones, border by border, so that no gap and no overlap can arise.

    Args:
        shapes: a valid coverage, in degrees.
        into: for a fine area the code and the name of the coarse one.

    Returns:
        The coarse areas in the order of their codes.
    """
    groups: dict[tuple[str, str], list[Surface]] = defaultdict(list)
    for shape in shapes:
        groups[into(shape)].append(shape.surface)
    return [
        Shape(code=code, name=name, surface=surfaces_of(shapely.coverage_union_all(groups[code, name])))
        for code, name in sorted(groups, key=lambda key: code_order(key[0]))
    ]
