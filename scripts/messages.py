"""The words of the platform (D12): collects every sentence and checks that each catalogue says it.

`python -m scripts.messages` checks, `python -m scripts.messages update` takes new sentences into the
catalogues. German is the language of the code; `locale/de` holds only what installed packages say in
another voice than ours.
"""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

from scripts.wording import (
    problems_of,
    problems_of_foreign,
    problems_of_neighbours,
    problems_of_source,
    problems_of_voice,
    texts,
    translated,
)

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "konsens"
LOCALE = SOURCE / "locale"
OURS = "de"
OTHERS = ("en",)
FOREIGN = ("allauth", "django.conf", "django.contrib.auth")
"""Packages that speak to people: on the pages of signing in, and of fields that are not right."""
UNUSED = frozenset({"idp", "usersessions", "headless"})
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
CALLS = frozenset(KEYWORDS)
JINJA = {"newstyle_gettext": "true", "trimmed": "true", "silent": "false"}
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
    """Every sentence of the platform with the files it stands in.

    Where a page of an installed package is laid out anew, it keeps the package's own sentences.
    """
    catalog, theirs = Catalog(fuzzy=False), foreign()
    for path in sources():
        for _line, words, context in sentences_in(path):
            if is_django_template(path) and words in theirs:
                continue
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


def problems_of_calls(path: Path) -> Iterator[str]:
    """Sentences that no collector can see, because they are put together while the program runs."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        tree = ast.parse(text)
        unseen = _unseen_in_python(tree)
        for line, name in _renamed(tree):
            yield f"{path.relative_to(ROOT)}:{line}: {name} hides sentences from the collector"
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


def _renamed(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Imports under a name by which no collector knows them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            yield from (
                (node.lineno, f"{each.name} as {each.asname}")
                for each in node.names
                if each.name in CALLS and (each.asname or each.name) not in CALLS
            )


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
        said |= {texts(each)[0]: "\n".join(translated(each)) for each in spoken}
    return said


def _is_heard_here(message: Message) -> bool:
    """Does it stand in a part of the package that we use? Where no part is named, it may."""
    places = message.locations
    return not places or not all(UNUSED & set(Path(file).parts) for file, _line in places)


def check() -> list[str]:
    """Every problem, as sentences."""
    said = collect()
    found = [*problems_of_source(said), *problems_of_voice(said), *problems_of_neighbours(said, OURS)]
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
