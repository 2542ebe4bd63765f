"""From the diary to deliveries: who hears of what, each once (I32).

Entries carry a mark of their own (`told_at`); "greater than the last id" would lose what commits late.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from konsens.caring.cases.models import Case
from konsens.city.people.models import Relation
from konsens.city.places.grid import metres
from konsens.city.places.locate import atlas
from konsens.kernel.models import Entry
from konsens.listening.voices.models import Contribution, Report, Support
from konsens.telling.news.kinds import Cadence, DeliveryState, Reason
from konsens.telling.news.models import Delivery, Follow

AT_ONCE = 200
DIGEST_AT = time(7, 0)


@dataclass(frozen=True, slots=True)
class Hearer:
    """Somebody who is to hear of an entry, and why."""

    person: int
    reason: Reason
    follow: int | None = None
    daily: bool = False


Finds = Callable[[Entry], Iterable[Hearer]]


def spread(*, now: datetime) -> int:
    """Queue deliveries for everything not yet told; returns how many entries were taken."""
    count = 0
    while taken := _spread_some(now):
        count += taken
    return count


@transaction.atomic
def _spread_some(now: datetime) -> int:
    waiting = Entry.objects.filter(told_at=None).order_by("id")
    if connection.features.has_select_for_update_skip_locked:
        waiting = waiting.select_for_update(skip_locked=True)
    entries = list(waiting[:AT_ONCE])
    made = [delivery for entry in entries for delivery in _deliveries(entry)]
    Delivery.objects.bulk_create(made, ignore_conflicts=True, batch_size=500)
    Entry.objects.filter(pk__in=[each.pk for each in entries]).update(told_at=now)
    return len(entries)


def _deliveries(entry: Entry) -> list[Delivery]:
    hearers: dict[int, Hearer] = {}
    for find in WHO.get(entry.verb, ()):
        for hearer in find(entry):
            best = hearers.get(hearer.person)
            if best is None or (best.daily and not hearer.daily):
                hearers[hearer.person] = hearer
    if entry.actor_id is not None and entry.verb not in EVEN_TO_THE_ACTOR:
        hearers.pop(entry.actor_id, None)
    return [
        Delivery(
            person_id=each.person,
            entry=entry,
            follow_id=each.follow,
            reason=each.reason,
            due_at=next_digest(entry.at) if each.daily else entry.at,
            state=DeliveryState.WAITING,
        )
        for each in hearers.values()
    ]


def next_digest(moment: datetime) -> datetime:
    """The next 07:00 in the city after a moment; the hour stays seven when the clocks change."""
    local = timezone.localtime(moment)
    day = local.date() if local.time() < DIGEST_AT else local.date() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, DIGEST_AT))  # noqa: DTZ001 - made aware right here


def _author(entry: Entry) -> Iterable[Hearer]:
    pk = (
        Contribution.objects.filter(pk=entry.facts["contribution"])
        .values_list("author_id", flat=True)
        .first()
    )
    return [Hearer(pk, Reason.OWN)] if pk else []


def _unconfirmed_author(entry: Entry) -> Iterable[Hearer]:
    if entry.facts["confirmed"]:
        return []
    return [Hearer(each.person, Reason.CONFIRM) for each in _author(entry)]


def _judged_author(entry: Entry) -> Iterable[Hearer]:
    return [] if entry.facts["measure"] == "publish" else _author(entry)


def _reporter(entry: Entry) -> Iterable[Hearer]:
    """Whoever reported something and left an address."""
    email = Report.objects.filter(pk=entry.facts["report"]).values_list("email", flat=True).first()
    known = Relation.objects.filter(controller_id=entry.controller_id, email=email or None)
    return [Hearer(pk, Reason.OWN) for pk in known.values_list("person_id", flat=True)]


def _asked_supporter(entry: Entry) -> Iterable[Hearer]:
    pk = Support.objects.filter(pk=entry.facts["support"]).values_list("person_id", flat=True).first()
    return [Hearer(pk, Reason.CONFIRM)] if pk else []


def _asked_follower(entry: Entry) -> Iterable[Hearer]:
    found = Follow.objects.filter(pk=entry.facts["follow"], ended_at=None).first()
    return [Hearer(found.person_id, Reason.CONFIRM, found.pk)] if found else []


def _caretaker(entry: Entry) -> Iterable[Hearer]:
    return [Hearer(entry.facts["caretaker"], Reason.STAFF)]


def _present_caretaker(entry: Entry) -> Iterable[Hearer]:
    rows = Case.objects.filter(pk=entry.facts["case"], assignments__ends=None)
    return [Hearer(pk, Reason.STAFF) for pk in rows.values_list("assignments__caretaker_id", flat=True) if pk]


def _rung(entry: Entry) -> Iterable[Hearer]:
    return [Hearer(entry.facts["to"], Reason.STAFF)]


def _followers(entry: Entry) -> Iterable[Hearer]:
    """Who follows the case, its topic, its area, its place, or everything of its controller."""
    case = Case.objects.filter(pk=entry.facts.get("into") or entry.facts["case"]).first()
    if case is None:
        return []
    plan = atlas()
    chain = [case.area_id, *(each.id for each in plan.ancestors(case.area_id))] if case.area_id else []
    wide = Q(case=None, controller_id=case.controller_id) & (
        Q(topic=None, area=None, lat=None)
        | Q(topic_id=case.topic_id, topic__isnull=False)
        | Q(area_id__in=chain)
        | Q(lat__isnull=False)
    )
    found = Follow.objects.filter(Q(case=case) | wide, ended_at=None, confirmed_at__isnull=False)
    return [
        Hearer(each.person_id, Reason.FOLLOW, each.pk, each.cadence == Cadence.DAILY)
        for each in found
        if _is_near(each, case)
    ]


def _is_near(follow: Follow, case: Case) -> bool:
    if follow.lat is None or follow.lon is None or follow.radius_m is None:
        return True
    if case.lat is None or case.lon is None:
        return False
    return metres(follow.lat, follow.lon, case.lat, case.lon) <= follow.radius_m


def _asked_whether_done(entry: Entry) -> Iterable[Hearer]:
    found = Follow.objects.filter(case_id=entry.facts["case"], ended_at=None, confirmed_at__isnull=False)
    return [Hearer(each.person_id, Reason.FOLLOW, each.pk) for each in found]


WHO: dict[str, tuple[Finds, ...]] = {
    "contribution.heard": (_unconfirmed_author,),
    "contribution.judged": (_judged_author,),
    "complaint.decided": (_author,),
    "contribution.reported": (_reporter,),
    "report.settled": (_reporter,),
    "support.asked": (_asked_supporter,),
    "follow.asked": (_asked_follower,),
    "case.received": (_followers, _caretaker),
    "case.joined": (_followers,),
    "case.assigned": (_followers, _caretaker),
    "case.moved": (_followers,),
    "case.note": (_followers,),
    "case.date_moved": (_followers,),
    "case.merged": (_followers,),
    "case.council_step": (_followers,),
    "case.council_decided": (_followers,),
    "case.council_implemented": (_followers,),
    "case.message": (_present_caretaker,),
    "case.escalated": (_rung,),
    "case.done_asked": (_asked_whether_done,),
}
EVEN_TO_THE_ACTOR = frozenset(
    {"contribution.heard", "contribution.reported", "support.asked", "follow.asked", "case.received"}
)
