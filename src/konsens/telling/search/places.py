"""Names of places in what people write: found, and taken out, so that words are compared and not places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from konsens.city.places.atlas import Atlas, Place
from konsens.kernel.text import Splitter, raw_words, spell

MOST_WORDS = 4
_HYPHEN = re.compile(r"[-‐‑]")
_BEFORE_A_PLACE = frozenset(
    ("in", "im", "bei", "beim", "am", "an", "nach", "aus", "von", "vom", "um", "richtung")
)
_STREET = re.compile(r".{3,}(?:strasse|str|allee|gasse|chaussee|platz|weg|ufer|damm|ring|steig|pfad)")
_SPOKEN = {"str": "strasse"}
_NUMBER = re.compile(r"\s*\d{1,4}\s?[a-z]?\b(?!\s*(?:uhr|meter|m\b|km|kmh|prozent))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stripped:
    """A text without the names of places, and the areas that were named."""

    text: str
    areas: tuple[Place, ...]


class PlaceNames:
    """The names of a city's areas as people write them: Hörde, hoerde, Hörder, Innenstadt West."""

    def __init__(self, names: Mapping[str, Place], splitter: Splitter) -> None:
        self._splitter = splitter
        self._names: dict[tuple[str, ...], Place] = {}
        for name, place in names.items():
            spelled = tuple(spell(word) for word in _HYPHEN.sub(" ", name).split())
            if spelled:
                last = spelled[-1]
                adjective = (*spelled[:-1], last + ("r" if last.endswith("e") else "er"))
                self._names.setdefault(spelled, place)
                self._names.setdefault(adjective, place)

    def strip(self, text: str, *more: str) -> Stripped:
        """Take out the city's areas, streets with a name of their own, and `more` names."""
        own = {tuple(spell(word) for word in _HYPHEN.sub(" ", name).split()) for name in more if name}
        found = [each for match in raw_words(text) for each in _pieces(match)]
        kept, areas, end, at = [], [], 0, 0
        while at < len(found):
            size, place = self._named(found, at, own)
            if size:
                kept.append(text[end : found[at].start])
                end = _after_number(text, found[at + size - 1].end, street=place is None)
                areas += [place] if place else []
                at = next((n for n in range(at + size, len(found)) if found[n].start >= end), len(found))
            else:
                at += 1
        kept.append(text[end:])
        return Stripped(" ".join("".join(kept).split()), tuple(dict.fromkeys(areas)))

    def _named(
        self, found: list[_Piece], at: int, own: Iterable[tuple[str, ...]]
    ) -> tuple[int, Place | None]:
        """How many words from here on are the name of a place, and of which area."""
        for size in range(min(MOST_WORDS, len(found) - at), 0, -1):
            words = tuple(each.word for each in found[at : at + size])
            if words in own:
                return size, None
            place = self._names.get(words)
            if place is not None and (size > 1 or self._is_meant(found, at)):
                return size, place
        return (1, None) if self._is_street(found[at]) else (0, None)

    @staticmethod
    def _is_meant(found: list[_Piece], at: int) -> bool:
        """ "nette Leute" are not in Nette: a single name has a capital letter, or follows such as "in"."""
        return found[at].capital or (at > 0 and found[at - 1].word in _BEFORE_A_PLACE)

    def _is_street(self, piece: _Piece) -> bool:
        """A street with a name of its own, such as Lindenstraße; Hauptstraße and Radweg say something."""
        if not piece.capital or not _STREET.fullmatch(piece.word):
            return False
        cut = self._splitter.cut(piece.word)
        return cut[0] == "" if cut else not self._splitter.knows(piece.word)


@dataclass(frozen=True, slots=True)
class _Piece:
    word: str
    start: int
    end: int
    capital: bool


def _pieces(match: re.Match[str]) -> Iterable[_Piece]:
    """A word between blanks, or its parts between hyphens."""
    start = match.start()
    for part in _HYPHEN.split(match[0]):
        word = spell(part)
        yield _Piece(_SPOKEN.get(word, word), start, start + len(part), part[:1].isupper())
        start += len(part) + 1


def _after_number(text: str, end: int, *, street: bool) -> int:
    """Where a street's house number ends."""
    number = _NUMBER.match(text, end) if street else None
    return number.end() if number else end


@lru_cache(maxsize=4)
def place_names(atlas: Atlas, splitter: Splitter) -> PlaceNames:
    """The names of all areas of an atlas; a coarse area comes before a fine one of the same name."""
    names: dict[str, Place] = {}
    for place in sorted(atlas.places, key=lambda each: each.level_order):
        for name in (place.name, *place.aliases):
            names.setdefault(name, place)
    return PlaceNames(names, splitter)
