"""Who hears of a case: whoever follows it, its topic, its area, its office, its place, or everything."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date

from django.db.models import F, Q

from konsens.caring.cases.models import Case
from konsens.city.people.models import Absence, Organisation
from konsens.city.places.grid import METRES_PER_DEGREE, metres
from konsens.city.places.locate import atlas
from konsens.telling.news.models import Delivery, Follow, names_only


def follows_of(case: Case, *, only: int | None = None) -> list[Follow]:
    """The follows that hear of a case, those of the case itself first; of one person only if asked."""
    wide = Q(controller_id=case.controller_id) & (
        names_only()
        | Q(topic_id=case.topic_id, topic__isnull=False)
        | Q(area_id__in=_areas(case))
        | Q(organisation_id__in=list(_offices(case)))
        | _around(case)
    )
    found = Follow.objects.counting().filter(Q(case_id=case.pk) | wide)
    if only is not None:
        found = found.filter(person_id=only)
    near = [each for each in found.order_by("pk") if _is_near(each, case)]
    return sorted(near, key=lambda each: each.case_id is None)


def _areas(case: Case) -> list[int]:
    if case.area_id is None:
        return []
    return [case.area_id, *(each.id for each in atlas().ancestors(case.area_id))]


def _offices(case: Case) -> Iterator[int]:
    """The office that looks after a case, and all it belongs to."""
    above: int | None = case.organisation_id
    while above is not None:
        yield above
        above = Organisation.objects.values_list("parent_id", flat=True).get(pk=above)


def _around(case: Case) -> Q:
    """A box around each followed place, so that the database leaves out most of them."""
    if case.lat is None or case.lon is None:
        return Q(pk=None)
    high = F("radius_m") / METRES_PER_DEGREE
    wide = F("radius_m") / (METRES_PER_DEGREE * math.cos(math.radians(case.lat)) * 0.99)
    return Q(lat__range=(case.lat - high, case.lat + high), lon__range=(case.lon - wide, case.lon + wide))


def _is_near(follow: Follow, case: Case) -> bool:
    if follow.radius_m is None:
        return True
    if follow.lat is None or follow.lon is None or case.lat is None or case.lon is None:
        return False
    return metres(follow.lat, follow.lon, case.lat, case.lon) <= follow.radius_m


def why_still(delivery: Delivery) -> Follow | None:
    """Because of which follow somebody is to hear of something at this moment; None when of none any more."""
    first = delivery.follow
    if first is not None and first.ended_at is None and first.person_id == delivery.person_id:
        return first
    facts = delivery.entry.facts
    case = Case.objects.filter(pk=facts.get("into") or facts.get("case") or 0).first()
    while case is not None:
        found = follows_of(case, only=delivery.person_id)
        if found:
            return found[0]
        case = case.merged_into
    return None


def on_duty(caretaker: int, controller: int, day: date) -> int:
    """Who looks after a caretaker's cases on a day: they themselves, or whoever stands in for them."""
    asked: set[int] = set()
    while caretaker not in asked:
        asked.add(caretaker)
        away = Absence.objects.filter(
            person_id=caretaker, controller_id=controller, starts__lte=day, ends__gte=day
        )
        caretaker = away.values_list("deputy_id", flat=True).first() or caretaker
    return caretaker
