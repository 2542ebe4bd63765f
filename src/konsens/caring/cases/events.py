"""What happens to a case; ids, dates and codes, the words are in its notes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from konsens.caring.cases.kinds import (
    CouncilDecision,
    CouncilKind,
    Outcome,
    Prominence,
    PromiseKind,
    Rung,
    State,
)
from konsens.kernel.events import Event, event


@dataclass(frozen=True, slots=True, kw_only=True)
class OfCase(Event):
    """Something about one case."""

    case: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside(Event):
    """Something that is nobody's news."""

    public: ClassVar[bool] = False
    told: ClassVar[bool] = False


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReceived(OfCase):
    """What was said is received, and somebody looks after it."""

    verb: ClassVar[str] = "case.received"
    contribution: int
    organisation: int
    caretaker: int
    prominence: Prominence


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionJoined(OfCase):
    """One more contribution belongs to the case."""

    verb: ClassVar[str] = "case.joined"
    contribution: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CaretakerAssigned(OfCase):
    """Somebody else looks after the case from now on."""

    verb: ClassVar[str] = "case.assigned"
    caretaker: int
    organisation: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMoved(OfCase):
    """The case went a step on, or back when it was closed too early."""

    verb: ClassVar[str] = "case.moved"
    before: State
    after: State
    outcome: Outcome | str = ""
    note: int | None = None
    until: date | None = None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWritten(OfCase):
    """The team told everybody something about the case."""

    verb: ClassVar[str] = "case.note"
    note: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class InternalNoteWritten(OfCase):
    """The team wrote something down for itself."""

    verb: ClassVar[str] = "case.internal_note"
    public: ClassVar[bool] = False
    told: ClassVar[bool] = False
    note: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class TeamToldSomething(OfCase):
    """A resident wrote to the team, for its eyes only."""

    verb: ClassVar[str] = "case.message"
    public: ClassVar[bool] = False
    note: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class DateSet(OfCase):
    """A public date was set."""

    verb: ClassVar[str] = "case.date_set"
    told: ClassVar[bool] = False
    promise: int
    kind: PromiseKind
    due: date


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class DateMoved(OfCase):
    """A public date moved; the old one stays readable with the reason."""

    verb: ClassVar[str] = "case.date_moved"
    promise: int
    kind: PromiseKind
    due: date
    was: date
    late: bool


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class DateKept(OfCase):
    """What was to happen by a public date has happened."""

    verb: ClassVar[str] = "case.date_kept"
    public: ClassVar[bool] = False
    told: ClassVar[bool] = False
    promise: int
    kind: PromiseKind
    in_time: bool


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMerged(OfCase):
    """The case goes on in another one."""

    verb: ClassVar[str] = "case.merged"
    into: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class ProminenceChanged(OfCase):
    """Other people see the case from now on, or no longer."""

    verb: ClassVar[str] = "case.prominence"
    public: ClassVar[bool] = False
    before: Prominence
    after: Prominence


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRerouted(OfCase):
    """The case is about something else than its author thought, and goes to whom that concerns."""

    verb: ClassVar[str] = "case.rerouted"
    told: ClassVar[bool] = False
    topic: int
    organisation: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilStepEntered(OfCase):
    """The case took a step into the council."""

    verb: ClassVar[str] = "case.council_step"
    step: int
    kind: CouncilKind
    sitting_on: date | None


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilDecided(OfCase):
    """A body decided about the case."""

    verb: ClassVar[str] = "case.council_decided"
    step: int
    decision: CouncilDecision


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilStepImplemented(OfCase):
    """What a body decided has been put into practice."""

    verb: ClassVar[str] = "case.council_implemented"
    step: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEscalated(OfCase):
    """A late case was brought to the next person; internal."""

    verb: ClassVar[str] = "case.escalated"
    public: ClassVar[bool] = False
    rung: Rung
    to: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class DoneAsked(OfCase):
    """Author and followers are asked whether it is done."""

    verb: ClassVar[str] = "case.done_asked"
    public: ClassVar[bool] = False


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictGiven(OfCase):
    """Somebody on the spot said whether it is done."""

    verb: ClassVar[str] = "case.verdict"
    told: ClassVar[bool] = False
    done: bool


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CasePartedWithPeople(OfCase):
    """The time is over for which a case may lead to those who took part in it."""

    verb: ClassVar[str] = "case.parted_with_people"
    public: ClassVar[bool] = False
    told: ClassVar[bool] = False


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class CasesHandedOver(Inside):
    """Somebody left and another person looks after all their cases."""

    verb: ClassVar[str] = "cases.handed_over"
    leaver: int
    to: int
    count: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RouteSet(Inside):
    """Who looks after what and where was settled anew."""

    verb: ClassVar[str] = "route.set"
    route: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class RouteRemoved(Inside):
    """A line of the routing table is no more."""

    verb: ClassVar[str] = "route.removed"
    route: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateSaved(Inside):
    """An answer template was written or changed."""

    verb: ClassVar[str] = "answer_template.saved"
    template: int


@event
@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateRemoved(Inside):
    """An answer template is no more."""

    verb: ClassVar[str] = "answer_template.removed"
    template: int
