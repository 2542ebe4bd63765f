"""What a mail says: rendered when it is sent, about what its reader may see at that moment (I33)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils.translation import gettext as _

from konsens.caring.cases.kinds import CouncilDecision, CouncilKind, Outcome, PromiseKind, State
from konsens.caring.cases.models import Case, Note, Promise
from konsens.doors.post.moderation import MODERATION
from konsens.doors.post.reader import Piece, Reader
from konsens.kernel import tokens
from konsens.listening.voices.models import Contribution, Support
from konsens.telling.news.kinds import Reason
from konsens.telling.news.models import Delivery, Follow

CONFIRM_LASTS = timedelta(days=14)
DONE_LASTS = timedelta(days=60)


def piece(delivery: Delivery, reader: Reader) -> Piece | None:
    """The words of one delivery, or None when its reader may not see it (any more)."""
    write = WORDS.get(delivery.entry.verb)
    if write is not None:
        return write(delivery, reader)
    return _about_case(delivery, reader)


def _confirm(delivery: Delivery, reader: Reader) -> Piece | None:
    said = Contribution.objects.filter(pk=delivery.entry.facts["contribution"], state="unconfirmed").first()
    if said is None:
        return None
    raw = tokens.mint("confirm", said, now=reader.now, lasts=CONFIRM_LASTS, address=reader.email)
    return Piece(
        _("Bitte bestätigen: %(title)s") % {"title": said.title},
        _(
            "Sie haben uns geschrieben: „%(title)s“. Bitte bestätigen Sie das mit einem Klick. Dann kümmert sich jemand."
        )
        % {"title": said.title},
        reader.page(f"ideen/bestaetigen/{raw}/"),
    )


def _confirm_support(delivery: Delivery, reader: Reader) -> Piece | None:
    given = (
        Support.objects.select_related("contribution")
        .filter(pk=delivery.entry.facts["support"], confirmed_at=None)
        .first()
    )
    if (
        given is None
        or not Contribution.objects.visible_to(reader.viewer).filter(pk=given.contribution_id).exists()
    ):
        return None
    raw = tokens.mint("support", given, now=reader.now, lasts=CONFIRM_LASTS, address=reader.email)
    return Piece(
        _("Bitte bestätigen: %(title)s") % {"title": given.contribution.title},
        _("Ihnen ist „%(title)s“ auch wichtig. Mit einem Klick zählen Sie mit.")
        % {"title": given.contribution.title},
        reader.page(f"ideen/bestaetigen/{raw}/"),
    )


def _confirm_follow(delivery: Delivery, reader: Reader) -> Piece | None:
    made = Follow.objects.filter(pk=delivery.entry.facts["follow"], confirmed_at=None, ended_at=None).first()
    if made is None:
        return None
    raw = tokens.mint("follow", made, now=reader.now, lasts=CONFIRM_LASTS, address=reader.email)
    return Piece(
        _("Bitte bestätigen: auf dem Laufenden bleiben"),
        _("Sie möchten von uns hören. Bitte bestätigen Sie das mit einem Klick."),
        reader.page(f"folgen/bestaetigen/{raw}/"),
    )


def _about_case(delivery: Delivery, reader: Reader) -> Piece | None:
    facts = delivery.entry.facts
    visible = Case.objects.visible_to(reader.viewer).select_related("lead", "organisation")
    case = visible.filter(pk=facts.get("into") or facts.get("case") or 0).first()
    if case is None:
        return None
    if delivery.reason == Reason.STAFF:
        link = reader.page(f"arbeit/vorgang/{case.public_id}/")
    else:
        link = reader.page(f"vorgang/{case.public_id}/")
    if delivery.entry.verb == "case.done_asked":
        return _ask(delivery, case, reader)
    tell = STEPS.get(delivery.entry.verb)
    words = tell(delivery, case, reader) if tell else None
    return Piece(case.lead.title, words, link) if words else None


def _ask(delivery: Delivery, case: Case, reader: Reader) -> Piece | None:
    if case.state != State.CLOSED:
        return None
    raw = tokens.mint("done", delivery, now=reader.now, lasts=DONE_LASTS, address=reader.email)
    return Piece(
        _("Ist es erledigt? %(title)s") % {"title": case.lead.title},
        _(
            "Vor vier Wochen haben wir das abgeschlossen, mit dem Ergebnis: %(outcome)s. Stimmt das vor Ort? Ja oder nein, ein Klick genügt."
        )
        % {"outcome": Outcome(case.outcome).label},
        reader.page(f"vorgang/{case.public_id}/erledigt/{raw}/"),
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
    **MODERATION,
}
STEPS: dict[str, Callable[[Delivery, Case, Reader], str]] = {
    "case.received": _received,
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
