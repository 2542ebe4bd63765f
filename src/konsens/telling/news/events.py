"""What happens to follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from konsens.kernel.events import Event, event


@dataclass(frozen=True, slots=True, kw_only=True)
class OfFollow(Event):
    """Something about one follow; nobody else's business."""

    public: ClassVar[bool] = False
    told: ClassVar[bool] = False
    follow: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class FollowAsked(OfFollow):
    """Somebody whose address we do not know yet wants to follow; they are asked by mail."""

    verb: ClassVar[str] = "follow.asked"
    told: ClassVar[bool] = True


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class FollowBegun(OfFollow):
    """Somebody follows something."""

    verb: ClassVar[str] = "follow.begun"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class FollowChanged(OfFollow):
    """Somebody wants to hear at another pace."""

    verb: ClassVar[str] = "follow.changed"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class FollowEnded(OfFollow):
    """Somebody follows something no longer."""

    verb: ClassVar[str] = "follow.ended"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class UnconfirmedFollowsForgotten(Event):
    """What nobody confirmed in time was deleted."""

    verb: ClassVar[str] = "unconfirmed_follows.forgotten"
    public: ClassVar[bool] = False
    told: ClassVar[bool] = False
    count: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class MailSentAgain(Event):
    """Staff sent a mail again of which nobody knows whether it arrived; the post is woken, nobody is told."""

    verb: ClassVar[str] = "mail.sent_again"
    public: ClassVar[bool] = False
    mailing: int
