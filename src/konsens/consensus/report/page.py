"""The page: what it says in which order."""

from __future__ import annotations

from importlib import resources
from typing import Any, Final

from konsens.consensus.report import findings
from konsens.consensus.report.charts import bars, opinion_map
from konsens.consensus.report.markup import Markup, join, tag
from konsens.consensus.report.tables import cross_table, group_table, statement_table
from konsens.consensus.report.words import Words, letter

Json = dict[str, Any]

#: How many statements a section shows before the rest is folded.
SHOWN: Final = 8


def report(result: Json, *, language: str = "de", title: str = "") -> str:
    """A result as one HTML file that asks nobody for anything.

    Args:
        result: what ``result_of`` made, or what was read from a result file.
        language: ``de`` or ``en``.
        title: what the round was about.
    """
    words = Words(language)
    name = title or words("title")
    sections = [each for each in _sections(result, words) if each is not None]
    css = resources.files("konsens.consensus.report").joinpath("report.css").read_text(encoding="utf-8")
    page = tag(
        "html",
        tag(
            "head",
            tag("meta", charset="utf-8"),
            tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
            tag("meta", name="color-scheme", content="light dark"),
            tag("title", name),
            tag("style", Markup(css)),
        ),
        tag(
            "body",
            tag("a", words("skip"), href="#main", class_="skip"),
            _head(result, name, words),
            tag(
                "main",
                _contents([(key, heading) for key, heading, _body in sections], words),
                *(_section(key, heading, body) for key, heading, body in sections),
                id="main",
            ),
            tag("footer", tag("p", words("source", version=result["hashes"]["version"]))),
        ),
        lang=language,
    )
    return f"<!doctype html>\n{page}\n"


def _head(result: Json, name: str, words: Words) -> Markup:
    """Title and the sentences that matter most."""
    said = findings.essentials(result, words)
    return tag(
        "header",
        tag("h1", name),
        tag(
            "div",
            *(tag("p", each) for each in said),
            class_="essentials",
            aria_label=words("summary"),
            role="group",
        ),
    )


def _contents(entries: list[tuple[str, str]], words: Words) -> Markup:
    """Links to the sections."""
    links = [tag("li", tag("a", heading, href=f"#{key}")) for key, heading in entries]
    return tag("nav", tag("ul", *links), aria_label=words("contents"))


def _section(key: str, heading: str, body: Markup) -> Markup:
    return tag("section", tag("h2", heading, id=f"{key}-h"), body, id=key, aria_labelledby=f"{key}-h")


def _sections(result: Json, words: Words) -> list[tuple[str, str, Markup] | None]:
    """All sections that have something to say."""
    found: list[tuple[str, Markup | None]] = [
        ("agreed", _ground(result, "agree", words)),
        ("refused", _ground(result, "disagree", words)),
        ("divides", _divides(result, words)),
        ("groups", _groups(result, words)),
        ("minorities", _minorities(result, words)),
        ("map", _map(result, words)),
        ("sectors", _sectors(result, words)),
        ("sure", _sure(result, words)),
        ("all", statement_table(result, words)),
        ("recompute", _recompute(result, words)),
    ]
    return [(key, words(key), body) if body is not None else None for key, body in found]


def _ground(result: Json, side: str, words: Words) -> Markup:
    """Common ground on one side, the surest first."""
    found = findings.shared(result, side)
    one = "" if result["groups"] else "_one"
    if not found:
        return tag("p", words(("nothing_agreed" if side == "agree" else "nothing_refused") + one))
    cards = [_card(result, each, findings.at_least(result, each, side, words), words) for each in found]
    weak = findings.fragile(result) if side == "agree" else 0
    hint = tag("p", words("fragile", n=weak), class_="note") if weak else None
    return join(_bars_note(words), _folded(cards, words), hint)


def _divides(result: Json, words: Words) -> Markup | None:
    """Where the groups part; nothing without groups."""
    if not result["groups"]:
        return None
    found = findings.dividing(result)
    if not found:
        return tag("p", words("nothing_divides"))
    return _folded([_card(result, each, findings.apart(each, words), words) for each in found], words)


def _bars_note(words: Words) -> Markup:
    return tag("p", words("table_note"), " ", words("range_note"), class_="note")


def _card(result: Json, statement: Json, sentence: str, words: Words) -> Markup:
    """One statement: its wording, the sentence, the bars."""
    text = findings.wording(statement)
    rows: list[tuple[str, Json | None]] = [
        (words("group", name=letter(group)), cell) for group, cell in enumerate(statement["groups"])
    ]
    if not rows:
        rows = [(words("everybody"), statement["everybody"])]
    return tag(
        "article",
        tag("h3", tag("q", text)),
        tag("p", sentence, class_="finding"),
        bars(rows, words("bars_caption", text=text), words),
    )


