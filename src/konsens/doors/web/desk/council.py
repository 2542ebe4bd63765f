"""A case on its way through the council: entered, decided, put into practice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from konsens.caring.cases import actions as caring
from konsens.caring.cases.kinds import CouncilDecision, CouncilKind
from konsens.caring.cases.models import Case, CouncilStep
from konsens.doors.web.desk.bench import find
from konsens.doors.web.desk.forms import DecisionForm, ImplementationForm, PaperForm
from konsens.doors.web.desk.small import Verb, small
from konsens.doors.web.desk.verbs import at_work, shown_or_sent
from konsens.doors.web.staff import me
from konsens.doors.web.standing import today
from konsens.kernel import clock

Data = Mapping[str, Any] | None


def _step(case: Case, key: int) -> CouncilStep:
    """A step of just this case, else 404."""
    found = case.council_steps.filter(pk=key).first()
    if found is None:
        raise Http404
    return found


@shown_or_sent
@at_work
def enter(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a case into the council."""
    found = find(request, public_id)

    def make(data: Data, initial: dict[str, Any]) -> forms.Form:
        return PaperForm(data, initial=initial, today=today())

    def work(data: dict[str, Any]) -> None:
        paper = caring.Paper(
            kind=CouncilKind(data["kind"]),
            body=data["body"],
            sitting_on=data["sitting_on"],
            number=data["number"],
            link=data["link"],
        )
        caring.take_to_council(found, paper, saying=data["text"], by=me(request), now=clock.now())

    verb = Verb(
        _("In den Rat bringen"), _("Eintragen"), _("Eingetragen. Alle lesen, wo es jetzt liegt."),
        has_templates=True,
    )  # fmt: skip
    return small(request, found, make, work, verb)


@shown_or_sent
@at_work
def decide(request: HttpRequest, public_id: str, step: int) -> HttpResponse:
    """Write down what a body decided, and when it goes on."""
    found = find(request, public_id)
    about = _step(found, step)

    def make(data: Data, initial: dict[str, Any]) -> forms.Form:
        return DecisionForm(data, initial=initial, today=today())

    def work(data: dict[str, Any]) -> None:
        caring.note_decision(
            about,
            CouncilDecision(data["decision"]),
            decided_on=data["decided_on"],
            next_sitting=data["next_sitting"],
            saying=data["text"],
            by=me(request),
            now=clock.now(),
        )

    verb = Verb(_("Beschluss eintragen"), _("Eintragen"), _("Der Beschluss steht da."), lead=_lead(about))
    return small(request, found, make, work, verb)


@shown_or_sent
@at_work
def implement(request: HttpRequest, public_id: str, step: int) -> HttpResponse:
    """Write down how a decision is put into practice."""
    found = find(request, public_id)
    about = _step(found, step)

    def make(data: Data, initial: dict[str, Any]) -> forms.Form:
        initial.setdefault("text", about.implementation)
        return ImplementationForm(data, initial=initial, today=today())

    def work(data: dict[str, Any]) -> None:
        caring.note_implementation(
            about, data["text"], implemented_on=data["implemented_on"], by=me(request), now=clock.now()
        )

    verb = Verb(_("Umsetzung eintragen"), _("Eintragen"), _("Die Umsetzung steht da."), lead=_lead(about))
    return small(request, found, make, work, verb)


def _lead(step: CouncilStep) -> str:
    return f"{CouncilKind(step.kind).label}, {step.body}"
