"""Receive, move, close and reopen a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from konsens.caring.cases import events
from konsens.caring.cases.actions.dates import answered, end_dates, make_dates, renew_dates, restart_dates
from konsens.caring.cases.actions.responsible import caretaker_for, route_for
from konsens.caring.cases.kinds import Audience, Outcome, Prominence, Rung, State, WaitingFor
from konsens.caring.cases.models import Assignment, Case, Note, Verdict
from konsens.caring.cases.permissions import can_move, can_reopen_as_author, can_see
from konsens.caring.cases.rules import ASK_AFTER_DAYS, check_closing, check_step, may_reopen
from konsens.city.people.models import Person
from konsens.city.people.viewer import viewer_of
from konsens.city.places.grid import cell_of
from konsens.kernel import clock
from konsens.kernel.diary import action, nothing_changed, record, timeline
from konsens.kernel.errors import RuleBrokenError
from konsens.listening.voices.kinds import State as Said
from konsens.listening.voices.models import Contribution
from konsens.listening.voices.rules import plain

PROMINENCE = {Said.PUBLISHED: Prominence.PUBLIC, Said.PRIVATE: Prominence.LIMITED}


def lock(case: Case) -> Case:
    """The case as it is now, held until the transaction ends."""
    return Case.objects.select_for_update(of=("self",)).select_related("topic").get(pk=case.pk)


def require_move(case: Case, by: Person, now: datetime) -> None:
    """Refuse whoever does not look after the case.

    Raises:
        PermissionDenied: for everybody else.
    """
    today = clock.day_of(now)
    if not can_move(viewer_of(by, on=today), case):
        raise PermissionDenied


def say(
    case: Case, text: str, *, by: Person | None, now: datetime, audience: Audience = Audience.PUBLIC
) -> Note:
    """Write words about a case inside an action, for everybody or for the team.

    Raises:
        RuleBrokenError: when there are no words, or too many.
    """
    note = Note.objects.create(case=case, text=words_of(text), author=by, audience=audience, at=now)
    if audience == Audience.PUBLIC:
        answered(case, by=by, now=now)
    return note


def say_inside(case: Case, text: str, *, by: Person | None, now: datetime) -> Note:
    """Keep what a resident writes to the team, and say so in the diary, inside an action."""
    note = Note.objects.create(
        case=case, text=words_of(text), author=by, audience=Audience.INTERNAL, from_resident=True, at=now
    )
    record(
        events.TeamToldSomething(case=case.pk, note=note.pk),
        about=[case],
        by=by,
        at=now,
        controller=case.controller_id,
    )
    return note


def words_of(text: str) -> str:
    """A note's text, cleaned.

    Raises:
        RuleBrokenError: when there are no words, or too many.
    """
    words = plain(text)
    if not words:
        raise RuleBrokenError(_("Bitte schreiben Sie mindestens einen Satz."))
    if len(words) > 10_000:
        raise RuleBrokenError(
            _("Der Text hat %(length)s Zeichen. Bitte kürzen Sie ihn auf höchstens 10.000."),
            length=len(words),
        )
    return words


@action
def open_case(contribution: Contribution, *, now: datetime) -> Case:
    """Receive a confirmed contribution: one office, one caretaker, three public dates from minute one."""
    route = route_for(contribution)
    caretaker = caretaker_for(route, on=clock.day_of(now))
    private = contribution.lat is None or contribution.lon is None
    case = Case.objects.create(
        public_id=contribution.public_id,
        controller_id=contribution.controller_id,
        lead=contribution,
        organisation=route.organisation,
        topic=contribution.topic,
        area=contribution.area,
        lat=contribution.lat,
        lon=contribution.lon,
        cell=None if private else cell_of(contribution.lat or 0.0, contribution.lon or 0.0),
        prominence=PROMINENCE.get(Said(contribution.state), Prominence.HIDDEN),
        received_at=now,
        changed_at=now,
    )
    case.contributions.add(contribution)
    Assignment.objects.create(case=case, caretaker=caretaker, starts=now)
    record(
        events.CaseReceived(
            case=case.pk,
            contribution=contribution.pk,
            organisation=case.organisation_id,
            caretaker=caretaker.pk,
            prominence=Prominence(case.prominence),
        ),
        about=[case, contribution],
        by=contribution.author,
        at=now,
        controller=case.controller_id,
    )
    make_dates(case, now=now)
    if contribution.private_note:
        say_inside(case, contribution.private_note, by=contribution.author, now=now)
    return case


def _step(
    case: Case,
    then: State,
    *,
    by: Person | None,
    now: datetime,
    note: Note | None = None,
    outcome: Outcome | str = "",
    until: date | None = None,
) -> None:
    before = State(case.state)
    case.state = then
    case.changed_at = now
    case.save()
    record(
        events.CaseMoved(
            case=case.pk,
            before=before,
            after=then,
            outcome=outcome,
            note=None if note is None else note.pk,
            until=until,
        ),
        about=[case],
        by=by,
        at=now,
        controller=case.controller_id,
    )


@action
def begin(case: Case, *, by: Person, now: datetime, saying: str = "") -> Case:
    """Start to look after a received case, or go on with a waiting one."""
    case = lock(case)
    require_move(case, by, now)
    if case.state == State.CLOSED:
        raise RuleBrokenError(_("Dieser Vorgang ist abgeschlossen. Sie können ihn wieder öffnen."))
    check_step(State(case.state), State.CARED)
    note = say(case, saying, by=by, now=now) if saying.strip() else None
    go_on(case, by=by, now=now, note=note)
    return case


def go_on(case: Case, *, by: Person, now: datetime, note: Note | None) -> None:
    """Look after a locked case that was received or has waited, inside an action."""
    waited_since = _waits_since(case)
    case.waiting_for, case.waiting_until = "", None
    _step(case, State.CARED, by=by, now=now, note=note)
    if waited_since is not None:
        renew_dates(case, since=waited_since, by=by, now=now)


def _waits_since(case: Case) -> date | None:
    """The day on which a case began to wait; None if it does not."""
    if case.state != State.WAITING:
        return None
    moves = [each for each in timeline(case, public_only=False) if each.verb == events.CaseMoved.verb]
    began = [each.at for each in moves if each.facts["before"] != State.WAITING]
    return clock.day_of(began[-1])


@action
def wait(case: Case, *, what: WaitingFor, until: date, saying: str, by: Person, now: datetime) -> Case:
    """Say openly for what a case waits, and until when, or that it waits longer; it is not late meanwhile."""
    case = lock(case)
    require_move(case, by, now)
    if case.state == State.CLOSED:
        raise RuleBrokenError(_("Dieser Vorgang ist abgeschlossen. Sie können ihn wieder öffnen."))
    if until <= clock.day_of(now):
        raise RuleBrokenError(_("Bitte nennen Sie einen Tag in der Zukunft, bis zu dem der Vorgang wartet."))
    note = say(case, saying, by=by, now=now)
    let_wait(case, what, until, note=note, by=by, now=now)
    return case


def let_wait(
    case: Case, what: WaitingFor, until: date, *, note: Note | None, by: Person, now: datetime
) -> None:
    """Let an open, locked case wait, or wait longer, inside an action."""
    if case.state == State.RECEIVED:
        _step(case, State.CARED, by=by, now=now)
    case.waiting_for, case.waiting_until = what, until
    _step(case, State.WAITING, by=by, now=now, note=note, until=until)


@dataclass(frozen=True, slots=True)
class Closing:
    """With what a case ends, and the words for everybody."""

    outcome: Outcome
    saying: str
    reason: str = ""
    handed_to: str = ""


@action
def close(case: Case, closing: Closing, *, by: Person, now: datetime) -> Case:
    """End a case with an outcome and a public text; a duplicate is merged instead."""
    case = lock(case)
    require_move(case, by, now)
    if closing.outcome == Outcome.DUPLICATE:
        raise RuleBrokenError(_("Bitte nennen Sie den Vorgang, in dem es weitergeht."))
    end(case, closing, by=by, now=now)
    return case


def end(case: Case, closing: Closing, *, by: Person | None, now: datetime, into: Case | None = None) -> None:
    """Close a locked case inside an action."""
    if case.state == State.CLOSED:
        raise RuleBrokenError(
            _(
                "Diesen Vorgang hat inzwischen schon jemand abgeschlossen. "
                "Bitte sehen Sie sich das Ergebnis an."
            )
        )
    if case.state == State.RECEIVED:
        _step(case, State.CARED, by=by, now=now)
    check_step(State(case.state), State.CLOSED)
    check_closing(
        closing.outcome,
        saying=closing.saying,
        reason=closing.reason,
        handed_to=closing.handed_to,
        target=None if into is None else into.pk,
    )
    note = say(case, closing.saying, by=by, now=now)
    case.outcome, case.outcome_text = closing.outcome, note.text
    case.outcome_reason, case.handed_to = plain(closing.reason), plain(closing.handed_to)[:120]
    case.merged_into = into
    case.waiting_for, case.waiting_until = "", None
    case.closed_at, case.asked_at = now, None
    case.escalation, case.escalated_on = Rung.CARETAKER, None
    _step(case, State.CLOSED, by=by, now=now, note=note, outcome=closing.outcome)
    end_dates(case, by=by, now=now)


@action
def reopen(case: Case, *, saying: str, by: Person, now: datetime) -> Case:
    """Take a closed case up again: staff always, its author within 90 days; the receipt date stays."""
    case = lock(case)
    today = clock.day_of(now)
    viewer = viewer_of(by, on=today)
    if not can_move(viewer, case):
        if not can_reopen_as_author(viewer, case):
            raise PermissionDenied
        if case.closed_at is not None and not may_reopen(clock.day_of(case.closed_at), today):
            raise RuleBrokenError(
                _("Das ist länger als 90 Tage her. Bitte sagen Sie es uns neu, dann kümmern wir uns.")
            )
    take_up_again(case, saying=saying, by=by, now=now, inside=not viewer.works_for(case.controller_id))
    return case


def take_up_again(case: Case, *, saying: str, by: Person | None, now: datetime, inside: bool) -> None:
    """Reopen a locked case inside an action; a resident's reason is for the team only."""
    if case.state != State.CLOSED:
        raise RuleBrokenError(_("Dieser Vorgang ist schon offen."))
    if case.merged_into_id is not None:
        raise RuleBrokenError(_("Dieser Vorgang geht in einem anderen weiter. Bitte öffnen Sie den."))
    note = say_inside(case, saying, by=by, now=now) if inside else say(case, saying, by=by, now=now)
    case.outcome = case.outcome_text = case.outcome_reason = case.handed_to = ""
    case.closed_at = None
    _step(case, State.CARED, by=by, now=now, note=None if inside else note)
    restart_dates(case, now=now)


