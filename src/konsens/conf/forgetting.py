"""What is forgotten as time goes by (H9): once a day, in the order in which one thing frees the next."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django_tasks_db.models import DBTaskResult

from konsens.caring.cases import actions as caring
from konsens.caring.cases.kinds import State
from konsens.caring.cases.models import Case
from konsens.city.people import forget, staff
from konsens.city.people.models import Identity, Person
from konsens.city.topics.models import Topic
from konsens.doors.post import outbox
from konsens.kernel import files
from konsens.listening.voices import actions as voices
from konsens.listening.voices.models import Report
from konsens.telling.news.kinds import DeliveryState, Sending
from konsens.telling.news.models import Delivery, Follow, Mailing

MAILS_ARE_KEPT = timedelta(days=365)
"""What was sent to whom, so that doubts can be settled; the words of a mail are never kept."""
TASKS_ARE_KEPT = timedelta(days=2)


def forget_what_is_due(*, now: datetime) -> None:
    """All that may not be kept any longer."""
    for identity in Identity.objects.select_related("controller"):
        _forget_at(identity, now)
    staff.let_lapse(now=now)
    forget.forget_strangers(but=_somebody(now), now=now)
    voices.forget_settled_reporters(now=now)
    voices.forget_looks(now=now)
    _forget_mails(now)
    outbox.forget_old(now)
    files.forget_orphans(now)
    Session.objects.filter(expire_date__lt=now).delete()
    DBTaskResult.objects.finished().filter(finished_at__lt=now - TASKS_ARE_KEPT).delete()


def _forget_at(identity: Identity, now: datetime) -> None:
    """Cases whose time has passed part with people; people who were long away are warned, then forgotten."""
    controller = identity.controller_id
    own = Topic.objects.filter(controller=controller, retention_days__isnull=False)
    topics = {pk: days or 0 for pk, days in own.values_list("pk", "retention_days")}
    cases = caring.expired(controller=controller, now=now, days=identity.retention_days, topics=topics)
    for case in cases:
        caring.part_with_people(case, now=now)
    since = now - timedelta(days=identity.retention_days)
    busy = _busy(controller)
    forget.forget_absent(controller, since=since, but=busy, now=now)
    forget.warn_absent(controller, since=since, but=busy, now=now)


def _busy(controller: int) -> QuerySet[Person]:
    """Who still gets something at a controller: news they follow, or an open case of theirs."""
    follows = Follow.objects.counting().filter(controller=controller)
    following = follows.filter(Q(case=None) | ~Q(case__state=State.CLOSED)).values("person")
    still = Case.objects.filter(controller=controller).exclude(state=State.CLOSED)
    waiting = still.filter(contributions__author__isnull=False).values("contributions__author")
    return Person.objects.filter(Q(pk__in=following) | Q(pk__in=waiting))


def _somebody(now: datetime) -> QuerySet[Person]:
    """Who said, supports or follows something, or waits for an answer to a report or has just got it."""
    lately = Q(settled_at=None) | Q(settled_at__gt=now - forget.STRANGERS_STAY)
    waiting = Report.objects.filter(lately).exclude(email="").values("email")
    return Person.objects.filter(
        Q(contributions__isnull=False)
        | Q(supports__isnull=False)
        | Q(follows__isnull=False)
        | Q(relations__email__in=waiting)
    )


def _forget_mails(now: datetime) -> None:
    old = now - MAILS_ARE_KEPT
    settled = (Sending.SENT, Sending.EMPTY, Sending.FAILED, Sending.UNCERTAIN)
    Delivery.objects.filter(state=DeliveryState.DROPPED, due_at__lt=old).delete()
    Mailing.objects.filter(state__in=settled, queued_at__lt=old).delete()
