"""German words made comparable: one spelling, one stem, and the parts of long words."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from importlib import resources

import snowballstemmer

LONGEST = 64
"""Letters of a word that count; nobody types more on purpose."""
REMEMBERED = 50_000
SHORTEST_END = 4
SHORTEST_REST = 3
"""An end is taken off an unknown word when it has that many letters, and leaves that many."""
_WORD = re.compile(r"[^\W_]+(?:[-‐‑'’][^\W_]+)*")
_HYPHEN = re.compile(r"[-‐‑'’]")
_ACCENT = re.compile(r"(?<![aou])\u0308|[\u0300-\u0307\u0309-\u036f]")
"""Every accent but the two dots on a, o and u."""
_UE = re.compile(r"(?<![aeq])ue")
_UMLAUT = {"a": "ä", "o": "ö", "u": "ü"}
_LAST_VOWEL = re.compile(r"(?:au|[aou])(?=[^aeiouäöü]*e?$)")
_ENDINGS = ("", "e", "n", "en", "er", "ern", "s", "es", "ns", "nen")
_own = threading.local()
"""A stemmer keeps the word it works on, so every thread has its own."""


def raw_words(text: str) -> Iterator[re.Match[str]]:
    """Where the words of a text stand; a hyphen inside a word belongs to it, every other sign does not."""
    return _WORD.finditer(text)


def words(text: str) -> Iterator[str]:
    """The words of a text in one spelling."""
    return (spell(found[0]) for found in raw_words(unicodedata.normalize("NFC", text)))


@lru_cache(maxsize=REMEMBERED)
def spell(word: str) -> str:
    """One spelling: "Spielplaetze" and "spielplätze", "Strasse" and "Straße", "Café" and "cafe"."""
    plain = unicodedata.normalize("NFKD", word[:LONGEST].lower()).replace("ı", "i").replace("ß", "ss")
    plain = unicodedata.normalize("NFC", _ACCENT.sub("", plain))
    return _UE.sub("ü", plain.replace("ae", "ä").replace("oe", "ö"))[:LONGEST]


def pieces(word: str) -> list[str]:
    """What stands between the hyphens of a word; single letters say nothing by themselves."""
    return [each for each in _HYPHEN.split(word) if len(each) > 1]


@lru_cache(maxsize=REMEMBERED)
def stem(word: str) -> str:
    """The stem of a spelled word without umlauts: "plätze" and "platz" are both "platz"."""
    if not hasattr(_own, "stemmer"):
        _own.stemmer = snowballstemmer.stemmer("german")
    return fold(_own.stemmer.stemWord(word))


def fold(word: str) -> str:
    """A word without dots and hyphens: "ä" is "a", "e-roller" is "eroller"."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", word) if sign.isalnum())


def _listed(name: str) -> frozenset[str]:
    text = resources.files("konsens.kernel").joinpath(name).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(spell(word) for line in lines for word in line.split())


@cache
def everyday() -> frozenset[str]:
    """The everyday words of a city that longer words are made of."""
    return _listed("parts.txt")


@cache
def fillers() -> frozenset[str]:
    """Words that say nothing about a subject."""
    return _listed("fillers.txt")


def says_something(word: str) -> bool:
    """Is a spelled word more than a filler or a single letter?"""
    return word not in fillers() and (len(word) > 1 or word.isdigit())


def _forms(word: str) -> Iterator[str]:
    """A word as it stands inside a longer one: with a linking sound, or in the plural."""
    vowel = _LAST_VOWEL.search(word)
    bases = [word]
    if vowel:
        bases.append(word[: vowel.start()] + _UMLAUT[vowel[0][0]] + word[vowel.start() + 1 :])
    return (base + ending for base in bases for ending in _ENDINGS)


class Splitter:
    """Takes long words apart into everyday words, and into words learned from what people wrote.

    `cut(word)` says where a spelled word falls into two: ("kinder", "spielplatz"); the first is "" when
    only the end is known, and the answer None when nothing is. `tokens(word)` are the stems under which it
    is found, its own first: "fahrradwege" is fahrradweg, fahrrad, fahr, rad, weg. Both remember.
    """

    def __init__(self, learned: Iterable[str] = ()) -> None:
        self.learned = frozenset(learned)
        self._forms = {form for word in everyday() | self.learned for form in _forms(word)}
        self.cut: Callable[[str], tuple[str, str] | None] = lru_cache(REMEMBERED)(self._cut)
        self.tokens: Callable[[str], tuple[str, ...]] = lru_cache(REMEMBERED)(self._tokens)

    def knows(self, word: str) -> bool:
        """Is a spelled word a part by itself, or made of parts?"""
        return word in self._forms or self.cut(word) is not None

    def _tokens(self, word: str) -> tuple[str, ...]:
        parts = [token for part in self.cut(word) or () if part for token in self.tokens(part)]
        return tuple(dict.fromkeys(each for each in (stem(word), *parts) if each))

    def _cut(self, word: str) -> tuple[str, str] | None:
        first, *rest = _HYPHEN.split(word, maxsplit=1)
        if rest:
            return (first if len(first) > 1 else "", rest[0]) if len(rest[0]) > 1 else None
        starts, ends = self._reach(word), self._reach(word[::-1], backwards=True)
        size = len(word)
        places = [at for at in range(2, size - 1) if starts[at] and ends[size - at]]
        if places:
            at = max(places, key=lambda place: self._worth(word[:place], word[place:]))
            return word[:at], word[at:]
        if word in self._forms:
            return None
        tails = (at for at in range(SHORTEST_REST, size - SHORTEST_END + 1) if ends[size - at])
        return next((("", word[at:]) for at in tails), None)

    def _reach(self, word: str, *, backwards: bool = False) -> list[bool]:
        """Up to which letters a word is made of known words only."""
        step = -1 if backwards else 1
        reached = [True] + [False] * len(word)
        for end in range(2, len(word) + 1):
            reached[end] = any(
                reached[start] and word[start:end][::step] in self._forms for start in range(end - 1)
            )
        return reached

    def _worth(self, head: str, tail: str) -> tuple[int, int, int]:
        """Two words that are known as they are come first, then the more even cut, then the longer head."""
        return (head in self._forms) + (tail in self._forms), min(len(head), len(tail)), len(head)
