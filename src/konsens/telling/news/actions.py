"""Follow something, change the pace, and stop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from konsens.caring.cases.models import Case
from konsens.city.people.actions import verify_address
from konsens.city.people.models import Person, Relation
from konsens.city.people.viewer import viewer_of
from konsens.city.places.models import Area
from konsens.city.topics.models import Topic
from konsens.kernel import clock
from konsens.kernel.diary import action, nothing_changed, record
from konsens.kernel.errors import RuleBrokenError
from konsens.telling.news import events
from konsens.telling.news.kinds import Cadence
from konsens.telling.news.models import Follow

RADIUS_LEAST, RADIUS_MOST = 100, 10_000


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to hear of; nothing named means everything of the controller."""

    case: Case | None = None
    topic: Topic | None = None
    area: Area | None = None
    lat: float | None = None
    lon: float | None = None
    radius_m: int | None = None


@action
def follow(
    relation: Relation, wish: Wish, *, by: Person | None, now: datetime, cadence: Cadence = Cadence.AT_ONCE
) -> Follow:
    """Follow something: at once if the address is known, else after one click in a mail.

    Raises:
        RuleBrokenError: what is followed is not visible to them, or a radius is out of range.
    """
    _check(relation, wish, now)
    known = by is not None and by.pk == relation.person_id and relation.email_verified_at is not None
    made = _same(relation, wish)
    if made is not None and (made.confirmed_at is not None or not known):
        return _again(made, cadence, known=known, now=now)
    if made is None:
        made = Follow.objects.create(
            controller_id=relation.controller_id,
            person=relation.person,
            case=wish.case,
            topic=wish.topic,
            area=wish.area,
            lat=wish.lat,
            lon=wish.lon,
            radius_m=wish.radius_m,
            cadence=cadence,
            since=now,
        )
    if known:
        begin(made, now=now)
    else:
        _say(events.FollowAsked(follow=made.pk), made, now)
    return made


def _check(relation: Relation, wish: Wish, now: datetime) -> None:
    if wish.radius_m is not None and not RADIUS_LEAST <= wish.radius_m <= RADIUS_MOST:
        raise RuleBrokenError(_("Ein Umkreis hat 100 Meter bis 10 Kilometer."))
    if wish.case is not None:
        viewer = viewer_of(relation.person, on=clock.day_of(now))
        if not Case.objects.visible_to(viewer).filter(pk=wish.case.pk).exists():
            raise RuleBrokenError(_("Diesem Vorgang kann man nicht folgen."))


def _same(relation: Relation, wish: Wish) -> Follow | None:
    mine = Follow.objects.filter(person=relation.person, controller_id=relation.controller_id, ended_at=None)
    same = mine.filter(
        case=wish.case, topic=wish.topic, area=wish.area, lat=wish.lat, lon=wish.lon, radius_m=wish.radius_m
    )
    return same.first()


def _again(made: Follow, cadence: Cadence, *, known: bool, now: datetime) -> Follow:
    """Whoever follows already only changes the pace; an address alone changes nothing."""
    if made.confirmed_at is None:
        _say(events.FollowAsked(follow=made.pk), made, now)
    elif known and made.cadence != cadence:
        change_pace(made, cadence, by=made.person, now=now)
    else:
        nothing_changed()
    return made


def begin(made: Follow, *, now: datetime) -> None:
    """Let a follow count, inside an action."""
    made.confirmed_at = now
    made.save(update_fields=["confirmed_at"])
    _say(events.FollowBegun(follow=made.pk), made, now)


def _say(event: events.OfFollow, made: Follow, now: datetime) -> None:
    record(event, about=[made], by=made.person, at=now, controller=made.controller_id)


@action
def confirm_follow(made: Follow, *, now: datetime) -> Follow:
    """Somebody opened the link we mailed: they hear of it from now on."""
    made = Follow.objects.select_for_update(of=("self",)).select_related("person").get(pk=made.pk)
    if made.confirmed_at is not None or made.ended_at is not None:
        nothing_changed()
        return made
    relation = Relation.objects.get(person_id=made.person_id, controller_id=made.controller_id)
    verify_address(relation, now=now)
    begin(made, now=now)
    return made


@action
def change_pace(made: Follow, cadence: Cadence, *, by: Person, now: datetime) -> Follow:
    """Hear at once, or once a day."""
    if made.person_id != by.pk:
        raise PermissionDenied
    made.cadence = cadence
    made.save(update_fields=["cadence"])
    _say(events.FollowChanged(follow=made.pk), made, now)
    return made


@action
def unfollow(made: Follow, *, now: datetime) -> Follow:
    """Stop hearing of something; whoever holds the link of a mail may do just this."""
    if not Follow.objects.filter(pk=made.pk, ended_at=None).update(ended_at=now):
        nothing_changed()
        return made
    made.refresh_from_db()
    _say(events.FollowEnded(follow=made.pk), made, now)
    return made
