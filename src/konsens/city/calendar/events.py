"""What happens in the calendar; ids, dates and codes, reasons stand with the dates themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from konsens.city.calendar.kinds import OccurrenceKind
from konsens.kernel.events import Event, event


@dataclass(frozen=True, slots=True, kw_only=True)
class InCalendar(Event):
    """Something that those read who work there; whoever may see a date sees it in the date itself."""

    public: ClassVar[bool] = False
    told: ClassVar[bool] = False


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceOpened(InCalendar):
    """There is a house or a room more."""

    verb: ClassVar[str] = "space.opened"
    space: int
    parent: int | None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceChanged(InCalendar):
    """What is known of a house or a room changed."""

    verb: ClassVar[str] = "space.changed"
    space: int
    what: tuple[str, ...]


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceEnded(InCalendar):
    """A house or a room is no more from a day on."""

    verb: ClassVar[str] = "space.ended"
    space: int
    ends: date


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class OccurrencePlanned(InCalendar):
    """A date was planned."""

    verb: ClassVar[str] = "occurrence.planned"
    occurrence: int
    kind: OccurrenceKind
    starts: datetime
    ends: datetime


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class OccurrenceMoved(InCalendar):
    """A date takes place at another time, elsewhere or with others."""

    verb: ClassVar[str] = "occurrence.moved"
    occurrence: int
    starts: datetime
    ends: datetime
    was: datetime


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class OccurrenceCancelled(InCalendar):
    """A date does not take place."""

    verb: ClassVar[str] = "occurrence.cancelled"
    occurrence: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesPlanned(InCalendar):
    """A series was planned, or goes on as another one."""

    verb: ClassVar[str] = "series.planned"
    series: int
    kind: OccurrenceKind
    replaces: int | None
    accepted: int
    rejected: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesEnded(InCalendar):
    """A series goes on no more from a day on."""

    verb: ClassVar[str] = "series.ended"
    series: int
    stops_on: date
    cancelled: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class HostForgotten(InCalendar):
    """Dates have somebody of whom nothing is known in the place of a host who was forgotten."""

    verb: ClassVar[str] = "host.forgotten"
    shell: int
    count: int
