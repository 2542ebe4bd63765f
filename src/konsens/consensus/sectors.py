"""Declared sectors (churches, clubs, districts …) beside the groups that votes reveal (R9).

People may be in several sectors. Every sector weighs the same, however many people it has.
Cells with few people are never shown, nor those from which they could be worked out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from konsens.consensus.common import CommonGround, common_ground
from konsens.consensus.shares import Tallies, count, jeffreys
from konsens.consensus.votes import AnyVotes, Floats


@dataclass(frozen=True, slots=True)
class Sectors:
    """Statistics per declared sector; S sectors large enough to be shown, sorted by name.

    Attributes:
        names: (S,) names of the sectors.
        too_small: names of the sectors with too few people.
        tallies: (S, J) counts.
        agree: what all sectors share on the agree side, each sector weighing the same.
        disagree: likewise on the disagree side.
        mean: (J,) mean agreement over sectors, each weighing the same; not a number where a
            sector has no vote.
        low: (J,) lower end of its 95 % interval.
        high: (J,) upper end.
        objections: (S, J) whether most of a sector certainly disagrees.
        cross: (S, G) people per sector and group, −1 where suppressed.
    """

    names: tuple[str, ...]
    too_small: tuple[str, ...]
    tallies: Tallies
    agree: CommonGround
    disagree: CommonGround
    mean: Floats
    low: Floats
    high: Floats
    objections: NDArray[np.bool_]
    cross: NDArray[np.int64]


def sectors_of(
    votes: AnyVotes,
    members: Mapping[str, Sequence[str]],
    labels: NDArray[np.int64],
    groups: int,
    *,
    smallest: int,
) -> Sectors | None:
    """Count by declared sector.

    Args:
        votes: the votes.
        members: sectors per participant; participants without votes are passed over.
        labels: (P,) group of each person, −1 for nobody's.
        groups: how many groups there are.
        smallest: fewest people of any cell that is shown (10 in public, 5 for staff).

    Returns:
        Nothing when no sector is large enough.
    """
    table = membership(votes, members)
    large = {name: who for name, who in table.items() if who.sum() >= smallest}
    too_small = tuple(name for name in table if name not in large)
    if not large:
        return None
    names, who = tuple(large), np.stack(list(large.values()))
    tallies = tally(votes, who)
    # Fewer voters than `smallest` in a sector say nothing that may be shown.
    agree, disagree = (common_ground(tallies, agreeing=side, fewest=smallest) for side in (True, False))
    mean, low, high = _equally_weighted(tallies)
    _low, certain = jeffreys(tallies.votes - tallies.disagree, tallies.votes)
    cross = np.stack([np.bincount(labels[each & (labels >= 0)], minlength=groups) for each in who])
    objections = (certain < 0.5) & (tallies.votes >= smallest)
    return Sectors(
        names, too_small, tallies, agree, disagree, mean, low, high, objections, suppress(cross, smallest)
    )


def membership(votes: AnyVotes, members: Mapping[str, Sequence[str]]) -> dict[str, NDArray[np.bool_]]:
    """(P,) who belongs to each sector, by name of the sector."""
    index = {str(name): at for at, name in enumerate(votes.participants.tolist())}
    found: dict[str, NDArray[np.bool_]] = {}
    for name in sorted({each for own in members.values() for each in own}):
        found[name] = np.zeros(votes.people, bool)
    for who, own in members.items():
        for name in own if who in index else ():
            found[name][index[who]] = True
    return found


def tally(votes: AnyVotes, who: NDArray[np.bool_]) -> Tallies:
    """Counts per (overlapping) set of people.

    Args:
        votes: the votes.
        who: (S, P) membership.
    """
    each = [count(votes, np.where(own, 0, -1).astype(np.int64), 1) for own in who]
    agree, disagree, cast = (
        np.concatenate([getattr(one, name) for one in each]) for name in ("agree", "disagree", "votes")
    )
    return Tallies(agree, disagree, cast, who.sum(axis=1))


def _equally_weighted(tallies: Tallies) -> tuple[Floats, Floats, Floats]:
    """Mean agreement over sectors with its interval, every sector weighing the same."""
    share = np.where(tallies.votes > 0, tallies.agree / np.maximum(tallies.votes, 1), np.nan)
    # The error of a mean of independent shares, with two votes added to each side (Agresti-Coull).
    p = (tallies.agree + 2) / (tallies.votes + 4)
    width = 1.959963984540054 * np.sqrt((p * (1 - p) / (tallies.votes + 4)).sum(axis=0)) / len(share)
    centre = p.mean(axis=0)
    return share.mean(axis=0), np.maximum(centre - width, 0.0), np.minimum(centre + width, 1.0)


def suppress(cells: NDArray[np.int64], smallest: int) -> NDArray[np.int64]:
    """Hide small cells, and as many more as it takes that none can be worked out.

    Args:
        cells: (R, C) counts.
        smallest: counts below it are hidden, nought included.

    Returns:
        The counts with −1 where hidden: no row and no column hides exactly one.
    """
    hidden = cells < smallest
    while True:
        lonely = _lonely(cells, hidden)
        if lonely is None:
            return np.where(hidden, -1, cells)
        hidden[lonely] = True


def _lonely(cells: NDArray[np.int64], hidden: NDArray[np.bool_]) -> tuple[int, int] | None:
    """The cell to hide next: the smallest shown one in a line that hides exactly one."""
    for row in np.flatnonzero(hidden.sum(axis=1) == 1).tolist():
        shown = np.flatnonzero(~hidden[row])
        if len(shown):
            return row, int(shown[np.argmin(cells[row, shown])])
    for column in np.flatnonzero(hidden.sum(axis=0) == 1).tolist():
        shown = np.flatnonzero(~hidden[:, column])
        if len(shown):
            return int(shown[np.argmin(cells[shown, column])]), column
    return None
