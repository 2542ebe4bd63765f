"""What the engine refuses, in German and in English."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

SENTENCES: Final = MappingProxyType(
    {
        "empty": ("Die Datei enthält keine einzige Stimme.", "The file holds not a single vote."),
        "columns": (
            "Die Datei hat nicht die erwarteten Spalten; es fehlt: {missing}.",
            "The file does not have the expected columns; missing: {missing}.",
        ),
        "value": (
            "Zeile {line}: „{value}“ ist keine Stimme; erlaubt sind -1, 0 und 1.",
            "Line {line}: “{value}” is not a vote; allowed are -1, 0 and 1.",
        ),
        "name": (
            "Zeile {line}: Teilnehmer oder Aussage fehlt.",
            "Line {line}: participant or statement is missing.",
        ),
        "time": (
            "Zeile {line}: „{value}“ ist keine Zeitangabe in Millisekunden.",
            "Line {line}: “{value}” is not a time in milliseconds.",
        ),
        "width": (
            "Zeile {line} hat {found} statt {wanted} Felder.",
            "Line {line} has {found} fields instead of {wanted}.",
        ),
        "encoding": (
            "Die Datei ist weder UTF-8 noch UTF-16: Byte {at} lässt sich nicht lesen.",
            "The file is neither UTF-8 nor UTF-16: byte {at} cannot be read.",
        ),
        "table": (
            "Zeile {line} lässt sich nicht lesen: {why}",
            "Line {line} cannot be read: {why}",
        ),
        "parquet": (
            "Die Parquet-Datei ist beschädigt oder unvollständig: {why}",
            "The Parquet file is damaged or incomplete: {why}",
        ),
        "pyarrow": (
            "Für Parquet braucht es das Paket pyarrow (pip install pyarrow).",
            "Parquet needs the package pyarrow (pip install pyarrow).",
        ),
        "lengths": (
            "Teilnehmer, Aussagen und Stimmen sind nicht gleich viele: {lengths}.",
            "Participants, statements and votes differ in number: {lengths}.",
        ),
        "state": (
            "„{value}“ ist kein Stand der Moderation; erlaubt sind -1, 0 und 1.",
            "“{value}” is not a state of moderation; allowed are -1, 0 and 1.",
        ),
        "twice": ("„{what}“ steht zweimal in der Tabelle.", "“{what}” stands twice in the table."),
        "counted_twice": (
            "Zwei Teile enthalten dieselben Personen ({shared} Personen doppelt).",
            "Two parts hold the same people ({shared} people twice).",
        ),
        "statements_differ": (
            "Die Teile zählen nicht dieselben Aussagen.",
            "The parts do not count the same statements.",
        ),
        "delivery": (
            "Die Lieferung ist beschädigt oder kann nicht stimmen: {why}",
            "The delivery is damaged or cannot be right: {why}",
        ),
        "unknown": ("„{what}“ ist nicht bekannt.", "“{what}” is not known."),
        "result": (
            "Die Ergebnisdatei ist unvollständig: {why}",
            "The result file is incomplete: {why}",
        ),
    }
)


class VotesError(ValueError):
    """Something about the input is wrong; says what, in German and in English.

    Args:
        code: a key of ``SENTENCES``.
        facts: what the sentence names (line, value …).
    """

    def __init__(self, code: str, **facts: object) -> None:
        self.code = code
        self.facts = facts
        super().__init__(self.sentence("en"))

    def sentence(self, language: str = "de") -> str:
        """Say it in ``de`` or ``en``."""
        german, english = SENTENCES[self.code]
        return (german if language == "de" else english).format(**self.facts)
