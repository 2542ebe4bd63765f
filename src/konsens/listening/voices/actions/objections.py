"""When somebody disagrees: authors complain about judgements, anybody reports what should not stay."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from konsens.city.people.actions import meet
from konsens.city.people.kinds import LegalKind
from konsens.city.people.models import Person
from konsens.city.people.queries import current_text
from konsens.city.people.viewer import viewer_of
from konsens.kernel import clock
from konsens.kernel.diary import action, nothing_changed, record
from konsens.kernel.errors import RuleBrokenError
from konsens.kernel.models import Entry
from konsens.listening.voices import events
from konsens.listening.voices.actions.moderate import (
    DECIDED,
    let_read_again,
    locked,
    make_whole,
    say_so,
    show_again,
)
from konsens.listening.voices.kinds import Measure, State
from konsens.listening.voices.models import Complaint, Contribution, Judgement, Photo, Report
from konsens.listening.voices.permissions import can_decide_complaint
from konsens.listening.voices.queries import last_shortening
from konsens.listening.voices.rules import plain

LOOKS_ARE_KEPT = timedelta(days=365)


@action
def complain(judgement: Judgement, text: str, *, by: Person, now: datetime) -> Complaint:
    """An author disagrees with a judgement; somebody else will decide."""
    rows = Judgement.objects.select_for_update(of=("self",)).select_related("contribution")
    judgement = rows.get(pk=judgement.pk)
    contribution = judgement.contribution
    if contribution.author_id != by.pk:
        raise PermissionDenied
    words = plain(text)
    if not words:
        raise RuleBrokenError(_("Bitte schreiben Sie, womit Sie nicht einverstanden sind."))
    if judgement.measure in {Measure.PUBLISH, Measure.RESTORE}:
        raise RuleBrokenError(
            _("Widersprechen können Sie nur, wenn etwas gekürzt oder nicht veröffentlicht wurde.")
        )
    if Complaint.objects.filter(judgement=judgement).exists():
        raise RuleBrokenError(_("Sie haben dazu schon widersprochen. Wir melden uns."))
    complaint = Complaint.objects.create(judgement=judgement, text=words[:5000], by=by, at=now)
    made = events.ComplaintMade(contribution=contribution.pk, complaint=complaint.pk)
    say_so(made, contribution, by=by, now=now)
    return complaint


@action
def decide_complaint(
    complaint: Complaint, *, upheld: bool, answer: str, by: Person, now: datetime
) -> Complaint:
    """Decide about a colleague's judgement, never about one's own; upheld undoes it."""
    complaint = (
        Complaint.objects.select_for_update(of=("self",))
        .select_related("judgement__contribution", "judgement__photo")
        .get(pk=complaint.pk)
    )
    if not can_decide_complaint(viewer_of(by, on=clock.day_of(now)), complaint):
        raise PermissionDenied
    if complaint.decided_at is not None:
        raise RuleBrokenError(DECIDED)
    if not answer.strip():
        raise RuleBrokenError(_("Bitte schreiben Sie der Person, warum Sie so entscheiden."))
    complaint.upheld, complaint.answer = upheld, plain(answer)[:5000]
    complaint.decided_at, complaint.decided_by = now, by
    complaint.save()
    contribution = complaint.judgement.contribution
    if upheld:
        _undo(complaint.judgement, by=by, now=now)
    decided = events.ComplaintDecided(contribution=contribution.pk, complaint=complaint.pk, upheld=upheld)
    say_so(decided, contribution, by=by, now=now)
    return complaint


def _undo(judgement: Judgement, *, by: Person, now: datetime) -> None:
    """Take back what a judgement did, unless that has happened already."""
    contribution = Contribution.objects.select_for_update().get(pk=judgement.contribution_id)
    if contribution.state == State.WITHDRAWN:
        return
    match Measure(judgement.measure):
        case Measure.REFUSE if contribution.state == State.REFUSED:
            let_read_again(contribution, saying="", by=by, now=now)
        case Measure.SHORTEN:
            _undo_shortening(judgement, contribution, by=by, now=now)
        case Measure.REFUSE_PHOTO if judgement.photo_id is not None:
            photo = Photo.objects.select_for_update(of=("self",)).get(pk=judgement.photo_id)
            if not photo.shown:
                show_again(photo, contribution, by=by, now=now)


def _undo_shortening(judgement: Judgement, contribution: Contribution, *, by: Person, now: datetime) -> None:
    last = last_shortening(contribution.judgements.all())
    if last is None or last.pk < judgement.pk:
        return
    if last.pk != judgement.pk:
        raise RuleBrokenError(
            _("Der Text wurde danach noch einmal gekürzt. Bitte stellen Sie ihn zuerst wieder her.")
        )
    make_whole(contribution, judgement, saying="", by=by, now=now)


@action
def report(
    contribution: Contribution, *, reason: str, name: str, email: str, by: Person | None, now: datetime
) -> Report:
    """Tell the moderators that a contribution should not stay as it is; open to everybody.

    Whoever leaves an address hears at once that it arrived, and later what was decided.
    """
    words = plain(reason)
    if len(words) < 10:
        raise RuleBrokenError(
            _("Bitte schreiben Sie in einem Satz, was an dem Beitrag nicht in Ordnung ist.")
        )
    made = Report.objects.create(
        contribution=contribution, reason=words[:5000], name=plain(name)[:120], email=email.lower(), at=now
    )
    if made.email:
        notice = current_text(contribution.controller_id, LegalKind.PRIVACY)
        meet(contribution.controller, email=made.email, now=now, notice=notice)
    record(
        events.ContributionReported(contribution=contribution.pk, report=made.pk),
        about=[contribution],
        by=by,
        at=now,
        controller=contribution.controller_id,
    )
    return made


@action
def settle_report(reported: Report, *, acted: bool, answer: str, by: Person, now: datetime) -> Report:
    """Say what came of a report; what follows for the contribution is a judgement of its own.

    Args:
        reported: what somebody told the moderators.
        acted: whether anything was restricted because of it.
        answer: why so; whoever reported it gets to read this.
        by: a moderator.
        now: the instant.
    """
    contribution = locked(reported.contribution, by, now)
    reported = Report.objects.select_for_update(of=("self",)).get(pk=reported.pk)
    if reported.settled_at is not None:
        raise RuleBrokenError(DECIDED)
    words = plain(answer)
    if not words:
        raise RuleBrokenError(_("Bitte schreiben Sie in einem Satz, was Sie entschieden haben und warum."))
    reported.acted, reported.answer = acted, words[:5000]
    reported.settled_at, reported.settled_by = now, by
    reported.save(update_fields=["acted", "answer", "settled_at", "settled_by"])
    settled = events.ReportSettled(contribution=contribution.pk, report=reported.pk)
    say_so(settled, contribution, by=by, now=now)
    return reported


@action
def see_reporter(reported: Report, *, by: Person, now: datetime) -> Report:
    """Look at the name and address of whoever reported something; the diary keeps who looked, for a year."""
    contribution = locked(reported.contribution, by, now)
    seen = events.ReporterSeen(contribution=contribution.pk, report=reported.pk)
    say_so(seen, contribution, by=by, now=now)
    return reported


@action
def forget_reporters(addresses: list[str], *, controller: int) -> None:
    """Let reports stand without the name and address of somebody who asked to be forgotten."""
    Report.objects.filter(contribution__controller_id=controller, email__in=addresses).update(
        name="", email=""
    )
    nothing_changed()


def forget_looks(*, now: datetime) -> int:
    """Delete the lines about who looked at whose address once they are a year old; returns how many."""
    old = Entry.objects.filter(verb=events.ReporterSeen.verb, at__lt=now - LOOKS_ARE_KEPT)
    return old.delete()[0]
