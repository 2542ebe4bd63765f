"""How words are read now: every process keeps the learned parts in memory, and notices new ones."""

from __future__ import annotations

from dataclasses import dataclass, field

from konsens.city.places.locate import atlas
from konsens.kernel.text import Splitter
from konsens.telling.search.models import Lexicon
from konsens.telling.search.reading import Reader
from konsens.telling.search.thesaurus import thesaurus


@dataclass(frozen=True, slots=True)
class Learned:
    """What the last rebuild learned, ready for use."""

    revision: str = ""
    splitter: Splitter = field(default_factory=Splitter)
    common: frozenset[str] = frozenset()


_nothing = Learned()
_kept = _nothing


def learned() -> Learned:
    """What was learned: one small query for the revision, and another one only after a rebuild."""
    global _kept
    revision = next(iter(Lexicon.objects.order_by().values_list("revision", flat=True)[:1]), None)
    if revision is None:
        return _nothing
    if _kept.revision != revision:
        row = Lexicon.objects.get()
        _kept = Learned(row.revision, Splitter(row.parts.split()), frozenset(row.common.split()))
    return _kept


def reader() -> Reader:
    """Everything that decides how words are read; two queries, or one more each after a load or a rebuild."""
    known = learned()
    return Reader(atlas(), known.splitter, thesaurus(), known.common)
