"""The council path: a case becomes a motion, a body decides, the decision is put into practice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from konsens.caring.cases import events
from konsens.caring.cases.actions.care import _step, go_on, let_wait, lock, require_move, say
from konsens.caring.cases.kinds import CouncilDecision, CouncilKind, State, WaitingFor
from konsens.caring.cases.models import Case, CouncilStep
from konsens.city.people.models import Person
from konsens.kernel import clock
from konsens.kernel.diary import action, record
from konsens.kernel.errors import RuleBrokenError
from konsens.listening.voices.rules import plain


@dataclass(frozen=True, slots=True)
class Paper:
    """What goes to a body: as what, to whom, when, under which number."""

    kind: CouncilKind
    body: str
    sitting_on: date | None = None
    number: str = ""
    link: str = ""


@action
def take_to_council(case: Case, paper: Paper, *, saying: str, by: Person, now: datetime) -> CouncilStep:
    """Take a case into the council; until the sitting it waits openly and is not late."""
    case = lock(case)
    require_move(case, by, now)
    if not case.is_open:
        raise RuleBrokenError(_("Dieser Vorgang ist abgeschlossen. Sie können ihn wieder öffnen."))
    if not paper.body.strip():
        raise RuleBrokenError(_("Bitte nennen Sie das Gremium, zum Beispiel die Bezirksvertretung."))
    _check_link(paper.link)
    step = CouncilStep.objects.create(
        case=case,
        kind=paper.kind,
        body=plain(paper.body)[:120],
        sitting_on=paper.sitting_on,
        paper_number=plain(paper.number)[:40],
        link=paper.link,
        entered_at=now,
    )
    record(
        events.CouncilStepEntered(case=case.pk, step=step.pk, kind=paper.kind, sitting_on=paper.sitting_on),
        about=[case],
        by=by,
        at=now,
        controller=case.controller_id,
    )
    _wait_for(case, paper.sitting_on, saying, by=by, now=now)
    return step


def _check_link(link: str) -> None:
    if link and not link.startswith(("https://", "http://")):
        raise RuleBrokenError(_("Ein Link beginnt mit https:// oder http://."))


def _wait_for(case: Case, sitting: date | None, saying: str, *, by: Person, now: datetime) -> None:
    """Say what there is to say, and wait for a sitting that is still to come; a closed case stays closed."""
    note = say(case, saying, by=by, now=now) if saying.strip() else None
    if sitting is not None and sitting > clock.day_of(now) and case.is_open:
        let_wait(case, WaitingFor.SITTING, sitting, note=note, by=by, now=now)
        return
    if case.state == State.RECEIVED:
        _step(case, State.CARED, by=by, now=now)
    if note is not None:
        record(
            events.NoteWritten(case=case.pk, note=note.pk),
            about=[case],
            by=by,
            at=now,
            controller=case.controller_id,
        )
    Case.objects.filter(pk=case.pk).update(changed_at=now)


@action
def note_decision(
    step: CouncilStep,
    decision: CouncilDecision,
    *,
    decided_on: date,
    saying: str,
    by: Person,
    now: datetime,
    next_sitting: date | None = None,
) -> CouncilStep:
    """Write down what a body decided; adjourned or referred waits for the next sitting."""
    case = lock(step.case)
    require_move(case, by, now)
    step = CouncilStep.objects.select_for_update().get(pk=step.pk)
    if step.decision and step.decision not in {CouncilDecision.POSTPONED, CouncilDecision.REFERRED}:
        raise RuleBrokenError(
            _("Hier steht schon, wie entschieden wurde. Für Neues bringen Sie es noch einmal in den Rat.")
        )
    if decided_on > clock.day_of(now):
        raise RuleBrokenError(_("Dieser Tag liegt in der Zukunft. Entschieden wurde noch nicht."))
    if next_sitting is not None and next_sitting <= decided_on:
        raise RuleBrokenError(_("Die nächste Sitzung muss nach dem Tag der Entscheidung liegen."))
    step.decision, step.decided_on = decision, decided_on
    step.sitting_on = next_sitting or step.sitting_on
    step.save()
    record(
        events.CouncilDecided(case=case.pk, step=step.pk, decision=decision),
        about=[case],
        by=by,
        at=now,
        controller=case.controller_id,
    )
    _go_on(case, next_sitting, saying, by=by, now=now)
    return step


def _go_on(case: Case, next_sitting: date | None, saying: str, *, by: Person, now: datetime) -> None:
    if case.state == State.WAITING and next_sitting is None:
        go_on(case, by=by, now=now, note=say(case, saying, by=by, now=now))
    else:
        _wait_for(case, next_sitting, saying, by=by, now=now)


@action
def note_implementation(
    step: CouncilStep, text: str, *, implemented_on: date | None, by: Person, now: datetime
) -> CouncilStep:
    """Write down how a decision is put into practice, and since when."""
    case = lock(step.case)
    require_move(case, by, now)
    step = CouncilStep.objects.select_for_update().get(pk=step.pk)
    if not step.decision:
        raise RuleBrokenError(
            _("Umsetzen kann man erst, was entschieden ist. Bitte tragen Sie zuerst den Beschluss ein.")
        )
    if implemented_on is not None and implemented_on > clock.day_of(now):
        raise RuleBrokenError(_("Dieser Tag liegt in der Zukunft. Umgesetzt ist es noch nicht."))
    step.implementation = plain(text)[:5000]
    step.implemented_on = implemented_on
    step.save(update_fields=["implementation", "implemented_on"])
    record(
        events.CouncilStepImplemented(case=case.pk, step=step.pk),
        about=[case],
        by=by,
        at=now,
        controller=case.controller_id,
    )
    Case.objects.filter(pk=case.pk).update(changed_at=now)
    return step
