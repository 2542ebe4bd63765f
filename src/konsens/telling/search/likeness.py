"""What others said already about the same thing: by meaning, subject and words, in the neighbourhood first.

How alike two things are is a sum: the cosine of their vectors, and smaller shares for subjects, words,
nearness and topic. A sum of reciprocal ranks was measured too: it ranks worse among many that are nearly the
same, and a rank cannot say that nothing is alike.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from konsens.caring.cases.models import Case
from konsens.city.people.viewer import ANYBODY
from konsens.city.places.grid import metres
from konsens.telling.search.drafts import Draft, Where, read
from konsens.telling.search.engines import engine
from konsens.telling.search.lexicon import reader
from konsens.telling.search.meaning import Floats, unpack
from konsens.telling.search.models import SearchDocument
from konsens.telling.search.shelves import Around, Stack, stack_of

BY_SUBJECT, BY_WORDS, BY_NEARNESS, BY_TOPIC = 0.35, 0.1, 0.05, 0.03
"""What each weighs at most, against one for the cosine of meaning."""
ALIKE = 0.42
DUPLICATE = 0.9
"""From which sum on two things are alike, and are probably the same."""
IN_TEXT = 0.6
"""What a word in the text weighs against one in the heading."""
NEAR_M = 600.0
BY_MEANING_MOST, BY_WORDS_MOST = 120, 60
UNREAD = 0.7
"""What shared words count for the meaning of a document that was not encoded yet."""
FEWEST_LETTERS = 4
ROW = (
    *("pk", "title", "text", "subjects", "vector", "case__lat", "case__lon", "case__area_id"),
    *("case__topic_id", "case__merged_into_id"),
)
SUBJECTS, VECTOR = ROW.index("subjects"), ROW.index("vector")


@dataclass(frozen=True, slots=True)
class Alike:
    """A case that is like something: its key and text, how much, and how many metres away, if known."""

    case: int
    text: str
    likeness: float
    distance: float | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that may be alike, with what was measured of it."""

    case: int
    likeness: float
    is_near: bool
    distance: float | None


def similar(
    said: str,
    *,
    controller: int,
    lat: float | None = None,
    lon: float | None = None,
    area: int | None = None,
    topic: int | None = None,
    count: int = 5,
    besides: int | None = None,
) -> list[Alike]:
    """Public cases that are like something said, most alike first.

    Args:
        said: heading and text, one below the other.
        controller: key of the root organisation whose cases are meant.
        lat: degrees north of the point where it is, if known.
        lon: degrees east.
        area: key of the area in which it is, if only that is known; else an area that the text names counts.
        topic: key of the topic it was given, if any.
        count: how many at most.
        besides: key of a case that is not to be among them.

    Returns:
        Cases of the neighbourhood (the same district, or within 1.5 km); when nothing there is alike, of the
        whole city. What was merged into another case appears as that one. Six queries, and up to three more
        after areas were loaded, words were learned or something new was encoded.
    """
    if len(said.strip()) < FEWEST_LETTERS:
        return []
    draft = read(said, Where(lat, lon, area), reader(), controller)
    keys = {*_by_meaning(draft, stack_of(controller)), *_by_words(draft)} - {besides}
    documents = SearchDocument.objects.filter(pk__in=keys, controller_id=controller)
    measured = measure(draft, list(documents.values_list(*ROW)), topic=topic)
    alike = [each for each in measured if each.likeness >= ALIKE and each.case != besides]
    near = [each for each in alike if each.is_near]
    return _shown(near or alike, controller, count)


def likely_duplicates(case: Case, *, count: int = 5) -> list[Alike]:
    """Public cases that probably say the same as a case, for whoever looks after it."""
    found = similar(
        f"{case.lead.title}\n{case.lead.text}",
        controller=case.controller_id,
        lat=case.lat,
        lon=case.lon,
        area=case.area_id,
        topic=case.topic_id,
        count=count,
        besides=case.pk,
    )
    return [each for each in found if each.likeness >= DUPLICATE]


