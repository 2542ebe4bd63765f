"""Representative and consensus statements exactly as Polis selects them (compatible mode only)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from konsens.consensus.shares import Tallies
from konsens.consensus.votes import Floats

Z90: Final = 1.2816
MOST: Final = 5


@dataclass(frozen=True, slots=True)
class Repness:
    """Polis's figures per group and statement, (G, J) each.

    Attributes:
        pa, pd: (A + 1) / (n + 2) and the same of disagreement.
        pat, pdt: its z against one half.
        ra, rd: pa over the same of all other groups.
        rat, rdt: z of that comparison.
    """

    pa: Floats
    pd: Floats
    pat: Floats
    pdt: Floats
    ra: Floats
    rd: Floats
    rat: Floats
    rdt: Floats

    @property
    def agrees(self) -> NDArray[np.bool_]:
        """(G, J) whether the group stands out by agreeing, else by disagreeing."""
        return np.asarray(self.rat > self.rdt)


@dataclass(frozen=True, slots=True)
class Selected:
    """A statement that Polis shows for a group."""

    statement: int
    agreeing: bool
    best_agree: bool = False


def repness_of(tallies: Tallies) -> Repness:
    """All figures; the rest of a group is the members of all other groups."""
    agree, disagree, votes = (
        each.sum(axis=0) - each for each in (tallies.agree, tallies.disagree, tallies.votes)
    )
    rest = Tallies(agree, disagree, votes, tallies.people)
    sides = [_side(tallies, rest, agreeing=agreeing) for agreeing in (True, False)]
    (pa, pat, ra, rat), (pd, pdt, rd, rdt) = sides
    return Repness(pa, pd, pat, pdt, ra, rd, rat, rdt)


def _side(own: Tallies, rest: Tallies, *, agreeing: bool) -> tuple[Floats, Floats, Floats, Floats]:
    """p, its z, the ratio to the rest and its z for one side."""
    hits, n, others, m = own.side(agreeing), own.votes, rest.side(agreeing), rest.votes
    p = (hits + 1) / (n + 2)
    z = 2 * np.sqrt(n + 1) * ((hits + 1) / (n + 1) - 0.5)
    one, two, both = (hits + 1) / (n + 1), (others + 1) / (m + 1), (hits + others + 2) / (n + m + 2)
    spread = np.sqrt(np.maximum(both * (1 - both), 0) * (1 / (n + 1) + 1 / (m + 1)))
    test = np.where(both == 1, 0.0, (one - two) / np.where(spread > 0, spread, 1.0))
    return p, z, p / ((others + 1) / (m + 2)), test


def select(figures: Repness, tallies: Tallies, live: NDArray[np.bool_]) -> list[list[Selected]]:
    """Per group the at most five statements that Polis shows, agrees before disagrees."""
    return [_selected(figures, tallies, group, np.flatnonzero(live)) for group in range(len(tallies.people))]


def _selected(f: Repness, tallies: Tallies, g: int, live: NDArray[np.intp]) -> list[Selected]:
    voted = live[(tallies.agree[g, live] + tallies.disagree[g, live]) > 0]
    enough = ((f.rat > Z90) & (f.pat > Z90)) | ((f.rdt > Z90) & (f.pdt > Z90))
    sufficient = [int(j) for j in live if enough[g, j]]
    best_agree = _best_agree(f, g, voted)
    if not sufficient:
        if best_agree is not None:
            return [Selected(best_agree, bool(f.agrees[g, best_agree]), best_agree=True)]
        best = max(live.tolist(), key=lambda j: max(f.rat[g, j], f.rdt[g, j]), default=None)
        return [] if best is None else [Selected(best, bool(f.agrees[g, best]))]
    metric = np.where(f.agrees, f.ra * f.rat * f.pa * f.pat, f.rd * f.rdt * f.pd * f.pdt)[g]
    ranked = sorted((j for j in sufficient if j != best_agree), key=lambda j: -metric[j])
    first = (
        [] if best_agree is None else [Selected(best_agree, bool(f.agrees[g, best_agree]), best_agree=True)]
    )
    chosen = [*first, *(Selected(j, bool(f.agrees[g, j])) for j in ranked)][:MOST]
    return sorted(chosen, key=lambda each: not each.agreeing)


def _best_agree(f: Repness, g: int, voted: NDArray[np.intp]) -> int | None:
    """The statement that the group agrees with most, by Polis's cascade."""
    best: int | None = None
    for j in voted.tolist():
        if best is None:
            if f.pat[g, j] > Z90 or (f.ra[g, j] > 1 and f.pa[g, j] > 0.5):
                best = j
        elif f.ra[g, best] > 1:
            if _full(f, g, j) > _full(f, g, best):
                best = j
        elif f.pa[g, j] * f.pat[g, j] > f.pa[g, best] * f.pat[g, best]:
            best = j
    return best


def _full(f: Repness, g: int, j: int) -> float:
    return float(f.ra[g, j] * f.rat[g, j] * f.pa[g, j] * f.pat[g, j])


def consensus_lists(pooled: Tallies, live: NDArray[np.bool_]) -> tuple[list[int], list[int]]:
    """Polis's consensus over the whole population: agreed and disagreed, five each.

    Args:
        pooled: (1, J) counts over everybody.
        live: (J,) statements that were not rejected.
    """
    lists = []
    for agreeing in (True, False):
        hits, n = pooled.side(agreeing)[0], pooled.votes[0]
        p, z = (hits + 1) / (n + 2), 2 * np.sqrt(n + 1) * ((hits + 1) / (n + 1) - 0.5)
        fit = np.flatnonzero(live & (p > 0.5) & (z > Z90))
        lists.append(fit[np.argsort(-(p * z)[fit], kind="stable")][:MOST].tolist())
    return lists[0], lists[1]
