"""From the diary to deliveries: who hears of what, each once (I32).

Entries carry a mark of their own (`told_at`); "greater than the last id" would lose what commits late.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import connection, transaction
from django.utils import timezone

from konsens.caring.cases.kinds import Prominence
from konsens.caring.cases.models import Case
from konsens.city.people.models import Invitation, Relation
from konsens.kernel import clock
from konsens.kernel.models import Entry
from konsens.listening.voices.models import Contribution, Report, Support
from konsens.telling.news.kinds import Cadence, Reason
from konsens.telling.news.models import Delivery, Follow
from konsens.telling.news.queries import follows_of, on_duty

AT_ONCE = 50
DIGEST_AT = time(7, 0)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hearer:
    """Somebody who is to hear of an entry, and why."""

    person: int
    reason: Reason
    follow: int | None = None
    daily: bool = False


Finds = Callable[[Entry], Iterable[Hearer]]


def spread(*, now: datetime) -> int:
    """Queue deliveries for everything not yet told; returns how many entries were taken.

    A line that cannot be told is logged and stays marked; it never keeps others from being told.
    """
    keys = list(Entry.objects.filter(told_at=None).order_by("pk").values_list("pk", flat=True))
    return sum(_spread_some(keys[first : first + AT_ONCE], now) for first in range(0, len(keys), AT_ONCE))


@transaction.atomic
def _spread_some(keys: list[int], now: datetime) -> int:
    waiting = Entry.objects.filter(pk__in=keys, told_at=None).order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        waiting = waiting.select_for_update(skip_locked=True)
    told = [entry.pk for entry in waiting if _tell(entry)]
    Entry.objects.filter(pk__in=told).update(told_at=now)
    return len(told)


def _tell(entry: Entry) -> bool:
    try:
        with transaction.atomic():
            Delivery.objects.bulk_create(_deliveries(entry), ignore_conflicts=True, batch_size=500)
    except Exception:
        log.exception("entry %s (%s) cannot be told", entry.pk, entry.verb)
        return False
    return True


def _deliveries(entry: Entry) -> list[Delivery]:
    """One delivery per hearer: the first reason that is given at once, else the daily one."""
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
        )
        for each in hearers.values()
    ]


def next_digest(moment: datetime) -> datetime:
    """The next 07:00 in the city after a moment; the hour stays seven when the clocks change."""
    local = timezone.localtime(moment)
    day = local.date() if local.time() < DIGEST_AT else local.date() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, DIGEST_AT))


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
    """Who looks after the case from now on, or stands in for them on this day."""
    return [_staff(entry.facts["caretaker"], entry)]


def _present_caretaker(entry: Entry) -> Iterable[Hearer]:
    rows = Case.objects.filter(pk=entry.facts["case"], assignments__ends=None)
    return [_staff(pk, entry) for pk in rows.values_list("assignments__caretaker_id", flat=True) if pk]


def _staff(caretaker: int, entry: Entry) -> Hearer:
    controller = entry.controller_id or 0
    return Hearer(on_duty(caretaker, controller, clock.day_of(entry.at)), Reason.STAFF)


def _invited(entry: Entry) -> Iterable[Hearer]:
    asked = Invitation.objects.filter(pk=entry.facts["invitation"], accepted_at=None, withdrawn_at=None)
    return [Hearer(pk, Reason.CONFIRM) for pk in asked.values_list("person_id", flat=True)]


def _rung(entry: Entry) -> Iterable[Hearer]:
    return [Hearer(entry.facts["to"], Reason.STAFF)]


def _followers(entry: Entry) -> Iterable[Hearer]:
    """Who follows the case, its topic, its area, its office, its place, or everything of its controller."""
    case = Case.objects.filter(pk=entry.facts.get("into") or entry.facts["case"]).first()
    return [] if case is None else [_follower(each) for each in follows_of(case)]


def _follower(follow: Follow) -> Hearer:
    return Hearer(follow.person_id, Reason.FOLLOW, follow.pk, follow.cadence == Cadence.DAILY)


def _followers_if_it_appears(entry: Entry) -> Iterable[Hearer]:
    """What somebody had to look at first is news on the day it becomes public."""
    return _followers(entry) if entry.facts["after"] == Prominence.PUBLIC else []


def _asked_whether_done(entry: Entry) -> Iterable[Hearer]:
    found = Follow.objects.counting().filter(case_id=entry.facts["case"])
    return [_follower(each) for each in found]


def _warned(entry: Entry) -> Iterable[Hearer]:
    return [Hearer(entry.facts["person"], Reason.OWN)]


WHO: dict[str, tuple[Finds, ...]] = {
    "contribution.heard": (_unconfirmed_author,),
    "contribution.judged": (_judged_author,),
    "complaint.decided": (_author,),
    "contribution.reported": (_reporter,),
    "report.settled": (_reporter,),
    "support.asked": (_asked_supporter,),
    "follow.asked": (_asked_follower,),
    "person.warned": (_warned,),
    "staff.invited": (_invited,),
    "case.received": (_caretaker, _followers),
    "case.joined": (_followers,),
    "case.prominence": (_followers_if_it_appears,),
    "case.assigned": (_caretaker, _followers),
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
    {
        "contribution.heard",
        "contribution.reported",
        "support.asked",
        "follow.asked",
        "case.received",
        "staff.invited",
    }
)
