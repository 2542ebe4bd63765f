"""What somebody looks for, as a condition over stems: pure, each database says it in its own words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from konsens.kernel.text import Splitter, says_something, stem, words
from konsens.telling.search.thesaurus import Thesaurus

MOST_LETTERS = 500
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Stem:
    """A document holds this stem."""

    stem: str


@dataclass(frozen=True, slots=True)
class Every:
    """All of these hold."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of these holds."""

    parts: tuple[Query, ...]


Query = Stem | Every | Some


def understand(text: str, splitter: Splitter, thesaurus: Thesaurus) -> Query | None:
    """The condition for a search by words, or None when no word says anything.

    Each word must be there: as a whole, or by a synonym, or by all of its parts. Of a very long search the
    first eight words count.
    """
    said = dict.fromkeys(each for each in words(text[:MOST_LETTERS]) if says_something(each))
    found = (of_word(each, splitter, thesaurus) for each in said)
    parts = [each for each in found if each is not None][:MOST_WORDS]
    return every(parts) if parts else None


def of_word(word: str, splitter: Splitter, thesaurus: Thesaurus) -> Query | None:
    """One spelled word: as a whole, by a synonym, or by all of its parts."""
    own = stem(word)
    if not own:
        return None
    wholes: list[Query] = [
        Stem(each) for each in (own, *sorted(thesaurus.same.get(own, frozenset()) - {own}))
    ]
    head, tail = splitter.cut(word) or ("", "")
    if head and tail:
        first, second = of_word(head, splitter, thesaurus), of_word(tail, splitter, thesaurus)
        if first is not None and second is not None:
            wholes.append(every([first, second]))
    return some(wholes)


def every(parts: Iterable[Query]) -> Query:
    """All of them; one alone needs no brackets."""
    kept = tuple(dict.fromkeys(parts))
    return kept[0] if len(kept) == 1 else Every(kept)


def some(parts: Iterable[Query]) -> Query:
    """One of them; one alone needs no brackets."""
    kept = tuple(dict.fromkeys(parts))
    return kept[0] if len(kept) == 1 else Some(kept)


def written(query: Query, *, stem: tuple[str, str], both: str, either: str) -> str:
    """A condition in a database's own words: what stands around a stem, and between conditions."""
    match query:
        case Stem(found):
            return f"{stem[0]}{found}{stem[1]}"
        case Every(parts):
            return "(" + both.join(written(each, stem=stem, both=both, either=either) for each in parts) + ")"
        case Some(parts):
            return (
                "(" + either.join(written(each, stem=stem, both=both, either=either) for each in parts) + ")"
            )


def is_frequent(query: Query, common: frozenset[str]) -> bool:
    """Is it certain, without asking a database, that more than a few documents hold it?"""
    match query:
        case Stem(found):
            return found in common
        case Some(parts):
            return any(is_frequent(each, common) for each in parts)
        case Every():
            return False
