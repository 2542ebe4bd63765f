"""Which cases may be about the same: a hint for people, never a decision."""

from __future__ import annotations

from dataclasses import dataclass

from konsens.caring.cases.models import Case, CaseQuerySet
from konsens.city.places.locate import atlas
from konsens.doors.web.places import words_for
from konsens.telling.search.likeness import DUPLICATE, similar

MOST = 5


@dataclass(frozen=True, slots=True)
class Likely:
    """Another case that may be about the same, with what one needs to judge."""

    public_id: str
    title: str
    text: str
    where: str
    distance: float | None
    support: int
    is_probably_same: bool


def likely_same(case: Case, cases: CaseQuerySet) -> list[Likely]:
    """Public cases that are like this one, the likeliest first, as far as they are among `cases`."""
    found = similar(
        f"{case.lead.title}\n{case.lead.text}",
        controller=case.controller_id,
        lat=case.lat,
        lon=case.lon,
        area=case.area_id,
        topic=case.topic_id,
        count=MOST,
        besides=case.pk,
    )
    keys = [each.case for each in found]
    rows = {each.pk: each for each in cases.filter(pk__in=keys, merged_into=None).select_related("lead")}
    return [
        Likely(
            public_id=rows[each.case].public_id,
            title=rows[each.case].lead.title,
            text=each.text,
            where=words_for(atlas(), rows[each.case].area_id, rows[each.case].lead.street),
            distance=each.distance,
            support=rows[each.case].support_count,
            is_probably_same=each.likeness >= DUPLICATE,
        )
        for each in found
        if each.case in rows
    ]
