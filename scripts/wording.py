"""What is wrong with words: rules over catalogues, for sentences, their translations, and our voice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from babel.messages.catalog import Catalog, Message

ONE = frozenset({"num"})
"""The singular may say the number as a word."""
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
UNNAMED = re.compile(r"%[sdrif]")
BRACES = re.compile(r"\{\w+\}")
"""Places that a script in the browser fills in."""
TAG = re.compile(r"</?[a-zA-Z][^>]*>")
FAMILIAR = re.compile(
    r"\b(du|dein\w*|dir|dich|bitte (\w+ )?(gib|klick|folge|wähle|bestätige|versuche|kontaktiere|lass))\b",
    re.IGNORECASE,
)
UNSPOKEN = {
    re.compile(r"versprech|versproch|zusage|zugesagt", re.IGNORECASE): "it binds an authority",
    re.compile(r"\b(anonym|geheim)", re.IGNORECASE): "whoever has the server can find out more than others",
    re.compile(r"\bBezirk(e|en|s|es)?\b"): "three different things are called so",
    re.compile(r"erfolgreich (übermittelt|gespeichert|gesendet)", re.IGNORECASE): "it says nothing",
    re.compile(r"\bTickets?\b|Bearbeiter", re.IGNORECASE): "people are no queue, and cases no tickets",
}
"""Words that people never read here, with the reason (docs/reference/glossary.md)."""


def texts(message: Message) -> tuple[str, ...]:
    """The words of a message, one or two forms."""
    return message.id if isinstance(message.id, tuple) else (message.id,)


def translated(message: Message) -> tuple[str, ...]:
    """Its translation, as many forms as there are."""
    return message.string if isinstance(message.string, tuple) else (message.string,)


def problems_of_source(said: Iterable[Message]) -> Iterator[str]:
    """What is wrong with the sentences of the code themselves."""
    for message in said:
        for text in texts(message) if message.id else ():
            rest = PLACEHOLDER.sub("", text).replace("%%", "")
            if TAG.search(text) and PLACEHOLDER.search(text):
                yield f"„{text}“ mixes markup with values; put the markup into the template"
            if "%" in rest and (PLACEHOLDER.search(text) or UNNAMED.search(rest)):
                yield f"„{text}“ has a placeholder without a name, or a per cent sign that is not doubled"


def problems_of(language: str, said: Catalog, known: Catalog) -> Iterator[str]:
    """What a catalogue lacks, has too much, or says differently from its source."""
    for message in said:
        if message.id:
            yield from (
                f"{language}: {each}" for each in _wrong(message, known.get(message.id, message.context))
            )
    for message in known:
        if message.id and said.get(message.id, message.context) is None:
            yield f"{language}: nobody says „{texts(message)[0]}“ any more (make translate)"


def _wrong(source: Message, target: Message | None) -> Iterator[str]:
    first = texts(source)[0]
    if target is None or not all(translated(target)):
        yield f"no words for „{first}“ (make translate, then fill it in)"
        return
    if target.fuzzy:
        yield f"„{first}“ is marked as doubtful"
    yield from _differing(first, source, target)


def _differing(first: str, source: Message, target: Message) -> Iterator[str]:
    forms, words = texts(source), translated(target)
    allowed = {name for text in forms for name in PLACEHOLDER.findall(text)}
    needed = set(PLACEHOLDER.findall(forms[-1]))
    for index, text in enumerate(words):
        names, like = set(PLACEHOLDER.findall(text)), forms[min(index, len(forms) - 1)]
        least = needed if index else set(PLACEHOLDER.findall(forms[0])) - ONE
        if not least <= names <= allowed:
            yield f"„{first}“ and „{text}“ do not have the same placeholders"
        if sorted(TAG.findall(text)) != sorted(TAG.findall(like)):
            yield f"„{first}“ and „{text}“ do not have the same markup"
        if any(sorted(each.findall(text)) != sorted(each.findall(like)) for each in (UNNAMED, BRACES)):
            yield f"„{first}“ and „{text}“ do not have the same places for values"
        if "%" in PLACEHOLDER.sub("", text).replace("%%", "") and allowed:
            yield f"„{text}“ has a per cent sign that is not doubled"


def problems_of_foreign(said: dict[str, str], ours: Catalog) -> Iterator[str]:
    """Sentences of installed packages that speak to people in another voice than the platform does."""
    for words, german in said.items():
        mine = ours.get(words)
        if FAMILIAR.search(german) and (mine is None or not mine.string):
            yield f"de: an installed package says „{german}“ for „{words}“; say it in our voice in locale/de"
    for message in ours:
        if message.id and texts(message)[0] not in said:
            yield f"de: no installed package says „{texts(message)[0]}“ any more"
        elif message.id:
            source = Message(message.id)
            yield from (f"de: {each}" for each in _wrong(source, message))


def problems_of_neighbours(said: Catalog, language: str) -> Iterator[str]:
    """German words of ours that an installed package would turn into something else."""
    from django.utils import translation

    with translation.override(language):
        for message in said:
            text = texts(message)[0]
            if message.id and not message.context and translation.gettext(text) != text:
                yield f"de: an installed package turns „{text}“ into „{translation.gettext(text)}“"


def problems_of_voice(said: Iterable[Message]) -> Iterator[str]:
    """Sentences with words that we do not use."""
    for message in said:
        for text in texts(message) if message.id else ():
            for word, because in UNSPOKEN.items():
                if found := word.search(text):
                    yield f"„{text}“ says „{found.group()}“: {because}"
