"""The votes on live statements as a matrix of zeros and ones, and exact sums over people.

One row per person, three columns per statement: disagreed, passed, agreed. Whatever the map
needs is a product with this matrix. Everything multiplied is a whole number small enough that
float64 adds it exactly, so no order of adding, no partition and no thread can change a bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from konsens.consensus.votes import Floats, Votes

#: The three answers, in the order of their columns.
VALUES: Final = np.array([-1.0, 0.0, 1.0])
#: Whole numbers up to 2^EXACT add up exactly in float64.
EXACT: Final = 53


class AnyAnswers(Protocol):
    """Answers in one place or in several: what can be asked of them."""

    @property
    def people(self) -> int:
        """P, the number of people."""

    @property
    def statements(self) -> int:
        """L, the number of live statements."""

    @property
    def counted(self) -> Floats:
        """(L, 3) how many disagreed, passed and agreed."""

    @property
    def cast(self) -> NDArray[np.int64]:
        """(P,) votes on live statements."""

    def rows(self, keep: NDArray[np.bool_]) -> Answers:
        """Only some people, in one place."""

    def per_person(self, table: Floats) -> Floats:
        """Add up a table over each person's answers."""

    def there_and_back(self, table: Floats) -> Floats:
        """Add up a table over each person's answers, and that over everybody who gave an answer."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Who gave which answer to which live statement.

    Attributes:
        matrix: (P, 3 L) sparse, 1 where a person gave that answer.
        counted: (L, 3) how many disagreed, passed and agreed.
    """

    matrix: Any
    counted: Floats

    @property
    def people(self) -> int:
        """P, the number of rows."""
        return int(self.matrix.shape[0])

    @property
    def statements(self) -> int:
        """L, the number of live statements."""
        return len(self.counted)

    @property
    def cast(self) -> NDArray[np.int64]:
        """(P,) votes on live statements."""
        return np.asarray(np.diff(self.matrix.indptr), np.int64)

    def rows(self, keep: NDArray[np.bool_]) -> Answers:
        """Only some people.

        Args:
            keep: (P,) true for those who stay.
        """
        return _counted(self.matrix[np.flatnonzero(keep)])

    def per_person(self, table: Floats) -> Floats:
        """Add up a table over each person's answers, exactly.

        Args:
            table: (L, 3, C) or (L, 3) whole numbers, in sum below 2^53.

        Returns:
            (P, C) or (P,).
        """
        flat = table.reshape(3 * self.statements, *table.shape[2:])
        return np.asarray(self.matrix @ np.ascontiguousarray(flat))

    def per_answer(self, people: Floats) -> Floats:
        """Add up figures of people over everybody who gave an answer, exactly.

        Args:
            people: (P,) or (P, C) whole numbers, in sum below 2^53.

        Returns:
            (L, 3) or (L, 3, C).
        """
        added = self.matrix.T @ people
        return np.asarray(added.reshape(self.statements, 3, *people.shape[1:]))

    def there_and_back(self, table: Floats) -> Floats:
        """Add up a table over each person's answers, and that over everybody who gave an answer.

        Args:
            table: (L, 3) whole numbers.

        Returns:
            (L, 3).
        """
        return self.per_answer(self.per_person(table))


@dataclass(frozen=True, slots=True)
class AnswersScatter:
    """The scatter of votes that are at hand, or in several places."""

    answers: AnyAnswers

    @property
    def mean(self) -> Floats:
        """(L,) mean vote, 0 where nobody voted."""
        return means(self.answers.counted)

    @property
    def variance(self) -> float:
        """Trace of G."""
        return variance_of(self.answers.counted)

    @property
    def votes(self) -> int:
        """Votes on live statements."""
        return int(self.answers.counted.sum())

    def sums(self, v: Floats, w: Floats) -> tuple[Floats, Floats]:
        """Two passes over the votes: along people, then along answers."""
        added = self.answers.there_and_back(VALUES * v[:, None] - w[:, None])
        return added[:, 2] - added[:, 0], added.sum(axis=1)


def means(counted: Floats) -> Floats:
    """(L,) mean vote from (L, 3) counts."""
    return np.asarray((counted[:, 2] - counted[:, 0]) / np.maximum(counted.sum(axis=1), 1))


def variance_of(counted: Floats) -> float:
    """Sum over statements of the squared deviations from the mean, from (L, 3) counts."""
    total = counted[:, 2] - counted[:, 0]
    return float((counted[:, 2] + counted[:, 0] - total**2 / np.maximum(counted.sum(axis=1), 1)).sum())


def answers_of(votes: Votes) -> Answers:
    """The answers to all statements that were not rejected.

    Args:
        votes: any votes; nothing of them is changed.
    """
    live = votes.live
    starts = votes.per_person()
    if live.all():
        statement, value = votes.statement, votes.value
    else:
        cast = live[votes.statement]
        column = (np.cumsum(live) - 1).astype(np.int32)
        statement, value = column[votes.statement[cast]], votes.value[cast]
        starts = np.concatenate([[0], np.cumsum(cast)])[starts]
    kind = np.dtype(np.int32 if len(value) < 2**31 else np.int64)
    index: NDArray[Any] = statement.astype(kind)
    np.multiply(index, 3, out=index)
    np.add(index, value, out=index)
    np.add(index, 1, out=index)
    shape = (votes.people, 3 * int(live.sum()))
    return _counted(csr_array((np.ones(len(index)), index, starts.astype(kind)), shape=shape))


def _counted(matrix: Any) -> Answers:  # noqa: ANN401 - scipy's sparse arrays have no types
    """Answers with their totals."""
    people, columns = matrix.shape
    totals = matrix.T @ np.ones(people) if columns else np.zeros(0)
    return Answers(matrix, np.asarray(totals).reshape(columns // 3, 3))
