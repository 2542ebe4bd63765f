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
    """A person asked to be forgotten; every storey deletes what leads to them."""

    verb: ClassVar[str] = "person.forgotten"
    person: int
