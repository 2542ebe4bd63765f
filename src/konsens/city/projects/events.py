"""What happens to projects and phases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from konsens.kernel.events import Event, event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaPlatformOpened(Event):
    """A controller opened its permanent platform for ideas and concerns."""

    verb: ClassVar[str] = "idea_platform.opened"
    told: ClassVar[bool] = False
    project: int
    phase: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseChanged(Event):
    """A phase's settings changed."""

    verb: ClassVar[str] = "phase.changed"
    public: ClassVar[bool] = False
    told: ClassVar[bool] = False
    phase: int
    what: tuple[str, ...]
