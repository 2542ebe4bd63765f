"""Votes in several places: partitions of people, counted where they lie and added up.

Everything that is added is a whole number, so the map of many parts is the map of one, to the
last bit, whatever the parts are and wherever they lie. Each person's votes stay in one part.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import vstack

from konsens.consensus.answers import Answers, answers_of
from konsens.consensus.errors import VotesError
from konsens.consensus.names import Names, freeze, sort_names
from konsens.consensus.votes import Counted, Floats, Votes, digest_of


@dataclass(frozen=True, slots=True)
class Head:
    """What a part says about itself first."""

    participants: Names
    statements: Names
    state: NDArray[np.int8]
    text: tuple[str, ...]
    counted: Counted


@dataclass(frozen=True, slots=True)
class Part:
    """Some people's votes, with the statements of all parts."""

    votes: Votes
    answers: Answers


class Pool(Protocol):
    """Where the parts lie and who counts there."""

    def heads(self) -> list[Head]:
        """What each part says about itself."""

    def settle(self, statements: Names, state: NDArray[np.int8], text: tuple[str, ...]) -> None:
        """Let every part speak about the same statements."""

    def run(
        self, task: Callable[..., Any], *given: object, each: Sequence[object] | None = None
    ) -> list[Any]:
        """``task(part, *given)`` for every part, in order; ``each`` is given one to each part."""


class Here:
    """A pool in this process.

    Args:
        parts: votes of disjoint sets of people.
    """

    def __init__(self, parts: Sequence[Votes]) -> None:
        self._votes = list(parts)
        self._parts: list[Part] = []

    def heads(self) -> list[Head]:
        """What each part says about itself."""
        return [head_of(each) for each in self._votes]

    def settle(self, statements: Names, state: NDArray[np.int8], text: tuple[str, ...]) -> None:
        """Let every part speak about the same statements."""
        self._parts = [settled(each, statements, state, text) for each in self._votes]

    def run(
        self, task: Callable[..., Any], *given: object, each: Sequence[object] | None = None
    ) -> list[Any]:
        """The task for every part, one after the other."""
        if each is None:
            return [task(part, *given) for part in self._parts]
        return [task(part, own, *given) for part, own in zip(self._parts, each, strict=True)]