def _folded(cards: list[Markup], words: Words) -> Markup:
    """The first few, and the rest behind a line that opens."""
    rest = cards[SHOWN:]
    if not rest:
        return join(*cards)
    return join(*cards[:SHOWN], tag("details", tag("summary", words("more", n=len(rest))), *rest))


def _groups(result: Json, words: Words) -> Markup | None:
    """Each group with what sets it apart."""
    if not result["groups"]:
        return None
    texts = {each["statement"]: findings.wording(each) for each in result["statements"]}
    placed = result["invariants"]["placed"]
    parts = []
    for group in result["groups"]:
        share = words.percent(group["people"] / placed)
        items = [_difference(each, texts, words) for each in group["distinctive"]]
        parts.append(
            tag(
                "article",
                tag("h3", words("group", name=letter(group["group"])), " ", _badge(group["stable"], words)),
                tag("p", words("group_of", people=group["people"], share=share)),
                _list(items, words) if items else tag("p", words("not_distinct"), class_="note"),
            )
        )
    return join(*parts)


def _badge(stable: bool | None, words: Words) -> Markup:
    """Whether a group is stable, as word and shape."""
    key = "untested" if stable is None else "is_stable" if stable else "is_unsure"
    return tag("span", words(key), class_=f"badge {key}")


def _difference(each: Json, texts: dict[str, str], words: Words) -> Markup:
    return tag(
        "li",
        tag("q", texts[each["statement"]]),
        " ",
        tag("span", findings.difference(each, words), class_="note"),
    )


def _list(items: list[Markup], words: Words) -> Markup:
    """The first few entries, and the rest behind a line that opens."""
    rest = items[SHOWN:]
    more = tag("details", tag("summary", words("more", n=len(rest))), tag("ul", *rest)) if rest else None
    return join(tag("ul", *items[:SHOWN], class_="plain"), more)


def _minorities(result: Json, words: Words) -> Markup | None:
    """Small positions that would be overlooked."""
    if not result["minorities"]:
        return None
    texts = {each["statement"]: findings.wording(each) for each in result["statements"]}
    return join(
        *(
            tag(
                "article",
                tag("p", words("minority_of", people=each["people"])),
                _list([_difference(one, texts, words) for one in each["statements"]], words),
            )
            for each in result["minorities"]
        )
    )


def _map(result: Json, words: Words) -> Markup | None:
    """The map with the table of its groups; nothing where participants are not listed."""
    if not result["participants"]:
        return group_table(result, words) if result["groups"] else None
    table = group_table(result, words) if result["groups"] else None
    return join(opinion_map(result, words), table)


def _sectors(result: Json, words: Words) -> Markup | None:
    """Declared sectors: what all of them share, who objects, and how they lie to the groups."""
    sectors = result["sectors"]
    if sectors is None:
        return None
    texts = {each["statement"]: findings.wording(each) for each in result["statements"]}
    found = [each for each in sectors["statements"] if each["common_ground"] or each["objections"]]
    found.sort(key=lambda each: (not each["common_ground"], -(each["at_least"] or 0.0)))
    cards = [_sector_card(sectors, each, texts[each["statement"]], words) for each in found]
    small = (
        tag("p", words("too_small", names=", ".join(sectors["too_small"]))) if sectors["too_small"] else None
    )
    return join(
        tag("p", words("sector_note"), class_="note"),
        _folded(cards, words),
        cross_table(result, words) if result["groups"] else None,
        small,
    )


def _sector_card(sectors: Json, statement: Json, text: str, words: Words) -> Markup:
    """One statement by sector."""
    said = []
    if statement["common_ground"]:
        low = words.percent(statement["at_least"], "down")
        said.append(words("sector_agree", n=len(sectors["names"]), low=low))
    if statement["objections"]:
        said.append(words("objection", names=", ".join(statement["objections"])))
    rows = list(zip(sectors["names"], statement["sectors"], strict=True))
    return tag(
        "article",
        tag("h3", tag("q", text)),
        tag("p", " ".join(said), class_="finding"),
        bars(rows, words("bars_caption", text=text), words),
    )


def _sure(result: Json, words: Words) -> Markup:
    return tag("ul", *(tag("li", each) for each in findings.certainty(result, words)), class_="plain")


def _recompute(result: Json, words: Words) -> Markup:
    """Hashes and the command that checks them."""
    hashes = result["hashes"]
    rows = [(key, str(hashes[key])) for key in ("input", "result", "version", "seed")]
    return join(
        tag("p", words("hash_note")),
        tag(
            "pre",
            tag(
                "code",
                "konsens verify ergebnis.json votes.csv"
                if words.language == "de"
                else "konsens verify result.json votes.csv",
            ),
            tabindex="0",
        ),
        tag("dl", *(join(tag("dt", words(key)), tag("dd", value)) for key, value in rows), class_="hashes"),
    )
