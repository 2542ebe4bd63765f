"""Words about a case: for everybody, for the team, and from residents to the team."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from konsens.caring.cases import events
from konsens.caring.cases.actions.care import _step, lock, require_move, say, say_inside
from konsens.caring.cases.actions.dates import check_day, keep, make_date, open_dates
from konsens.caring.cases.kinds import Audience, PromiseKind, State
from konsens.caring.cases.models import AnswerTemplate, Case, Note, Promise
from konsens.caring.cases.permissions import can_read_inside, can_save_templates, can_write_to_team
from konsens.city.people.models import Organisation, Person
from konsens.city.people.viewer import viewer_of
from konsens.city.topics.models import Topic
from konsens.kernel import clock
from konsens.kernel.diary import action, record
from konsens.kernel.errors import RuleBrokenError
from konsens.listening.voices.rules import plain

TITLE_MOST, TEXT_MOST = 80, 5000


@action
def tell(
    case: Case,
    text: str,
    *,
    by: Person,
    now: datetime,
    is_next_step: bool = False,
    next_step_by: date | None = None,
) -> Note:
    """Tell everybody how it goes: the first such note is the answer, and it moves a new case on.

    Args:
        case: about which case.
        text: the words.
        by: caretaker, deputy, head or coordination.
        now: the instant.
        is_next_step: whether what was to happen next has happened with this.
        next_step_by: the day of the step after that.
    """
    case = lock(case)
    require_move(case, by, now)
    note = say(case, text, by=by, now=now)
    record(
        events.NoteWritten(case=case.pk, note=note.pk),
        about=[case],
        by=by,
        at=now,
        controller=case.controller_id,
    )
    if case.state == State.RECEIVED:
        _step(case, State.CARED, by=by, now=now)
    dates = open_dates(case)
    if is_next_step and PromiseKind.NEXT_STEP in dates:
        keep(dates.pop(PromiseKind.NEXT_STEP), by=by, now=now)
    if next_step_by is not None and case.is_open:
        _plan_next(case, dates, next_step_by, by=by, now=now)
    Case.objects.filter(pk=case.pk).update(changed_at=now)
    return note


def _plan_next(
    case: Case, dates: dict[PromiseKind, Promise], due: date, *, by: Person, now: datetime
) -> None:
    if PromiseKind.NEXT_STEP in dates:
        raise RuleBrokenError(
            _("Der nächste Schritt hat schon ein Datum. Haken Sie ihn ab oder verschieben Sie die Frist.")
        )
    check_day(case, due, clock.day_of(now))
    make_date(case, PromiseKind.NEXT_STEP, due, now=now, by=by)


@action
def note_inside(case: Case, text: str, *, by: Person, now: datetime) -> Note:
    """Write something down for the team only."""
    if not can_read_inside(viewer_of(by, on=clock.day_of(now)), case):
        raise PermissionDenied
    note = say(case, text, by=by, now=now, audience=Audience.INTERNAL)
    record(
        events.InternalNoteWritten(case=case.pk, note=note.pk),
        about=[case],
        by=by,
        at=now,
        controller=case.controller_id,
    )
    return note


@action
def write_to_team(case: Case, text: str, *, by: Person, now: datetime) -> Note:
    """A resident writes to the team; nobody else reads it."""
    if not can_write_to_team(viewer_of(by, on=clock.day_of(now)), case):
        raise PermissionDenied
    return say_inside(case, text[:5000], by=by, now=now)


@action
def save_template(
    controller: Organisation,
    *,
    title: str,
    text: str,
    by: Person,
    now: datetime,
    topic: Topic | None = None,
    template: AnswerTemplate | None = None,
) -> AnswerTemplate:
    """Write an answer template, or change one."""
    if not can_save_templates(viewer_of(by, on=clock.day_of(now)), controller):
        raise PermissionDenied
    if template is not None and template.controller_id != controller.pk:
        raise PermissionDenied
    if topic is not None and topic.controller_id != controller.pk:
        raise RuleBrokenError(_("Dieses Thema gehört zu einer anderen Organisation."))
    template = template or AnswerTemplate(controller=controller)
    template.title, template.text, template.topic = " ".join(plain(title).split()), plain(text), topic
    _keep_template(template)
    record(
        events.TemplateSaved(template=template.pk),
        about=[controller],
        by=by,
        at=now,
        controller=controller.pk,
    )
    return template


def _keep_template(template: AnswerTemplate) -> None:
    if not template.title or not template.text:
        raise RuleBrokenError(_("Eine Vorlage braucht einen Titel und einen Text."))
    if len(template.title) > TITLE_MOST or len(template.text) > TEXT_MOST:
        raise RuleBrokenError(
            _("Ein Titel hat höchstens %(title)s Zeichen, ein Text höchstens %(text)s."),
            title=TITLE_MOST,
            text=TEXT_MOST,
        )
    try:
        with transaction.atomic():
            template.save()
    except IntegrityError as error:
        raise RuleBrokenError(
            _("Eine Vorlage mit diesem Titel gibt es schon. Bitte wählen Sie einen anderen.")
        ) from error


@action
def remove_template(template: AnswerTemplate, *, by: Person, now: datetime) -> None:
    """Remove an answer template."""
    controller = template.controller
    if not can_save_templates(viewer_of(by, on=clock.day_of(now)), controller):
        raise PermissionDenied
    record(
        events.TemplateRemoved(template=template.pk),
        about=[controller],
        by=by,
        at=now,
        controller=controller.pk,
    )
    template.delete()
