"""The words of the platform (D12): collects every sentence and checks that each catalogue says it.

`python -m scripts.messages` checks, `python -m scripts.messages update` takes new sentences into the
catalogues. German is the language of the code; `locale/de` holds only what installed packages say in
another voice than ours.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "konsens"
LOCALE = SOURCE / "locale"
OURS = "de"
OTHERS = ("en",)
FOREIGN = ("allauth",)
ONE = frozenset({"num"})
"""The singular may say the number as a word."""
UNUSED = frozenset({"idp", "usersessions", "headless"})
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
CALLS = frozenset(KEYWORDS)
JINJA = {"newstyle_gettext": "true", "trimmed": "true", "silent": "false"}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
UNNAMED = re.compile(r"%[sdrif]")
TAG = re.compile(r"</?[a-zA-Z][^>]*>")
FAMILIAR = re.compile(
    r"\b(du|dein\w*|dir|dich|bitte (\w+ )?(gib|klick|folge|wähle|bestätige|versuche|kontaktiere|lass))\b",
    re.IGNORECASE,
)
HEAD = """msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def is_django_template(path: Path) -> bool:
    """The pages of installed packages stay Django templates, all others are Jinja2."""
    return any(part in {"allauth_templates", "admin"} for part in path.parts)


def sources() -> list[Path]:
    """Every file that may hold a sentence, in a fixed order."""
    files = (path for end in ("*.py", "*.html", "*.txt") for path in SOURCE.rglob(end))
    return sorted(path for path in files if "migrations" not in path.parts)


def sentences_in(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], str | None]]:
    """Line, words and context of each sentence in a file."""
    text = path.read_text(encoding="utf-8")
    method, options = "python", {}
    if path.suffix != ".py" and is_django_template(path):
        from django.utils.translation.template import templatize

        text = templatize(text)
    elif path.suffix != ".py":
        method, options = "jinja2", JINJA
    found = extract(method, BytesIO(text.encode()), keywords=KEYWORDS, options=options)
    for line, words, _comments, context in found:
        yield line, words, context


def collect() -> Catalog:
    """Every sentence of the platform with the files it stands in."""
    catalog = Catalog(fuzzy=False)
    for path in sources():
        for _line, words, context in sentences_in(path):
            catalog.add(words, locations=[(str(path.relative_to(ROOT)), 0)], context=context)
    return catalog


def catalogue(language: str) -> Path:
    """Where a language keeps its words."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """A language's catalogue, empty when there is none yet."""
    path = catalogue(language)
    if not path.exists():
        return Catalog(locale=language, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def write(found: Catalog, language: str) -> None:
    """Write a catalogue without dates and line numbers, so that only words make a difference."""
    body = BytesIO()
    write_po(body, found, omit_header=True, ignore_obsolete=True, include_lineno=False, width=100)
    path = catalogue(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        HEAD.format(language=language) + body.getvalue().decode().strip() + "\n", encoding="utf-8"
    )


def update() -> None:
    """Take new sentences into the catalogues, and drop those that nobody says any more."""
    said = collect()
    for language in OTHERS:
        known = read(language)
        known.update(said, no_fuzzy_matching=True)
        known.obsolete.clear()
        write(known, language)


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
        names = set(PLACEHOLDER.findall(text))
        least = needed if index else set(PLACEHOLDER.findall(forms[0])) - ONE
        if not least <= names <= allowed:
            yield f"„{first}“ and „{text}“ do not have the same placeholders"
        if sorted(TAG.findall(text)) != sorted(TAG.findall(forms[min(index, len(forms) - 1)])):
            yield f"„{first}“ and „{text}“ do not have the same markup"
        if sorted(UNNAMED.findall(text)) != sorted(UNNAMED.findall(forms[min(index, len(forms) - 1)])):
            yield f"„{first}“ and „{text}“ do not have the same places for values"
        if "%" in PLACEHOLDER.sub("", text).replace("%%", "") and allowed:
            yield f"„{text}“ has a per cent sign that is not doubled"


def problems_of_calls(path: Path) -> Iterator[str]:
    """Sentences that no collector can see, because they are put together while the program runs."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        unseen = _unseen_in_python(ast.parse(text))
    elif is_django_template(path):
        return
    else:
        unseen = _unseen_in_jinja(text)
    for line, name in unseen:
        yield f"{path.relative_to(ROOT)}:{line}: {name}() needs the sentence itself, not a name for it"


def _unseen_in_python(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        first = node.args[0]
        is_known = isinstance(first, ast.Constant) or _is_own_word(first)
        if name in CALLS and not is_known:
            yield node.lineno, name


def _is_own_word(node: ast.expr) -> bool:
    """`_(word)`: a word that was collected where it is set, such as the default of a setting."""
    return isinstance(node, ast.Name) and node.id == "word"


def _unseen_in_jinja(text: str) -> Iterator[tuple[int, str]]:
    for call in Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(text).find_all(nodes.Call):
        name = getattr(call.node, "name", "")
        if name in CALLS and not (call.args and isinstance(call.args[0], nodes.Const)):
            yield call.lineno, name


def foreign() -> dict[str, str]:
    """What installed packages say in German: their words and ours for them."""
    said: dict[str, str] = {}
    for package in FOREIGN:
        spec = find_spec(package)
        if spec is None or spec.origin is None:
            continue
        path = Path(spec.origin).parent / "locale" / OURS / "LC_MESSAGES" / "django.po"
        with path.open("rb") as file:
            spoken = [each for each in read_po(file) if each.id and _is_heard_here(each)]
        said |= {each.id: each.string for each in spoken if isinstance(each.id, str)}
    return said


def _is_heard_here(message: Message) -> bool:
    """Does it stand in a part of the package that we use?"""
    return not all(UNUSED & set(Path(file).parts) for file, _line in message.locations)


def problems_of_foreign(said: dict[str, str], ours: Catalog) -> Iterator[str]:
    """Sentences of installed packages that speak to people in another voice than the platform does."""
    for words, german in said.items():
        mine = ours.get(words)
        if FAMILIAR.search(german) and (mine is None or not mine.string):
            yield f"de: an installed package says „{german}“ for „{words}“; say it in our voice in locale/de"
    for message in ours:
        if message.id and message.id not in said:
            yield f"de: no installed package says „{message.id}“ any more"
        elif message.id:
            source = Message(message.id)
            yield from (f"de: {each}" for each in _wrong(source, message))


def problems_of_neighbours(said: Catalog) -> Iterator[str]:
    """German words of ours that an installed package would turn into something else."""
    from django.utils import translation

    with translation.override(OURS):
        for message in said:
            text = texts(message)[0]
            if message.id and not message.context and translation.gettext(text) != text:
                yield f"de: an installed package turns „{text}“ into „{translation.gettext(text)}“"


def check() -> list[str]:
    """Every problem, as sentences."""
    said = collect()
    found = [*problems_of_source(said), *problems_of_neighbours(said)]
    for path in sources():
        found += problems_of_calls(path)
    for language in OTHERS:
        found += problems_of(language, said, read(language))
    return [*found, *problems_of_foreign(foreign(), read(OURS))]


def main(argv: list[str]) -> int:
    """Check, or update first."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "konsens.conf.settings")
    django.setup()
    if argv == ["update"]:
        update()
    elif argv:
        print("usage: python -m scripts.messages [update]", file=sys.stderr)
        return 2
    found = check()
    for each in found:
        print(each)
    if found:
        print(f"{len(found)} problems with words")
    return 1 if found and not argv else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
