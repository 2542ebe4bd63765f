"""The diary of a case as a story that a lay person reads: date first, then who, then what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from konsens.caring.cases.kinds import (
    CouncilDecision,
    CouncilKind,
    Outcome,
    PromiseKind,
    Rung,
    State,
    WaitingFor,
)
from konsens.caring.cases.models import Case, CouncilStep, Note, Promise
from konsens.doors.web.jinja import day
from konsens.kernel.models import Entry
from konsens.listening.voices.kinds import Channel, Ground, Measure


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the story."""

    at: datetime
    tone: str
    title: str
    text: str = ""
    small: str = ""
    link: str = ""
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """What the words need besides the diary; fetched by the view."""

    case: Case
    notes: Mapping[int, Note]
    promises: Mapping[int, Promise]
    offices: Mapping[int, str]
    steps: Mapping[int, CouncilStep] = field(default_factory=dict)
    inside: bool = False


Tell = Callable[[Entry, Context], Line | None]


def story(entries: Iterable[Entry], context: Context) -> list[Line]:
    """The lines of a case, newest first; entries nobody needs to read are left out."""
    lines = [_line(entry, context) for entry in entries]
    return [each for each in reversed(lines) if each is not None]


def _line(entry: Entry, context: Context) -> Line | None:
    tell = WORDS.get(entry.verb)
    return tell(entry, context) if tell is not None else None


def _office(entry: Entry, context: Context) -> str:
    return context.offices.get(entry.facts.get("organisation", 0), context.case.organisation.name)


def _received(entry: Entry, context: Context) -> Line:
    lead = context.case.lead
    channel = Channel(lead.channel)
    how = "" if channel is Channel.WEB else " " + _("(%(channel)s)") % {"channel": channel.label}
    first = next((each for each in context.promises.values() if each.kind == PromiseKind.FIRST_ANSWER), None)
    due = f" {PromiseKind.FIRST_ANSWER.label} {day(_original(first, context))}." if first else ""
    return Line(
        entry.at,
        "hear",
        _("Aufgenommen") + how,
        _("Es kümmert sich: %(office)s.") % {"office": _office(entry, context)} + due,
    )


def _original(promise: Promise, context: Context) -> date:
    """The first date that was public, before any was moved."""
    return min(
        (each for each in context.promises.values() if each.kind == promise.kind), key=lambda p: p.made_at
    ).due


def _joined(entry: Entry, _context: Context) -> Line:
    return Line(
        entry.at,
        "hear",
        _("Ein ähnlicher Beitrag kam dazu"),
        small=_("Wer ihn unterstützt, zählt hier mit, jeder Mensch einmal."),
    )


def _assigned(entry: Entry, context: Context) -> Line:
    return Line(
        entry.at, "care", _("Es kümmert sich jetzt: %(office)s") % {"office": _office(entry, context)}
    )


def _note_text(entry: Entry, context: Context) -> str:
    note = context.notes.get(entry.facts.get("note") or 0)
    return note.text if note else ""


def _moved(entry: Entry, context: Context) -> Line | None:
    after = State(entry.facts["after"])
    text = _note_text(entry, context)
    if after is State.CLOSED:
        outcome = Outcome(entry.facts["outcome"])
        words = "" if text == context.case.outcome_text else text
        tone = "done" if outcome is Outcome.DONE else "ended"
        return Line(entry.at, tone, _("Ergebnis: %(outcome)s") % {"outcome": outcome.label}, words)
    if after is State.WAITING:
        until = parse_date(entry.facts.get("until") or "")
        title = _("Wartet bis %(day)s") % {"day": day(until)} if until else str(State.WAITING.label)
        return Line(entry.at, "care", title, text)
    if entry.facts["before"] == State.CLOSED:
        return Line(entry.at, "care", _("Wieder aufgenommen"), text)
    if entry.facts["before"] == State.WAITING:
        return Line(entry.at, "care", _("Es geht weiter"), text)
    return Line(entry.at, "care", _("In Arbeit"), text) if text else None


def _note(entry: Entry, context: Context) -> Line | None:
    text = _note_text(entry, context)
    return Line(entry.at, "care", context.case.organisation.name, text) if text else None


def _inside_note(entry: Entry, context: Context) -> Line | None:
    text = _note_text(entry, context)
    title = _("Notiz für das Team") if entry.verb == "case.internal_note" else _("Nachricht an das Team")
    return Line(entry.at, "soft", title, text, inside=True) if text else None


def _date_set(entry: Entry, context: Context) -> Line | None:
    if (entry.at - context.case.received_at).total_seconds() < 1:
        return None
    kind, due = PromiseKind(entry.facts["kind"]), parse_date(entry.facts["due"])
    return Line(entry.at, "care", f"{kind.label} {day(due)}") if due else None


