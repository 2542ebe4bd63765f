"""Public dates: made at receipt, kept, moved with a reason, ended with the case."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from konsens.caring.cases import events
from konsens.caring.cases.kinds import PromiseKind, Rung
from konsens.caring.cases.models import Case, Promise
from konsens.caring.cases.permissions import can_move
from konsens.caring.cases.rules import answer_due
from konsens.city.people.models import Person
from konsens.city.people.viewer import viewer_of
from konsens.kernel import clock
from konsens.kernel.diary import action, record
from konsens.kernel.errors import RuleBrokenError
from konsens.kernel.workdays import after_workdays, is_workday, public_holidays
from konsens.listening.voices.rules import plain

DEFAULT_DAYS = {PromiseKind.FIRST_ANSWER: 5, PromiseKind.NEXT_STEP: 20, PromiseKind.DONE: 60}


def days_of(case: Case) -> dict[PromiseKind, int]:
    """How many Arbeitstage each public date of a case allows, by its topic."""
    topic = case.topic
    if topic is None:
        return DEFAULT_DAYS
    return {
        PromiseKind.FIRST_ANSWER: topic.first_answer_days,
        PromiseKind.NEXT_STEP: topic.next_step_days,
        PromiseKind.DONE: topic.done_days,
    }


def open_dates(case: Case) -> dict[PromiseKind, Promise]:
    """The dates that still bind somebody."""
    rows = Promise.objects.open().filter(case=case)
    return {PromiseKind(row.kind): row for row in rows}


def make_date(
    case: Case, kind: PromiseKind, due: date, *, now: datetime, by: Person | None = None
) -> Promise:
    """Set a public date inside an action."""
    promise = Promise.objects.create(case=case, kind=kind, due=due, made_at=now)
    record(
        events.DateSet(case=case.pk, promise=promise.pk, kind=kind, due=due),
        about=[case],
        by=by,
        at=now,
        controller=case.controller_id,
    )
    return promise


def make_dates(case: Case, *, now: datetime) -> None:
    """Set the three public dates of a new case, counted from its receipt, inside an action."""
    received = clock.day_of(case.received_at)
    for kind, days in days_of(case).items():
        make_date(case, kind, answer_due(received, days, public_holidays()), now=now)


def restart_dates(case: Case, *, now: datetime) -> None:
    """Set a next step and an end anew when a case is reopened, counted from today, inside an action."""
    today = clock.day_of(now)
    days = days_of(case)
    for kind in (PromiseKind.NEXT_STEP, PromiseKind.DONE):
        make_date(case, kind, answer_due(today, days[kind], public_holidays()), now=now)


def renew_dates(case: Case, *, since: date, by: Person, now: datetime) -> None:
    """What passed while a case waited ends and counts anew, inside an action; late before stays late."""
    today, days = clock.day_of(now), days_of(case)
    for kind, promise in open_dates(case).items():
        if since <= promise.due < today:
            promise.ended_at = now
            promise.save(update_fields=["ended_at"])
            make_date(case, kind, answer_due(today, days[kind], public_holidays()), now=now, by=by)


def keep(promise: Promise, *, by: Person | None, now: datetime) -> None:
    """Mark inside an action that what was to happen by a date has happened."""
    promise.kept_at = now
    promise.save(update_fields=["kept_at"])
    record(
        events.DateKept(
            case=promise.case_id,
            promise=promise.pk,
            kind=PromiseKind(promise.kind),
            in_time=clock.day_of(now) <= promise.due,
        ),
        about=[promise.case],
        by=by,
        at=now,
        controller=promise.case.controller_id,
    )


def answered(case: Case, *, by: Person | None, now: datetime) -> None:
    """Whoever says something publicly has answered: keep the date for it, inside an action."""
    first = open_dates(case).get(PromiseKind.FIRST_ANSWER)
    if first is not None:
        keep(first, by=by, now=now)


def end_dates(case: Case, *, by: Person | None, now: datetime) -> None:
    """Closing a case answers it and ends it: these dates are kept, a next step is no longer due."""
    for kind, promise in open_dates(case).items():
        if kind is PromiseKind.NEXT_STEP:
            promise.ended_at = now
            promise.save(update_fields=["ended_at"])
        else:
            keep(promise, by=by, now=now)


@action
def set_date(case: Case, kind: PromiseKind, due: date, *, because: str, by: Person, now: datetime) -> Promise:
    """Set a public date, or move one: the old one stays readable, with the reason.

    Raises:
        RuleBrokenError: a day in the past or without work, or a moved date without a reason.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("topic").get(pk=case.pk)
    today = clock.day_of(now)
    if not can_move(viewer_of(by, on=today), case):
        raise PermissionDenied
    check_day(case, due, today)
    old = open_dates(case).get(kind)
    if old is None:
        return make_date(case, kind, due, now=now, by=by)
    return _replace(old, due, because=plain(because), by=by, now=now)


def check_day(case: Case, due: date, today: date) -> None:
    """Refuse a day on which nothing can be due.

    Raises:
        RuleBrokenError: past, too far, a weekend or a holiday, or the case is closed.
    """
    if not case.is_open:
        raise RuleBrokenError(_("Dieser Vorgang ist abgeschlossen. Er hat keine Fristen mehr."))
    if due < today:
        raise RuleBrokenError(_("Dieser Tag ist schon vorbei. Bitte nennen Sie einen Tag ab heute."))
    if (due - today).days > 3650:
        raise RuleBrokenError(_("Dieser Tag liegt mehr als zehn Jahre entfernt. Bitte prüfen Sie das Jahr."))
    if not is_workday(due, public_holidays()):
        raise RuleBrokenError(
            _("Das ist ein Wochenende oder ein Feiertag. Der nächste Arbeitstag ist der %(day)s."),
            day=f"{after_workdays(due, 0, public_holidays()):%d.%m.%Y}",
        )


def _replace(old: Promise, due: date, *, because: str, by: Person, now: datetime) -> Promise:
    if not because:
        raise RuleBrokenError(_("Wer eine Frist verschiebt, sagt warum. Bitte nennen Sie den Grund."))
    case, kind = old.case, PromiseKind(old.kind)
    if due == old.due:
        raise RuleBrokenError(_("Das ist die Frist, die schon gilt. Bitte nennen Sie einen anderen Tag."))
    # The constraint allows one open date of a kind, so the old one ends before the new one begins.
    old.ended_at = now
    old.save(update_fields=["ended_at"])
    new = Promise.objects.create(case=case, kind=kind, due=due, made_at=now)
    old.replaced_by, old.replaced_because = new, because
    old.save(update_fields=["replaced_by", "replaced_because"])
    Case.objects.filter(pk=case.pk).update(changed_at=now, escalated_on=None, escalation=Rung.CARETAKER)
    record(
        events.DateMoved(
            case=case.pk,
            promise=new.pk,
            kind=kind,
            due=due,
            was=old.due,
            late=old.due < clock.day_of(now),
        ),
        about=[case],
        by=by,
        at=now,
        controller=case.controller_id,
    )
    return new
