"""What a rebuild learns from all texts: pure counting."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice

from konsens.kernel.text import Splitter, raw_words, says_something, spell, words
from konsens.telling.search.places import place_names
from konsens.telling.search.reading import Reader

SHORTEST, LONGEST = 5, 12
OFTEN = 5
ONE_OF = 500
"""A word becomes a part when it stands alone in five texts, and in one of five hundred."""
COMMON_ONE_OF = 50
ENOUGH_TO_COMPARE = 1000
SAMPLE = 5000
MOST = 2000
_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?:…\n])[\s„“\"'(]*$")


def learn_parts(said: Iterable[tuple[str, str]], reading: Reader) -> frozenset[str]:
    """Words that may be parts of longer ones: nouns that people use by themselves.

    A noun shows by its capital letter inside a sentence. Places are no parts, and what can be cut already is
    not learned as a whole.
    """
    plain = Splitter()
    names = place_names(reading.atlas, reading.splitter)
    counts: Counter[str] = Counter()
    texts = 0
    for title, text in said:
        texts += 1
        counts.update({word for each in (title, text) for word in _nouns(names.strip(each).text)})
    least = max(OFTEN, texts // ONE_OF)
    often = [word for word, count in counts.most_common(MOST) if count >= least]
    return frozenset(word for word in often if not plain.knows(word) and says_something(word))


def _nouns(text: str) -> Iterable[str]:
    for found in raw_words(text):
        begins = _SENTENCE_BEGINS.search(text, 0, found.start())
        if found[0][0].isupper() and found[0].isalpha() and not begins:
            word = spell(found[0])
            if SHORTEST <= len(word) <= LONGEST:
                yield word


def learn_what_is_common(said: Iterable[tuple[str, str]], texts: int, splitter: Splitter) -> list[str]:
    """Stems in more than one text of fifty, most frequent first, by a sample; nothing for few texts."""
    if texts < ENOUGH_TO_COMPARE:
        return []
    step = max(1, texts // SAMPLE)
    sample = list(islice(said, 0, None, step))
    counts: Counter[str] = Counter()
    for title, text in sample:
        spelled = {word for word in words(f"{title} {text}") if says_something(word)}
        counts.update({token for word in spelled for token in splitter.tokens(word)})
    return [stem for stem, count in counts.most_common(MOST) if count * COMMON_ONE_OF > len(sample)]
