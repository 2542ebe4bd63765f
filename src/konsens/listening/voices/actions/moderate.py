"""What moderators do: look, shorten, refuse, restore, and answer complaints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from konsens.city.people.models import Person
from konsens.city.people.viewer import viewer_of
from konsens.kernel import clock
from konsens.kernel.diary import action, nothing_changed, record
from konsens.kernel.errors import RuleBrokenError
from konsens.listening.voices import events
from konsens.listening.voices.actions.speak import publish
from konsens.listening.voices.kinds import Ground, Measure, State
from konsens.listening.voices.models import Complaint, Contribution, Judgement, Photo, Report
from konsens.listening.voices.permissions import can_decide_complaint, can_moderate
from konsens.listening.voices.rules import check_reasons, check_step, check_words, plain


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why something is restricted: what happened, and by which rule it may not stay."""

    facts: str = ""
    ground: Ground | str = ""
    rule: str = ""


def _locked(contribution: Contribution, by: Person, now: datetime) -> Contribution:
    found = Contribution.objects.select_for_update().get(pk=contribution.pk)
    if not can_moderate(viewer_of(by, on=clock.day_of(now)), found):
        raise PermissionDenied
    return found


def _judge(
    contribution: Contribution,
    measure: Measure,
    *,
    by: Person,
    now: datetime,
    reasons: Reasons,
    photo: Photo | None = None,
    before: tuple[str, str] = ("", ""),
) -> Judgement:
    check_reasons(measure, facts=reasons.facts, ground=reasons.ground)
    judgement = Judgement.objects.create(
        contribution=contribution,
        photo=photo,
        measure=measure,
        facts=plain(reasons.facts),
        ground=reasons.ground,
        rule=plain(reasons.rule)[:200],
        title_before=before[0],
        text_before=before[1],
        by=by,
        at=now,
    )
    record(
        events.ContributionJudged(
            contribution=contribution.pk, judgement=judgement.pk, measure=measure, ground=reasons.ground
        ),
        about=[contribution],
        by=by,
        at=now,
        controller=contribution.controller_id,
    )
    return judgement


@action
def approve(contribution: Contribution, *, by: Person, now: datetime) -> Contribution:
    """Somebody looked, and it may be read by everybody."""
    contribution = _locked(contribution, by, now)
    if contribution.state == State.PUBLISHED:
        if contribution.looked_at is not None:
            nothing_changed()
            return contribution
        contribution.looked_at = now
        contribution.save(update_fields=["looked_at"])
        record(
            events.ContributionLookedAt(contribution=contribution.pk),
            about=[contribution],
            by=by,
            at=now,
            controller=contribution.controller_id,
        )
        return contribution
    check_step(State(contribution.state), State.PUBLISHED)
    contribution.state = State.PUBLISHED
    contribution.looked_at = now
    contribution.save(update_fields=["state", "looked_at"])
    _judge(contribution, Measure.PUBLISH, by=by, now=now, reasons=Reasons())
    publish(contribution, by=by, now=now)
    return contribution


@action
def refuse(contribution: Contribution, *, reasons: Reasons, by: Person, now: datetime) -> Judgement:
    """Keep others from reading it, and tell its author why."""
    contribution = _locked(contribution, by, now)
    if contribution.state == State.REFUSED:
        raise RuleBrokenError(_("Darüber hat inzwischen schon jemand entschieden."))
    check_step(State(contribution.state), State.REFUSED)
    was_public = contribution.state == State.PUBLISHED
    contribution.state = State.REFUSED
    contribution.looked_at = now
    contribution.save(update_fields=["state", "looked_at"])
    if was_public and contribution.answers_id is not None:
        Contribution.objects.filter(pk=contribution.answers_id).update(comment_count=F("comment_count") - 1)
    judgement = _judge(contribution, Measure.REFUSE, by=by, now=now, reasons=reasons)
    record(
        events.ContributionRefused(contribution=contribution.pk),
        about=[contribution],
        by=by,
        at=now,
        controller=contribution.controller_id,
    )
    return judgement


@action
def shorten(
    contribution: Contribution,
    *,
    title: str,
    text: str,
    seen: tuple[str, str],
    reasons: Reasons,
    by: Person,
    now: datetime,
) -> Judgement:
    """Take words out, keep the original inside, and leave a public trace that it was shortened.

    Args:
        contribution: whose words.
        title: the heading that stays.
        text: the text that stays.
        seen: heading and text as the moderator saw them, so that nobody overwrites a colleague.
        reasons: what its author gets to read.
        by: the moderator.
        now: the instant.
    """
    contribution = _locked(contribution, by, now)
    before = (contribution.title, contribution.text)
    if (plain(seen[0]), plain(seen[1])) != before:
        raise RuleBrokenError(
            _("Inzwischen hat jemand anderes den Text geändert. Bitte laden Sie die Seite neu.")
        )
    new = (plain(title), plain(text))
    check_words(*new)
    if new == before:
        raise RuleBrokenError(_("Am Text hat sich nichts geändert."))
    contribution.title, contribution.text = new
    contribution.looked_at = now
    contribution.save(update_fields=["title", "text", "looked_at"])
    return _judge(contribution, Measure.SHORTEN, by=by, now=now, reasons=reasons, before=before)


