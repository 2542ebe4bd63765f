"""What all documents of a controller mean, in memory: small enough for every process, quick enough to scan.

A document takes about 150 bytes here: a bit per dimension of its vector, a byte per subject, its key and its
place. Bits are enough to find candidates, which are then compared by their whole vectors from the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt

from konsens.city.places.grid import METRES_PER_DEGREE
from konsens.telling.search.meaning import DIMENSIONS, Floats
from konsens.telling.search.models import SearchDocument, Shelf
from konsens.telling.search.thesaurus import Subjects, thesaurus

SIZE = 1000
"""So many keys of cases stand on one shelf."""
COSINE_BY_BITS = np.cos(np.arange(DIMENSIONS + 1) * np.pi / DIMENSIONS).astype(np.float32)
"""The cosine of two vectors of which so many signs differ, on average."""
ROW = ("pk", "case__lat", "case__lon", "case__area_id", "subjects", "vector")


@dataclass(frozen=True, slots=True)
class Around:
    """A neighbourhood: a district with the areas in it, and a circle around a point if one is known."""

    areas: frozenset[int] = frozenset()
    district: int | None = None
    lat: float | None = None
    lon: float | None = None
    radius_m: float = 1500.0


@dataclass(frozen=True, slots=True)
class Stack:
    """Documents side by side in the order of their keys; subjects and bits stand upright, a row for each."""

    keys: npt.NDArray[np.int64]
    points: Floats
    areas: npt.NDArray[np.int64]
    subjects: npt.NDArray[np.uint8]
    bits: npt.NDArray[np.uint64]

    def rough_likeness(self, vector: Floats, subjects: Subjects, weight: float) -> Floats:
        """The cosine by meaning, as far as bits tell it, and `weight` times the cosine by subjects."""
        apart = np.zeros(len(self.keys), dtype=np.int16)
        for kept, asked in zip(self.bits, _bits(vector[None]), strict=True):
            apart += np.bitwise_count(kept ^ asked)
        rough: Floats = COSINE_BY_BITS[apart]
        for subject in np.flatnonzero(subjects):
            rough += self.subjects[subject] * np.float32(weight * subjects[subject] / 255)
        return rough

    def inside(self, around: Around) -> npt.NDArray[np.bool_]:
        """Which documents lie in a neighbourhood."""
        wanted = np.zeros(int(self.areas.max(initial=0)) + 1, dtype=bool)
        wanted[[each for each in around.areas if each < len(wanted)]] = True
        inside: npt.NDArray[np.bool_] = wanted[self.areas]
        if around.lat is not None and around.lon is not None:
            inside |= metres_from(around.lat, around.lon, self.points) < around.radius_m
        return inside


def metres_from(lat: float, lon: float, points: Floats) -> Floats:
    """Distances over a city; not a number where a point is unknown."""
    scale = np.array([METRES_PER_DEGREE, METRES_PER_DEGREE * np.cos(np.radians(lat))], dtype=np.float32)
    away = (points - np.array([lat, lon], dtype=np.float32)) * scale
    distances: Floats = np.hypot(away[:, 0], away[:, 1])
    return distances


def _bits(vectors: npt.NDArray[Any]) -> npt.NDArray[np.uint64]:
    return np.ascontiguousarray(np.packbits(vectors > 0, axis=1).view(np.uint64).T)


def _stack(rows: Sequence[tuple[Any, ...]]) -> Stack:
    keys, lats, lons, areas, subjects, vectors = zip(*rows, strict=True)
    width = len(thesaurus().subjects)
    known = [bytes(each) if len(each) == width else bytes(width) for each in subjects]
    return Stack(
        keys=np.array(keys, dtype=np.int64),
        points=np.array([lats, lons], dtype=np.float32).T,
        areas=np.array([each or 0 for each in areas], dtype=np.int64),
        subjects=np.ascontiguousarray(np.frombuffer(b"".join(known), dtype=np.uint8).reshape(-1, width).T),
        bits=_bits(np.frombuffer(b"".join(map(bytes, vectors)), dtype=np.int8).reshape(-1, DIMENSIONS)),
    )


def _together(stacks: Sequence[Stack]) -> Stack:
    return Stack(
        keys=np.concatenate([each.keys for each in stacks]),
        points=np.concatenate([each.points for each in stacks]),
        areas=np.concatenate([each.areas for each in stacks]),
        subjects=np.concatenate([each.subjects for each in stacks], axis=1),
        bits=np.concatenate([each.bits for each in stacks], axis=1),
    )


@dataclass(frozen=True, slots=True)
class _Kept:
    revisions: dict[int, str]
    shelves: dict[int, Stack]
    whole: Stack | None


_kept: dict[int, _Kept] = {}
_NOTHING = _Kept({}, {}, None)


def stack_of(controller: int) -> Stack | None:
    """All documents of a controller that have a vector: one query, and one more when shelves have changed."""
    kept = _kept.get(controller, _NOTHING)
    revisions = dict(Shelf.objects.filter(controller_id=controller).values_list("number", "revision"))
    if revisions != kept.revisions:
        changed = [number for number, each in revisions.items() if kept.revisions.get(number) != each]
        shelves = {number: each for number, each in kept.shelves.items() if number in revisions}
        for number in changed:
            shelves.pop(number, None)
        shelves.update(_read(controller, changed))
        whole = _together([shelves[number] for number in sorted(shelves)]) if shelves else None
        kept = _kept[controller] = _Kept(revisions, shelves, whole)
    return kept.whole


def _read(controller: int, numbers: Iterable[int]) -> dict[int, Stack]:
    """Some shelves anew, in one query that reads no more than a thousand vectors at a time into memory."""
    wanted = set(numbers)
    if not wanted:
        return {}
    documents = SearchDocument.objects.filter(
        controller_id=controller,
        vector__isnull=False,
        pk__gte=min(wanted) * SIZE,
        pk__lt=(max(wanted) + 1) * SIZE,
    )
    rows = documents.order_by("pk").values_list(*ROW).iterator(chunk_size=SIZE)
    shelves = groupby(rows, key=lambda row: int(row[0]) // SIZE)
    return {number: _stack(list(group)) for number, group in shelves if number in wanted}
