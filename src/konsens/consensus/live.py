"""A round while it runs: every vote changes the additive statistics at once, in any order.

What is published is never the outcome of a history: ``votes()`` gives the same votes in
canonical order as reading the log would, so a recomputation gives the same bytes (R2).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final

import numpy as np

from konsens.consensus.answers import answers_of
from konsens.consensus.common import CommonGround, common_ground
from konsens.consensus.drawing import Drawing, draw
from konsens.consensus.errors import VotesError
from konsens.consensus.names import Coded
from konsens.consensus.noise import UNTESTED
from konsens.consensus.opinion_map import OpinionMap
from konsens.consensus.shares import Tallies, count
from konsens.consensus.tables import Tables
from konsens.consensus.votes import AGREE, DISAGREE, PASS, Counted, Ints, Votes, votes_from

#: How many statements the tables hold room for at first.
ROOM: Final = 64
OPINIONS: Final = (DISAGREE, PASS, AGREE)


@dataclass(frozen=True, slots=True)
class Checked:
    """Noise test and stability of an earlier moment; they take seconds, the map does not.

    Attributes:
        fitted: the map that was tested.
        votes: how many votes it was made of.
        at: when, as the caller's clock said.
    """

    fitted: OpinionMap
    votes: int
    at: object


@dataclass(frozen=True, slots=True)
class Fresh:
    """The map of this moment, with the tests of an earlier one.

    Attributes:
        votes: the votes behind it.
        drawing: positions and groups, in as many dimensions as the last check found.
        tallies: (G, J) counts of its groups, (1, J) of everybody on the map without groups.
        agree: common ground of this moment.
        disagree: likewise on the other side.
        checked: the tests that its verdict rests on, or nothing.
    """

    votes: Votes
    drawing: Drawing
    tallies: Tallies
    agree: CommonGround
    disagree: CommonGround
    checked: Checked | None

    @property
    def verdict(self) -> str:
        """The verdict of the last check; "provisional" before there was one."""
        return self.checked.fitted.verdict_ if self.checked is not None else "provisional"


class LiveMap:
    """Takes votes as they come.

    Args:
        seed: the published seed.
        smallest: fewest people of any group that is shown.

    Example:
        >>> round = LiveMap(seed=7)
        >>> round.cast("kim", "a", 1)
        >>> round.tables().votes
        1
    """

    def __init__(self, *, seed: int = 0, smallest: int = 10) -> None:
        self.seed, self.smallest = seed, smallest
        self.checked: Checked | None = None
        self._column: dict[str, int] = {}
        self._cast: dict[str, dict[int, int]] = {}
        self._state: dict[str, int] = {}
        self._text: dict[str, str] = {}
        self._xx, self._xm, self._mm = (np.zeros((ROOM, ROOM), np.int32) for _ in range(3))
        self._rows = self._repeated = 0
        self._changed: set[tuple[str, int]] = set()

    def add(self, statement: str, *, text: str = "", state: int = 0) -> None:
        """Let a statement join, or change its wording.

        Raises:
            VotesError: the state is not −1, 0 or 1.
        """
        self.moderate(statement, state)
        self._text[statement] = text

    def moderate(self, statement: str, state: int) -> None:
        """Accept (1), reopen (0) or reject (−1) a statement; votes are kept either way.

        Raises:
            VotesError: the state is not −1, 0 or 1.
        """
        if state not in OPINIONS:
            raise VotesError("state", value=state)
        self._at(statement)
        self._state[statement] = state

    def cast(self, participant: str, statement: str, vote: int) -> None:
        """Take one vote, or a change of mind; the last one counts.

        Raises:
            VotesError: the vote is not −1, 0 or 1.
        """
        if vote not in OPINIONS:
            raise VotesError("value", line=self._rows + 1, value=vote)
        at, own = self._at(statement), self._cast.setdefault(participant, {})
        self._rows += 1
        before = own.get(at)
        if before is None:
            self._count(own, at, vote, 1)
        else:
            self._repeated += 1
            self._turn(own, at, before, vote)
            if before != vote:
                self._changed.add((participant, at))
        own[at] = vote

    def withdraw(self, participant: str, statement: str) -> None:
        """Take a vote back, as if it had never been cast.

        Raises:
            VotesError: there is no such vote.
        """
        own, at = self._cast.get(participant, {}), self._column.get(statement, -1)
        if at not in own:
            raise VotesError("unknown", what=f"{participant}, {statement}")
        self._count(own, at, own.pop(at), -1)
        self._rows -= 1
        self._changed.discard((participant, at))
        if not own:
            del self._cast[participant]

    def tables(self) -> Tables:
        """The additive statistics of this moment, statements in canonical order."""
        votes = self.votes()
        order = np.array([self._column[name] for name in votes.statements.tolist()], np.intp)
        pick = np.ix_(order, order)
        return Tables(votes.statements, self._xx[pick], self._xm[pick], self._mm[pick], votes.people)

    def votes(self) -> Votes:
        """The votes of this moment, the same as from reading the log."""
        names = list(self._column)
        sizes = [len(own) for own in self._cast.values()]
        statements = np.fromiter(chain.from_iterable(self._cast.values()), np.int32, sum(sizes))
        values = chain.from_iterable(own.values() for own in self._cast.values())
        found = votes_from(
            Coded(list(self._cast), np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)),
            Coded(names, statements),
            np.fromiter(values, np.int8, sum(sizes)),
            states={name: self._state.get(name, 0) for name in names},
            texts={name: self._text.get(name, "") for name in names},
        )
        counted = Counted(self._rows, found.counted.votes, self._repeated, len(self._changed), 0)
        return found.counting(counted)

    def check(self, *, at: object, noise_draws: int = 99, resamples: int = 100) -> Checked:
        """Test this moment's map against noise and for stability, and remember when."""
        fitted = OpinionMap(
            seed=self.seed, smallest=self.smallest, noise_draws=noise_draws, resamples=resamples
        )
        votes = self.votes()
        self.checked = Checked(fitted.fit(votes), votes.counted.votes, at)
        return self.checked

    def fresh(self) -> Fresh:
        """The map of this moment, without waiting for tests."""
        votes = self.votes()
        drawing = draw(answers_of(votes), self._dimensions(), self.seed, smallest=self.smallest)
        apart = drawing.chosen is not None
        labels = drawing.labels if apart else np.where(drawing.placed, 0, -1).astype(np.int64)
        tallies = count(votes, labels, int(labels.max(initial=0)) + 1)
        agree, disagree = (
            common_ground(tallies, agreeing=side, fewest=max(5, self.smallest)) for side in (True, False)
        )
        return Fresh(votes, drawing, tallies, agree, disagree, self.checked)

    def _dimensions(self) -> int:
        """In how many dimensions groups are searched: as many as the last check found."""
        if self.checked is None:
            return UNTESTED
        return self.checked.fitted.drawing_.dimensions

    def _at(self, statement: str) -> int:
        """The statement's column; tables double when they are full."""
        at = self._column.setdefault(statement, len(self._column))
        if at == len(self._mm):
            self._xx, self._xm, self._mm = (_doubled(each) for each in (self._xx, self._xm, self._mm))
        return at

    def _count(self, own: Mapping[int, int], at: int, vote: int, sign: int) -> None:
        """Add a vote beside a person's others (sign 1), or take it away (−1)."""
        others = _others(own, at)
        if len(others[0]):
            with_it, cast = others
            self._xx[at, with_it] += sign * vote * cast
            self._xx[with_it, at] += sign * vote * cast
            self._xm[at, with_it] += sign * vote
            self._xm[with_it, at] += sign * cast
            self._mm[at, with_it] += sign
            self._mm[with_it, at] += sign
        self._xx[at, at] += sign * vote * vote
        self._xm[at, at] += sign * vote
        self._mm[at, at] += sign

    def _turn(self, own: Mapping[int, int], at: int, before: int, vote: int) -> None:
        """Change a vote that counts already."""
        with_it, cast = _others(own, at)
        step = vote - before
        self._xx[at, with_it] += step * cast
        self._xx[with_it, at] += step * cast
        self._xm[at, with_it] += step
        self._xx[at, at] += vote * vote - before * before
        self._xm[at, at] += step


def _others(own: Mapping[int, int], at: int) -> tuple[np.ndarray[tuple[int], np.dtype[np.intp]], Ints]:
    """Columns and votes of a person's other answers."""
    pairs: Iterable[tuple[int, int]] = [(column, vote) for column, vote in own.items() if column != at]
    both = np.array(list(pairs), np.int32).reshape(-1, 2)
    return both[:, 0].astype(np.intp), both[:, 1]


def _doubled(table: Ints) -> Ints:
    """Room for twice as many statements."""
    size = len(table)
    wide = np.zeros((2 * size, 2 * size), np.int32)
    wide[:size, :size] = table
    return wide
