"""What is special about a group: as many statements as there are, and no more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import erfc

from konsens.consensus.common import FEWEST
from konsens.consensus.shares import Counts, Tallies
from konsens.consensus.votes import Floats

#: Of the statements shown, at most this share is expected to be a false find (R11).
FALSE_SHARE: Final = 0.1
Z95: Final = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Distinctive:
    """A statement by which a group differs from everybody else on the map.

    Attributes:
        group: number of the group.
        statement: index of the statement.
        agreeing: whether the group agrees more (else disagrees more) than the rest.
        share: share in the group, in [0, 1].
        rest: share among the rest.
        effect: difference of the two as estimated with its interval, in (0, 1].
        low: lower end of the effect, 95 %.
        high: upper end.
        p: two-sided p of the difference.
    """

    group: int
    statement: int
    agreeing: bool
    share: float
    rest: float
    effect: float
    low: float
    high: float
    p: float


def distinctive(tallies: Tallies, live: NDArray[np.bool_], fewest: int = FEWEST) -> tuple[Distinctive, ...]:
    """Find what is special about each group.

    Every group, statement and side is one test; Benjamini-Hochberg keeps the expected share
    of false finds at 10 %. Sorted by group, then by what the effect is at least.

    Args:
        tallies: (G, J) counts.
        live: (J,) statements that were not rejected.
        fewest: fewest votes of the group and of the rest.

    Source:
        Benjamini & Hochberg, JRSS B 57(1), 1995; Agresti & Caffo, The American Statistician
        54(4), 2000 (interval of the difference).
    """
    if len(tallies.people) < 2:
        return ()
    rest = tallies.votes.sum(axis=0) - tallies.votes
    testable = live & (np.minimum(tallies.votes, rest) >= fewest)
    sides = [_tested(tallies.side(agreeing), tallies.votes, testable) for agreeing in (True, False)]
    limit = false_discovery_limit(np.concatenate([p[testable & (effect > 0)] for p, effect, _width in sides]))
    found = [
        _described(tallies, int(g), int(j), agreeing, side)
        for agreeing, side in zip((True, False), sides, strict=True)
        for g, j in zip(*np.nonzero(testable & (side[1] > 0) & (side[0] <= limit)), strict=True)
    ]
    return tuple(sorted(found, key=lambda each: (each.group, -each.low, each.statement, not each.agreeing)))


def false_discovery_limit(p: Floats, share: float = FALSE_SHARE) -> float:
    """Largest p that still counts as a find (Benjamini-Hochberg); −1 when nothing does.

    Args:
        p: (n,) p-values in [0, 1].
        share: the expected share of false finds.
    """
    ranked = np.sort(p)
    passed = np.flatnonzero(ranked <= share * np.arange(1, len(p) + 1) / max(len(p), 1))
    return float(ranked[passed[-1]]) if len(passed) else -1.0


def _tested(hits: Counts, votes: Counts, testable: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
    """p, effect and its half width for each group against the rest, (G, J) each."""
    rest_hits, rest = hits.sum(axis=0) - hits, votes.sum(axis=0) - votes
    pooled = (hits + rest_hits) / np.maximum(votes + rest, 1)
    spread = np.sqrt(pooled * (1 - pooled) * (1 / np.maximum(votes, 1) + 1 / np.maximum(rest, 1)))
    raw = hits / np.maximum(votes, 1) - rest_hits / np.maximum(rest, 1)
    z = np.abs(raw) / np.maximum(spread, 1e-12)
    p = np.ones(hits.shape)
    # Twice the normal tail; the one-sided search for "more than the rest" doubles the tests, not p.
    p[testable] = erfc(z[testable] / np.sqrt(2))
    one, two = (hits + 1) / (votes + 2), (rest_hits + 1) / (rest + 2)
    width = Z95 * np.sqrt(one * (1 - one) / (votes + 2) + two * (1 - two) / (rest + 2))
    return p, one - two, width


def _described(
    tallies: Tallies, group: int, statement: int, agreeing: bool, side: tuple[Floats, Floats, Floats]
) -> Distinctive:
    """One find in words."""
    hits, votes = tallies.side(agreeing)[:, statement], tallies.votes[:, statement]
    p, effect, width = (float(each[group, statement]) for each in side)
    return Distinctive(
        group,
        statement,
        agreeing,
        share=float(hits[group] / votes[group]),
        rest=float((hits.sum() - hits[group]) / (votes.sum() - votes[group])),
        effect=effect,
        low=max(effect - width, -1.0),
        high=min(effect + width, 1.0),
        p=p,
    )