def _date_moved(entry: Entry, context: Context) -> Line:
    kind = PromiseKind(entry.facts["kind"])
    due, was = parse_date(entry.facts["due"]), parse_date(entry.facts["was"])
    assert due is not None
    assert was is not None
    new = context.promises.get(entry.facts["promise"])
    old = next((p for p in context.promises.values() if new and p.replaced_by_id == new.pk), None)
    late = _("Verspätet, neue Frist") if entry.facts["late"] else _("Neue Frist")
    return Line(
        entry.at,
        "late" if entry.facts["late"] else "care",
        f"{late}: {kind.label} {day(due)}",
        old.replaced_because if old else "",
        _("Vorher: %(day)s") % {"day": day(was)},
    )


def _merged(entry: Entry, context: Context) -> Line | None:
    if entry.facts.get("case") == context.case.pk:
        return None
    return Line(
        entry.at,
        "hear",
        _("Ein ähnlicher Vorgang wurde hier zusammengelegt"),
        small=_("Alle, die ihn unterstützen oder ihm folgen, sind jetzt hier dabei."),
    )


def _rerouted(entry: Entry, context: Context) -> Line:
    return Line(
        entry.at,
        "care",
        _("Weitergeleitet: Es kümmert sich jetzt %(office)s") % {"office": _office(entry, context)},
    )


def _council(entry: Entry, context: Context) -> Line:
    step = context.steps.get(entry.facts["step"])
    sitting = parse_date(entry.facts.get("sitting_on") or "")
    kind = CouncilKind(entry.facts["kind"])
    body = f", {step.body}" if step else ""
    number = _("Drucksache %(number)s") % {"number": step.paper_number} if step and step.paper_number else ""
    when = _("Sitzung am %(day)s") % {"day": day(sitting)} if sitting else ""
    return Line(
        entry.at,
        "care",
        f"{kind.label}{body}",
        small=" · ".join(each for each in (number, when) if each),
        link=step.link if step else "",
    )


def _decided(entry: Entry, context: Context) -> Line:
    step = context.steps.get(entry.facts["step"])
    decision = CouncilDecision(entry.facts["decision"])
    body = f"{step.body}: " if step else ""
    return Line(entry.at, "care", f"{body}{decision.label}")


def _implemented(entry: Entry, context: Context) -> Line:
    step = context.steps.get(entry.facts["step"])
    return Line(entry.at, "done", _("Umgesetzt"), step.implementation if step else "")


def _verdict(entry: Entry, _context: Context) -> Line:
    done = entry.facts["done"]
    return Line(
        entry.at,
        "done" if done else "hear",
        _("Rückmeldung von vor Ort: erledigt") if done else _("Rückmeldung von vor Ort: noch nicht erledigt"),
    )


def _escalated(entry: Entry, _context: Context) -> Line:
    return Line(
        entry.at,
        "soft",
        _("Verspätet: an %(rung)s gegeben") % {"rung": Rung(entry.facts["rung"]).label},
        inside=True,
    )


def _asked(entry: Entry, _context: Context) -> Line:
    return Line(entry.at, "soft", _("Gefragt: Ist es erledigt?"), inside=True)


def _judged(entry: Entry, context: Context) -> Line | None:
    """The public trace: what moderation did and on what it rests, never the words from before."""
    measure, ground = Measure(entry.facts["measure"]), entry.facts.get("ground")
    if measure is Measure.PUBLISH:
        return None
    what = str(measure.label)
    if ground:
        what = _("%(measure)s. Grund: %(ground)s") % {"measure": what, "ground": Ground(ground).label}
    if entry.facts["contribution"] != context.case.lead_id:
        what = _("Ein Beitrag, der dazukam: %(what)s") % {"what": what}
    return Line(entry.at, "hear", what)


WORDS: dict[str, Tell] = {
    "case.received": _received,
    "case.joined": _joined,
    "case.assigned": _assigned,
    "case.moved": _moved,
    "case.note": _note,
    "case.internal_note": _inside_note,
    "case.message": _inside_note,
    "case.date_set": _date_set,
    "case.date_moved": _date_moved,
    "case.merged": _merged,
    "case.rerouted": _rerouted,
    "case.council_step": _council,
    "case.council_decided": _decided,
    "case.council_implemented": _implemented,
    "case.verdict": _verdict,
    "case.escalated": _escalated,
    "case.done_asked": _asked,
    "contribution.judged": _judged,
}


def waiting_words(case: Case) -> str:
    """For what a case waits, as people say it."""
    return str(WaitingFor(case.waiting_for).label) if case.waiting_for else ""


def facts_of(entries: Iterable[Entry], name: str) -> set[int]:
    """All ids that entries name under one fact."""
    values: Iterable[Any] = (each.facts.get(name) for each in entries)
    return {value for value in values if isinstance(value, int)}
