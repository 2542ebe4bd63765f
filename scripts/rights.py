"""Prints the table of rights to docs/reference/rights.md; its cells are written by hand in tests/security."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from tests.security.rights import BY_LINK, BY_NOBODY, MEANS, WHO, Row, read

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "konsens"
PAGE = ROOT / "docs" / "reference" / "rights.md"
PARTS = {
    "see": "See",
    "say": "Say",
    "care": "Care",
    "moderate": "Moderate",
    "plan": "Plan",
    "furnish": "Furnish",
    "one's own": "One's own",
}
HEAD = """# Who may do what

This page is printed by `make rights` from the table in `tests/security/rights.py`, whose cells are written by
hand. `tests/security/test_rights.py` tries every cell through the real actions and pages, and fails when this
page is stale. Rights come from memberships that are in force today; they are asked in the action, never only
in the page. Nobody has any right at a controller they do not work for, whatever they are elsewhere.

"""


def actions() -> Iterator[tuple[str, str]]:
    """Name and first sentence of every function under `@action`."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(_is_action(each) for each in node.decorator_list):
                yield node.name, (ast.get_docstring(node) or "").split("\n")[0]


def _is_action(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Name) and decorator.id == "action"


def page() -> str:
    """The whole page."""
    sentences = {**dict(actions()), **MEANS}
    parts = [HEAD, "| column | who |\n|---|---|\n"]
    parts += [f"| {name} | {words} |\n" for name, words in WHO.items()]
    for part, rows in groupby(read(), key=lambda row: row.part):
        parts.append(f"\n## {PARTS[part]}\n\n")
        parts += _table(list(rows), sentences)
    parts.append("\n## By a link from a mail\n\n| action | who |\n|---|---|\n")
    parts += [f"| `{verb}` | {who} |\n" for verb, who in sorted(BY_LINK.items())]
    parts.append("\n## By no person\n\n| action | because of |\n|---|---|\n")
    parts += [f"| `{verb}` | {what} |\n" for verb, what in sorted(BY_NOBODY.items())]
    return "".join(parts)


def _table(rows: list[Row], sentences: dict[str, str]) -> Iterator[str]:
    yield "| " + " | ".join(["verb", *WHO]) + " |\n"
    yield "|---" * (len(WHO) + 1) + "|\n"
    for row in rows:
        cells = ["✓" if cell else "·" for cell in row.cells]
        yield "| " + " | ".join([f"`{row.verb}` {sentences.get(row.verb, '')}".strip(), *cells]) + " |\n"


if __name__ == "__main__":
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