@action
def ask_whether_done(case: Case, *, now: datetime) -> None:
    """Four weeks after closing, let author and followers be asked whether it is done."""
    case = lock(case)
    due = case.closed_at is not None and case.closed_at <= now - timedelta(days=ASK_AFTER_DAYS)
    if case.asked_at is not None or not due:
        nothing_changed()
        return
    case.asked_at = now
    case.save(update_fields=["asked_at"])
    record(events.DoneAsked(case=case.pk), about=[case], by=None, at=now, controller=case.controller_id)


@action
def answer_whether_done(case: Case, *, is_done: bool, by: Person, now: datetime, saying: str = "") -> Case:
    """Say whether it is done; "no" from its author opens the case again, from others it counts as said."""
    case = lock(case)
    viewer = viewer_of(by, on=clock.day_of(now))
    if not can_see(viewer, case):
        raise PermissionDenied
    if case.closed_at is None:
        raise RuleBrokenError(_("Dieser Vorgang wurde inzwischen wieder geöffnet."))
    _given, is_new = Verdict.objects.get_or_create(
        case=case, person=by, closed_at=case.closed_at, defaults={"is_done": is_done, "at": now}
    )
    if not is_new:
        raise RuleBrokenError(_("Sie haben schon geantwortet. Danke."))
    record(
        events.VerdictGiven(case=case.pk, done=is_done),
        about=[case],
        by=by,
        at=now,
        controller=case.controller_id,
    )
    if not is_done and can_reopen_as_author(viewer, case) and case.merged_into_id is None:
        words = saying if saying.strip() else str(_("Vor Ort ist es noch nicht erledigt."))
        take_up_again(case, saying=words, by=by, now=now, inside=True)
    return case
