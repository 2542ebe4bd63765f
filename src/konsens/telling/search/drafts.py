"""Something that is being said, ready to be compared: pure, but for the encoder."""

from __future__ import annotations

from dataclasses import dataclass

from konsens.city.places.atlas import Atlas, Place
from konsens.kernel.text import says_something, stem, words
from konsens.telling.search.meaning import Floats, encode
from konsens.telling.search.places import place_names
from konsens.telling.search.query import Query, Stem, every, of_word, some
from konsens.telling.search.reading import Essence, Reader, at_controller, in_area
from konsens.telling.search.shelves import Around
from konsens.telling.search.thesaurus import Subjects

HEADING_MOST, TEXT_MOST = 200, 300
MOST_WORDS = 12
LOOKED_UP = 6
COMMON = 0.3
"""What a word weighs that stands everywhere."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where it is, as far as a form knows."""

    lat: float | None = None
    lon: float | None = None
    area: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What is meant, which words say so, what to look up in the index, and the neighbourhood.

    `words` leads from each stem that counts as found to the word of the draft it stands for, `weights` holds
    what each of these words weighs; together they weigh one.
    """

    vector: Floats
    subjects: Subjects
    words: dict[str, int]
    weights: tuple[float, ...]
    query: Query | None
    around: Around | None


def read(said: str, where: Where, reading: Reader, controller: int) -> Draft:
    """Read a draft: its first line is the heading, what follows the text."""
    heading, _line, text = said.strip().partition("\n")
    names = place_names(reading.atlas, reading.splitter)
    title, body = names.strip(heading[:HEADING_MOST]), names.strip(text[:TEXT_MOST])
    around = neighbourhood(reading.atlas, where, (*title.areas, *body.areas))
    essence = Essence(title.text or heading[:HEADING_MOST], body.text)
    spelled = _telling(f"{essence.title} {essence.text}")
    stems: dict[str, int] = {}
    for number, word in enumerate(spelled):
        for each in (stem(word), *reading.thesaurus.same.get(stem(word), ())):
            stems.setdefault(each, number)
    return Draft(
        vector=encode([essence])[0],
        subjects=reading.thesaurus.weigh(reading.stems(essence.title), reading.stems(essence.text)),
        words=stems,
        weights=_weights(spelled, reading.common),
        query=_query(spelled, reading, controller, around),
        around=around,
    )


def _telling(text: str) -> list[str]:
    return list(dict.fromkeys(word for word in words(text) if says_something(word)))[:MOST_WORDS]


def _weights(spelled: list[str], common: frozenset[str]) -> tuple[float, ...]:
    raw = [COMMON if stem(word) in common else 1.0 for word in spelled]
    return tuple(each / sum(raw) for each in raw)


def _query(spelled: list[str], reading: Reader, controller: int, around: Around | None) -> Query | None:
    """Documents of the neighbourhood with one of the rarer words; when all are common, with all of them."""
    rare = [word for word in spelled if stem(word) not in reading.common]
    found = [of_word(word, reading.splitter, reading.thesaurus) for word in (rare or spelled)[:LOOKED_UP]]
    parts = [each for each in found if each is not None]
    if not parts:
        return None
    here = [Stem(at_controller(controller))]
    if around is not None and around.district is not None:
        here.append(Stem(in_area(around.district)))
    return every([*here, some(parts) if rare else every(parts)])


def neighbourhood(atlas: Atlas, where: Where, named: tuple[Place, ...]) -> Around | None:
    """The district in which something is, and a circle around its point; nothing when no place is known.

    A point says most, then the area of the form, then the first area that the text names.
    """
    if where.lat is not None and where.lon is not None:
        located = atlas.locate(where.lat, where.lon)
        district = _district(atlas, located.area_id) if located else None
        areas = atlas.descendants(district) if district is not None else frozenset()
        return Around(areas, district, where.lat, where.lon)
    area = where.area if where.area in atlas.by_id else next((place.id for place in named), None)
    if area is None:
        return None
    district = _district(atlas, area)
    return Around(atlas.descendants(district), district)


def _district(atlas: Atlas, area: int) -> int:
    """The coarsest area something lies in that is not the whole city."""
    chain = (atlas.by_id[area], *atlas.ancestors(area))
    whole_city = len(atlas.children(None)) == 1
    return (chain[-2] if whole_city and len(chain) > 1 else chain[-1]).id
