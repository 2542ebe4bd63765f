"""Cases by words."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from konsens.caring.cases.models import Case
from konsens.telling.search.engines import engine
from konsens.telling.search.lexicon import learned
from konsens.telling.search.query import is_frequent, understand
from konsens.telling.search.thesaurus import thesaurus

FEW = 1000
"""So many hits are read from the index and sorted; of more, a page is read by walking the list."""


def find_cases(words: str, cases: QuerySet[Case]) -> QuerySet[Case]:
    """Only those cases that hold all the words, in any order, form or spelling; at most two small queries.

    Without words all of them; where no word says anything, such as "?!" or "und", none.
    """
    if not words.strip():
        return cases
    known = learned()
    query = understand(words, known.splitter, thesaurus())
    if query is None:
        return cases.none()
    database = engine()
    keys = None if is_frequent(query, known.common) else database.few(query, FEW)
    return cases.filter(database.holds(query) if keys is None else Q(pk__in=keys))
