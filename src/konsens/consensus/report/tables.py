"""Tables of a report: groups, statements, sectors by groups."""

from __future__ import annotations

from typing import Any

from konsens.consensus.report.findings import wording
from konsens.consensus.report.markup import Markup, tag
from konsens.consensus.report.words import Words, letter

Json = dict[str, Any]


def _table(caption: str, head: list[str], rows: list[list[str]], kind: str = "") -> Markup:
    """A table that scrolls by itself where it is too wide; the first cell names its row."""
    top = tag("thead", tag("tr", *(tag("th", each, scope="col") for each in head)))
    body = [
        tag("tr", tag("th", first, scope="row"), *(tag("td", each) for each in rest)) for first, *rest in rows
    ]
    table = tag("table", tag("caption", caption), top, tag("tbody", *body), class_=f"figures {kind}".strip())
    return tag("div", table, class_="wide", tabindex="0", role="region", aria_label=caption)


def group_table(result: Json, words: Words) -> Markup:
    """The groups: how many people, which share, how stable."""
    placed = result["invariants"]["placed"]
    rows = [
        [
            words("group", name=letter(each["group"])),
            words.number(each["people"]),
            words.percent(each["people"] / placed),
            _stability(each, words),
        ]
        for each in result["groups"]
    ]
    head = [words(key) for key in ("who_answered", "people", "share", "stability")]
    return _table(words("group_table"), head, rows)


def _stability(group: Json, words: Words) -> str:
    """Word and figure."""
    if group["stable"] is None:
        return words("untested")
    return f"{words('is_stable' if group['stable'] else 'is_unsure')} ({words.decimal(group['overlap'])})"


def statement_table(result: Json, words: Words) -> Markup:
    """Every statement with everybody's answers and each group's agreement."""
    names = [words("group", name=letter(each["group"])) for each in result["groups"]]
    head = [words("statement"), words("answers"), words("agree"), words("disagree"), *names]
    rows = [_statement(each, words) for each in result["statements"]]
    table = _table(words("all_table"), head, rows, "statements")
    return tag("details", tag("summary", words("all"), f" ({words.number(len(rows))})"), table)


def _statement(each: Json, words: Words) -> list[str]:
    total = each["everybody"]
    text = wording(each) + (f" [{words('rejected')}]" if each["state"] < 0 else "")
    return [
        text,
        words.number(total["votes"]),
        _share(total, "agree", words),
        _share(total, "disagree", words),
        *(_share(cell, "agree", words) for cell in each["groups"]),
    ]


def _share(cell: Json | None, side: str, words: Words) -> str:
    """A share with its interval, or the reason why there is none."""
    if cell is None:
        return words("hidden")
    if not cell["votes"]:
        return "–"
    found = cell[side]
    return f"{words.percent(found['share'])} ({words.interval(found['low'], found['high'])})"


def cross_table(result: Json, words: Words) -> Markup:
    """Sector by group."""
    sectors = result["sectors"]
    head = [words("sector"), *(words("group", name=letter(each["group"])) for each in result["groups"])]
    rows = [
        [name, *(_crossed(cell, words) for cell in line)]
        for name, line in zip(sectors["names"], sectors["cross"], strict=True)
    ]
    return _table(words("cross"), head, rows)


def _crossed(cell: Json | None, words: Words) -> str:
    if cell is None:
        return words("hidden")
    number = words.number(cell["people"])
    return number if cell["share"] is None else f"{number} ({words.percent(cell['share'])})"
