"""What happens to places: they are loaded, and they are given names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from konsens.kernel.events import Event, event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AreasLoaded(Event):
    """One level of the city's areas was loaded anew; every process reads the areas again."""

    verb: ClassVar[str] = "areas.loaded"
    public: ClassVar[bool] = False
    told: ClassVar[bool] = False
    level: str
    count: int
    added: int
    retired: int
    removed: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class StreetsLoaded(Event):
    """The list of streets was loaded anew."""

    verb: ClassVar[str] = "streets.loaded"
    public: ClassVar[bool] = False
    told: ClassVar[bool] = False
    count: int
    added: int
    removed: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AreaNamed(Event):
    """An area got a name that people use for it."""

    verb: ClassVar[str] = "area.named"
    public: ClassVar[bool] = False
    told: ClassVar[bool] = False
    alias: int
