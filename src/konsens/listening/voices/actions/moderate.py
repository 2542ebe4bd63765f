"""What moderators do with words and photos: look, shorten, refuse, restore; with reasons that can be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from konsens.city.people.models import Person
from konsens.city.people.viewer import viewer_of
from konsens.kernel import clock
from konsens.kernel.diary import action, record
from konsens.kernel.errors import RuleBrokenError
from konsens.listening.voices import events
from konsens.listening.voices.actions.speak import publish
from konsens.listening.voices.kinds import Ground, Kind, Measure, State
from konsens.listening.voices.models import Contribution, Judgement, Photo
from konsens.listening.voices.permissions import can_moderate
from konsens.listening.voices.queries import last_shortening
from konsens.listening.voices.rules import (
    check_comment,
    check_reasons,
    check_step,
    check_words,
    plain,
)

DECIDED = _("Darüber hat inzwischen schon jemand entschieden. Bitte sehen Sie sich den neuen Stand an.")


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why something is restricted: what happened, and by which rule it may not stay."""

    facts: str = ""
    ground: Ground | str = ""
    rule: str = ""


def locked(contribution: Contribution, by: Person, now: datetime, *, mark: str | None = None) -> Contribution:
    """The contribution as it is now, held until the transaction ends, for somebody who moderates it.

    Raises:
        PermissionDenied: for everybody else.
        RuleBrokenError: when a colleague judged it after `mark` was seen.
    """
    found = Contribution.objects.select_for_update().get(pk=contribution.pk)
    if not can_moderate(viewer_of(by, on=clock.day_of(now)), found):
        raise PermissionDenied
    if mark is not None and mark != found.mark:
        raise RuleBrokenError(DECIDED)
    return found


def _locked_photo(photo: Photo, *, mark: str | None) -> Photo:
    found = Photo.objects.select_for_update(of=("self",)).get(pk=photo.pk)
    if mark is not None and mark != found.mark:
        raise RuleBrokenError(DECIDED)
    return found


def say_so(event: events.OfContribution, contribution: Contribution, *, by: Person, now: datetime) -> None:
    """Write a line about a contribution into the diary, inside an action."""
    record(event, about=[contribution], by=by, at=now, controller=contribution.controller_id)


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
        facts=plain(reasons.facts)[:5000],
        ground=reasons.ground,
        rule=plain(reasons.rule)[:200],
        title_before=before[0],
        text_before=before[1],
        by=by,
        at=now,
    )
    said = events.ContributionJudged(
        contribution=contribution.pk, judgement=judgement.pk, measure=measure, ground=reasons.ground
    )
    say_so(said, contribution, by=by, now=now)
    return judgement


def _look(contribution: Contribution, *, by: Person, now: datetime) -> None:
    contribution.looked_at = now
    contribution.save(update_fields=["looked_at"])
    say_so(events.ContributionLookedAt(contribution=contribution.pk), contribution, by=by, now=now)


@action
def approve(
    contribution: Contribution, *, by: Person, now: datetime, mark: str | None = None
) -> Contribution:
    """Somebody looked, and it may be read by everybody."""
    contribution = locked(contribution, by, now, mark=mark)
    if contribution.state == State.PUBLISHED:
        if contribution.looked_at is not None:
            raise RuleBrokenError(DECIDED)
        _look(contribution, by=by, now=now)
        return contribution
    if contribution.state != State.HELD:
        raise RuleBrokenError(_("Veröffentlichen lässt sich nur, was noch geprüft wird."))
    _publish_held(contribution, by=by, now=now)
    return contribution


def _publish_held(contribution: Contribution, *, by: Person, now: datetime) -> None:
    contribution.state = State.PUBLISHED
    contribution.looked_at = now
    contribution.save(update_fields=["state", "looked_at"])
    _judge(contribution, Measure.PUBLISH, by=by, now=now, reasons=Reasons())
    publish(contribution, by=by, now=now)


@action
def look_over(contributions: Iterable[Contribution], *, by: Person, now: datetime) -> int:
    """Look at several published ones at once and leave them as they are; returns how many were still due.

    Raises:
        RuleBrokenError: when nothing of it was left to look at.
    """
    count = 0
    for each in sorted(contributions, key=lambda each: each.pk):
        found = locked(each, by, now)
        if found.state == State.PUBLISHED and found.looked_at is None:
            _look(found, by=by, now=now)
            count += 1
    if not count:
        raise RuleBrokenError(_("Diese Beiträge hat inzwischen schon jemand angesehen."))
    return count


