"""Which cases may be about the same: a hint for people, never a decision."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import Q

from konsens.caring.cases.models import Case, CaseQuerySet
from konsens.city.places.grid import metres
from konsens.city.places.locate import atlas
from konsens.doors.web.places import words_for

MOST, LOOK_AT = 5, 400
NEAR_M = 1500.0
WORD = re.compile(r"\w{4,}")


@dataclass(frozen=True, slots=True)
class Likely:
    """Another case that may be about the same, with what one needs to judge."""

    public_id: str
    title: str
    text: str
    where: str
    distance: float | None
    support: int


def likely_same(case: Case, cases: CaseQuerySet) -> list[Likely]:
    """Other cases of the same topic or place that share words with it, the likeliest first; one query."""
    others = cases.filter(Q(topic_id=case.topic_id) | Q(area_id=case.area_id), merged_into=None)
    rows = others.exclude(pk=case.pk).select_related("lead").order_by("-received_at", "-pk")[:LOOK_AT]
    mine = _words(f"{case.lead.title} {case.lead.text}")
    scored = [(_likeness(case, each, mine), each) for each in rows]
    best = sorted((each for each in scored if each[0] > 0), key=lambda each: (-each[0], -each[1].pk))
    return [_row(case, each) for _score, each in best[:MOST]]


def _words(text: str) -> set[str]:
    return {each[:6] for each in WORD.findall(text.casefold())}


def _likeness(case: Case, other: Case, mine: set[str]) -> float:
    """Shared beginnings of words, more when it is near; one common word alone is no hint."""
    theirs = _words(f"{other.lead.title} {other.lead.text}")
    shared = len(mine & theirs)
    if shared < 2:
        return 0.0
    far = _distance(case, other)
    nearness = 1.0 if far is None else 1.0 + max(0.0, 1.0 - far / NEAR_M)
    return shared / len(mine | theirs) * nearness


def _distance(case: Case, other: Case) -> float | None:
    if case.lat is None or case.lon is None or other.lat is None or other.lon is None:
        return None
    return metres(case.lat, case.lon, other.lat, other.lon)


def _row(case: Case, other: Case) -> Likely:
    return Likely(
        public_id=other.public_id,
        title=other.lead.title,
        text=other.lead.text,
        where=words_for(atlas(), other.area_id, other.lead.street),
        distance=_distance(case, other),
        support=other.support_count,
    )
