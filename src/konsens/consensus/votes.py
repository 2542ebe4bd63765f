"""Votes in canonical order: who answered which statement how.

Everything after this file sees one order only (participants and statements sorted by
name, votes by participant, then statement), so arrival order cannot matter (R1).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from konsens.consensus.errors import VotesError
from konsens.consensus.names import Coded, Names, freeze, sort_names

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]

AGREE: Final = 1
PASS: Final = 0
DISAGREE: Final = -1
#: Votes that are counted at a time, to spare memory.
CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Counted:
    """What came in and what counts: ``rows == votes + repeated`` always holds (R17).

    Attributes:
        rows: rows of the input that hold a vote.
        votes: votes that count, one per participant and statement.
        repeated: rows that a later row of the same pair replaced.
        changed: pairs whose replaced votes had another value than the one that counts.
        unknown_statements: statements voted on that the table of statements does not name.
    """

    rows: int
    votes: int
    repeated: int
    changed: int
    unknown_statements: int = 0


class AnyVotes(Protocol):
    """Votes in one place or in several: what can be asked of them."""

    @property
    def participants(self) -> Names:
        """(P,) names as text, sorted."""

    @property
    def statements(self) -> Names:
        """(J,) names as text, sorted."""

    @property
    def state(self) -> NDArray[np.int8]:
        """(J,) moderation."""

    @property
    def text(self) -> tuple[str, ...]:
        """(J,) wording."""

    @property
    def counted(self) -> Counted:
        """What came in and what counts."""

    @property
    def people(self) -> int:
        """P, the number of participants."""

    @property
    def live(self) -> NDArray[np.bool_]:
        """(J,) true where the statement was not rejected."""

    @property
    def cast(self) -> NDArray[np.int64]:
        """(P,) votes of each participant, on any statement."""

    def cells(self, labels: NDArray[np.int64], groups: int) -> NDArray[np.int64]:
        """(G, J, 3) how many of each group disagreed, passed and agreed."""

    def digest(self) -> str:
        """SHA-256 of the votes."""


@dataclass(frozen=True, slots=True)
class Votes:
    """All votes that count, in canonical order; nothing here changes after it is made.

    Attributes:
        participants: (P,) names as text, sorted.
        statements: (J,) names as text, sorted.
        person: (N,) index into participants, ascending.
        statement: (N,) index into statements, ascending within a person.
        value: (N,) −1, 0 or 1.
        state: (J,) moderation: 1 accepted, 0 open, −1 rejected.
        text: (J,) wording, empty where unknown.
        counted: the invariants.
        seen: (P,) rank by time of the first vote; only the Polis-compatible mode looks at it.
        statement_seen: (J,) likewise.
    """

    participants: Names
    statements: Names
    person: Ints
    statement: Ints
    value: NDArray[np.int8]
    state: NDArray[np.int8]
    text: tuple[str, ...]
    counted: Counted
    seen: Ints = field(repr=False)
    statement_seen: Ints = field(repr=False)

    @property
    def people(self) -> int:
        """P, the number of participants."""
        return len(self.participants)

    @property
    def live(self) -> NDArray[np.bool_]:
        """(J,) true where the statement was not rejected."""
        return np.asarray(self.state >= 0)

    def per_person(self) -> NDArray[np.int64]:
        """(P + 1,) where each participant's votes begin; the last entry is N."""
        return np.searchsorted(self.person, np.arange(self.people + 1, dtype=np.int32)).astype(np.int64)

    def counting(self, counted: Counted) -> Votes:
        """The same votes with other figures of how they came in."""
        return replace(self, counted=counted)

    @property
    def cast(self) -> NDArray[np.int64]:
        """(P,) votes of each participant, on any statement."""
        return np.diff(self.per_person())

    def cells(self, labels: NDArray[np.int64], groups: int) -> NDArray[np.int64]:
        """(G, J, 3) how many of each group disagreed, passed and agreed, in one pass.

        Args:
            labels: (P,) group of each person, −1 for nobody's.
            groups: how many groups there are.
        """
        size = len(self.statements)
        # One more group, the first, for those who are in none.
        start = ((labels + 1) * (3 * size)).astype(np.int32)
        cells = np.zeros(3 * size * (groups + 1), np.int64)
        for first in range(0, len(self.person), CHUNK):
            rows = slice(first, first + CHUNK)
            key = start[self.person[rows]]
            key += self.statement[rows] * np.int32(3)
            key += self.value[rows]
            cells += np.bincount(key + 1, minlength=len(cells))
        return cells.reshape(groups + 1, size, 3)[1:]

    def row_digests(self) -> bytes:
        """32 bytes per participant: SHA-256 over the statements and votes of each."""
        starts = self.per_person().tolist()
        statement, value = np.ascontiguousarray(self.statement, "<i4"), np.ascontiguousarray(self.value, "i1")
        return b"".join(
            hashlib.sha256(statement[one:two].tobytes() + value[one:two].tobytes()).digest()
            for one, two in pairwise(starts)
        )

    def digest(self) -> str:
        """SHA-256 over names, votes and moderation: the same votes give the same 64 letters."""
        return digest_of(self.participants, self.statements, self.state, self.row_digests())


