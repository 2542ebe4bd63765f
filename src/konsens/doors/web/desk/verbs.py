"""What can be done with a case, each on a small page of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from konsens.caring.cases import actions as caring
from konsens.caring.cases.actions.dates import open_dates
from konsens.caring.cases.kinds import Outcome, PromiseKind, State, WaitingFor
from konsens.caring.cases.models import Case
from konsens.caring.cases.permissions import can_move
from konsens.city.people.kinds import Role
from konsens.doors.web.desk.bench import find, moves
from konsens.doors.web.desk.filters import cases_inside, number_of
from konsens.doors.web.desk.forms import (
    CloseForm,
    DateForm,
    GoOnForm,
    MergeForm,
    NoteForm,
    ReopenForm,
    TellForm,
    WaitForm,
)
from konsens.doors.web.desk.likely import likely_same
from konsens.doors.web.desk.small import Verb, bench_context, small
from konsens.doors.web.jinja import day
from konsens.doors.web.render import is_part, render
from konsens.doors.web.site import site_of
from konsens.doors.web.staff import me, room_for
from konsens.doors.web.standing import today
from konsens.kernel import clock
from konsens.kernel.errors import RuleBrokenError

at_work = room_for(*Role)
shown_or_sent = require_http_methods(["GET", "HEAD", "POST"])
Data = Mapping[str, Any] | None


@require_safe
@at_work
def case(request: HttpRequest, public_id: str) -> HttpResponse:
    """The work bench: what was said, what happened, what is due, and all that can be done."""
    return render(request, "desk/case.html", bench_context(request, find(request, public_id)))


@require_safe
@at_work
def similar(request: HttpRequest, public_id: str) -> HttpResponse:
    """Other cases that may be about the same."""
    found = find(request, public_id)
    context = {
        "case": found,
        "rows": likely_same(found, cases_inside(site_of(request).viewer, found.controller_id)),
        "moves": moves(site_of(request).viewer, found),
    }
    return render(request, "desk/similar.html#part" if is_part(request) else "desk/similar.html", context)


@shown_or_sent
@at_work
def tell(request: HttpRequest, public_id: str) -> HttpResponse:
    """Tell everybody how it goes."""
    found = find(request, public_id)
    step = open_dates(found).get(PromiseKind.NEXT_STEP)

    def make(data: Data, initial: dict[str, Any]) -> forms.Form:
        due = None if step is None else step.due
        return TellForm(data, initial=initial, today=today(), is_open=found.is_open, step_due=due)

    def work(data: dict[str, Any]) -> None:
        caring.tell(
            found,
            data["text"],
            is_next_step=data.get("is_next_step", False),
            next_step_by=data.get("next_step_by"),
            by=me(request),
            now=clock.now(),
        )

    lead = "" if step is None else _("Nächster Schritt bis %(day)s.") % {"day": day(step.due)}
    verb = Verb(
        _("Allen sagen, wie es weitergeht"), _("Veröffentlichen"), _("Das lesen jetzt alle."), lead=lead,
        has_templates=True,
    )  # fmt: skip
    return small(request, found, make, work, verb)


@shown_or_sent
@at_work
def note(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write something down for the team."""
    found = find(request, public_id)

    def work(data: dict[str, Any]) -> None:
        caring.note_inside(found, data["text"], by=me(request), now=clock.now())

    verb = Verb(_("Notiz für das Team"), _("Notieren"), _("Notiert, nur für das Team."))
    return small(request, found, lambda data, initial: NoteForm(data, initial=initial), work, verb, may=True)


@shown_or_sent
@at_work
def set_date(request: HttpRequest, public_id: str) -> HttpResponse:
    """Set a public date, or move one with the reason."""
    found = find(request, public_id)
    dates = open_dates(found)

    def make(data: Data, initial: dict[str, Any]) -> forms.Form:
        kind = request.GET.get("frist", "")
        initial.setdefault("kind", kind if kind in PromiseKind.values else PromiseKind.NEXT_STEP)
        return DateForm(data, initial=initial, today=today(), moves=len(dates) == len(PromiseKind))

    def work(data: dict[str, Any]) -> None:
        kind = PromiseKind(data["kind"])
        caring.set_date(found, kind, data["due"], because=data["because"], by=me(request), now=clock.now())

    by_day = sorted(dates.items(), key=lambda each: each[1].due)
    lead = " ".join(f"{kind.label} {day(each.due)}." for kind, each in by_day)
    verb = Verb(
        _("Frist setzen oder verschieben"),
        _("Frist speichern"),
        _("Die neue Frist steht öffentlich da."),
        lead=lead,
    )
    return small(request, found, make, work, verb)


