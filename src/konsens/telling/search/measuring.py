"""How alike a draft and some documents are: a sum of what their meaning, subjects, words and places say."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from konsens.city.places.grid import metres
from konsens.telling.search.drafts import Draft
from konsens.telling.search.meaning import unpack
from konsens.telling.search.shelves import Around

BY_SUBJECT, BY_WORDS, BY_NEARNESS, BY_TOPIC = 0.35, 0.1, 0.05, 0.03
"""What each weighs at most, against one for the cosine of meaning."""
IN_TEXT = 0.6
"""What a word in the text weighs against one in the heading."""
UNREAD = 0.7
"""What shared words count for the meaning of a document that was not encoded yet."""
NEAR_M = 600.0


class Row(NamedTuple):
    """What is read of a document and its case."""

    pk: int
    title: str
    text: str
    subjects: bytes
    vector: bytes | None
    lat: float | None
    lon: float | None
    area: int | None
    topic: int | None
    merged_into: int | None


COLUMNS = (
    *("pk", "title", "text", "subjects", "vector", "case__lat", "case__lon", "case__area_id"),
    *("case__topic_id", "case__merged_into_id"),
)
"""The columns of a row, as a query names them."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case that may be alike, with what was measured of it."""

    case: int
    likeness: float
    is_near: bool
    distance: float | None


def measure(draft: Draft, rows: Sequence[Row], *, topic: int | None = None) -> list[Candidate]:
    """How alike a draft and some documents are, most alike first.

    A document that nobody has encoded yet is judged by its words. What was merged stands for the case in
    which it goes on.
    """
    found = []
    for row, meaning, subject in zip(rows, meanings(draft, rows), subjects(draft, rows), strict=True):
        shared, distance = shared_words(draft, row), distance_of(draft.around, row)
        likeness = (
            (UNREAD * shared if meaning is None else meaning)
            + BY_SUBJECT * subject
            + BY_WORDS * shared
            + (BY_NEARNESS * math.exp(-distance / NEAR_M) if distance is not None else 0.0)
            + (BY_TOPIC if topic is not None and topic == row.topic else 0.0)
        )
        near = is_near(draft.around, row, distance)
        found.append(Candidate(row.merged_into or row.pk, likeness, near, distance))
    return sorted(found, key=lambda each: (-each.likeness, each.case))


def meanings(draft: Draft, rows: Sequence[Row]) -> list[float | None]:
    """The cosine of the vectors of a draft and each document; None where a document has none."""
    known = [n for n, row in enumerate(rows) if row.vector is not None]
    cosines: list[float | None] = [None] * len(rows)
    if known:
        measured = unpack([bytes(rows[n].vector or b"") for n in known]) @ draft.vector
        for n, cosine in zip(known, measured.tolist(), strict=True):
            cosines[n] = cosine
    return cosines


def subjects(draft: Draft, rows: Sequence[Row]) -> list[float]:
    """The cosine of what a draft and each document are about; 0 if that was kept with other synonyms."""
    width = len(draft.subjects)
    known = [bytes(row.subjects) if len(row.subjects) == width else bytes(width) for row in rows]
    weights = np.frombuffer(b"".join(known), dtype=np.uint8).reshape(-1, width)
    measured: list[float] = (weights.astype(np.float32) @ draft.subjects / 255).tolist()
    return measured


def shared_words(draft: Draft, row: Row) -> float:
    """Which share of the draft's words a document holds, in [0, 1]; in its heading they count whole."""
    found = dict.fromkeys((draft.words[each] for each in row.text.split() if each in draft.words), IN_TEXT)
    found.update(dict.fromkeys((draft.words[each] for each in row.title.split() if each in draft.words), 1.0))
    return sum(draft.weights[word] * share for word, share in found.items())


def distance_of(around: Around | None, row: Row) -> float | None:
    """Metres from the point of a draft, if both points are known."""
    if around is None or around.lat is None or around.lon is None or row.lat is None or row.lon is None:
        return None
    return metres(around.lat, around.lon, row.lat, row.lon)


def is_near(around: Around | None, row: Row, distance: float | None) -> bool:
    """Does a document lie in the neighbourhood of a draft? Without a place the whole city is near."""
    if around is None:
        return True
    return row.area in around.areas or (distance is not None and distance < around.radius_m)
