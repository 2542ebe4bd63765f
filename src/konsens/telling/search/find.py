"""Cases by words."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from konsens.caring.cases.models import Case

WORDS_MOST = 8


def find_cases(words: str, cases: QuerySet[Case]) -> QuerySet[Case]:
    """Only those cases that hold all the words, in any order."""
    for word in words.split()[:WORDS_MOST]:
        cases = cases.filter(Q(lead__title__icontains=word) | Q(lead__text__icontains=word))
    return cases
