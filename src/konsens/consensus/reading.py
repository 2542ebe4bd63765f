"""Read votes: Polis exports (log or matrix), plain long tables, statements, sectors.

Which format a file has is said by its header, never by its name. Every refusal names the
line; nothing is dropped in silence (R17).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from konsens.consensus.errors import VotesError
from konsens.consensus.names import Coded
from konsens.consensus.rows import Told, nobody, one_of, position, rows_of
from konsens.consensus.votes import Votes, votes_from

#: Columns of a matrix that are not statements.
NOT_STATEMENTS: Final = frozenset(
    {"participant", "xid", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree", "sector"}
)
#: Names of the columns of a long table: Polis's log and our own.
LONG: Final = (
    {"participant": "voter-id", "statement": "comment-id", "vote": "vote", "at": "timestamp"},
    {"participant": "participant", "statement": "statement", "vote": "vote", "at": "at"},
)
VALUES: Final[Mapping[str, int]] = {"1": 1, "0": 0, "-1": -1, "+1": 1, "1.0": 1, "0.0": 0, "-1.0": -1}
#: Statements people have filed under: Polis's comments.csv and our own table.
STATEMENT: Final = ("comment-id", "statement")
TEXT: Final = ("comment-body", "text")
STATE: Final = ("moderated", "state")


class Codes:
    """A growing column of names that repeat; each is kept once."""

    def __init__(self) -> None:
        self.place: dict[str, int] = {}
        self.index = array("i")

    def append(self, name: str) -> None:
        """One more row."""
        self.index.append(self.place.setdefault(name, len(self.place)))

    def extend(self, names: Sequence[str]) -> None:
        """Several more rows."""
        place = self.place
        self.index.extend([place.setdefault(name, len(place)) for name in names])

    def coded(self) -> Coded:
        """The column as votes take it."""
        return Coded(
            list(self.place), np.frombuffer(self.index, np.int32) if self.index else np.zeros(0, np.int32)
        )


@dataclass(slots=True)
class Columns:
    """Three growing columns, and times where the file has them."""

    participant: Codes = field(default_factory=Codes)
    statement: Codes = field(default_factory=Codes)
    vote: array[int] = field(default_factory=lambda: array("b"))
    at: array[int] = field(default_factory=lambda: array("q"))

    def votes(self, table: Statements) -> Votes:
        """The votes, with wording and moderation."""
        return votes_from(
            self.participant.coded(),
            self.statement.coded(),
            np.array(self.vote, np.int8),
            np.array(self.at, np.int64) if self.at else None,
            states=table.states or None,
            texts=table.texts or None,
        )


@dataclass(frozen=True, slots=True)
class Statements:
    """What a table of statements says: wording and moderation per name."""

    texts: Mapping[str, str]
    states: Mapping[str, int]


def read_votes(path: Path, statements: Path | None = None, progress: Told = nobody) -> Votes:
    """Read votes from a file, and wording and moderation from another.

    Args:
        path: Polis ``votes.csv`` or ``participants-votes.csv``, or a long table
            ``participant, statement, vote[, at]`` as CSV or Parquet.
        statements: Polis ``comments.csv`` or ``statement, text, state``.
        progress: is told ("read", bytes read, bytes in all) now and then.

    Raises:
        VotesError: whatever is wrong with a file, with its line.
    """
    table = read_statements(statements) if statements else Statements({}, {})
    return read_votes_with(path, table, progress)


def read_votes_with(path: Path, table: Statements, progress: Told = nobody) -> Votes:
    """Read votes from a file; wording and moderation are known already.

    Raises:
        VotesError: whatever is wrong with the file, with its line.
    """
    found = _parquet(path) if path.suffix == ".parquet" else _csv_votes(path, progress)
    if not found.vote:
        raise VotesError("empty")
    return found.votes(table)


def read_statements(path: Path) -> Statements:
    """Read wording and moderation; meta statements count as rejected, as in Polis.

    Raises:
        VotesError: a column is missing, a statement stands twice, a state is not −1, 0 or 1.
    """
    header, rows = rows_of(path)
    name = one_of(header, STATEMENT)
    text, state, meta = (position(header, names) for names in (TEXT, STATE, ("is-meta",)))
    texts: dict[str, str] = {}
    states: dict[str, int] = {}
    for _line, row in rows:
        key = row[name].strip()
        if key in texts:
            raise VotesError("twice", what=key)
        texts[key] = "" if text is None else row[text]
        states[key] = _state("0" if state is None else row[state])
        if meta is not None and row[meta].strip().lower() == "true":
            states[key] = -1
    return Statements(texts, states)


def read_sectors(path: Path) -> dict[str, tuple[str, ...]]:
    """Read who belongs to which declared sectors; a person may be in several.

    Args:
        path: table ``participant, sector``, one row per membership, or a matrix with a
            column ``sector``.

    Returns:
        Sorted sectors per participant.

    Raises:
        VotesError: a column is missing or a name is empty.
    """
    header, rows = rows_of(path)
    person, sector = one_of(header, ("participant",)), one_of(header, ("sector",))
    found: dict[str, set[str]] = {}
    for line, row in rows:
        who, where = row[person].strip(), row[sector].strip()
        if not who or not where:
            raise VotesError("name", line=line)
        found.setdefault(who, set()).add(where)
    return {who: tuple(sorted(where)) for who, where in found.items()}


def _csv_votes(path: Path, progress: Told) -> Columns:
    """Votes of a CSV file, long or matrix."""
    header, rows = rows_of(path, progress)
    for names in LONG:
        if names["statement"] in header:
            found = _long(header, rows, names)
            break
    else:
        found = _matrix(header, rows)
    return found


def _long(header: Sequence[str], rows: Iterator[tuple[int, list[str]]], names: Mapping[str, str]) -> Columns:
    """One vote per row; an empty vote is no vote, and times are known of all votes or of none."""
    person, statement, vote = (one_of(header, (names[key],)) for key in ("participant", "statement", "vote"))
    at = position(header, (names["at"],))
    found, untimed = Columns(), 0
    for line, row in rows:
        if not row[vote].strip():
            continue
        if not (row[person].strip() and row[statement].strip()):
            raise VotesError("name", line=line)
        found.participant.append(row[person].strip())
        found.statement.append(row[statement].strip())
        found.vote.append(_vote(row[vote], line))
        if at is not None and row[at].strip():
            found.at.append(_time(row[at], line))
        else:
            untimed = untimed or line
    if found.at and untimed:
        raise VotesError("time", line=untimed, value="")
    return found


def _matrix(header: Sequence[str], rows: Iterator[tuple[int, list[str]]]) -> Columns:
    """One participant per row, one statement per column, an empty cell is no vote."""
    person = one_of(header, ("participant",))
    columns = [at for at, name in enumerate(header) if name not in NOT_STATEMENTS]
    found, seen = Columns(), set[str]()
    for line, row in rows:
        who = row[person].strip()
        if not who:
            raise VotesError("name", line=line)
        if who in seen:
            raise VotesError("twice", what=who)
        seen.add(who)
        answered = [at for at in columns if row[at]]
        found.vote.extend([_vote(row[at], line) for at in answered])
        found.participant.extend([who] * len(answered))
        found.statement.extend([header[at] for at in answered])
    return found


def _parquet(path: Path) -> Columns:
    """Votes of a long Parquet table; needs pyarrow, which Konsens does not bring along."""
    try:
        from pyarrow import ArrowException, parquet  # type: ignore[import-not-found,import-untyped,unused-ignore]
    except ImportError:
        raise VotesError("pyarrow") from None
    try:
        table = parquet.read_table(path)
    except (ArrowException, OSError) as broken:
        raise VotesError("parquet", why=str(broken).splitlines()[0]) from None
    header = table.column_names
    names = next((names for names in LONG if names["statement"] in header), LONG[1])
    missing = [names[key] for key in ("participant", "statement", "vote") if names[key] not in header]
    if missing:
        raise VotesError("columns", missing=", ".join(missing))
    rows = ["" if vote is None else str(vote) for vote in table[names["vote"]].to_pylist()]
    asked = [key for key in ("participant", "statement", "at") if names[key] in header]
    columns = [[str(cell) for cell in table[names[key]].to_pylist()] for key in asked]
    lines = ((line + 2, list(row)) for line, row in enumerate(zip(*columns, rows, strict=True)))
    return _long([*(names[key] for key in asked), names["vote"]], lines, names)


def _vote(cell: str, line: int) -> int:
    """A cell as a vote."""
    value = VALUES.get(cell.strip())
    if value is None:
        raise VotesError("value", line=line, value=cell)
    return value


def _time(cell: str, line: int) -> int:
    """A cell as a time in whole milliseconds."""
    try:
        return int(cell)
    except ValueError:
        raise VotesError("time", line=line, value=cell) from None


def _state(cell: str) -> int:
    """A cell as a state of moderation."""
    value = VALUES.get(cell.strip())
    if value is None:
        raise VotesError("state", value=cell)
    return value
