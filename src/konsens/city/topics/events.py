"""What happens to topics."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from konsens.kernel.events import Event, event


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class TopicAdded(Event):
    """A controller listens to another topic."""

    verb: ClassVar[str] = "topic.added"
    public: ClassVar[bool] = False
    told: ClassVar[bool] = False
    topic: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class TopicChanged(Event):
    """A topic's name or deadlines changed; cases keep the dates they have."""

    verb: ClassVar[str] = "topic.changed"
    public: ClassVar[bool] = False
    told: ClassVar[bool] = False
    topic: int
    what: tuple[str, ...]
