"""Which houses and rooms there are, and who keeps them."""

from __future__ import annotations

from datetime import date, datetime, time

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from konsens.city.calendar import events
from konsens.city.calendar.actions.occupy import Needs, claims_for, hold
from konsens.city.calendar.models import Claim, Keeping, Occurrence
from konsens.city.calendar.permissions import can_keep
from konsens.city.calendar.walltime import instant
from konsens.city.people.models import Organisation, Person
from konsens.city.people.viewer import viewer_of
from konsens.city.places.models import Space
from konsens.kernel import clock
from konsens.kernel.diary import action, nothing_changed, record
from konsens.kernel.errors import RuleBrokenError

FACTS = frozenset(
    {
        "name",
        "area",
        "address",
        "capacity",
        "turnaround",
        "is_step_free",
        "has_hearing_loop",
        "has_accessible_toilet",
    }
)


@action
def open_house(
    organisation: Organisation, name: str, *, by: Person | None, now: datetime, **facts: object
) -> Space:
    """Let an organisation keep a house; it can be occupied as a whole until it has rooms."""
    _require_keeping(by, organisation, now)
    house = _new(name, facts, now)
    house.save()
    Keeping.objects.create(space=house, organisation=organisation, since=now)
    _say(events.SpaceOpened(space=house.pk, parent=None), house, organisation, by=by, now=now)
    return house


@action
def add_room(parent: Space, name: str, *, by: Person | None, now: datetime, **facts: object) -> Space:
    """Add a room to a house, or a part to a room; whoever occupies the whole occupies it too.

    Raises:
        RuleBrokenError: the whole has no parts yet and is occupied as such.
    """
    keeper = keeper_of(parent)
    _require_keeping(by, keeper, now)
    hold([parent], ())
    room = _new(name, facts, now)
    parent = Space.objects.get(pk=parent.pk)
    if parent.ends is not None:
        raise RuleBrokenError(_("„%(name)s“ gibt es nicht mehr."), name=parent.name)
    if _claimed(parent, room.opens):
        raise RuleBrokenError(
            _("„%(name)s“ ist schon als Ganzes belegt. Bitte sagen Sie diese Termine zuerst ab."),
            name=parent.name,
        )
    room.house_id, room.parent = parent.house_pk, parent
    room.save()
    _take_along(room)
    _say(events.SpaceOpened(space=room.pk, parent=parent.pk), room, keeper, by=by, now=now)
    return room


def _take_along(room: Space) -> None:
    """What occupies the whole occupies a new part too; nobody else can have been there."""
    rooms = hold([room], ()).rooms
    above = [each.pk for each in rooms.above(room)]
    users = Occurrence.objects.planned().filter(spaces__in=above).distinct().order_by("pk")
    for each in users.prefetch_related("spaces"):
        if clock.day_of(each.starts) < room.opens:
            continue
        needs = Needs(list(each.spaces.all()), (), each.turnaround, rooms)
        new = [one for one in needs.stretches(each.starts, each.ends) if one[0] == ("space", room.pk)]
        Claim.objects.bulk_create(claims_for(each, new))


@action
def change_space(space: Space, *, by: Person | None, now: datetime, **facts: object) -> Space:
    """Change what is known of a house or a room; another turnaround holds for what is planned from now on."""
    keeper = keeper_of(space)
    _require_keeping(by, keeper, now)
    space = Space.objects.select_for_update(of=("self",), no_key=True).get(pk=space.pk)
    _check_facts(facts)
    changed = tuple(sorted(name for name, value in facts.items() if getattr(space, name) != value))
    if not changed:
        nothing_changed()
        return space
    for name in changed:
        setattr(space, name, facts[name])
    space.save(update_fields=changed)
    _say(events.SpaceChanged(space=space.pk, what=changed), space, keeper, by=by, now=now)
    return space


@action
def end_space(space: Space, *, ends: date, by: Person | None, now: datetime) -> Space:
    """Let a house or a room be no more from a day on, with all its parts.

    Raises:
        RuleBrokenError: it is occupied on that day or later; those dates have to be cancelled first.
    """
    keeper = keeper_of(space)
    _require_keeping(by, keeper, now)
    rooms = hold([space], ()).rooms
    space = Space.objects.get(pk=space.pk)
    if space.ends is not None:
        nothing_changed()
        return space
    if ends < clock.day_of(now) or ends < space.opens:
        raise RuleBrokenError(_("Dieser Tag ist schon vorbei. Bitte nennen Sie einen Tag ab heute."))
    inside = [each for each in rooms.by_id.values() if space.pk in {up.pk for up in rooms.above(each)}]
    if any(_claimed(each, ends) for each in inside):
        raise RuleBrokenError(
            _("„%(name)s“ ist dann noch belegt. Bitte sagen Sie diese Termine zuerst ab."), name=space.name
        )
    space.ends = ends
    space.save(update_fields=["ends"])
    _say(events.SpaceEnded(space=space.pk, ends=ends), space, keeper, by=by, now=now)
    return space


def keeper_of(space: Space) -> Organisation:
    """Which organisation keeps a space."""
    return Organisation.objects.get(pk=Keeping.objects.get(space=space.house_pk).organisation_id)


def _require_keeping(by: Person | None, organisation: Organisation, now: datetime) -> None:
    if by is not None and not can_keep(viewer_of(by, on=clock.day_of(now)), organisation):
        raise PermissionDenied


def _new(name: str, facts: dict[str, object], now: datetime) -> Space:
    _check_facts({**facts, "name": name})
    return Space(name=name.strip(), opens=clock.day_of(now), **facts)


def _check_facts(facts: dict[str, object]) -> None:
    """Refuse a nameless room; an unknown fact is an error of the program."""
    if unknown := facts.keys() - FACTS:
        raise TypeError(f"a space has no {sorted(unknown)}")
    if "name" in facts and not 1 <= len(str(facts["name"]).strip()) <= 120:
        raise RuleBrokenError(_("Ein Raum braucht einen Namen, höchstens 120 Zeichen lang."))
    turnaround = facts.get("turnaround", 0)
    if not isinstance(turnaround, int) or not 0 <= turnaround <= 24 * 60:
        raise RuleBrokenError(_("Die Zeit zum Aufräumen dauert höchstens einen Tag."))


def _claimed(space: Space, day: date) -> bool:
    """Is it occupied itself by something on a day or later?"""
    midnight = instant(day, time(), settings.TIME_ZONE)
    return Claim.objects.filter(space=space, ends__gt=midnight).exists()


def _say(
    event: events.InCalendar, space: Space, keeper: Organisation, *, by: Person | None, now: datetime
) -> None:
    record(event, about=[space], by=by, at=now, controller=keeper.root_id)
