"""What happens when people speak, support and are moderated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from konsens.kernel.events import Event, event
from konsens.listening.voices.kinds import Channel, Ground, Kind, Measure, State


@dataclass(frozen=True, slots=True, kw_only=True)
class OfContribution(Event):
    """Something about one contribution."""

    contribution: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionHeard(OfContribution):
    """Somebody said something; unless it is confirmed already, its author is asked by mail."""

    verb: ClassVar[str] = "contribution.heard"
    public: ClassVar[bool] = False
    kind: Kind
    channel: Channel
    confirmed: bool


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionConfirmed(OfContribution):
    """The author confirmed it: from now on it is received."""

    verb: ClassVar[str] = "contribution.confirmed"
    public: ClassVar[bool] = False
    kind: Kind
    state: State


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionPublished(OfContribution):
    """Everybody may read it now."""

    verb: ClassVar[str] = "contribution.published"
    told: ClassVar[bool] = False


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionJudged(OfContribution):
    """A moderator decided about it; its author gets the reasons."""

    verb: ClassVar[str] = "contribution.judged"
    judgement: int
    measure: Measure
    ground: Ground | str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionLookedAt(OfContribution):
    """A moderator looked at it and left it as it is."""

    verb: ClassVar[str] = "contribution.looked_at"
    public: ClassVar[bool] = False
    told: ClassVar[bool] = False


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionRefused(OfContribution):
    """Others may not read it any more."""

    verb: ClassVar[str] = "contribution.refused"
    public: ClassVar[bool] = False
    told: ClassVar[bool] = False


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionReadAgain(OfContribution):
    """Something confidential that was refused can be read again by its author and the team."""

    verb: ClassVar[str] = "contribution.read_again"
    public: ClassVar[bool] = False
    told: ClassVar[bool] = False


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionWithdrawn(OfContribution):
    """Its author took it back."""

    verb: ClassVar[str] = "contribution.withdrawn"


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class SupportAsked(OfContribution):
    """Somebody without a confirmed address wants to support it; they are asked by mail."""

    verb: ClassVar[str] = "support.asked"
    public: ClassVar[bool] = False
    support: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class SupportGiven(OfContribution):
    """Somebody stands behind it."""

    verb: ClassVar[str] = "support.given"
    public: ClassVar[bool] = False
    told: ClassVar[bool] = False
    support: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class SupportTakenBack(OfContribution):
    """Somebody stands behind it no longer."""

    verb: ClassVar[str] = "support.taken_back"
    public: ClassVar[bool] = False
    told: ClassVar[bool] = False


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintMade(OfContribution):
    """An author disagrees with a judgement."""

    verb: ClassVar[str] = "complaint.made"
    public: ClassVar[bool] = False
    complaint: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintDecided(OfContribution):
    """Somebody else decided about a complaint."""

    verb: ClassVar[str] = "complaint.decided"
    public: ClassVar[bool] = False
    complaint: int
    upheld: bool


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoShown(OfContribution):
    """A person looked at a photo, and others may see it."""

    verb: ClassVar[str] = "photo.shown"
    public: ClassVar[bool] = False
    told: ClassVar[bool] = False
    photo: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionReported(OfContribution):
    """Somebody asks the moderators to look at it again."""

    verb: ClassVar[str] = "contribution.reported"
    public: ClassVar[bool] = False
    report: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSettled(OfContribution):
    """A moderator settled a report."""

    verb: ClassVar[str] = "report.settled"
    public: ClassVar[bool] = False
    report: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ReporterSeen(OfContribution):
    """A moderator looked at the name and address of whoever reported it."""

    verb: ClassVar[str] = "report.reporter_seen"
    public: ClassVar[bool] = False
    told: ClassVar[bool] = False
    report: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class UnconfirmedForgotten(Event):
    """What nobody confirmed in time was deleted."""

    verb: ClassVar[str] = "unconfirmed.forgotten"
    public: ClassVar[bool] = False
    told: ClassVar[bool] = False
    count: int
