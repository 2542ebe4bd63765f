"""What may be said and shown: pure decisions over plain values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from konsens.kernel.errors import RuleBrokenError
from konsens.kernel.workdays import after_workdays
from konsens.listening.voices.kinds import Measure, State

TITLE_MOST = 120
TEXT_MOST = 5000
COMMENT_LEAST, COMMENT_MOST = 2, 2000
LOOK_WITHIN = 2
LOOKS_PERSONAL = re.compile(
    r"https?://|www\.|[\w.+-]+@[\w-]+\.\w+|(?:\+49|\b0)[\d /()-]{6,}\d", re.IGNORECASE
)
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
"""Control signs, and the ones that reorder a whole line; right-to-left letters themselves stay."""
ERASED = "[gelöscht]"
"""Stands where words were that led to somebody who is forgotten."""
NOBODY = "gelöscht"
"""How somebody is called who is forgotten."""
NEXT: dict[State, frozenset[State]] = {
    State.UNCONFIRMED: frozenset({State.HELD, State.PUBLISHED, State.PRIVATE, State.WITHDRAWN}),
    State.HELD: frozenset({State.PUBLISHED, State.REFUSED, State.WITHDRAWN}),
    State.PUBLISHED: frozenset({State.REFUSED, State.WITHDRAWN}),
    State.PRIVATE: frozenset({State.REFUSED, State.WITHDRAWN}),
    State.REFUSED: frozenset({State.PUBLISHED, State.PRIVATE, State.WITHDRAWN}),
    State.WITHDRAWN: frozenset(),
}


def plain(text: str) -> str:
    """Text as it is kept: composed characters, plain line ends, no control or direction-override signs."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return HIDDEN.sub("", text).strip()


def one_line(text: str) -> str:
    """A heading as it is kept: plain, in one line, single spaces."""
    return " ".join(plain(text).split())


def check_words(title: str, text: str) -> None:
    """Refuse what nobody could answer.

    Raises:
        RuleBrokenError: a title under 5 or over 120 signs, a text over 5,000.
    """
    if len(title) < 5:
        raise RuleBrokenError(_("Bitte sagen Sie in ein paar Worten, worum es geht (mindestens 5 Zeichen)."))
    if len(title) > TITLE_MOST:
        raise RuleBrokenError(
            _("Die Überschrift hat %(length)s Zeichen. Bitte kürzen Sie sie auf höchstens %(most)s."),
            length=len(title),
            most=TITLE_MOST,
        )
    if len(text) > TEXT_MOST:
        raise RuleBrokenError(
            _("Der Text hat %(length)s Zeichen. Bitte kürzen Sie ihn auf höchstens %(most)s."),
            length=len(text),
            most=TEXT_MOST,
        )


def check_comment(text: str) -> None:
    """Refuse a comment that says nothing, or too much.

    Raises:
        RuleBrokenError: under 2 or over 2,000 signs.
    """
    if not COMMENT_LEAST <= len(text) <= COMMENT_MOST:
        raise RuleBrokenError(
            _("Ihr Kommentar hat %(length)s Zeichen. Möglich sind %(least)s bis %(most)s."),
            length=len(text),
            least=COMMENT_LEAST,
            most=COMMENT_MOST,
        )


def needs_a_look(title: str, text: str, words: Iterable[str]) -> bool:
    """Should a person look before others read it? Addresses, numbers and listed words say yes."""
    whole = f"{title}\n{text}"
    if LOOKS_PERSONAL.search(whole):
        return True
    lower = whole.casefold()
    return any(word.casefold() in lower for word in words if word.strip())


def look_due(came: date, free: Container[date]) -> date:
    """By which day a moderator looks at what came on a day: two working days later."""
    return after_workdays(came, LOOK_WITHIN, free)


def state_after_confirming(*, private: bool, beforehand: bool, suspicious: bool) -> State:
    """Where a contribution goes once its author has confirmed it."""
    if private:
        return State.PRIVATE
    return State.HELD if beforehand or suspicious else State.PUBLISHED


def check_step(now: State, then: State) -> None:
    """Refuse a step that a contribution cannot take.

    Raises:
        RuleBrokenError: such as publishing what was withdrawn.
    """
    if then not in NEXT[now]:
        raise RuleBrokenError(
            _("Auf „%(now)s“ kann nicht „%(then)s“ folgen."), now=now.label, then=then.label
        )


def check_reasons(measure: Measure, *, facts: str, ground: str) -> None:
    """A restriction says what it rests on, in words the author can read.

    Raises:
        RuleBrokenError: a restriction without facts or without a ground.
    """
    if measure in {Measure.PUBLISH, Measure.RESTORE}:
        return
    if not facts.strip() or not ground:
        raise RuleBrokenError(
            _("Wer etwas kürzt oder nicht veröffentlicht, sagt warum und nach welcher Regel.")
        )


def still_shortened(judgements: Iterable[tuple[int, Measure, bool]]) -> list[int]:
    """Which shortenings of a text nobody has taken back, oldest first.

    Args:
        judgements: key, measure and whether it kept an earlier text, in their order.
    """
    found: list[int] = []
    for key, measure, kept_a_text in judgements:
        if measure is Measure.SHORTEN:
            found.append(key)
        elif measure is Measure.RESTORE and kept_a_text and found:
            found.pop()
    return found


def blur(lat: float, lon: float) -> tuple[float, float]:
    """A private point on a grid of about 500 m: the same point gives the same value each time."""
    return (round(lat / 0.005) * 0.005, round(lon / 0.0075) * 0.0075)
