"""Follow something, change the pace, and stop; send again what may have been lost."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from konsens.caring.cases.models import Case
from konsens.city.people.actions import verify_address
from konsens.city.people.kinds import Role
from konsens.city.people.models import Organisation, Person, Relation
from konsens.city.people.viewer import viewer_of
from konsens.city.places.models import Area
from konsens.city.topics.models import Topic
from konsens.kernel import clock, tokens
from konsens.kernel.diary import action, nothing_changed, record
from konsens.kernel.errors import RuleBrokenError
from konsens.telling.news import events
from konsens.telling.news.kinds import Cadence, Sending
from konsens.telling.news.models import Follow, Mailing

RADIUS_LEAST, RADIUS_MOST = 200, 10_000
DOUBTFUL = (Sending.UNCERTAIN, Sending.FAILED)
MOST_FOLLOWS, MOST_UNCONFIRMED = 200, 20
FORGET_UNCONFIRMED_AFTER = timedelta(days=14)
PLACE_DIGITS = 3
"""A followed place may be somebody's home: it is kept to about a hundred metres only."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to hear of: one thing; nothing named means everything of the controller."""

    case: Case | None = None
    topic: Topic | None = None
    area: Area | None = None
    organisation: Organisation | None = None
    lat: float | None = None
    lon: float | None = None
    radius_m: int | None = None

    def fields(self) -> dict[str, Any]:
        """The columns of the follow; a place is kept coarsely."""
        return {
            "case": self.case,
            "topic": self.topic,
            "area": self.area,
            "organisation": self.organisation,
            "lat": None if self.lat is None else round(self.lat, PLACE_DIGITS),
            "lon": None if self.lon is None else round(self.lon, PLACE_DIGITS),
            "radius_m": self.radius_m,
        }


@action
def follow(
    relation: Relation, wish: Wish, *, by: Person | None, now: datetime, cadence: Cadence = Cadence.AT_ONCE
) -> Follow:
    """Follow something: at once if the address is known, else after one click in a mail.

    Whoever follows a duplicate follows the case in which it goes on.

    Raises:
        RuleBrokenError: what is followed is not visible to them, belongs to another controller,
            is more than one thing, or too much.
    """
    _check(relation, wish, now)
    if wish.case is not None and wish.case.merged_into is not None:
        wish = replace(wish, case=wish.case.merged_into)
    known = by is not None and by.pk == relation.person_id and relation.email_verified_at is not None
    made = _mine(relation).filter(**wish.fields()).first() or _new(relation, wish, cadence, known, now)
    if made.confirmed_at is not None:
        _keep_pace(made, cadence, known=known, now=now)
        return made
    Follow.objects.filter(pk=made.pk).update(cadence=cadence)
    made.cadence = cadence
    if known:
        begin(made, now=now)
    else:
        _say(events.FollowAsked(follow=made.pk), made, now)
    return made


def _check(relation: Relation, wish: Wish, now: datetime) -> None:
    _check_place(wish)
    if (
        sum(each is not None for each in (wish.case, wish.topic, wish.area, wish.organisation, wish.radius_m))
        > 1
    ):
        raise RuleBrokenError(_("Bitte wählen Sie eines aus: Vorgang, Thema, Stadtteil, Team oder Ort."))
    roots = (
        wish.case and wish.case.controller_id,
        wish.topic and wish.topic.controller_id,
        wish.organisation and wish.organisation.root_id,
    )
    if any(root not in {None, relation.controller_id} for root in roots):
        raise RuleBrokenError(_("Das gehört zu einer anderen Organisation. Bitte folgen Sie ihm dort."))
    if wish.case is not None:
        viewer = viewer_of(relation.person, on=clock.day_of(now))
        if not Case.objects.visible_to(viewer).filter(pk=wish.case.pk).exists():
            raise RuleBrokenError(_("Diesem Vorgang kann man nicht folgen."))


def _check_place(wish: Wish) -> None:
    given = [each is not None for each in (wish.lat, wish.lon, wish.radius_m)]
    if any(given) and not all(given):
        raise RuleBrokenError(_("Zu einem Ort gehört ein Umkreis. Bitte wählen Sie einen."))
    if wish.radius_m is not None and not RADIUS_LEAST <= wish.radius_m <= RADIUS_MOST:
        raise RuleBrokenError(
            _("Ein Umkreis ist 200 Meter bis 10 Kilometer groß. Bitte wählen Sie einen anderen.")
        )


