"""What a mail says: rendered when it is sent, about what its reader may see at that moment (I34)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from django.utils.translation import gettext as _

from konsens.caring.cases.kinds import CouncilDecision, CouncilKind, Outcome, Prominence, PromiseKind, State
from konsens.caring.cases.models import Case, Note, Promise
from konsens.caring.cases.permissions import can_read_inside
from konsens.city.people.forget import WARNED_BEFORE
from konsens.city.people.models import Relation
from konsens.doors.post.joining import JOINING
from konsens.doors.post.moderation import MODERATION
from konsens.doors.post.reader import Piece, Reader
from konsens.kernel import clock, tokens
from konsens.listening.voices.models import Contribution, Support
from konsens.telling.news.kinds import Reason
from konsens.telling.news.models import Delivery, Follow

CONFIRM_LASTS = timedelta(days=14)
DONE_LASTS = timedelta(days=60)
TEMPTING = re.compile(r"://|@|\w\.[a-z]{2,}|\d[\d /()-]{5,}", re.IGNORECASE)


def piece(delivery: Delivery, reader: Reader) -> Piece | None:
    """The words of one delivery, or None when its reader may not see it (any more)."""
    write = WORDS.get(delivery.entry.verb)
    if write is not None:
        return write(delivery, reader)
    return _about_case(delivery, reader)


def quoted(title: str) -> str:
    """A heading as it may be mailed to somebody who may never have written it: nothing to click or dial."""
    return _("Ihr Beitrag") if TEMPTING.search(title) else title


def _confirm(delivery: Delivery, reader: Reader) -> Piece | None:
    said = Contribution.objects.filter(pk=delivery.entry.facts["contribution"], state="unconfirmed").first()
    if said is None or said.author_id != reader.person.pk:
        return None
    raw = tokens.mint("confirm", said, now=reader.now, lasts=CONFIRM_LASTS, address=reader.email)
    title = quoted(said.title)
    text = _("Sie haben uns geschrieben: „%(title)s“. Bitte bestätigen Sie das mit einem Klick.")
    then = _("Danach sehen Sie auf der Seite, wer sich kümmert und bis wann Sie etwas hören.")
    return _to_confirm(title, f"{text % {'title': title}} {then}", reader.page(f"ideen/bestaetigen/{raw}/"))


def _to_confirm(title: str, text: str, link: str) -> Piece:
    if_not = _(
        "Waren Sie das nicht? Dann löschen Sie diese Mail einfach. "
        "Es geschieht nichts, und nach 14 Tagen vergessen wir Ihre Adresse."
    )
    subject = _("Bitte bestätigen: %(title)s") % {"title": title}
    return Piece(subject, text, link, call=_("Hier bestätigen"), after=if_not)


def _confirm_support(delivery: Delivery, reader: Reader) -> Piece | None:
    given = (
        Support.objects.select_related("contribution")
        .filter(pk=delivery.entry.facts["support"], confirmed_at=None, person=reader.person)
        .first()
    )
    if given is None or not can_be_read(given.contribution_id, reader):
        return None
    raw = tokens.mint("support", given, now=reader.now, lasts=CONFIRM_LASTS, address=reader.email)
    title = given.contribution.title
    text = _("Ihnen ist „%(title)s“ auch wichtig. Mit einem Klick zählen Sie mit.") % {"title": title}
    return _to_confirm(title, text, reader.page(f"ideen/bestaetigen/{raw}/"))


def can_be_read(contribution: int, reader: Reader) -> bool:
    """May the reader read a contribution at this moment?"""
    return Contribution.objects.visible_to(reader.viewer).filter(pk=contribution).exists()


def _confirm_follow(delivery: Delivery, reader: Reader) -> Piece | None:
    made = Follow.objects.filter(
        pk=delivery.entry.facts["follow"], confirmed_at=None, ended_at=None, person=reader.person
    ).first()
    if made is None or _comes_with_support(made):
        return None
    raw = tokens.mint("follow", made, now=reader.now, lasts=CONFIRM_LASTS, address=reader.email)
    return _to_confirm(
        _("auf dem Laufenden bleiben"),
        _("Sie möchten von uns hören. Bitte bestätigen Sie das mit einem Klick."),
        reader.page(f"folgen/bestaetigen/{raw}/"),
    )


def _comes_with_support(made: Follow) -> bool:
    """Whoever joined a case confirms both by one link, that of their support."""
    waiting = Support.objects.filter(person=made.person, confirmed_at=None)
    return made.case_id is not None and waiting.filter(contribution__cases=made.case_id).exists()


def _warned(delivery: Delivery, reader: Reader) -> Piece | None:
    relation = Relation.objects.filter(
        person=reader.person, controller_id=delivery.entry.controller_id, warned_at__isnull=False
    ).first()
    if relation is None or relation.warned_at is None:
        return None
    day = reader.day(clock.day_of(relation.warned_at + WARNED_BEFORE))
    raw = tokens.mint("stay", relation, now=reader.now, lasts=WARNED_BEFORE, address=reader.email)
    text = _(
        "Sie waren lange nicht mehr hier. Am %(day)s löschen wir deshalb Ihre Adresse und alles, "
        "was zu Ihnen führt. Was Sie öffentlich gesagt haben, bleibt ohne Namen stehen. "
        "Dafür müssen Sie nichts tun."
    )
    ask = _("Möchten Sie bleiben? Dann genügt ein Klick.")
    return Piece(
        _("Möchten Sie bei uns bleiben?"),
        f"{text % {'day': day}}\n\n{ask}",
        reader.page(f"konto/bleiben/{raw}/"),
        _("Hier bleiben"),
    )


def case_of(delivery: Delivery, reader: Reader) -> Case | None:
    """The case an entry is about, if its reader may see it at this moment and in this role (I34)."""
    facts = delivery.entry.facts
    visible = Case.objects.visible_to(reader.viewer).select_related("lead", "organisation", "topic")
    case = visible.filter(pk=facts.get("into") or facts.get("case") or 0).first()
    if case is not None and delivery.reason == Reason.STAFF and not can_read_inside(reader.viewer, case):
        return None
    return case


def _about_case(delivery: Delivery, reader: Reader) -> Piece | None:
    case = case_of(delivery, reader)
    if case is None:
        return None
    if delivery.entry.verb == "case.done_asked":
        return _ask(delivery, case, reader)
    tell = STEPS.get(delivery.entry.verb)
    words = tell(delivery, case, reader) if tell else None
    room = "arbeit/vorgang" if delivery.reason == Reason.STAFF else "vorgang"
    title = _title(delivery, case)
    return Piece(title, words, reader.page(f"{room}/{case.public_id}/")) if words else None


def _title(delivery: Delivery, case: Case) -> str:
    """What a mail calls a case; what is not public stays out of the mailboxes of the team."""
    if delivery.reason == Reason.STAFF and case.prominence != Prominence.PUBLIC:
        return _("Vorgang %(number)s") % {"number": case.public_id.upper()}
    return case.lead.title


def _ask(delivery: Delivery, case: Case, reader: Reader) -> Piece | None:
    if case.state != State.CLOSED or case.asked_at != delivery.entry.at:
        return None
    raw = tokens.mint("done", delivery, now=reader.now, lasts=DONE_LASTS, address=reader.email)
    closed = _("Am %(day)s haben wir das abgeschlossen, mit dem Ergebnis: %(outcome)s.") % {
        "day": reader.day(clock.day_of(case.closed_at or reader.now)),
        "outcome": Outcome(case.outcome).label,
    }
    ask = _("Stimmt das vor Ort? Bitte antworten Sie mit Ja oder Nein.")
    return Piece(
        _("Ist es erledigt? %(title)s") % {"title": case.lead.title},
        f"{closed} {ask}",
        reader.page(f"vorgang/{case.public_id}/erledigt/{raw}/"),
        _("Hier antworten"),
    )


def _received(delivery: Delivery, case: Case, reader: Reader) -> str:
    first = Promise.objects.filter(case=case, kind=PromiseKind.FIRST_ANSWER).order_by("made_at").first()
    due = (
        _(" %(label)s %(day)s.") % {"label": PromiseKind.FIRST_ANSWER.label, "day": reader.day(first.due)}
        if first
        else ""
    )
    if delivery.reason == Reason.STAFF:
        return _("Das ist neu bei Ihnen.") + due
    start = (
        _("Danke. Wir haben es aufgenommen.")
        if case.lead.author_id == reader.person.pk
        else _("Das ist neu.")
    )
    return start + " " + _("Es kümmert sich: %(office)s.") % {"office": case.organisation.name} + due


def _joined(_delivery: Delivery, _case: Case, _reader: Reader) -> str:
    return _("Ein ähnlicher Beitrag kam dazu.")


def _assigned(delivery: Delivery, case: Case, _reader: Reader) -> str:
    if delivery.reason == Reason.STAFF:
        return _("Um diesen Vorgang kümmern jetzt Sie sich.")
    return _("Es kümmert sich jetzt: %(office)s.") % {"office": case.organisation.name}


def _note(delivery: Delivery) -> str:
    key = delivery.entry.facts.get("note")
    found = Note.objects.filter(pk=key, audience="public").first() if key else None
    return found.text if found else ""


def _moved(delivery: Delivery, _case: Case, reader: Reader) -> str:
    facts = delivery.entry.facts
    after = State(facts["after"])
    if after is State.CLOSED:
        head = _("Ergebnis: %(outcome)s.") % {"outcome": Outcome(facts["outcome"]).label}
    elif after is State.WAITING:
        head = _("Es wartet gerade.")
    elif facts["before"] == State.CLOSED:
        head = _("Der Vorgang ist wieder offen.")
    else:
        head = _("Es ist jetzt in Arbeit.")
    return f"{head}\n\n{_note(delivery)}".strip()


def _told(delivery: Delivery, case: Case, _reader: Reader) -> str:
    text = _note(delivery)
    return f"{case.organisation.name}:\n{text}" if text else ""


def _date_moved(delivery: Delivery, _case: Case, reader: Reader) -> str:
    made = Promise.objects.filter(pk=delivery.entry.facts["promise"]).first()
    if made is None:
        return ""
    old = Promise.objects.filter(replaced_by=made).first()
    why = old.replaced_because if old else ""
    return _("Neue Frist. %(label)s %(day)s. Der Grund: %(why)s") % {
        "label": PromiseKind(made.kind).label, "day": reader.day(made.due), "why": why,
    }  # fmt: skip


def _appeared(_delivery: Delivery, case: Case, reader: Reader) -> str:
    if case.prominence != Prominence.PUBLIC:
        return ""
    if case.lead.author_id == reader.person.pk:
        return _("Ihr Beitrag ist jetzt öffentlich.")
    return _("Das ist neu.") + " " + _("Es kümmert sich: %(office)s.") % {"office": case.organisation.name}


def _merged(_delivery: Delivery, _case: Case, _reader: Reader) -> str:
    return _("Ein ähnlicher Vorgang geht hier weiter. Sie hören ab jetzt von diesem.")


def _council(delivery: Delivery, _case: Case, reader: Reader) -> str:
    return _("Das geht in den Rat oder die Bezirksvertretung: %(kind)s.") % {
        "kind": CouncilKind(delivery.entry.facts["kind"]).label
    }


def _decided(delivery: Delivery, _case: Case, _reader: Reader) -> str:
    return _("Dort wurde entschieden: %(decision)s.") % {
        "decision": CouncilDecision(delivery.entry.facts["decision"]).label
    }


def _implemented(_delivery: Delivery, _case: Case, _reader: Reader) -> str:
    return _("Der Beschluss ist umgesetzt.")


def _message(_delivery: Delivery, _case: Case, _reader: Reader) -> str:
    return _("Jemand hat Ihnen zu diesem Vorgang geschrieben.")


def _escalated(_delivery: Delivery, _case: Case, _reader: Reader) -> str:
    return _("Hier ist eine öffentliche Frist verstrichen. Bitte sorgen Sie dafür, dass es weitergeht.")


WORDS: dict[str, Callable[[Delivery, Reader], Piece | None]] = {
    "contribution.heard": _confirm,
    "support.asked": _confirm_support,
    "follow.asked": _confirm_follow,
    "person.warned": _warned,
    **MODERATION,
    **JOINING,
}
STEPS: dict[str, Callable[[Delivery, Case, Reader], str]] = {
    "case.received": _received,
    "case.prominence": _appeared,
    "case.joined": _joined,
    "case.assigned": _assigned,
    "case.moved": _moved,
    "case.note": _told,
    "case.date_moved": _date_moved,
    "case.merged": _merged,
    "case.council_step": _council,
    "case.council_decided": _decided,
    "case.council_implemented": _implemented,
    "case.message": _message,
    "case.escalated": _escalated,
}