def _by_meaning(draft: Draft, stack: Stack | None) -> Iterable[int]:
    """The documents that are roughly the most alike: half of them in the neighbourhood, if one is known."""
    if stack is None:
        return []
    rough = stack.rough_likeness(draft.vector, draft.subjects, BY_SUBJECT)
    found = set(_best(stack, rough, BY_MEANING_MOST))
    if draft.around is not None:
        inside = stack.inside(draft.around)
        found = set(_best(stack, rough, BY_MEANING_MOST // 4))
        found.update(_best(stack, np.where(inside, rough, np.float32(-2)), BY_MEANING_MOST))
    return found


def _best(stack: Stack, rough: Floats, most: int) -> list[int]:
    if len(rough) > most:
        return [int(key) for key in stack.keys[np.argpartition(-rough, most)[:most]]]
    return [int(key) for key in stack.keys]


def _by_words(draft: Draft) -> Iterable[int]:
    return engine().some(draft.query, BY_WORDS_MOST) if draft.query is not None else []


def measure(draft: Draft, rows: list[tuple[Any, ...]], *, topic: int | None = None) -> list[Candidate]:
    """How alike a draft and some documents are, most alike first.

    A document that nobody has encoded yet is judged by its words.
    """
    meanings, subjects = _meanings(draft, rows), _subjects(draft, rows)
    found = []
    for row, meaning, subject in zip(rows, meanings, subjects, strict=True):
        pk, title, text, _subjects_of, _vector, lat, lon, area, about, merged = row
        shared = _words(draft, title, text)
        distance = _distance(draft.around, lat, lon)
        likeness = (
            (UNREAD * shared if meaning is None else meaning)
            + BY_SUBJECT * subject
            + BY_WORDS * shared
            + (BY_NEARNESS * math.exp(-distance / NEAR_M) if distance is not None else 0.0)
            + (BY_TOPIC if topic is not None and topic == about else 0.0)
        )
        is_near = _is_near(draft.around, area, distance)
        found.append(Candidate(merged or pk, likeness, is_near, distance))
    return sorted(found, key=lambda each: (-each.likeness, each.case))


def _meanings(draft: Draft, rows: list[tuple[Any, ...]]) -> list[float | None]:
    known = [n for n, row in enumerate(rows) if row[VECTOR] is not None]
    cosines: list[float | None] = [None] * len(rows)
    if known:
        measured = unpack([bytes(rows[n][VECTOR]) for n in known]) @ draft.vector
        for n, cosine in zip(known, measured.tolist(), strict=True):
            cosines[n] = cosine
    return cosines


def _subjects(draft: Draft, rows: list[tuple[Any, ...]]) -> list[float]:
    width = len(draft.subjects)
    known = [bytes(row[SUBJECTS]) if len(row[SUBJECTS]) == width else bytes(width) for row in rows]
    weights = np.frombuffer(b"".join(known), dtype=np.uint8).reshape(-1, width)
    measured: list[float] = (weights.astype(np.float32) @ draft.subjects / 255).tolist()
    return measured


def _words(draft: Draft, title: str, text: str) -> float:
    """Which share of the draft's words a document holds; in its heading they count whole."""
    found = dict.fromkeys((draft.words[each] for each in text.split() if each in draft.words), IN_TEXT)
    found.update(dict.fromkeys((draft.words[each] for each in title.split() if each in draft.words), 1.0))
    return sum(draft.weights[word] * share for word, share in found.items())


def _distance(around: Around | None, lat: float | None, lon: float | None) -> float | None:
    if around is None or around.lat is None or around.lon is None or lat is None or lon is None:
        return None
    return metres(around.lat, around.lon, lat, lon)


def _is_near(around: Around | None, area: int | None, distance: float | None) -> bool:
    if around is None:
        return True
    return area in around.areas or (distance is not None and distance < around.radius_m)


def _shown(found: list[Candidate], controller: int, count: int) -> list[Alike]:
    """The cases behind the best candidates, each once, and only what everybody may see."""
    best: dict[int, Candidate] = {}
    for each in found:
        best.setdefault(each.case, each)
    wanted = list(best)[: count * 2]
    visible = Case.objects.visible_to(ANYBODY).filter(pk__in=wanted, controller_id=controller)
    texts = dict(visible.values_list("pk", "lead__text"))
    shown = [Alike(pk, texts[pk], best[pk].likeness, best[pk].distance) for pk in wanted if pk in texts]
    return shown[:count]
