"""How dates occupy leaf spaces and people; the database decides, this says in words what it decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from konsens.city.calendar.models import Claim, Keeping, Occurrence
from konsens.city.calendar.permissions import can_plan
from konsens.city.calendar.walltime import wall
from konsens.city.people.models import Organisation, Person
from konsens.city.people.viewer import viewer_of
from konsens.city.places.models import Space
from konsens.city.places.rooms import Rooms, is_there
from konsens.kernel import clock
from konsens.kernel.errors import RuleBrokenError

Holder = tuple[str, int]
Stretch = tuple[Holder, datetime, datetime]
AT_ONCE = 500
OVERLAPS = ("no_space_is_occupied_twice", "nobody_is_in_two_places_at_once")


class OccupiedError(RuleBrokenError):
    """Somebody else was there first."""


@dataclass(frozen=True, slots=True)
class Needs:
    """Which spaces and people a date occupies."""

    spaces: Sequence[Space]
    hosts: Sequence[Person]
    turnaround: int
    rooms: Rooms

    def missing(self, on: date) -> Space | None:
        """A space that cannot be used on a day, because it or its house is not open."""
        for each in self.spaces:
            if not all(is_there(above, on) for above in self.rooms.above(self.rooms.by_id[each.pk])):
                return each
        return None

    def stretches(self, starts: datetime, ends: datetime) -> list[Stretch]:
        """Who and what is occupied from when until when, turnaround included, in a fixed order."""
        leaves = self.rooms.leaves((each.pk for each in self.spaces), on=clock.day_of(starts))
        free_again = {("space", each.pk): max(each.turnaround, self.turnaround) for each in leaves}
        free_again |= {("person", pk): self.turnaround for pk in sorted({each.pk for each in self.hosts})}
        return [(holder, starts, ends + timedelta(minutes=after)) for holder, after in free_again.items()]


def hold(
    spaces: Sequence[Space], hosts: Sequence[Person], turnaround: int = 0, *, also: Sequence[Space] = ()
) -> Needs:
    """Lock houses and people in a fixed order, inside an action, and read the rooms as they are.

    Without the locks PostgreSQL may find two that claim the same at once in each other's way, and end one of
    them as a deadlock after a second; and a room could get parts while somebody occupies it. What keeps
    dates apart is the constraint, not these locks.

    Args:
        spaces: which the date needs.
        hosts: whom it needs.
        turnaround: how many minutes stay free afterwards.
        also: spaces it needed so far; their houses are locked too.
    """
    houses = sorted({each.house_pk for each in (*spaces, *also)})
    people = sorted({each.pk for each in hosts})
    for kind, keys in ((Space, houses), (Person, people)):
        rows = kind._default_manager.select_for_update(of=("self",), no_key=True).filter(pk__in=keys)
        list(rows.order_by("pk").values_list("pk", flat=True))
    return Needs(spaces, hosts, turnaround, Rooms.around(spaces))


def require_planning(
    by: Person | None,
    organisation: Organisation,
    spaces: Sequence[Space],
    hosts: Sequence[Person],
    now: datetime,
) -> None:
    """Refuse whoever may not plan there, rooms that others keep, and hosts who do not work there.

    Raises:
        PermissionDenied: `by` may not plan dates of this organisation; None is the command line.
        RuleBrokenError: saying which room or person does not belong to it.
    """
    today = clock.day_of(now)
    if by is not None and not can_plan(viewer_of(by, on=today), organisation):
        raise PermissionDenied
    houses = {each.house_pk for each in spaces}
    kept = Keeping.objects.filter(space__in=houses).filter(
        Q(organisation=organisation.root_id) | Q(organisation__controller=organisation.root_id)
    )
    if set(kept.values_list("space", flat=True)) != houses:
        raise RuleBrokenError(_("Diesen Raum vergibt eine andere Organisation. Bitte fragen Sie dort an."))
    for each in hosts:
        if not viewer_of(each, on=today).works_for(organisation.root_id):
            raise RuleBrokenError(_("Termine anbieten kann nur jemand, der in dieser Organisation arbeitet."))


def claims_for(occurrence: Occurrence, stretches: Iterable[Stretch]) -> list[Claim]:
    """The claims of a date, not yet saved."""
    return [
        Claim(occurrence=occurrence, starts=starts, ends=ends, **{f"{kind}_id": pk})
        for (kind, pk), starts, ends in stretches
    ]


def occupy(occurrence: Occurrence, needs: Needs) -> None:
    """Let a planned date occupy what it needs, or say what is occupied already.

    Raises:
        OccupiedError: naming the room or the person, and until when.
        RuleBrokenError: a room is not open on that day.
    """
    closed = needs.missing(clock.day_of(occurrence.starts))
    if closed is not None:
        raise RuleBrokenError(_("„%(name)s“ ist an diesem Tag nicht offen."), name=closed.name)
    stretches = needs.stretches(occurrence.starts, occurrence.ends)
    save(claims_for(occurrence, stretches), stretches, occurrence.zone)


def save(claims: Sequence[Claim], stretches: Sequence[Stretch], zone: str) -> None:
    """Write claims, all or none of them; whether they overlap is for the database to say.

    Raises:
        OccupiedError: naming the room or the person, and until when.
    """
    try:
        with transaction.atomic():
            Claim.objects.bulk_create(claims, batch_size=AT_ONCE)
    except IntegrityError as error:
        if not any(name in str(error) for name in OVERLAPS):
            raise
        raise _explain(stretches, zone) from error


def taken(stretches: Sequence[Stretch]) -> list[Stretch]:
    """What is occupied already of the holders of some stretches, in the time they span; one query."""
    if not stretches:
        return []
    holders = {holder for holder, _starts, _ends in stretches}
    first, last = min(each[1] for each in stretches), max(each[2] for each in stretches)
    keys = {kind: [pk for each, pk in holders if each == kind] for kind in ("space", "person")}
    found = Claim.objects.filter(Q(space__in=keys["space"]) | Q(person__in=keys["person"]))
    rows = found.filter(starts__lt=last, ends__gt=first).values_list("space", "person", "starts", "ends")
    return [
        (("space", space) if space is not None else ("person", person), starts, ends)
        for space, person, starts, ends in rows
    ]


def _explain(wanted: Sequence[Stretch], zone: str) -> OccupiedError:
    """Whose fault it is, in words; whoever let go in the meantime is not named."""
    there = taken(wanted)
    for holder, starts, ends in wanted:
        for other, since, until in there:
            if other == holder and since < ends and until > starts:
                return _occupied(holder, wall(since, zone), wall(until, zone))
    return OccupiedError(_("Gerade eben war das noch belegt. Bitte versuchen Sie es noch einmal."))


def _occupied(holder: Holder, since: datetime, until: datetime) -> OccupiedError:
    kind, pk = holder
    values = {"since": f"{since:%d.%m.%Y %H:%M}", "until": f"{until:%H:%M}"}
    if until.date() != since.date():
        values["until"] = f"{until:%d.%m.%Y %H:%M}"
    if kind == "person":
        return OccupiedError(
            _("Eine der Personen hat von %(since)s bis %(until)s schon einen Termin."), **values
        )
    name = Space.objects.values_list("name", flat=True).get(pk=pk)
    return OccupiedError(_("„%(name)s“ ist von %(since)s bis %(until)s schon belegt."), name=name, **values)