def digest_of(participants: Names, statements: Names, state: NDArray[np.int8], rows: bytes) -> str:
    """SHA-256 over names, moderation and the digest of each participant's votes, in this order."""
    sha = hashlib.sha256(b"konsens votes 1\n")
    for names in (participants, statements):
        sha.update("\n".join(str(name) for name in names.tolist()).encode() + b"\n\n")
    sha.update(np.ascontiguousarray(state, "i1").tobytes())
    sha.update(rows)
    return sha.hexdigest()


def votes_from(
    participants: Sequence[object] | Names | Coded,
    statements: Sequence[object] | Names | Coded,
    values: Sequence[int] | NDArray[Any],
    at: Sequence[int] | NDArray[Any] | None = None,
    *,
    states: Mapping[str, int] | None = None,
    texts: Mapping[str, str] | None = None,
) -> Votes:
    """Make votes from three columns and, where known, their times.

    The last vote of a pair counts: the latest by time, or without times the last in order.
    Equal times within a pair are decided by value (the smaller first), never by row order.

    Args:
        participants: (N,) names.
        statements: (N,) names.
        values: (N,) −1, 0 or 1.
        at: (N,) times as whole numbers, any unit, or nothing.
        states: moderation per statement: 1, 0 or −1; statements not named are open (0).
        texts: wording per statement.

    Raises:
        VotesError: values outside −1, 0, 1, columns of different length, unknown states.
    """
    value = _checked(values, len(participants), len(statements))
    people, person = sort_names(participants)
    named, statement, unknown = _with_table(statements, states, texts)
    order = np.arange(len(value)) if at is None else np.lexsort((value, statement, person, np.asarray(at)))
    pair = person.astype(np.int64) * max(len(named), 1) + statement
    by_pair = order[np.argsort(pair[order], kind="stable")]
    sorted_pair = pair[by_pair]
    last = np.ones(len(pair), bool)
    last[:-1] = sorted_pair[1:] != sorted_pair[:-1]
    keep = by_pair[last]
    counted = Counted(len(value), len(keep), len(value) - len(keep), _changed(value[by_pair], last), unknown)
    return Votes(
        freeze(people),
        freeze(named),
        freeze(person[keep].astype(np.int32)),
        freeze(statement[keep].astype(np.int32)),
        freeze(value[keep]),
        freeze(_states(named, states)),
        tuple((texts or {}).get(str(name), "") for name in named.tolist()),
        counted,
        freeze(_first(person[order], len(people))),
        freeze(_first(statement[order], len(named))),
    )


def _checked(values: Sequence[int] | NDArray[Any], people: int, statements: int) -> NDArray[np.int8]:
    """The values as small integers, or a refusal that names the line."""
    raw = np.asarray(values)
    if not people == statements == len(raw):
        raise VotesError("lengths", lengths=f"{people}, {statements}, {len(raw)}")
    if raw.dtype.kind not in "iufb" and raw.size:
        raise VotesError("value", line=1, value=str(raw[0]))
    wrong = ~np.isin(raw, (DISAGREE, PASS, AGREE))
    if wrong.any():
        line = int(np.argmax(wrong))
        raise VotesError("value", line=line + 1, value=str(raw[line]))
    return raw.astype(np.int8)


def _with_table(
    statements: Sequence[object] | Names | Coded,
    states: Mapping[str, int] | None,
    texts: Mapping[str, str] | None,
) -> tuple[Names, NDArray[np.intp], int]:
    """All statements, voted on or only listed, the index per row and how many the table lacks."""
    voted, place = sort_names(statements)
    known = [str(name) for name in voted.tolist()]
    listed = set(states or {}) | set(texts or {})
    unknown = len(set(known) - listed) if listed else 0
    named, index = sort_names(Coded([*known, *sorted(listed - set(known))], place))
    return named, index, unknown


def _states(named: Names, states: Mapping[str, int] | None) -> NDArray[np.int8]:
    """Moderation per statement; whoever is not named is open."""
    known = states or {}
    found = np.array([known.get(str(name), 0) for name in named.tolist()], dtype=np.int64)
    wrong = ~np.isin(found, (-1, 0, 1))
    if wrong.any():
        raise VotesError("state", value=int(found[np.argmax(wrong)]))
    return found.astype(np.int8)


def _changed(value: NDArray[np.int8], last: NDArray[np.bool_]) -> int:
    """How many pairs hold a replaced vote of another value than the one that counts."""
    if last.all():
        return 0
    ends = np.flatnonzero(last)
    run: NDArray[np.intp] = np.asarray(np.cumsum(last) - last)
    return len(np.unique(run[value != value[ends][run]]))


def _first(index: NDArray[np.intp], size: int) -> Ints:
    """Rank by first appearance in a sequence of indices; what never appears comes last."""
    when = np.full(size, len(index), np.int64)
    # Written from the end, so that the first appearance stays.
    when[index[::-1]] = np.arange(len(index) - 1, -1, -1)
    rank = np.empty(size, np.int32)
    rank[np.argsort(when, kind="stable")] = np.arange(size, dtype=np.int32)
    return rank