@action
def show_photo(photo: Photo, *, by: Person, now: datetime) -> Photo:
    """A person looked at the photo; others may see it where they may read the contribution."""
    contribution = _locked(photo.contribution, by, now)
    photo.shown, photo.looked_at, photo.looked_by = True, now, by
    photo.save(update_fields=["shown", "looked_at", "looked_by"])
    record(
        events.PhotoShown(contribution=contribution.pk, photo=photo.pk),
        about=[contribution],
        by=by,
        at=now,
        controller=contribution.controller_id,
    )
    return photo


@action
def refuse_photo(photo: Photo, *, reasons: Reasons, by: Person, now: datetime) -> Judgement:
    """A person looked at the photo; others do not see it, and its author learns why."""
    contribution = _locked(photo.contribution, by, now)
    photo.shown, photo.looked_at, photo.looked_by = False, now, by
    photo.save(update_fields=["shown", "looked_at", "looked_by"])
    return _judge(contribution, Measure.REFUSE_PHOTO, by=by, now=now, reasons=reasons, photo=photo)


@action
def complain(judgement: Judgement, text: str, *, by: Person, now: datetime) -> Complaint:
    """An author disagrees with a judgement; somebody else will decide."""
    contribution = judgement.contribution
    if contribution.author_id != by.pk:
        raise PermissionDenied
    words = plain(text)
    if not words:
        raise RuleBrokenError(_("Bitte schreiben Sie, womit Sie nicht einverstanden sind."))
    if judgement.measure in {Measure.PUBLISH, Measure.RESTORE}:
        raise RuleBrokenError(_("Gegen eine Veröffentlichung gibt es nichts zu beanstanden."))
    if Complaint.objects.filter(judgement=judgement).exists():
        raise RuleBrokenError(_("Sie haben sich dazu schon beschwert. Wir melden uns."))
    complaint = Complaint.objects.create(judgement=judgement, text=words[:5000], by=by, at=now)
    record(
        events.ComplaintMade(contribution=contribution.pk, complaint=complaint.pk),
        about=[contribution],
        by=by,
        at=now,
        controller=contribution.controller_id,
    )
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
        raise RuleBrokenError(_("Darüber hat inzwischen schon jemand entschieden."))
    if not answer.strip():
        raise RuleBrokenError(_("Bitte schreiben Sie dem Menschen, warum Sie so entscheiden."))
    complaint.upheld, complaint.answer = upheld, plain(answer)
    complaint.decided_at, complaint.decided_by = now, by
    complaint.save()
    contribution = complaint.judgement.contribution
    if upheld:
        _undo(complaint.judgement, by=by, now=now)
    record(
        events.ComplaintDecided(contribution=contribution.pk, complaint=complaint.pk, upheld=upheld),
        about=[contribution],
        by=by,
        at=now,
        controller=contribution.controller_id,
    )
    return complaint


def _undo(judgement: Judgement, *, by: Person, now: datetime) -> None:
    contribution = Contribution.objects.select_for_update().get(pk=judgement.contribution_id)
    match Measure(judgement.measure):
        case Measure.REFUSE:
            private = bool(contribution.topic and contribution.topic.is_private)
            then = State.PRIVATE if private else State.PUBLISHED
            check_step(State(contribution.state), then)
            contribution.state = then
            contribution.save(update_fields=["state"])
            _judge(contribution, Measure.RESTORE, by=by, now=now, reasons=Reasons())
            if not private:
                publish(contribution, by=by, now=now)
        case Measure.SHORTEN:
            contribution.title, contribution.text = judgement.title_before, judgement.text_before
            contribution.save(update_fields=["title", "text"])
            _judge(contribution, Measure.RESTORE, by=by, now=now, reasons=Reasons())
        case Measure.REFUSE_PHOTO if judgement.photo is not None:
            judgement.photo.shown = True
            judgement.photo.save(update_fields=["shown"])
            _judge(contribution, Measure.RESTORE, by=by, now=now, reasons=Reasons(), photo=judgement.photo)


@action
def report(
    contribution: Contribution, *, reason: str, name: str, email: str, by: Person | None, now: datetime
) -> Report:
    """Tell the moderators that a contribution should not stay as it is; open to everybody."""
    words = plain(reason)
    if len(words) < 10:
        raise RuleBrokenError(
            _("Bitte schreiben Sie in einem Satz, was an dem Beitrag nicht in Ordnung ist.")
        )
    made = Report.objects.create(
        contribution=contribution, reason=words[:5000], name=plain(name)[:120], email=email.lower(), at=now
    )
    record(
        events.ContributionReported(contribution=contribution.pk, report=made.pk),
        about=[contribution],
        by=by,
        at=now,
        controller=contribution.controller_id,
    )
    return made


@action
def settle_report(reported: Report, *, by: Person, now: datetime) -> Report:
    """Say that a report has been looked at; what follows from it is a judgement of its own."""
    contribution = _locked(reported.contribution, by, now)
    if not Report.objects.filter(pk=reported.pk, settled_at=None).update(settled_at=now, settled_by=by):
        nothing_changed()
        return reported
    reported.refresh_from_db()
    record(
        events.ReportSettled(contribution=contribution.pk, report=reported.pk),
        about=[contribution],
        by=by,
        at=now,
        controller=contribution.controller_id,
    )
    return reported
