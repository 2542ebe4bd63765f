"""Small, clearly different positions that a coarse division would swallow (R10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from konsens.consensus.distinctive import Distinctive, distinctive
from konsens.consensus.drawing import Drawing
from konsens.consensus.grouping import Labels
from konsens.consensus.shares import count
from konsens.consensus.votes import AnyVotes

#: A minority is at most this share of the people on the map.
LARGEST: Final = 0.1
#: Fewest statements, and how large the mean difference on the strongest of them must be.
FEWEST: Final = 5
STRONG: Final = 0.4
#: A cluster that overlaps a published group this much is that group, not a minority.
SAME: Final = 0.5


@dataclass(frozen=True, slots=True)
class Minority:
    """A named minority position.

    Attributes:
        people: how many people hold it.
        members: (P,) true for them.
        statements: what is special about them against everybody else, strongest first.
        strength: mean effect of the strongest five statements, in [0, 1].
    """

    people: int
    members: NDArray[np.bool_]
    statements: tuple[Distinctive, ...]
    strength: float


def minorities(votes: AnyVotes, drawing: Drawing, labels: Labels, smallest: int) -> tuple[Minority, ...]:
    """Look through all divisions tried for small clusters with a position of their own.

    Args:
        votes: the votes.
        drawing: the map with its divisions.
        labels: (P,) published groups, −1 without.
        smallest: fewest people.

    Returns:
        Minorities that do not overlap, strongest first.
    """
    found: list[Minority] = []
    for members in _candidates(drawing, labels, smallest):
        minority = _described(votes, drawing, members, smallest)
        if minority is not None:
            found.append(minority)
    chosen: list[Minority] = []
    for each in sorted(found, key=lambda one: (-one.strength, -one.people)):
        if not any((each.members & other.members).any() for other in chosen):
            chosen.append(each)
    return tuple(chosen)


def _candidates(drawing: Drawing, labels: Labels, smallest: int) -> list[NDArray[np.bool_]]:
    """Clusters small enough to be a minority that no published group stands for already."""
    found = []
    placed = np.flatnonzero(drawing.placed)
    for partition in drawing.tried:
        for which, size in enumerate(partition.sizes.tolist()):
            if not smallest <= size <= LARGEST * len(placed):
                continue
            members = np.zeros(len(labels), bool)
            members[placed[partition.labels == which]] = True
            if not _is_a_group(members, labels):
                found.append(members)
    return found


def _is_a_group(members: NDArray[np.bool_], labels: Labels) -> bool:
    """Whether a published group is much the same people."""
    for group in range(int(labels.max(initial=-1)) + 1):
        own = labels == group
        if (members & own).sum() >= SAME * (members | own).sum():
            return True
    return False


def _described(
    votes: AnyVotes, drawing: Drawing, members: NDArray[np.bool_], smallest: int
) -> Minority | None:
    """A cluster as a minority, if it is different enough; only what enough members answered is told."""
    sides = np.where(drawing.placed, np.where(members, 0, 1), -1).astype(np.int64)
    tallies = count(votes, sides, 2)
    special = [each for each in distinctive(tallies, votes.live) if each.group == 0]
    strength = sum(each.effect for each in special[:FEWEST]) / FEWEST
    told = tuple(each for each in special if tallies.votes[:, each.statement].min() >= smallest)
    if len(special) < FEWEST or strength < STRONG or not told:
        return None
    return Minority(int(members.sum()), members, told, strength)
