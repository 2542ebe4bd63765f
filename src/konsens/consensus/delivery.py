"""What a district server hands over instead of votes: tables, and marks against counting twice.

No row of any person leaves the district. The whole city's directions come from the added
tables, with the same bits as from pooled votes; each district then places its own people with
them and hands over counts per group.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from konsens.consensus.common import CommonGround, common_ground
from konsens.consensus.components import Components, components_of
from konsens.consensus.errors import VotesError
from konsens.consensus.names import freeze
from konsens.consensus.shares import Tallies
from konsens.consensus.tables import Tables, tables_of
from konsens.consensus.votes import Votes

#: Bytes of a participant's mark; two among ten million collide by chance once in 300,000 rounds.
MARK: Final = 8
FIELDS: Final = ("statements", "xx", "xm", "mm", "who")


@dataclass(frozen=True, slots=True)
class Delivery:
    """Tables of some people, and who they are as marks that only the phase key can make.

    Attributes:
        tables: the additive statistics.
        who: (P,) sorted keyed hashes of the participants.
    """

    tables: Tables
    who: NDArray[np.uint64]

    def merge(self, other: Delivery) -> Delivery:
        """Add other people's tables.

        Raises:
            VotesError: somebody is in both, or the statements differ.
        """
        shared = len(np.intersect1d(self.who, other.who, assume_unique=True))
        if shared:
            raise VotesError("counted_twice", shared=shared)
        return Delivery(self.tables.merge(other.tables), freeze(np.union1d(self.who, other.who)))

    def components(self, live: NDArray[np.bool_], count: int) -> Components:
        """Directions of the map of everybody delivered, the same as from their votes.

        Args:
            live: (J,) statements that were not rejected.
            count: how many.
        """
        return components_of(self.tables.scatter(live), count)

    def tallies(self) -> Tallies:
        """(1, J) counts over everybody delivered."""
        disagree, passed, agree = (each[None].astype(np.int64) for each in self.tables.counted().T)
        people = np.array([self.tables.people])
        return Tallies(agree, disagree, agree + disagree + passed, people)

    def common_ground(self, *, agreeing: bool, fewest: int) -> CommonGround:
        """What everybody delivered shares, as one population."""
        return common_ground(self.tallies(), agreeing=agreeing, fewest=fewest)

    def to_bytes(self) -> bytes:
        """As a file that holds whole numbers and names only."""
        out = io.BytesIO()
        tables = self.tables
        np.savez_compressed(
            out,
            statements=tables.statements,
            xx=tables.xx,
            xm=tables.xm,
            mm=tables.mm,
            who=self.who,
        )
        return out.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Delivery:
        """Read a delivery; nothing in it is ever executed.

        Raises:
            VotesError: it is damaged, or its sums cannot be those of votes.
        """
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as found:
                statements, xx, xm, mm, who = (freeze(found[name]) for name in FIELDS)
        except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile) as broken:
            raise VotesError("delivery", why=str(broken)) from None
        tables = Tables(statements, xx, xm, mm, len(who))
        _checked(tables)
        return cls(tables, who)


def deliver(votes: Votes, key: bytes) -> Delivery:
    """Count the tables of some votes and mark their participants.

    Args:
        votes: of one district; every district lists the same statements.
        key: the phase key, the same for all districts, unknown to whoever adds the tables.
    """
    marks = [
        hashlib.blake2b(name.encode(), digest_size=MARK, key=key).digest()
        for name in votes.participants.tolist()
    ]
    who = np.sort(np.frombuffer(b"".join(marks), "<u8").astype(np.uint64))
    return Delivery(tables_of(votes), freeze(who))


def _checked(tables: Tables) -> None:
    """Refuse tables that no votes can have."""
    size = len(tables.statements)
    shapes = {each.shape for each in (tables.xx, tables.xm, tables.mm)}
    if shapes != {(size, size)}:
        raise VotesError("delivery", why=f"{size} statements, tables {sorted(shapes)}")
    sound = (
        (tables.mm == tables.mm.T).all()
        and (tables.xx == tables.xx.T).all()
        and (np.abs(tables.xx) <= tables.mm).all()
        and (np.abs(tables.xm) <= tables.mm).all()
        and int(tables.mm.max(initial=0)) <= tables.people
    )
    if not sound:
        raise VotesError("delivery", why="the sums do not fit together")
