"""Words that mean the same, and words that hint at a subject: the city's vocabulary, from one list."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from konsens.kernel.text import spell, stem

HINT = 0.6
"""What a word that only hints at a subject weighs against one that names it."""
TITLE = 2.0
"""What a word of the heading weighs against one of the text."""

Subjects = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """Synonyms by stem, and for each stem how strongly it speaks for which subject."""

    same: Mapping[str, frozenset[str]]
    hints: Mapping[str, Mapping[int, float]]
    subjects: tuple[str, ...]
    version: str

    def weigh(self, title: Iterable[str], text: Iterable[str]) -> Subjects:
        """What a heading and a text are about.

        Args:
            title: stems of the heading.
            text: stems of the text.

        Returns:
            One weight in [0, 1] per subject, of length one together, or all zero when no word says anything.
            A word that speaks for n subjects counts 1/√n for each.
        """
        weights = np.zeros(len(self.subjects), dtype=np.float32)
        for words, factor in ((set(title), TITLE), (set(text), 1.0)):
            for word in words:
                hints = self.hints.get(word, {})
                for subject, weight in hints.items():
                    weights[subject] += factor * weight / len(hints) ** 0.5
        length = float(np.linalg.norm(weights))
        return weights / length if length else weights


def read(text: str) -> Thesaurus:
    """A thesaurus from its lines: "words that mean the same", or "subject: words that hint at it"."""
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    same: dict[str, frozenset[str]] = defaultdict(frozenset)
    for group in (_stems(line) for line in lines if ":" not in line):
        for word in group:
            same[word] |= group
    hints: dict[str, dict[int, float]] = defaultdict(dict)
    subjects = [line.partition(":") for line in lines if ":" in line]
    for number, (names, _sign, others) in enumerate(subjects):
        for word in _stems(others):
            hints[word][number] = HINT
        for word in {each for name in _stems(names) for each in (name, *same.get(name, ()))}:
            hints[word][number] = 1.0
    version = hashlib.sha256(text.encode()).hexdigest()[:12]
    return Thesaurus(dict(same), dict(hints), tuple(names for names, _sign, _others in subjects), version)


def _stems(line: str) -> frozenset[str]:
    return frozenset(stem(spell(word)) for word in line.split())


@cache
def thesaurus() -> Thesaurus:
    """The list that comes with Konsens."""
    return read(
        resources.files("konsens.telling.search").joinpath("synonyms.txt").read_text(encoding="utf-8")
    )
