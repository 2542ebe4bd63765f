"""Reads every template and says what a visitor, a translator or an attacker would stumble over.

Run by `make templates`. Each rule is a small function; what it refuses is in its first line.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from jinja2 import Environment, TemplateError, TemplateNotFound, meta, nodes

from scripts.markup import LETTERS, Problem, bare, bare_django, of_markup
from scripts.messages import ROOT, SOURCE, is_django_template

WEB = SOURCE / "doors" / "web"
ALLOWED = "guard: allowed"
"""A comment on the line, with its reason, lets something stand, as in `scripts/guard`."""
GIVEN = frozenset({"site", "csrf", "_", "gettext", "ngettext", "pgettext", "npgettext", "caller", "loop"})


def is_looked_at(path: Path) -> bool:
    """Templates only; `static` holds files that go out as they are."""
    return "static" not in path.parts and "locale" not in path.parts


def templates() -> list[Path]:
    """Every template of the platform, in a fixed order."""
    return sorted(path for path in SOURCE.rglob("*.html") if is_looked_at(path))


def of_contracts(source: str, environment: Environment) -> Iterator[Problem]:
    """A macro without the line that says what it shows and what it needs."""
    has_line = False
    name = ""
    for line, kind, text in environment.lex(source):
        if kind == "comment":
            has_line = has_line or bool(text.strip())
        elif kind == "block_begin":
            name = ""
        elif kind == "name" and not name:
            name = text
            if text == "macro" and not has_line:
                yield line, "a macro without its contract: one comment before it, what it shows and needs"
            if text == "endmacro":
                has_line = False


def of_trust(tree: nodes.Template) -> Iterator[Problem]:
    """`|safe` and switched-off escaping."""
    for each in tree.find_all(nodes.Filter):
        if each.name == "safe":
            yield each.lineno, "|safe trusts a text; build markup in a filter that escapes"
    for scope in tree.find_all(nodes.ScopedEvalContextModifier):
        yield scope.lineno, "escaping is switched off"


def of_literals(tree: nodes.Template) -> Iterator[Problem]:
    """Words for people in an expression that nobody translates."""
    for output in tree.find_all(nodes.Output):
        for shown in output.nodes:
            for text in _said(shown):
                if re.search(r"[A-ZÄÖÜäöüß]", text) and LETTERS.search(text):
                    yield output.lineno, f"„{text}“ is not translated"


def _said(node: nodes.Node) -> Iterator[str]:
    """Constants that a value may come out as."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, nodes.CondExpr):
        for each in (node.expr1, node.expr2):
            yield from _said(each) if each is not None else ()
    elif isinstance(node, nodes.Or | nodes.Add):
        yield from (text for each in (node.left, node.right) for text in _said(each))
    elif isinstance(node, nodes.Concat):
        yield from (text for each in node.nodes for text in _said(each))


def of_names(
    tree: nodes.Template, given: Iterable[str], exports: Callable[[str], set[str] | None]
) -> Iterator[Problem]:
    """Names that nobody gives, pages and macros that do not exist."""
    known = GIVEN | set(given) | set(_named_inside(tree))
    for name in sorted(meta.find_undeclared_variables(tree) - known):
        yield _line_of(tree, name), f"nobody gives the name {name}"
    for each in tree.find_all((nodes.Extends, nodes.Include, nodes.FromImport, nodes.Import)):
        target = each.template
        there = exports(target.value) if isinstance(target, nodes.Const) else set()
        if there is None:
            yield each.lineno, f"there is no template {target.value}"
        elif isinstance(each, nodes.FromImport):
            wanted = (name[0] if isinstance(name, tuple) else name for name in each.names)
            yield from (
                (each.lineno, f"{target.value} has no {name}") for name in wanted if name not in there
            )


def _named_inside(tree: nodes.Template) -> Iterator[str]:
    """Names a template makes itself: imports, macros and values that it sets."""
    for each in tree.find_all((nodes.FromImport, nodes.Import, nodes.Macro, nodes.Name)):
        if isinstance(each, nodes.FromImport):
            yield from (name[1] if isinstance(name, tuple) else name for name in each.names)
        elif isinstance(each, nodes.Import):
            yield each.target
        elif isinstance(each, nodes.Macro) or each.ctx == "store":
            yield each.name


def _line_of(tree: nodes.Template, name: str) -> int:
    return next((each.lineno for each in tree.find_all(nodes.Name) if each.name == name), 1)


