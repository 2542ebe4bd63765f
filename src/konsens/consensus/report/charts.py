"""Bars and the map: small drawings that never stand without their figures."""

from __future__ import annotations

from typing import Any, Final

from konsens.consensus.report.markup import Markup, join, tag
from konsens.consensus.report.words import Words, letter

Json = dict[str, Any]

#: Most people that are drawn; of more, every n-th is.
MOST_DRAWN: Final = 3000
#: Width and height of the map, and the border that stays free.
WIDTH, HEIGHT, BORDER = 640, 420, 24
#: Size of a mark.
MARK: Final = 4.0


def bars(rows: list[tuple[str, Json | None]], caption: str, words: Words) -> Markup:
    """How several sets of people answered one statement: a table whose cells hold the bars.

    Args:
        rows: name and counts of each set of people; no counts where too few answered.
        caption: what the table shows.
        words: the language.
    """
    head = tag(
        "thead",
        tag(
            "tr",
            *(
                tag("th", words(key), scope="col", class_=kind, role="columnheader")
                for key, kind in (
                    ("who_answered", "who"),
                    ("agree", "bar"),
                    ("disagree", "no"),
                    ("answers", "n"),
                )
            ),
            role="row",
        ),
        role="rowgroup",
    )
    body = tag("tbody", *(_row(name, cell, words) for name, cell in rows), role="rowgroup")
    return tag("table", tag("caption", caption, class_="unseen"), head, body, class_="bars", role="table")


def _row(name: str, cell: Json | None, words: Words) -> Markup:
    """One set of people."""
    who = tag("th", name, scope="row", class_="who", role="rowheader")
    if cell is None or not cell["votes"]:
        return tag("tr", who, tag("td", words("hidden"), colspan=3, class_="hidden", role="cell"), role="row")
    agree, disagree = cell["agree"], cell["disagree"]
    figures = tag(
        "span",
        tag("b", words.percent(agree["share"])),
        f" ({words.interval(agree['low'], agree['high'])})",
        class_="figure",
    )
    return tag(
        "tr",
        who,
        tag("td", _bar(agree, disagree), figures, class_="bar", role="cell"),
        tag("td", words.percent(disagree["share"]), class_="no", role="cell", data_label=words("disagree")),
        tag("td", words.number(cell["votes"]), class_="n", role="cell", data_label=words("answers")),
        role="row",
    )


def _bar(agree: Json, disagree: Json) -> Markup:
    """Agreement from the left, disagreement from the right, the interval drawn into it."""
    yes, no = agree["share"] * 100, disagree["share"] * 100
    low, high = agree["low"] * 100, agree["high"] * 100
    return tag(
        "svg",
        tag("rect", class_="pass", x="0", y="0", width="100", height="12"),
        tag("rect", class_="yes", x="0", y="0", width=_short(yes), height="12"),
        tag("rect", class_="nay", x=_short(100 - no), y="0", width=_short(no), height="12"),
        tag("rect", class_="sure", x=_short(low), y="4", width=_short(high - low), height="4"),
        tag("rect", class_="half", x="49.8", y="0", width=".4", height="12"),
        viewBox="0 0 100 12",
        preserveAspectRatio="none",
        aria_hidden="true",
        focusable="false",
    )


def opinion_map(result: Json, words: Words) -> Markup:
    """Everybody who is placed, a mark per person, and the letters of the groups."""
    placed = [each for each in result["participants"] if each["position"] is not None]
    if not placed:
        return tag("p", words("nobody_placed"))
    step = -(-len(placed) // MOST_DRAWN)
    points = [_pair(each["position"]) for each in placed]
    frame = _Frame(points)
    marks = [
        _mark(each["group"], each["between"], *frame.at(point))
        for each, point in list(zip(placed, points, strict=True))[::step]
    ]
    letters = [
        tag("text", letter(group["group"]), x=_short(x), y=_short(y), class_="letter")
        for group in result["groups"]
        for x, y in [frame.at(_pair(group["centre"]))]
    ]
    drawing = tag(
        "svg",
        tag("title", words("map_label", people=len(placed))),
        *marks,
        *letters,
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        role="img",
        class_="map",
    )
    part = tag("p", words("map_part", n=step), class_="note") if step > 1 else None
    return join(tag("p", words("map_note"), class_="note"), drawing, part)


class _Frame:
    """Scales positions onto the drawing, the same in both directions."""

    def __init__(self, points: list[tuple[float, float]]) -> None:
        xs, ys = [x for x, _y in points], [y for _x, y in points]
        self._left, self._top = min(xs), max(ys)
        wide, high = max(xs) - self._left, self._top - min(ys)
        self._scale = min(
            (WIDTH - 2 * BORDER) / wide if wide else 1.0, (HEIGHT - 2 * BORDER) / high if high else 1.0
        )
        self._x = (WIDTH - wide * self._scale) / 2
        self._y = (HEIGHT - high * self._scale) / 2

    def at(self, point: tuple[float, float]) -> tuple[float, float]:
        """Where a position lies on the drawing."""
        return self._x + (point[0] - self._left) * self._scale, self._y + (self._top - point[1]) * self._scale


def _pair(position: list[float]) -> tuple[float, float]:
    """The first two coordinates; a map of one direction has no height."""
    return position[0] if position else 0.0, position[1] if len(position) > 1 else 0.0


def _mark(group: int | None, between: bool, x: float, y: float) -> Markup:
    """One person: each group has a shape and a colour of its own."""
    kind = f"g{group % (len(SHAPES) + 1)}" if group is not None else "g"
    name = f"{kind} between" if between else kind
    if group is None or group == 0:
        return tag("circle", cx=_short(x), cy=_short(y), r=MARK, class_=name)
    return tag("path", d=_shape(group, x, y), class_=name)


#: Corners of each group's mark as multiples of its size: square, triangle, diamond, cross, flag.
SHAPES: Final = (
    ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    ((0, -1.2), (1.1, 0.9), (-1.1, 0.9)),
    ((0, -1.35), (1.35, 0), (0, 1.35), (-1.35, 0)),
    ((0, 1.2), (1.1, -0.9), (-1.1, -0.9)),
    ((-1.2, -0.55), (1.2, -0.55), (1.2, 0.55), (-1.2, 0.55)),
)


def _shape(group: int, x: float, y: float) -> str:
    """The path of a mark."""
    corners = SHAPES[(group - 1) % len(SHAPES)]
    return "M" + "L".join(f"{_short(x + dx * MARK)} {_short(y + dy * MARK)}" for dx, dy in corners) + "Z"


def _short(value: float) -> str:
    """A number with one decimal, without what says nothing."""
    return f"{value:.1f}".removesuffix(".0")