@shown_or_sent
@at_work
def wait(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say for what a case waits, and until when."""
    found = find(request, public_id)

    def make(data: Data, initial: dict[str, Any]) -> forms.Form:
        initial.setdefault("what", found.waiting_for or None)
        return WaitForm(data, initial=initial, today=today())

    def work(data: dict[str, Any]) -> None:
        what = WaitingFor(data["what"])
        caring.wait(
            found, what=what, until=data["until"], saying=data["text"], by=me(request), now=clock.now()
        )

    title = _("Länger warten") if found.state == State.WAITING else _("Warten")
    verb = Verb(
        title, _("Warten lassen"), _("Es wartet, und alle lesen, worauf."),
        lead=_("Bis dahin gilt der Vorgang nicht als verspätet."), has_templates=True,
    )  # fmt: skip
    return small(request, found, make, work, verb)


@shown_or_sent
@at_work
def go_on(request: HttpRequest, public_id: str) -> HttpResponse:
    """Begin with a new case, or go on with a waiting one."""
    found = find(request, public_id)

    def work(data: dict[str, Any]) -> None:
        caring.begin(found, saying=data["text"], by=me(request), now=clock.now())

    is_new = found.state == State.RECEIVED
    verb = Verb(
        _("In Arbeit nehmen") if is_new else _("Es geht weiter"),
        _("In Arbeit nehmen") if is_new else _("Weitermachen"),
        _("Der Vorgang ist in Arbeit."),
        has_templates=True,
    )
    return small(request, found, lambda data, initial: GoOnForm(data, initial=initial), work, verb)


@shown_or_sent
@at_work
def close(request: HttpRequest, public_id: str) -> HttpResponse:
    """End a case with an outcome and words for everybody."""
    found = find(request, public_id)

    def work(data: dict[str, Any]) -> None:
        outcome = Outcome(data["outcome"])
        if outcome is Outcome.DUPLICATE:
            into = other_case(request, found, data["into"])
            caring.merge(found, into, saying=data["text"], by=me(request), now=clock.now())
            return
        closing = caring.Closing(outcome, data["text"], reason=data["reason"], handed_to=data["handed_to"])
        caring.close(found, closing, by=me(request), now=clock.now())

    verb = Verb(
        _("Abschließen"), _("Abschließen"),
        _("Abgeschlossen. In vier Wochen fragen wir, ob es erledigt ist."),
        page="desk/close.html", has_templates=True,
    )  # fmt: skip
    return small(request, found, lambda data, initial: CloseForm(data, initial=initial), work, verb)


def other_case(request: HttpRequest, case: Case, number: str) -> Case:
    """The case that somebody names by its number, or that they chose from a list.

    Raises:
        RuleBrokenError: it does not exist here, or others look after it.
    """
    site = site_of(request)
    into = cases_inside(site.viewer, case.controller_id).filter(public_id=number_of(number)).first()
    if into is None:
        raise RuleBrokenError(_("Einen Vorgang mit dieser Nummer gibt es hier nicht. Bitte prüfen Sie sie."))
    if not can_move(site.viewer, into):
        raise RuleBrokenError(_("Um den anderen Vorgang kümmern sich andere. Bitte sprechen Sie mit ihnen."))
    return into


@shown_or_sent
@at_work
def merge(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let a case go on in another one."""
    found = find(request, public_id)
    rows = likely_same(found, cases_inside(site_of(request).viewer, found.controller_id))
    likely = [(row.public_id, f"{row.title} ({row.public_id.upper()}, {row.where})") for row in rows]

    def make(data: Data, initial: dict[str, Any]) -> forms.Form:
        initial.setdefault("number", number_of(request.GET.get("mit", "")).upper())
        return MergeForm(data, initial=initial, likely=likely)

    def work(data: dict[str, Any]) -> None:
        into = other_case(request, found, data["number"] or data["choice"])
        caring.merge(found, into, saying=data["text"], by=me(request), now=clock.now())

    verb = Verb(
        _("Zusammenlegen"), _("Zusammenlegen"), _("Es geht in dem anderen Vorgang weiter."),
        lead=_("Dieser Vorgang endet. Wer ihn unterstützt oder ihm folgt, ist dann bei dem anderen dabei."),
    )  # fmt: skip
    return small(request, found, make, work, verb)


@shown_or_sent
@at_work
def reopen(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a closed case up again."""
    found = find(request, public_id)

    def work(data: dict[str, Any]) -> None:
        caring.reopen(found, saying=data["text"], by=me(request), now=clock.now())

    verb = Verb(
        _("Wieder öffnen"), _("Wieder öffnen"), _("Der Vorgang ist wieder offen und hat neue Fristen."),
        has_templates=True,
    )  # fmt: skip
    return small(request, found, lambda data, initial: ReopenForm(data, initial=initial), work, verb)
