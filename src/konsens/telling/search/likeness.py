"""What others said already about the same thing: by meaning, subject and words, near first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from konsens.caring.cases.models import Case
from konsens.city.people.viewer import ANYBODY
from konsens.telling.search.drafts import Draft, Where, read
from konsens.telling.search.engines import engine
from konsens.telling.search.lexicon import reader
from konsens.telling.search.meaning import Floats
from konsens.telling.search.measuring import BY_SUBJECT, COLUMNS, Candidate, Row, measure
from konsens.telling.search.models import SearchDocument
from konsens.telling.search.shelves import Stack, stack_of

ALIKE = 0.42
DUPLICATE = 0.9
"""From which sum on two things are alike, and are probably the same."""
BY_MEANING_MOST, BY_WORDS_MOST = 120, 60
FEWEST_LETTERS = 4


@dataclass(frozen=True, slots=True)
class Alike:
    """A case that is like something: its key and text, how much, and how many metres away, if known."""

    case: int
    text: str
    likeness: float
    distance: float | None = None


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
    measured = measure(draft, candidates(draft, controller), topic=topic)
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


def candidates(draft: Draft, controller: int) -> list[Row]:
    """The documents worth comparing: the nearest by meaning and subject, and those with the rarer words."""
    stack = stack_of(controller)
    keys = set(engine().some(draft.query, BY_WORDS_MOST)) if draft.query is not None else set()
    if stack is not None:
        keys.update(_by_meaning(draft, stack))
    rows = SearchDocument.objects.filter(pk__in=keys, controller_id=controller).values_list(*COLUMNS)
    return [Row(*row) for row in rows]


def _by_meaning(draft: Draft, stack: Stack) -> set[int]:
    """Most of them from the neighbourhood, if one is known, and some from the whole city."""
    rough = stack.rough_likeness(draft.vector, draft.subjects, BY_SUBJECT)
    if draft.around is None:
        return _best(stack, rough, BY_MEANING_MOST)
    inside = np.where(stack.inside(draft.around), rough, np.float32(-2))
    return _best(stack, inside, BY_MEANING_MOST) | _best(stack, rough, BY_MEANING_MOST // 4)


def _best(stack: Stack, rough: Floats, most: int) -> set[int]:
    chosen = np.argpartition(-rough, most)[:most] if len(rough) > most else np.arange(len(rough))
    return set(stack.keys[chosen].tolist())


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
