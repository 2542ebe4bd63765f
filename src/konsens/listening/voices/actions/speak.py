"""What can be done with contributions: hear, confirm, support, withdraw."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from konsens.city.people.actions import verify_address
from konsens.city.people.models import Identity, LegalText, Person, Relation
from konsens.city.people.viewer import viewer_of
from konsens.city.projects.models import Moderation, Phase
from konsens.kernel import clock
from konsens.kernel.diary import action, nothing_changed, record
from konsens.kernel.errors import RuleBrokenError
from konsens.kernel.files import keep_picture
from konsens.kernel.workdays import public_holidays
from konsens.listening.voices import events
from konsens.listening.voices.kinds import Channel, Kind, State
from konsens.listening.voices.models import Contribution, Photo, Support
from konsens.listening.voices.permissions import can_support, can_withdraw
from konsens.listening.voices.rules import (
    blur,
    check_comment,
    check_step,
    check_words,
    look_due,
    needs_a_look,
    one_line,
    plain,
    state_after_confirming,
)
from konsens.listening.voices.said import Said


@action
def hear(
    said: Said,
    *,
    phase: Phase,
    relation: Relation,
    by: Person | None,
    now: datetime,
    notice: LegalText | None = None,
    entered_by: Person | None = None,
) -> Contribution:
    """Take in what somebody says; it counts at once if we know them, else after one click in a mail.

    Args:
        said: the words, place and channel.
        phase: in which phase of which project.
        relation: who says it, as the controller knows them.
        by: the person recognised in this request, or None.
        now: the instant.
        notice: the privacy notice they were shown.
        entered_by: staff who typed it for somebody at the counter or on the phone.

    Raises:
        PermissionDenied: typed for somebody else by a person who does not work here.
        RuleBrokenError: the phase is closed, or words or place are not acceptable.
    """
    _check_open(phase, now)
    _check_here(said, phase, relation)
    if entered_by is not None:
        viewer = viewer_of(entered_by, on=clock.day_of(now))
        if not viewer.works_for(relation.controller_id):
            raise PermissionDenied
    title, text = one_line(said.title), plain(said.text)
    check_words(title, text)
    private = bool(said.topic and said.topic.is_private)
    contribution = Contribution.objects.create(
        controller_id=relation.controller_id,
        phase=phase,
        kind=said.kind,
        channel=said.channel,
        title=title,
        text=text,
        language=said.language,
        topic=said.topic,
        private_note=plain(said.private_note)[:2000],
        author=relation.person,
        entered_by=entered_by,
        pseudonym=relation.pseudonym,
        notice=notice or relation.notice,
        heard_at=now,
        **_place(said, private=private),
    )
    _keep_photos(contribution, said, now)
    known = entered_by is not None or _is_known(relation, by)
    record(
        events.ContributionHeard(
            contribution=contribution.pk, kind=said.kind, channel=said.channel, confirmed=known
        ),
        about=[contribution],
        by=entered_by or by,
        at=now,
        controller=relation.controller_id,
    )
    if known:
        _receive(contribution, now=now)
    return contribution


def _check_open(phase: Phase, now: datetime) -> None:
    if not Phase.objects.open_at(now).filter(pk=phase.pk).exists():
        raise RuleBrokenError(_("Diese Beteiligung ist gerade nicht geöffnet."))


def _check_here(said: Said, phase: Phase, relation: Relation) -> None:
    """Phase, topic and person belong to one controller, whatever a door was told (D1)."""
    here = relation.controller_id
    if phase.project.controller_id != here or (said.topic and said.topic.controller_id != here):
        raise RuleBrokenError(_("Dieses Thema gehört zu einer anderen Organisation."))


def _is_known(relation: Relation, by: Person | None) -> bool:
    return by is not None and by.pk == relation.person_id and relation.email_verified_at is not None


def _place(said: Said, *, private: bool) -> dict[str, object]:
    spot = said.spot
    lat, lon = spot.lat, spot.lon
    if private and lat is not None and lon is not None:
        lat, lon = blur(lat, lon)
    street = "" if private else one_line(spot.street)[:120]
    return {"lat": lat, "lon": lon, "area_id": spot.area_id, "street": street}


def _keep_photos(contribution: Contribution, said: Said, now: datetime) -> None:
    for large, small in said.photos:
        Photo.objects.create(
            contribution=contribution,
            large=keep_picture(large, now=now),
            small=keep_picture(small, now=now),
            description=one_line(said.photo_description)[:200],
            given_at=now,
        )


def _receive(contribution: Contribution, *, now: datetime) -> None:
    """Let a confirmed contribution take its first step."""
    identity = Identity.objects.get(controller_id=contribution.controller_id)
    then = state_after_confirming(
        private=bool(contribution.topic and contribution.topic.is_private),
        beforehand=contribution.phase.moderation == Moderation.BEFOREHAND,
        suspicious=needs_a_look(contribution.title, contribution.text, identity.words_to_check.splitlines()),
    )
    check_step(State(contribution.state), then)
    contribution.state = then
    contribution.confirmed_at = now
    if then is State.HELD:
        contribution.look_by = look_due(clock.day_of(now), public_holidays())
    contribution.save(update_fields=["state", "confirmed_at", "look_by"])
    record(
        events.ContributionConfirmed(contribution=contribution.pk, kind=Kind(contribution.kind), state=then),
        about=[contribution],
        by=contribution.author,
        at=now,
        controller=contribution.controller_id,
    )
    if then is State.PUBLISHED:
        publish(contribution, by=None, now=now)


def publish(contribution: Contribution, *, by: Person | None, now: datetime) -> None:
    """Say inside an action that everybody may read a contribution from now on."""
    if contribution.answers_id is not None:
        Contribution.objects.filter(pk=contribution.answers_id).update(comment_count=F("comment_count") + 1)
    record(
        events.ContributionPublished(contribution=contribution.pk),
        about=[contribution],
        by=by,
        at=now,
        controller=contribution.controller_id,
    )


@action
def confirm(contribution: Contribution, *, now: datetime, proof: str = "") -> Contribution:
    """Somebody opened the link we mailed: the contribution is theirs, and received.

    Args:
        contribution: what they said.
        now: the instant.
        proof: digest of the address the link was mailed to.
    """
    contribution = (
        Contribution.objects.select_for_update(of=("self",))
        .select_related("topic", "phase", "author")
        .get(pk=contribution.pk)
    )
    if contribution.state != State.UNCONFIRMED:
        nothing_changed()
        return contribution
    relation = Relation.objects.select_related("person").get(
        person=contribution.author, controller_id=contribution.controller_id
    )
    verify_address(relation, now=now, proof=proof)
    _receive(contribution, now=now)
    return contribution


@action
def comment(
    on: Contribution,
    text: str,
    *,
    relation: Relation,
    by: Person,
    now: datetime,
    channel: Channel = Channel.WEB,
    notice: LegalText | None = None,
) -> Contribution:
    """Say something about a contribution, where its phase has comments.

    Args:
        on: what is commented on.
        text: the words.
        relation: who says it, as the controller knows them.
        by: the person recognised in this request.
        now: the instant.
        channel: by which way it came.
        notice: the privacy notice they were shown.

    Raises:
        PermissionDenied: somebody whose address is not proven here.
        RuleBrokenError: there are no comments here, or the words are not acceptable.
    """
    if not on.phase.comments or on.state != State.PUBLISHED or on.controller_id != relation.controller_id:
        raise RuleBrokenError(_("Hier sind Kommentare nicht vorgesehen."))
    _check_open(on.phase, now)
    words = plain(text)
    check_comment(words)
    if not _is_known(relation, by) or relation.controller_id != on.controller_id:
        raise PermissionDenied
    answer = Contribution.objects.create(
        controller_id=on.controller_id,
        phase=on.phase,
        kind=Kind.COMMENT,
        channel=channel,
        answers=on,
        text=words,
        author=by,
        pseudonym=relation.pseudonym,
        notice=notice or relation.notice,
        heard_at=now,
    )
    record(
        events.ContributionHeard(contribution=answer.pk, kind=Kind.COMMENT, channel=channel, confirmed=True),
        about=[answer, on],
        by=by,
        at=now,
        controller=on.controller_id,
    )
    _receive(answer, now=now)
    return answer


@action
def support(
    contribution: Contribution,
    *,
    relation: Relation,
    by: Person | None,
    now: datetime,
    channel: Channel = Channel.WEB,
) -> Support:
    """Stand behind a contribution: once per person, counted at once or after one click in a mail."""
    if relation.controller_id != contribution.controller_id:
        raise PermissionDenied
    if not can_support(contribution):
        raise RuleBrokenError(_("Diesen Beitrag kann man gerade nicht unterstützen."))
    known = _is_known(relation, by)
    if known and contribution.author_id == relation.person_id:
        # only to the author: to others the same answer for every address keeps secret who said it
        raise RuleBrokenError(_("Das ist Ihr eigener Beitrag. Er zählt schon."))
    try:
        with transaction.atomic():
            given = Support.objects.create(
                contribution=contribution,
                person=relation.person,
                channel=channel,
                given_at=now,
                confirmed_at=now if known else None,
            )
    except IntegrityError:
        return _support_again(contribution, relation, known=known, now=now)
    _say_support(given, known=known, now=now)
    return given


def _support_again(contribution: Contribution, relation: Relation, *, known: bool, now: datetime) -> Support:
    given = Support.objects.select_related("contribution").get(
        contribution=contribution, person=relation.person
    )
    if known and given.confirmed_at is None:
        return confirm_support(given, now=now)
    if given.confirmed_at is None:
        _say_support(given, known=False, now=now)
    else:
        nothing_changed()
    return given


def _say_support(given: Support, *, known: bool, now: datetime) -> None:
    contribution = given.contribution
    if known:
        Contribution.objects.filter(pk=contribution.pk).update(support_count=F("support_count") + 1)
        what: events.OfContribution = events.SupportGiven(contribution=contribution.pk, support=given.pk)
    else:
        what = events.SupportAsked(contribution=contribution.pk, support=given.pk)
    record(what, about=[contribution], by=given.person, at=now, controller=contribution.controller_id)


@action
def confirm_support(given: Support, *, now: datetime, proof: str = "") -> Support:
    """Somebody opened the link we mailed: their support counts, once; an author counts already.

    Args:
        given: the support.
        now: the instant.
        proof: digest of the address the link was mailed to.
    """
    if given.person_id == given.contribution.author_id:
        Support.objects.filter(pk=given.pk, confirmed_at=None).delete()
        nothing_changed()
        return given
    if not Support.objects.filter(pk=given.pk, confirmed_at=None).update(confirmed_at=now):
        nothing_changed()
        return given
    given.refresh_from_db()
    relation = Relation.objects.get(person_id=given.person_id, controller_id=given.contribution.controller_id)
    verify_address(relation, now=now, proof=proof)
    _say_support(given, known=True, now=now)
    return given


@action
def take_support_back(contribution: Contribution, *, by: Person, now: datetime) -> None:
    """Stand behind a contribution no longer."""
    mine = Support.objects.filter(contribution=contribution, person=by)
    counted = mine.filter(confirmed_at__isnull=False).count()
    if not mine.delete()[0]:
        nothing_changed()
        return
    Contribution.objects.filter(pk=contribution.pk).update(support_count=F("support_count") - counted)
    record(
        events.SupportTakenBack(contribution=contribution.pk),
        about=[contribution],
        by=by,
        at=now,
        controller=contribution.controller_id,
    )


@action
def withdraw(contribution: Contribution, *, by: Person, now: datetime) -> Contribution:
    """Take one's own contribution back: others read it no longer."""
    contribution = Contribution.objects.select_for_update().get(pk=contribution.pk)
    if not can_withdraw(viewer_of(by, on=clock.day_of(now)), contribution):
        raise PermissionDenied
    check_step(State(contribution.state), State.WITHDRAWN)
    was_public = contribution.state == State.PUBLISHED
    contribution.state = State.WITHDRAWN
    contribution.save(update_fields=["state"])
    if was_public and contribution.answers_id is not None:
        Contribution.objects.filter(pk=contribution.answers_id).update(comment_count=F("comment_count") - 1)
    record(
        events.ContributionWithdrawn(contribution=contribution.pk),
        about=[contribution],
        by=by,
        at=now,
        controller=contribution.controller_id,
    )
    return contribution
