"""Late cases are brought to the deputy, then to the head of the office; inside, never in public."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Min, Q

from konsens.caring.cases import events
from konsens.caring.cases.actions.care import ask_whether_done, lock
from konsens.caring.cases.kinds import Rung, State
from konsens.caring.cases.models import Assignment, Case, Promise
from konsens.caring.cases.rules import ASK_AFTER_DAYS, rung_of
from konsens.city.people.kinds import Role
from konsens.city.people.models import Absence, Membership, Person
from konsens.kernel import clock
from konsens.kernel.diary import action, nothing_changed, record
from konsens.kernel.workdays import public_holidays

AT_ONCE = 200
"""So many late cases are looked at in one minute, so that none takes longer than one."""


@action
def escalate(case: Case, *, now: datetime) -> Person | None:
    """Bring a late case one rung up, at most once a day and only when the rung is new."""
    case = lock(case)
    today = clock.day_of(now)
    oldest = Promise.objects.open().filter(case=case).aggregate(d=Min("due"))["d"]
    rung = rung_of(_late_from(case, oldest), today, public_holidays()) if oldest else Rung.CARETAKER
    if rung == Rung.CARETAKER or case.escalation == rung or not case.is_open:
        nothing_changed()
        return None
    to = _on_rung(case, rung, today)
    case.escalation, case.escalated_on = rung, today
    case.save(update_fields=["escalation", "escalated_on"])
    if to is None:
        nothing_changed()
        return None
    record(
        events.CaseEscalated(case=case.pk, rung=rung, to=to.pk),
        about=[case],
        by=None,
        at=now,
        controller=case.controller_id,
    )
    return to


def _late_from(case: Case, oldest: date) -> date:
    """The day from which a case counts as late: while it waits, not before the day it waits for."""
    if case.state == State.WAITING and case.waiting_until is not None:
        return max(oldest, case.waiting_until)
    return oldest


def _on_rung(case: Case, rung: Rung, today: date) -> Person | None:
    """The deputy or a colleague of the office; the head, else the coordination."""
    caretaker = Assignment.objects.get(case=case, ends=None).caretaker_id
    if rung == Rung.DEPUTY:
        away = Absence.objects.filter(person_id=caretaker, starts__lte=today, ends__gte=today).first()
        if away is not None:
            return away.deputy
        return _someone(case, (Role.CARETAKER,), today, but=caretaker) or _someone(case, (Role.HEAD,), today)
    return _someone(case, (Role.HEAD,), today) or _someone(case, (Role.COORDINATOR,), today)


def _someone(case: Case, roles: tuple[Role, ...], today: date, but: int = 0) -> Person | None:
    here = Q(organisation_id=case.organisation_id)
    if Role.COORDINATOR in roles:
        here = Q(organisation__controller_id=case.controller_id)
    found = Membership.objects.on(today).filter(here, role__in=roles).exclude(person_id=but)
    first = found.select_related("person").order_by("pk").first()
    return None if first is None else first.person


def escalate_late(*, now: datetime) -> int:
    """Look at the late cases that may go a rung up, some at a time; returns how many did."""
    today = clock.day_of(now)
    very_late = Promise.objects.open().filter(due__lte=_very_late_on(today)).values("case_id")
    may_go_up = Q(escalation=Rung.CARETAKER) | Q(escalation=Rung.DEPUTY, pk__in=very_late)
    cases = list(Case.objects.overdue_on(today).filter(may_go_up).order_by("pk")[:AT_ONCE])
    return sum(escalate(case, now=now) is not None for case in cases)


def _very_late_on(today: date) -> date:
    """The latest day on which a date must have passed for the head of the office to be told today."""
    day = today
    while rung_of(day, today, public_holidays()) != Rung.HEAD:
        day -= timedelta(days=1)
    return day


def ask_due(*, now: datetime) -> int:
    """Let everybody be asked whose case was closed four weeks ago; returns how many cases."""
    due = Case.objects.filter(
        state=State.CLOSED, asked_at=None, closed_at__lte=now - timedelta(days=ASK_AFTER_DAYS)
    ).exclude(outcome__in=("duplicate", "withdrawn"))
    cases = list(due[:500])
    for case in cases:
        ask_whether_done(case, now=now)
    return len(cases)