@action
def refuse(
    contribution: Contribution, *, reasons: Reasons, by: Person, now: datetime, mark: str | None = None
) -> Judgement:
    """Keep others from reading it, and tell its author why."""
    contribution = locked(contribution, by, now, mark=mark)
    if contribution.state == State.REFUSED:
        raise RuleBrokenError(DECIDED)
    check_step(State(contribution.state), State.REFUSED)
    was_public = contribution.state == State.PUBLISHED
    contribution.state = State.REFUSED
    contribution.looked_at = now
    contribution.save(update_fields=["state", "looked_at"])
    if was_public and contribution.answers_id is not None:
        Contribution.objects.filter(pk=contribution.answers_id).update(comment_count=F("comment_count") - 1)
    judgement = _judge(contribution, Measure.REFUSE, by=by, now=now, reasons=reasons)
    say_so(events.ContributionRefused(contribution=contribution.pk), contribution, by=by, now=now)
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
    and_publish: bool = False,
) -> Judgement:
    """Take words out, keep the original inside, and leave a public trace that it was shortened.

    Args:
        contribution: whose words.
        title: the heading that stays; a comment has none.
        text: the text that stays.
        seen: heading and text as the moderator saw them, so that nobody overwrites a colleague.
        reasons: what its author gets to read.
        by: the moderator.
        now: the instant.
        and_publish: let everybody read a held one from now on, as it is then.
    """
    contribution = locked(contribution, by, now)
    before = (contribution.title, contribution.text)
    if (plain(seen[0]), plain(seen[1])) != before:
        raise RuleBrokenError(
            _("Inzwischen hat jemand anderes den Text geändert. Bitte laden Sie die Seite neu.")
        )
    new = (plain(title), plain(text))
    if contribution.kind == Kind.COMMENT:
        check_comment(new[1])
    else:
        check_words(*new)
    if new == before:
        raise RuleBrokenError(_("Am Text hat sich nichts geändert."))
    if contribution.state in {State.UNCONFIRMED, State.WITHDRAWN}:
        raise RuleBrokenError(_("Diesen Beitrag liest niemand. Da gibt es nichts zu kürzen."))
    _put(contribution, new, now=now)
    judgement = _judge(contribution, Measure.SHORTEN, by=by, now=now, reasons=reasons, before=before)
    if and_publish and contribution.state == State.HELD:
        _publish_held(contribution, by=by, now=now)
    return judgement


def _put(contribution: Contribution, words: tuple[str, str], *, now: datetime) -> None:
    contribution.title, contribution.text = words
    contribution.looked_at = now
    contribution.save(update_fields=["title", "text", "looked_at"])


@action
def restore(
    contribution: Contribution, *, by: Person, now: datetime, saying: str = "", mark: str | None = None
) -> Judgement:
    """Take the latest restriction back: a refused one can be read again, else a shortened one is whole again.

    Args:
        contribution: what was restricted.
        by: a moderator.
        now: the instant.
        saying: what its author gets to read, if anything.
        mark: the contribution's mark as the moderator saw it.

    Raises:
        RuleBrokenError: when nothing is restricted.
    """
    contribution = locked(contribution, by, now, mark=mark)
    if contribution.state == State.REFUSED:
        return let_read_again(contribution, saying=saying, by=by, now=now)
    last = last_shortening(contribution.judgements.all())
    if last is None or contribution.state == State.WITHDRAWN:
        raise RuleBrokenError(_("Hier ist nichts wiederherzustellen."))
    return make_whole(contribution, last, saying=saying, by=by, now=now)


def let_read_again(contribution: Contribution, *, saying: str, by: Person, now: datetime) -> Judgement:
    """Undo a refusal of a locked contribution, inside an action; what is confidential stays so."""
    private = bool(contribution.topic and contribution.topic.is_private)
    then = State.PRIVATE if private else State.PUBLISHED
    check_step(State(contribution.state), then)
    contribution.state = then
    contribution.looked_at = now
    contribution.save(update_fields=["state", "looked_at"])
    judgement = _judge(contribution, Measure.RESTORE, by=by, now=now, reasons=Reasons(facts=saying))
    if private:
        say_so(events.ContributionReadAgain(contribution=contribution.pk), contribution, by=by, now=now)
    else:
        publish(contribution, by=by, now=now)
    return judgement


def make_whole(
    contribution: Contribution, shortening: Judgement, *, saying: str, by: Person, now: datetime
) -> Judgement:
    """Undo a shortening of a locked contribution, inside an action; the short text is kept inside."""
    short = (contribution.title, contribution.text)
    _put(contribution, (shortening.title_before, shortening.text_before), now=now)
    return _judge(contribution, Measure.RESTORE, by=by, now=now, reasons=Reasons(facts=saying), before=short)


@action
def show_photo(photo: Photo, *, by: Person, now: datetime, mark: str | None = None) -> Photo:
    """A person looked at the photo; others may see it where they may read the contribution."""
    contribution = locked(photo.contribution, by, now)
    photo = _locked_photo(photo, mark=mark)
    if photo.shown:
        raise RuleBrokenError(DECIDED)
    if photo.looked_at is not None:
        show_again(photo, contribution, by=by, now=now)
        return photo
    _look_at(photo, shown=True, by=by, now=now)
    say_so(events.PhotoShown(contribution=contribution.pk, photo=photo.pk), contribution, by=by, now=now)
    return photo


def show_again(photo: Photo, contribution: Contribution, *, by: Person, now: datetime) -> Judgement:
    """Undo the refusal of a photo, inside an action."""
    _look_at(photo, shown=True, by=by, now=now)
    return _judge(contribution, Measure.RESTORE, by=by, now=now, reasons=Reasons(), photo=photo)


@action
def refuse_photo(
    photo: Photo, *, reasons: Reasons, by: Person, now: datetime, mark: str | None = None
) -> Judgement:
    """A person looked at the photo; others do not see it, and its author learns why."""
    contribution = locked(photo.contribution, by, now)
    photo = _locked_photo(photo, mark=mark)
    if photo.looked_at is not None and not photo.shown:
        raise RuleBrokenError(DECIDED)
    _look_at(photo, shown=False, by=by, now=now)
    return _judge(contribution, Measure.REFUSE_PHOTO, by=by, now=now, reasons=reasons, photo=photo)


def _look_at(photo: Photo, *, shown: bool, by: Person, now: datetime) -> None:
    photo.shown, photo.looked_at, photo.looked_by = shown, now, by
    photo.save(update_fields=["shown", "looked_at", "looked_by"])
