"""What a search keeps of something said: pure, so that living and rebuilding give the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from konsens.city.places.atlas import Atlas
from konsens.kernel.text import Splitter, pieces, says_something, stem, words
from konsens.telling.search.places import place_names
from konsens.telling.search.thesaurus import Thesaurus

MOST_LETTERS = 300
"""Of a text so much is compared: the first sentences say what it is about, the rest costs time."""


@dataclass(frozen=True, slots=True)
class Essence:
    """What is compared: heading and beginning of the text, without the names of places."""

    title: str
    text: str

    @property
    def whole(self) -> str:
        """Heading and text in one."""
        return f"{self.title}. {self.text}" if self.text else self.title

    @property
    def digest(self) -> str:
        """Equal for equal words."""
        return hashlib.sha256(f"{self.title}\n{self.text}".encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Reader:
    """Everything that decides how words are read: the city's places, the parts of words, the synonyms."""

    atlas: Atlas
    splitter: Splitter
    thesaurus: Thesaurus
    common: frozenset[str] = frozenset()

    @property
    def version(self) -> str:
        """Changes with the areas and with the list of synonyms."""
        return hashlib.sha256(f"{self.thesaurus.version} {self.atlas.revision}".encode()).hexdigest()[:12]

    def essence(self, title: str, text: str, street: str = "") -> Essence:
        """Heading and text without places; a heading that names nothing but a place stays."""
        names = place_names(self.atlas, self.splitter)
        bare = names.strip(title, street).text or title
        return Essence(bare, names.strip(text[: 2 * MOST_LETTERS], street).text[:MOST_LETTERS])

    def stems(self, text: str) -> list[str]:
        """The stems under which a text is found, parts of long words included."""
        return [token for word in words(text) if says_something(word) for token in self.splitter.tokens(word)]

    def place(self, controller: int, area: int | None, street: str) -> list[str]:
        """Where it is, as stems: names people use for the areas it lies in, its street, and keys.

        Names are not cut: whoever looks for a way does not mean everything on Uferweg.
        """
        known = self.atlas.by_id.get(area) if area is not None else None
        chain = (known, *self.atlas.ancestors(known.id)) if known else ()
        spoken = " ".join(name for each in chain for name in (each.name, *each.aliases))
        named = [stem(part) for word in words(f"{spoken} {street}") for part in (word, *pieces(word))]
        return [at_controller(controller), *(in_area(each.id) for each in chain), *filter(None, named)]

    def subjects(self, title: Iterable[str], text: Iterable[str]) -> bytes:
        """What it is about, a byte per subject."""
        return np.rint(self.thesaurus.weigh(title, text) * 255).astype(np.uint8).tobytes()


def at_controller(pk: int) -> str:
    """The stem that every document of a controller has."""
    return f"bei{pk}"


def in_area(pk: int) -> str:
    """The stem that every document in an area has."""
    return f"in{pk}"


def joined(stems: Iterable[str]) -> str:
    """Stems as they are kept: each once, between blanks."""
    return " ".join(dict.fromkeys(stems))
