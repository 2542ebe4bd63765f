"""The five files of a Polis export, with counts that add up: every vote once, the last one."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from konsens.consensus.shares import Tallies, count
from konsens.consensus.votes import Votes

Json = dict[str, Any]
Row = list[object]


def write_polis(votes: Votes, folder: Path, *, result: Json | None = None, topic: str = "") -> dict[str, int]:
    """Write summary, statements, votes, the matrix and counts per group.

    Args:
        votes: the votes; a repeated vote is written once, as it counts.
        folder: is made where it is missing; files of the same name are replaced.
        result: a result of the same votes, so that groups are written too.
        topic: what the round was about.

    Returns:
        Rows per file, headings left out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    labels = _labels(votes, result)
    files = {
        "summary.csv": (["key", "value"], _summary(votes, labels, topic)),
        "comments.csv": (
            [
                "timestamp",
                "datetime",
                "comment-id",
                "author-id",
                "agrees",
                "disagrees",
                "moderated",
                "comment-body",
            ],
            _comments(votes),
        ),
        "votes.csv": (["timestamp", "datetime", "comment-id", "voter-id", "vote"], _log(votes)),
        "participants-votes.csv": (
            [
                "participant",
                "group-id",
                "n-comments",
                "n-votes",
                "n-agree",
                "n-disagree",
                *votes.statements.tolist(),
            ],
            _matrix(votes, labels),
        ),
        "comment-groups.csv": (_groups_head(labels), _comment_groups(votes, labels)),
    }
    return {name: _write(folder / name, head, rows) for name, (head, rows) in files.items()}


def _write(path: Path, head: list[str], rows: Iterable[Row]) -> int:
    """Write one file and say how many rows it has; summary.csv has no heading in Polis either."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        if path.name != "summary.csv":
            writer.writerow(head)
        written = 0
        for row in rows:
            writer.writerow(row)
            written += 1
    return written


def _labels(votes: Votes, result: Json | None) -> np.ndarray[Any, np.dtype[np.int64]]:
    """(P,) group of each person in a result, −1 without."""
    groups = {each["participant"]: each["group"] for each in (result or {}).get("participants", [])}
    found = [groups.get(name) for name in votes.participants.tolist()]
    return np.array([-1 if each is None else each for each in found], np.int64)


def _everybody(votes: Votes) -> Tallies:
    return count(votes, np.zeros(votes.people, np.int64), 1)


def _summary(votes: Votes, labels: np.ndarray[Any, np.dtype[np.int64]], topic: str) -> list[Row]:
    tallies = _everybody(votes)
    return [
        ["topic", topic],
        ["voters", votes.people],
        ["voters-in-conv", int((labels >= 0).sum())],
        ["comments", len(votes.statements)],
        ["groups", int(labels.max(initial=-1)) + 1],
        ["votes", int(tallies.votes.sum())],
        ["agrees", int(tallies.agree.sum())],
        ["disagrees", int(tallies.disagree.sum())],
    ]


def _comments(votes: Votes) -> list[Row]:
    tallies = _everybody(votes)
    return [
        ["", "", name, "", agree, disagree, state, text]
        for name, agree, disagree, state, text in zip(
            votes.statements.tolist(),
            tallies.agree[0].tolist(),
            tallies.disagree[0].tolist(),
            votes.state.tolist(),
            votes.text,
            strict=True,
        )
    ]


def _log(votes: Votes) -> Iterable[Row]:
    people, names = votes.participants.tolist(), votes.statements.tolist()
    for person, statement, value in zip(
        votes.person.tolist(), votes.statement.tolist(), votes.value.tolist(), strict=True
    ):
        yield ["", "", names[statement], people[person], value]


def _matrix(votes: Votes, labels: np.ndarray[Any, np.dtype[np.int64]]) -> Iterable[Row]:
    starts = votes.per_person()
    for at, name in enumerate(votes.participants.tolist()):
        rows = slice(int(starts[at]), int(starts[at + 1]))
        value = votes.value[rows]
        cells: Row = [""] * len(votes.statements)
        for statement, each in zip(votes.statement[rows].tolist(), value.tolist(), strict=True):
            cells[statement] = each
        group = int(labels[at])
        yield [
            name,
            group if group >= 0 else "",
            "",
            len(value),
            int((value > 0).sum()),
            int((value < 0).sum()),
            *cells,
        ]


def _groups_head(labels: np.ndarray[Any, np.dtype[np.int64]]) -> list[str]:
    head = ["comment-id", "comment", "total-votes", "total-agrees", "total-disagrees", "total-passes"]
    for group in range(int(labels.max(initial=-1)) + 1):
        letter = chr(ord("a") + group)
        head += [f"group-{letter}-{what}" for what in ("votes", "agrees", "disagrees", "passes")]
    return head


def _comment_groups(votes: Votes, labels: np.ndarray[Any, np.dtype[np.int64]]) -> Iterable[Row]:
    groups = int(labels.max(initial=-1)) + 1
    tallies, total = count(votes, labels, groups), _everybody(votes)
    for j, name in enumerate(votes.statements.tolist()):
        row: Row = [name, votes.text[j], *_four(total, 0, j)]
        for group in range(groups):
            row += _four(tallies, group, j)
        yield row


def _four(tallies: Tallies, group: int, j: int) -> list[int]:
    cell = tallies.cell(group, j)
    return [cell.votes, cell.agree, cell.disagree, cell.passed]