def _mine(relation: Relation) -> QuerySet[Follow]:
    return Follow.objects.filter(
        person_id=relation.person_id, controller_id=relation.controller_id, ended_at=None
    )


def _new(relation: Relation, wish: Wish, cadence: Cadence, known: bool, now: datetime) -> Follow:
    waiting = _mine(relation).filter(confirmed_at=None).count()
    if not known and waiting >= MOST_UNCONFIRMED:
        raise RuleBrokenError(
            _("An diese Adresse gingen schon viele Fragen. Bitte bestätigen Sie zuerst eine davon.")
        )
    if known and _mine(relation).count() - waiting >= MOST_FOLLOWS:
        raise RuleBrokenError(
            _("Sie folgen schon %(count)s Dingen. Bitte beenden Sie zuerst etwas davon."), count=MOST_FOLLOWS
        )
    try:
        with transaction.atomic():
            return Follow.objects.create(
                controller_id=relation.controller_id,
                person=relation.person,
                cadence=cadence,
                since=now,
                **wish.fields(),
            )
    except IntegrityError:
        # somebody clicked twice, and the other click was quicker
        return _mine(relation).get(**wish.fields())


def _keep_pace(made: Follow, cadence: Cadence, *, known: bool, now: datetime) -> None:
    """Whoever follows already only changes the pace; an address alone changes nothing."""
    if known and made.cadence != cadence:
        change_pace(made, cadence, by=made.person, now=now)
    else:
        nothing_changed()


def begin(made: Follow, *, now: datetime) -> None:
    """Let a follow count, inside an action."""
    made.confirmed_at = now
    made.save(update_fields=["confirmed_at"])
    _say(events.FollowBegun(follow=made.pk), made, now)


def _say(event: events.OfFollow, made: Follow, now: datetime) -> None:
    record(event, about=[made], by=made.person, at=now, controller=made.controller_id)


@action
def confirm_follow(made: Follow, *, now: datetime, proof: str = "") -> Follow:
    """Somebody opened the link we mailed: they hear of it from now on.

    Args:
        made: what they want to follow.
        now: the instant.
        proof: digest of the address the link was mailed to.
    """
    made = Follow.objects.select_for_update(of=("self",)).select_related("person").get(pk=made.pk)
    if made.confirmed_at is not None or made.ended_at is not None:
        nothing_changed()
        return made
    relation = Relation.objects.get(person_id=made.person_id, controller_id=made.controller_id)
    verify_address(relation, now=now, proof=proof)
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
def unfollow(*made: Follow, now: datetime) -> None:
    """Stop hearing of something; whoever holds the link of a mail may do just this."""
    for each in made:
        if Follow.objects.filter(pk=each.pk, ended_at=None).update(ended_at=now):
            each.refresh_from_db()
            _say(events.FollowEnded(follow=each.pk), each, now)
    nothing_changed()


@action
def forget_unconfirmed_follows(*, now: datetime) -> int:
    """Delete what nobody confirmed within two weeks; returns how many follows."""
    old = Follow.objects.filter(confirmed_at=None, since__lt=now - FORGET_UNCONFIRMED_AFTER)
    count = old.count()
    if count:
        tokens.forget_about(Follow, old.values_list("pk", flat=True))
        old.delete()
        record(events.UnconfirmedFollowsForgotten(count=count), about=[], by=None, at=now)
    else:
        nothing_changed()
    return count


@action
def resend(mailing: Mailing, *, by: Person, now: datetime) -> Mailing:
    """Send a mail again that may have been lost, under the same Message-ID; coordination and administration.

    Raises:
        PermissionDenied: for anybody else.
        RuleBrokenError: for a mail that is not in doubt, such as one a colleague has sent again meanwhile.
    """
    viewer = viewer_of(by, on=clock.day_of(now))
    if mailing.controller_id is None or not viewer.is_any(
        Role.COORDINATOR, Role.ADMIN, controller=mailing.controller_id
    ):
        raise PermissionDenied
    doubtful = Mailing.objects.filter(pk=mailing.pk, state__in=DOUBTFUL)
    if not doubtful.update(state=Sending.QUEUED, queued_at=now, tries=0, trouble=""):
        raise RuleBrokenError(
            _("Diese Mail ist nicht ungewiss. Vielleicht hat sie schon jemand neu gesendet.")
        )
    record(
        events.MailSentAgain(mailing=mailing.pk),
        about=[mailing],
        by=by,
        at=now,
        controller=mailing.controller_id,
    )
    mailing.refresh_from_db()
    return mailing
