"""What becomes of words when persons turn out to be one, are forgotten, or never confirm."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet

from konsens.city.people.forget import make_shell
from konsens.city.people.models import Person
from konsens.kernel import tokens
from konsens.kernel.diary import action, nothing_changed, record
from konsens.kernel.files import forget_files
from konsens.listening.voices import events
from konsens.listening.voices.kinds import State
from konsens.listening.voices.models import Complaint, Contribution, Judgement, Photo, Report, Support
from konsens.listening.voices.rules import ERASED, NOBODY

FORGET_UNCONFIRMED_AFTER = timedelta(days=14)
REPORTERS_ARE_KEPT = timedelta(days=365)
AT_ONCE = 500


@action
def forget_unconfirmed(*, now: datetime) -> int:
    """Delete what nobody confirmed within two weeks, with its photos; returns how many contributions."""
    late = now - FORGET_UNCONFIRMED_AFTER
    unconfirmed = Contribution.objects.filter(state=State.UNCONFIRMED, heard_at__lt=late)
    old = list(unconfirmed.values_list("pk", flat=True)[:AT_ONCE])
    supports = Support.objects.filter(confirmed_at=None, given_at__lt=late)
    count = _drop_supports(supports)
    if not old and not count:
        nothing_changed()
        return 0
    _drop(old)
    record(events.UnconfirmedForgotten(count=len(old)), about=[], by=None, at=now)
    return len(old)


def _drop(keys: list[int]) -> None:
    """Delete contributions that never counted, and their photos from the disk."""
    _drop_photos(Photo.objects.filter(contribution_id__in=keys))
    tokens.forget_about(Contribution, keys)
    Contribution.objects.filter(pk__in=keys).delete()


def _drop_supports(supports: QuerySet[Support]) -> int:
    keys = list(supports.values_list("pk", flat=True))
    tokens.forget_about(Support, keys)
    Support.objects.filter(pk__in=keys).delete()
    return len(keys)


def _drop_photos(photos: QuerySet[Photo]) -> None:
    files = [key for pair in photos.values_list("large_id", "small_id") for key in pair]
    photos.delete()
    forget_files(files)


@action
def forget_settled_reporters(*, now: datetime) -> int:
    """Let reports that were settled a year ago stand without name and address; returns how many."""
    old = Report.objects.filter(settled_at__lt=now - REPORTERS_ARE_KEPT).exclude(name="", email="")
    count = old.update(name="", email="")
    nothing_changed()
    return count


@action
def become_one(*, kept: int, gone: int, controller: int, now: datetime) -> None:
    """Let what one person said and supported at a controller be another's, each support once."""
    Contribution.objects.filter(author_id=gone, controller_id=controller).update(author_id=kept)
    Complaint.objects.filter(by_id=gone, judgement__contribution__controller_id=controller).update(by_id=kept)
    here = Support.objects.filter(contribution__controller_id=controller)
    for given in here.filter(person_id=gone):
        _pass_on(given, kept)
    own = here.filter(person_id=kept, contribution__author_id=kept)
    for given in own:
        _uncount(given)
        given.delete()
    nothing_changed()


def _pass_on(given: Support, kept: int) -> None:
    """A support moves to the person it is of; where both gave one, the one that counts stays."""
    both = Support.objects.filter(person_id=kept, contribution_id=given.contribution_id).first()
    if both is None:
        Support.objects.filter(pk=given.pk).update(person_id=kept)
        return
    if both.confirmed_at is not None:
        _uncount(given)
    else:
        Support.objects.filter(pk=both.pk).update(confirmed_at=given.confirmed_at)
    given.delete()


def _uncount(given: Support) -> None:
    if given.confirmed_at is not None:
        Contribution.objects.filter(pk=given.contribution_id).update(support_count=F("support_count") - 1)


@action
def forget_speaker(*, gone: int, shell: int, controller: int | None, now: datetime) -> None:
    """Let what somebody said stay without them; what others never read is deleted.

    Args:
        gone: who is forgotten.
        shell: the person of whom nothing is known, whose it is from now on.
        controller: at which controller, None for all.
        now: the instant.
    """
    here = Q() if controller is None else Q(controller_id=controller)
    said = Contribution.objects.filter(here, author_id=gone)
    _drop(list(said.filter(state=State.UNCONFIRMED).values_list("pk", flat=True)))
    _part_with(list(said.select_for_update(of=("self",))), {gone: shell}, now=now)
    there = Q() if controller is None else Q(contribution__controller_id=controller)
    given = Support.objects.filter(there, person_id=gone)
    _drop_supports(given.filter(confirmed_at=None))
    given.update(person_id=shell)
    nothing_changed()


@action
def anonymise(contributions: Iterable[int], *, now: datetime) -> dict[int, int]:
    """Let contributions whose time has passed, and comments on them, stay without anybody who took part.

    Returns:
        For each person the one of whom nothing is known that took their place.
    """
    keys = list(contributions)
    said = list(
        Contribution.objects.filter(Q(pk__in=keys) | Q(answers_id__in=keys)).select_for_update(of=("self",))
    )
    given = Support.objects.filter(contribution_id__in=[each.pk for each in said])
    took_part = {each.author_id for each in said} | set(given.values_list("person_id", flat=True))
    known = Person.objects.filter(pk__in=took_part - {None}, anonymised_at=None).order_by("pk")
    shells = {person.pk: make_shell(now=now).pk for person in known}
    _part_with(said, shells, now=now)
    for person, shell in shells.items():
        given.filter(person_id=person).update(person_id=shell)
    nothing_changed()
    return shells


def _part_with(said: list[Contribution], shells: dict[int, int], *, now: datetime) -> None:
    """Take out of contributions whatever leads to their authors; what is not public loses its words too."""
    for each in said:
        if each.state != State.PUBLISHED:
            _erase(each, now=now)
    keys = [each.pk for each in said]
    rows = Contribution.objects.filter(pk__in=keys)
    rows.update(pseudonym=NOBODY, private_note="")
    for person, shell in shells.items():
        rows.filter(author_id=person).update(author_id=shell)
        Complaint.objects.filter(judgement__contribution__in=keys, by_id=person).update(by_id=shell)
    _drop_photos(Photo.objects.filter(contribution_id__in=keys, shown=False))
    Judgement.objects.filter(contribution_id__in=keys).update(title_before="", text_before="")
    complaints = Complaint.objects.filter(judgement__contribution__in=keys)
    complaints.update(text=ERASED)
    complaints.exclude(answer="").update(answer=ERASED)


def _erase(contribution: Contribution, *, now: datetime) -> None:
    """Nobody but the team ever read it: it is withdrawn, and its words and its place go."""
    if contribution.state != State.WITHDRAWN:
        Contribution.objects.filter(pk=contribution.pk).update(state=State.WITHDRAWN)
        record(
            events.ContributionWithdrawn(contribution=contribution.pk),
            about=[contribution],
            by=None,
            at=now,
            controller=contribution.controller_id,
        )
    Contribution.objects.filter(pk=contribution.pk).update(
        title=ERASED, text="", street="", lat=None, lon=None
    )
    _drop_photos(Photo.objects.filter(contribution_id=contribution.pk))
    Judgement.objects.filter(contribution_id=contribution.pk).exclude(facts="").update(facts=ERASED)