def of_addresses(tree: nodes.Template, known: dict[str, set[int]]) -> Iterator[Problem]:
    """`url()` for a page that does not exist, or with too many or too few parts."""
    for call in tree.find_all(nodes.Call):
        if getattr(call.node, "name", "") != "url" or not call.args or call.dyn_args is not None:
            continue
        first = call.args[0]
        if isinstance(first, nodes.Const):
            yield from ((call.lineno, text) for text in _unknown(first.value, len(call.args) - 1, known))


def _unknown(name: str, count: int, known: dict[str, set[int]]) -> Iterator[str]:
    if name not in known:
        yield f"there is no page called {name}"
    elif count not in known[name]:
        yield f"the address of {name} does not have {count} parts"


def addresses() -> dict[str, set[int]]:
    """Every named page, and how many parts its address has."""
    from django.urls import get_resolver

    resolver = get_resolver()
    found: dict[str, set[int]] = {}
    for name, ways in resolver.reverse_dict.lists():
        if isinstance(name, str):
            found[name] = {len(parameters) for way in ways for _pattern, parameters in way[0]}
    return found


def given_by_views(path: Path) -> set[str]:
    """Names that the views of a template's room put into a context: keys of dicts, and keywords."""
    room = path.relative_to(WEB).parts[0] if WEB in path.parents else ""
    files = [*WEB.glob("*.py"), *(WEB / room).glob("**/*.py")]
    names: set[str] = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Dict):
                names |= {each.value for each in node.keys if isinstance(each, ast.Constant)}
            elif isinstance(node, ast.Call):
                names |= {each.arg for each in node.keywords if each.arg}
            elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
                names.add(str(node.slice.value))
    return {name for name in names if isinstance(name, str)}


def check_jinja(path: Path, environment: Environment, known: dict[str, set[int]]) -> list[Problem]:
    """All problems of one Jinja2 template."""
    source = path.read_text(encoding="utf-8")
    try:
        tree = environment.parse(source)
        environment.compile(source)
    except TemplateError as broken:
        return [(getattr(broken, "lineno", 1) or 1, str(broken))]

    def exports(name: str) -> set[str] | None:
        try:
            source = environment.loader.get_source(environment, name)[0] if environment.loader else ""
        except TemplateNotFound:
            return None
        return {each.name for each in environment.parse(source).find_all(nodes.Macro)}

    has_macros_only = not any(tree.find_all((nodes.Extends, nodes.Block))) and any(tree.find_all(nodes.Macro))
    given = set(environment.globals) | (set() if has_macros_only else given_by_views(path))
    return [
        *of_markup(bare(source, environment)),
        *of_contracts(source, environment),
        *of_trust(tree),
        *of_literals(tree),
        *of_names(tree, given, exports),
        *of_addresses(tree, known),
    ]


def check_django(path: Path, known: dict[str, set[int]]) -> list[Problem]:
    """All problems of one Django template."""
    from django.template import TemplateSyntaxError, engines

    source = path.read_text(encoding="utf-8")
    try:
        engines["django"].from_string(source)
    except TemplateSyntaxError as broken:
        return [(1, str(broken))]
    found = of_markup(bare_django(source))
    for each in re.finditer(r"\|\s*safe\b|autoescape\s+off|mark_safe", source):
        found.append((source.count("\n", 0, each.start()) + 1, f"{each.group()} trusts a text"))
    for each in re.finditer(r"\{%\s*url\s+'([\w-]+)'", source):
        if each.group(1) not in known:
            line = source.count("\n", 0, each.start()) + 1
            found.append((line, f"there is no page called {each.group(1)}"))
    return found


def check() -> list[str]:
    """Every problem of every template, as sentences with their place."""
    from django.template import engines

    known, jinja = addresses(), engines["j2"].env
    found: list[str] = []
    for path in templates():
        problems = check_django(path, known) if is_django_template(path) else check_jinja(path, jinja, known)
        lines = path.read_text(encoding="utf-8").splitlines()
        found += [
            f"{path.relative_to(ROOT)}:{line}: {text}"
            for line, text in sorted(problems)
            if ALLOWED not in lines[line - 1]
        ]
    return found


def main() -> int:
    """Say what is wrong; 1 when something is."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "konsens.conf.settings")
    django.setup()
    found = check()
    for each in found:
        print(each)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