class PooledVotes:
    """Votes of several parts as one.

    Args:
        pool: where the parts lie.

    Raises:
        VotesError: two parts hold votes of the same person, or disagree about moderation.
    """

    def __init__(self, pool: Pool) -> None:
        heads = pool.heads()
        names = np.concatenate([each.participants for each in heads])
        self.participants, place = sort_names(names)
        if len(self.participants) < len(names):
            raise VotesError("counted_twice", shared=len(names) - len(self.participants))
        freeze(self.participants)
        ends = np.cumsum([len(each.participants) for each in heads])
        self.places = np.split(place, ends[:-1])
        self.statements, self.state, self.text = _agreed(heads)
        self.counted = _added([each.counted for each in heads])
        self.pool = pool
        pool.settle(self.statements, self.state, self.text)

    @property
    def people(self) -> int:
        """P, the number of participants."""
        return len(self.participants)

    @property
    def live(self) -> NDArray[np.bool_]:
        """(J,) true where the statement was not rejected."""
        return np.asarray(self.state >= 0)

    @property
    def cast(self) -> NDArray[np.int64]:
        """(P,) votes of each participant, on any statement."""
        return self.gathered(self.pool.run(_cast))

    def cells(self, labels: NDArray[np.int64], groups: int) -> NDArray[np.int64]:
        """(G, J, 3) how many of each group disagreed, passed and agreed."""
        each = self.pool.run(_cells, groups, each=self.scattered(labels))
        return np.asarray(np.sum(each, axis=0))

    def digest(self) -> str:
        """SHA-256 of the votes, the same as if they lay in one place."""
        rows = np.empty((self.people, 32), np.uint8)
        for place, each in zip(self.places, self.pool.run(_row_digests), strict=True):
            rows[place] = np.frombuffer(each, np.uint8).reshape(-1, 32)
        return digest_of(self.participants, self.statements, self.state, rows.tobytes())

    def answers(self) -> PooledAnswers:
        """The answers to live statements."""
        return PooledAnswers(self)

    def gathered(self, parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
        """Figures of each part's people as figures of everybody, in canonical order."""
        whole = np.zeros((self.people, *parts[0].shape[1:]), parts[0].dtype)
        for place, each in zip(self.places, parts, strict=True):
            whole[place] = each
        return whole

    def scattered(self, whole: NDArray[Any]) -> list[NDArray[Any]]:
        """The other way round."""
        return [whole[place] for place in self.places]


class PooledAnswers:
    """Answers of several parts as one."""

    def __init__(self, votes: PooledVotes) -> None:
        self._votes = votes
        self._run = votes.pool.run
        self.people, self.statements = votes.people, int(votes.live.sum())
        self.counted: Floats = np.sum(self._run(_counted), axis=0)
        self.cast: NDArray[np.int64] = votes.gathered(self._run(_cast_live))

    def rows(self, keep: NDArray[np.bool_]) -> Answers:
        """Some people's answers, brought here and put into canonical order."""
        wanted = self._votes.scattered(keep)
        parts: list[Answers] = self._run(_rows, each=wanted)
        people = np.concatenate([place[own] for place, own in zip(self._votes.places, wanted, strict=True)])
        matrix = vstack([each.matrix for each in parts], format="csr")[np.argsort(people)]
        return Answers(matrix, np.sum([each.counted for each in parts], axis=0))

    def per_person(self, table: Floats) -> Floats:
        """Add up a table over each person's answers, exactly."""
        return self._votes.gathered(self._run(_per_person, table))

    def there_and_back(self, table: Floats) -> Floats:
        """Add up a table over each person's answers, and that over everybody who gave an answer."""
        return np.asarray(np.sum(self._run(_there_and_back, table), axis=0))


def head_of(votes: Votes) -> Head:
    """What a part says about itself."""
    return Head(votes.participants, votes.statements, votes.state, votes.text, votes.counted)


def settled(votes: Votes, statements: Names, state: NDArray[np.int8], text: tuple[str, ...]) -> Part:
    """A part that speaks about the statements of all parts."""
    place = {name: at for at, name in enumerate(statements.tolist())}
    column = np.array([place[name] for name in votes.statements.tolist()], np.int32)
    recoded = Votes(
        votes.participants,
        statements,
        votes.person,
        freeze(column[votes.statement]) if len(column) else votes.statement,
        votes.value,
        state,
        text,
        votes.counted,
        votes.seen,
        freeze(np.arange(len(statements), dtype=np.int32)),
    )
    return Part(recoded, answers_of(recoded))


def _agreed(heads: Sequence[Head]) -> tuple[Names, NDArray[np.int8], tuple[str, ...]]:
    """All statements with moderation and wording; what a part does not list follows the others."""
    statements, index = sort_names(np.concatenate([each.statements for each in heads]))
    states, texts = (
        np.concatenate([each.state for each in heads]),
        [one for each in heads for one in each.text],
    )
    low, high = np.full(len(statements), 2, np.int8), np.full(len(statements), -2, np.int8)
    np.minimum.at(low, index, states)
    np.maximum.at(high, index, states)
    if (low != high).any():
        raise VotesError("statements_differ")
    text = [""] * len(statements)
    for at, each in zip(index.tolist(), texts, strict=True):
        text[at] = max(text[at], each)
    return freeze(statements), freeze(low), tuple(text)


def _added(parts: Sequence[Counted]) -> Counted:
    """What came in, over all parts."""
    unknown = max(each.unknown_statements for each in parts)
    rows, votes, repeated, changed = (
        sum(getattr(each, name) for each in parts) for name in ("rows", "votes", "repeated", "changed")
    )
    return Counted(rows, votes, repeated, changed, unknown)


def _cast(part: Part) -> NDArray[np.int64]:
    return part.votes.cast


def _cast_live(part: Part) -> NDArray[np.int64]:
    return part.answers.cast


def _counted(part: Part) -> Floats:
    return part.answers.counted


def _cells(part: Part, labels: NDArray[np.int64], groups: int) -> NDArray[np.int64]:
    return part.votes.cells(labels, groups)


def _row_digests(part: Part) -> bytes:
    return part.votes.row_digests()


def _rows(part: Part, keep: NDArray[np.bool_]) -> Answers:
    return part.answers.rows(keep)


def _per_person(part: Part, table: Floats) -> Floats:
    return part.answers.per_person(table)


def _there_and_back(part: Part, table: Floats) -> Floats:
    return part.answers.there_and_back(table)
