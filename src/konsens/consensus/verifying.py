"""Recompute a published result from the votes and say whether it is the same."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from konsens.consensus.errors import VotesError
from konsens.consensus.opinion_map import VERSION, OpinionMap, Progress
from konsens.consensus.reading import Statements, read_votes_with
from konsens.consensus.result import result_hash, result_of

Json = dict[str, Any]

SENTENCES: Final = MappingProxyType(
    {
        "same": ("Das Ergebnis stimmt, Zeichen für Zeichen.", "The result is right, byte for byte."),
        "touched": (
            "Die Ergebnisdatei wurde verändert: Ihr Inhalt passt nicht zu ihrer eigenen Prüfsumme.",
            "The result file was changed: its content does not fit its own hash.",
        ),
        "input": (
            "Die Stimmen sind andere als die, aus denen das Ergebnis gerechnet wurde.",
            "The votes are not those from which the result was computed.",
        ),
        "result": (
            "Aus denselben Stimmen kommt ein anderes Ergebnis heraus.",
            "The same votes give another result.",
        ),
        "version": (
            "Gerechnet wurde mit Version {theirs}, hier läuft {ours}.",
            "It was computed with version {theirs}; this is {ours}.",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Verified:
    """What comparing says.

    Attributes:
        untouched: the published file still has the result hash that it names.
        version: version of the engine that made it.
        input: whether the votes are the same.
        result: whether the recomputed result is the same, to the last byte.
    """

    untouched: bool
    version: str
    input: bool
    result: bool

    @property
    def same(self) -> bool:
        """Whether everything agrees."""
        return self.untouched and self.input and self.result

    def sentences(self, language: str = "de") -> list[str]:
        """The outcome for people."""
        found = [
            ("same", self.same),
            ("touched", not self.untouched),
            ("input", not self.input),
            ("result", self.input and not self.result),
            ("version", not self.same and self.version != VERSION),
        ]
        which = 0 if language == "de" else 1
        facts = {"theirs": self.version, "ours": VERSION}
        return [SENTENCES[key][which].format(**facts) for key, holds in found if holds]


def read_result(path: Path) -> Json:
    """Read a result file.

    Raises:
        VotesError: it is no result of ours.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as broken:
        raise VotesError("result", why=str(broken)) from None
    missing = {"settings", "statements", "hashes"} - set(data if isinstance(data, dict) else ())
    if missing:
        raise VotesError("result", why=", ".join(sorted(missing)))
    found: Json = data
    return found


def verified(
    published: Json,
    votes: Path,
    sectors: Mapping[str, Sequence[str]],
    progress: Progress = lambda what, done, of: None,
) -> Verified:
    """Recompute and compare.

    Args:
        published: a result; its settings, moderation and wording are taken as given.
        votes: the file of votes.
        sectors: the declared sectors, where the result has any.
        progress: is told (step, done, of).

    Raises:
        VotesError: something is wrong with the votes or the result.
    """
    try:
        settings = dict(published["settings"])
        table = Statements(
            {each["statement"]: each["text"] for each in published["statements"]},
            {each["statement"]: each["state"] for each in published["statements"]},
        )
        hashes = {name: str(published["hashes"][name]) for name in ("input", "result", "version")}
        fitted = OpinionMap(**settings)
    except (KeyError, TypeError) as broken:
        raise VotesError("result", why=str(broken)) from None
    again = result_of(fitted.fit(read_votes_with(votes, table, progress), sectors, progress))
    return Verified(
        untouched=result_hash(published) == hashes["result"],
        version=hashes["version"],
        input=again["hashes"]["input"] == hashes["input"],
        result=again["hashes"]["result"] == hashes["result"],
    )
