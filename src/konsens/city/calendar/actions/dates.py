"""Single dates: plan, move and cancel, each with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from konsens.city.calendar import events
from konsens.city.calendar.actions.occupy import hold, occupy, require_planning
from konsens.city.calendar.kinds import OccurrenceKind, OccurrenceState
from konsens.city.calendar.models import Occurrence
from konsens.city.calendar.rules import check_begin, check_length, check_reason, check_zone
from konsens.city.calendar.walltime import instant
from konsens.city.people.models import Organisation, Person
from konsens.city.places.models import Space
from konsens.kernel.diary import action, record
from konsens.kernel.errors import RuleBrokenError
from konsens.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class What:
    """What takes place, where and with whom."""

    kind: OccurrenceKind
    title: str
    is_public: bool = False
    spaces: Sequence[Space] = ()
    hosts: Sequence[Person] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """When one date is, in wall time; `minutes` are real time, `turnaround` minutes stay free afterwards."""

    day: date
    at: time
    minutes: int
    turnaround: int = 0
    zone: str = field(default_factory=lambda: settings.TIME_ZONE)

    @property
    def starts(self) -> datetime:
        """Its first instant."""
        return instant(self.day, self.at, self.zone)

    @property
    def ends(self) -> datetime:
        """The instant at which it is over."""
        return self.starts + timedelta(minutes=self.minutes)


@action
def plan_date(
    organisation: Organisation, what: What, when: When, *, by: Person | None, now: datetime
) -> Occurrence:
    """Plan one date, and occupy its rooms and people.

    Raises:
        RuleBrokenError: a time that makes no sense, or somebody was there first.
    """
    check_title(what.title)
    _check(when, now)
    require_planning(by, organisation, what.spaces, what.hosts, now)
    needs = hold(what.spaces, what.hosts, when.turnaround)
    made = Occurrence.objects.create(
        controller_id=organisation.root_id,
        organisation=organisation,
        kind=what.kind,
        title=what.title.strip(),
        is_public=what.is_public,
        zone=when.zone,
        starts=when.starts,
        ends=when.ends,
        turnaround=when.turnaround,
        planned_at=now,
        changed_at=now,
    )
    made.spaces.set(what.spaces)
    made.hosts.set(what.hosts)
    occupy(made, needs)
    planned = events.OccurrencePlanned(occurrence=made.pk, kind=what.kind, starts=made.starts, ends=made.ends)
    tell(planned, made, by=by, now=now)
    return made


@action
def move_date(
    occurrence: Occurrence,
    to: When,
    *,
    because: str,
    by: Person | None,
    now: datetime,
    spaces: Sequence[Space] | None = None,
    hosts: Sequence[Person] | None = None,
) -> Occurrence:
    """Let a date take place at another time, and elsewhere or with others if need be; all or nothing.

    From now on it is a date of its own, which no change of its series touches.

    Raises:
        RuleBrokenError: over or cancelled, no reason, or occupied; then the old time still holds.
    """
    occurrence = lock(occurrence)
    so_far = list(occurrence.spaces.all())
    spaces = so_far if spaces is None else spaces
    hosts = list(occurrence.hosts.all()) if hosts is None else hosts
    require_planning(by, occurrence.organisation, spaces, hosts, now)
    check_open(occurrence, now)
    check_reason(because)
    _check(to, now)
    needs = hold(spaces, hosts, to.turnaround, also=so_far)
    was, occurrence.starts, occurrence.ends = occurrence.starts, to.starts, to.ends
    occurrence.zone, occurrence.turnaround = to.zone, to.turnaround
    occurrence.because, occurrence.is_own = because.strip(), True
    _changed(occurrence, now)
    occurrence.spaces.set(spaces)
    occurrence.hosts.set(hosts)
    occurrence.claims.all().delete()
    occupy(occurrence, needs)
    tell_moved(occurrence, was=was, by=by, now=now)
    return occurrence


@action
def cancel_date(occurrence: Occurrence, *, because: str, by: Person | None, now: datetime) -> Occurrence:
    """Let a date not take place; what it occupied is free at once.

    Raises:
        RuleBrokenError: over or cancelled already, or no reason.
    """
    occurrence = lock(occurrence)
    require_planning(by, occurrence.organisation, (), (), now)
    check_open(occurrence, now)
    check_reason(because)
    hold(list(occurrence.spaces.all()), ())
    drop(occurrence, because=because, by=by, now=now)
    return occurrence


def lock(occurrence: Occurrence) -> Occurrence:
    """The date as it is now, held until the transaction ends."""
    found = Occurrence.objects.select_for_update(of=("self",)).select_related("organisation")
    return found.get(pk=occurrence.pk)


def check_open(occurrence: Occurrence, now: datetime) -> None:
    """Refuse to change what is over, and what does not take place.

    Raises:
        RuleBrokenError: saying which.
    """
    if not occurrence.is_planned:
        raise RuleBrokenError(_("Dieser Termin ist schon abgesagt."))
    if occurrence.ends <= now:
        raise RuleBrokenError(_("Dieser Termin ist schon vorbei."))


def drop(occurrence: Occurrence, *, because: str, by: Person | None, now: datetime) -> None:
    """Cancel a date inside an action that holds it and its houses."""
    occurrence.state, occurrence.because = OccurrenceState.CANCELLED, because.strip()
    _changed(occurrence, now)
    occurrence.claims.all().delete()
    tell(events.OccurrenceCancelled(occurrence=occurrence.pk), occurrence, by=by, now=now)


def check_title(title: str) -> None:
    """Refuse what nobody could find in a calendar.

    Raises:
        RuleBrokenError: no title, or a very long one.
    """
    if not 1 <= len(title.strip()) <= 120:
        raise RuleBrokenError(_("Ein Termin braucht einen Titel, höchstens 120 Zeichen lang."))


def tell_moved(occurrence: Occurrence, *, was: datetime, by: Person | None, now: datetime) -> None:
    """Record inside an action that a date moved."""
    moved = events.OccurrenceMoved(
        occurrence=occurrence.pk, starts=occurrence.starts, ends=occurrence.ends, was=was
    )
    tell(moved, occurrence, by=by, now=now)


def tell(event: Event, occurrence: Occurrence, *, by: Person | None, now: datetime) -> None:
    """Record something about a date inside an action."""
    record(event, about=[occurrence], by=by, at=now, controller=occurrence.controller_id)


def _check(when: When, now: datetime) -> None:
    check_zone(when.zone)
    check_length(when.minutes, when.turnaround)
    check_begin(when.starts, now)


def _changed(occurrence: Occurrence, now: datetime) -> None:
    occurrence.sequence += 1
    occurrence.changed_at = now
    occurrence.save()
