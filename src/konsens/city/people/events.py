"""What happens to people and organisations; ids and codes only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from konsens.city.people.kinds import LegalKind, Role
from konsens.kernel.events import Event, event


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet(Event):
    """A change that is nobody's news."""

    public: ClassVar[bool] = False
    told: ClassVar[bool] = False


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ControllerFounded(Quiet):
    """A controller joined the platform."""

    verb: ClassVar[str] = "controller.founded"
    controller: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeFounded(Quiet):
    """A part of an organisation was added."""

    verb: ClassVar[str] = "office.founded"
    office: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeEnded(Quiet):
    """A part of an organisation was closed."""

    verb: ClassVar[str] = "office.ended"
    office: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeReopened(Quiet):
    """A part of an organisation that was closed is there again."""

    verb: ClassVar[str] = "office.reopened"
    office: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeChanged(Quiet):
    """A part of an organisation got another name, telephone number or address."""

    verb: ClassVar[str] = "office.changed"
    office: int
    what: tuple[str, ...]


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityChanged(Quiet):
    """A controller changed how it shows itself."""

    verb: ClassVar[str] = "identity.changed"
    what: tuple[str, ...]


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class LegalTextPublished(Quiet):
    """A controller published a new version of a legal text."""

    verb: ClassVar[str] = "legal_text.published"
    kind: LegalKind
    version: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PersonMet(Quiet):
    """A person became known to a controller."""

    verb: ClassVar[str] = "person.met"
    person: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AddressVerified(Quiet):
    """A person proved that an address is theirs."""

    verb: ClassVar[str] = "address.verified"
    person: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AccountJoined(Quiet):
    """An account was tied to a person."""

    verb: ClassVar[str] = "account.joined"
    person: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PersonsMerged(Quiet):
    """Two persons turned out to be one: `gone` became `kept` at one controller."""

    verb: ClassVar[str] = "persons.merged"
    kept: int
    gone: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PseudonymChanged(Quiet):
    """A person goes by another pseudonym at a controller."""

    verb: ClassVar[str] = "pseudonym.changed"
    person: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGiven(Quiet):
    """A person got a role."""

    verb: ClassVar[str] = "role.given"
    person: int
    role: Role


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RoleEnded(Quiet):
    """A person's role ends."""

    verb: ClassVar[str] = "role.ended"
    person: int
    role: Role
    ends: date


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class StaffInvited(Event):
    """Somebody was asked to work here; they get a link by mail."""

    verb: ClassVar[str] = "staff.invited"
    public: ClassVar[bool] = False
    invitation: int
    role: Role


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationAccepted(Quiet):
    """Whoever was asked to work here said yes, and proved their address."""

    verb: ClassVar[str] = "invitation.accepted"
    invitation: int
    person: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationWithdrawn(Quiet):
    """Somebody is asked no longer."""

    verb: ClassVar[str] = "invitation.withdrawn"
    invitation: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceEntered(Quiet):
    """Somebody is away, somebody else looks after their cases."""

    verb: ClassVar[str] = "absence.entered"
    person: int
    deputy: int
    starts: date
    ends: date


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceEnded(Quiet):
    """Somebody is back before the day they had named, or was never away: then there is no last day."""

    verb: ClassVar[str] = "absence.ended"
    person: int
    deputy: int
    ends: date | None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageChosen(Quiet):
    """A person chose the language in which to be written to."""

    verb: ClassVar[str] = "language.chosen"
    language: str


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PersonForgotten(Quiet):
    """Somebody is forgotten, everywhere or at one controller; every storey deletes what leads to them.

    What they said and supported stays as that of `shell`, a person of whom nothing is known: the person
    itself when it is forgotten everywhere, a new one when other controllers still know it.
    """

    verb: ClassVar[str] = "person.forgotten"
    person: int
    shell: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PersonWarned(Event):
    """A person has not been here for so long that they will be forgotten unless they say no."""

    verb: ClassVar[str] = "person.warned"
    public: ClassVar[bool] = False
    person: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class PersonStays(Quiet):
    """A person who was warned wants to stay known."""

    verb: ClassVar[str] = "person.stays"
    person: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class StrangersForgotten(Quiet):
    """Addresses that somebody typed and nobody ever confirmed were deleted."""

    verb: ClassVar[str] = "strangers.forgotten"
    count: int
