"""Rounds made for the purpose: planted groups, noise, and the real conversations in ../shared/data."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from konsens.consensus.reading import Statements, read_votes
from konsens.consensus.votes import Votes, votes_from

CONVERSATIONS = (
    "15-per-hour-seattle",
    "american-assembly.bowling-green",
    "austria-climate.5twd2jsnkf.2022-08-08",
    "bg2050-volunteers",
    "brexit-consensus",
    "canadian-electoral-reform",
    "london.youth.policing",
    "scoop-hivemind.affordable-housing",
    "scoop-hivemind.biodiversity",
    "scoop-hivemind.taxes",
    "vtaiwan.uberx",
)
QUICK: dict[str, Any] = {"noise_draws": 0, "resamples": 0}
"""A map without its tests."""


@cache
def conversation(folder: Path) -> Votes:
    """A real conversation, from its matrix."""
    return read_votes(folder / "participants-votes.csv", folder / "comments.csv")


@dataclass(frozen=True, slots=True)
class Planted:
    """Votes and the groups that were planted in them."""

    votes: Votes
    groups: NDArray[np.int64]


def planted(
    people: int,
    statements: int,
    density: float,
    *,
    groups: int = 4,
    seed: int = 1,
    minority: int = 0,
) -> Planted:
    """Groups with profiles of their own, votes missing at random.

    The recipe: group weights ~ Dirichlet(8), opinion = common N(0, 0.8) + profile N(0, 1) + person N(0, 1),
    agreed above 0.25, disagreed below −0.25; activity ~ Gamma(2, density / 2). A minority of so many people
    holds the opposite of everybody on the first 15 statements.
    """
    random = np.random.default_rng(seed)
    group = random.choice(groups, people, p=random.dirichlet([8] * groups))
    profile = random.normal(0, 0.8, statements) + random.normal(0, 1, (groups, statements))
    if minority:
        profile[:, :15] = 1.6
        against = profile[0].copy()
        against[:15] = -1.6
        profile = np.vstack([profile, against])
        group[:minority] = groups
    opinion = profile[group] + random.normal(0, 1, (people, statements))
    active = np.clip(random.gamma(2, density / 2, people), min(7 / statements, 1), 1)
    person, statement = np.nonzero(random.random((people, statements)) < active[:, None])
    value = np.where(opinion > 0.25, 1, np.where(opinion < -0.25, -1, 0))[person, statement]
    return Planted(votes_from(person, statement, value), group[np.unique(person)])


def noise(people: int, statements: int, density: float, seed: int) -> Votes:
    """Statements that are more or less liked, and nothing else."""
    random = np.random.default_rng(seed)
    liked = random.normal(0, 0.8, statements)
    person, statement = np.nonzero(random.random((people, statements)) < density)
    opinion = liked[statement] + random.normal(0, 1.4, len(statement))
    return votes_from(person, statement, np.where(opinion > 0.25, 1, np.where(opinion < -0.25, -1, 0)))


def table_of(votes: Votes) -> Statements:
    """Wording and moderation of some votes."""
    names = votes.statements.tolist()
    return Statements(
        dict(zip(names, votes.text, strict=True)), dict(zip(names, votes.state.tolist(), strict=True))
    )


def again(votes: Votes, order: NDArray[np.intp]) -> Votes:
    """Some rows of the votes, in some order, read anew."""
    table = table_of(votes)
    return votes_from(
        votes.participants[votes.person[order]],
        votes.statements[votes.statement[order]],
        votes.value[order],
        states=table.states,
        texts=table.texts,
    )


def shuffled(votes: Votes, seed: int) -> Votes:
    """The same votes in another order."""
    return again(votes, np.random.default_rng(seed).permutation(len(votes.person)))


def split(votes: Votes, parts: int, seed: int = 0) -> list[Votes]:
    """The same votes in parts that hold different people."""
    random = np.random.default_rng(seed)
    part = random.integers(0, parts, votes.people)[votes.person]
    return [again(votes, random.permutation(np.flatnonzero(part == each))) for each in range(parts)]


def log(folder: Path) -> list[tuple[int, str, str, int]]:
    """A timed log: (time, participant, statement, vote), in the order in which it happened."""
    with (folder / "votes.csv").open(encoding="utf-8") as file:
        rows = [
            (int(row["timestamp"]), row["voter-id"], row["comment-id"], int(row["vote"]))
            for row in csv.DictReader(file)
        ]
    return sorted(rows)


SMALL = """participant,statement,vote
kim,bench,1
kim,tree,1
kim,car,-1
ali,bench,1
ali,tree,0
ali,car,1
mia,bench,1
mia,car,1
mia,car,-1
"""
"""A round of our own: three people, three statements, one change of mind."""


def ari(one: NDArray[np.int64], two: NDArray[np.int64]) -> float:
    """Agreement of two divisions, 1 the same, 0 as by chance."""
    from konsens.consensus.stability import adjusted_rand

    table = np.zeros((int(one.max()) + 1, int(two.max()) + 1), np.int64)
    np.add.at(table, (one, two), 1)
    return adjusted_rand(table)
