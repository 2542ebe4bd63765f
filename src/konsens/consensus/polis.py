"""What Polis would say about the same votes: the algorithm of its Clojure engine, cold start.

For comparison only, and documented as such: its groups depend on the order in which people
came, there is no test against noise, and rejected statements damp the scale. What is not
repeated are accidents of history: warm starts, the smoothing of k and dropped votes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from konsens.consensus.answers import VALUES, AnswersScatter, answers_of
from konsens.consensus.components import exact_components
from konsens.consensus.shares import Tallies, count
from konsens.consensus.votes import Floats, Votes

#: Polis's constants, under the names its own code gives them.
BASE_K: Final = 100
BASE_ITERS: Final = 100
GROUP_ITERS: Final = 20
MAX_K: Final = 5
MOVED: Final = 0.01
IN_CONV_VOTES: Final = 7
GREEDY_N: Final = 15
META_PRIORITY: Final = 49.0

Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PolisMap:
    """Everything Polis computes, for one set of votes.

    Attributes:
        centre: (J,) column means; 0 for rejected statements.
        components: (2, J) unit vectors; 0 for rejected statements.
        points: (P, 2) positions of people.
        extremity: (J,) length of each statement's projection.
        in_conv: (P,) who is clustered.
        labels: (P,) group, −1 without.
        base: (P,) base cluster, −1 without.
        silhouettes: mean silhouette per number of groups.
        tallies: (G, J) raw counts per group.
    """

    centre: Floats
    components: Floats
    points: Floats
    extremity: Floats
    in_conv: NDArray[np.bool_]
    labels: Labels
    base: Labels
    silhouettes: dict[int, float]
    tallies: Tallies

    @property
    def consensus(self) -> Floats:
        """(J,) group-aware consensus: the product over groups of (A + 1) / (n + 2)."""
        return group_aware_consensus(self.tallies)

    @property
    def priorities(self) -> Floats:
        """(J,) weight of each statement in Polis's own lottery, from the counts of now."""
        return priorities(self.tallies, self.extremity)


def polis_map(votes: Votes, in_conv: NDArray[np.bool_] | None = None) -> PolisMap:
    """Compute what Polis would from a cold start.

    Args:
        votes: the votes; people are taken in the order of their first vote.
        in_conv: (P,) who is clustered, where a recorded history says so.

    Source:
        Small, Björkegren, Erkkilä, Shaw, Megill, Polis: scaling deliberation, RECERCA 26(2),
        2021; the exact steps in the explanation "What Polis does".
    """
    live, size = votes.live, len(votes.statements)
    centre, directions = np.zeros(size), np.zeros((2, size))
    scatter = AnswersScatter(answers_of(votes))
    centre[live] = scatter.mean
    found = exact_components(scatter, 2)
    directions[: len(found), live] = found
    points = _project(votes, centre, directions)
    cast = votes.cast
    chosen = in_conversation(cast, size, votes.seen) if in_conv is None else in_conv
    labels, base, silhouettes = _grouped(points, chosen, votes.seen)
    extremity = np.sqrt(size) * np.linalg.norm((1 - centre) * directions, axis=0)
    tallies = count(votes, labels, int(labels.max(initial=-1)) + 1)
    return PolisMap(centre, directions, points, extremity, chosen, labels, base, silhouettes, tallies)


def _project(votes: Votes, centre: Floats, directions: Floats) -> Floats:
    """Positions; rejected statements count as voted by everybody in the scale, as in Polis."""
    live, size = votes.live, len(votes.statements)
    answers = answers_of(votes)
    table = (VALUES[:, None] - centre[live, None, None]) * directions[:, live].T[:, None, :]
    known = answers.cast + int((~live).sum())
    scale = np.sqrt(size / np.maximum(known, 1))
    return np.asarray(answers.per_person(table) * scale[:, None])


def in_conversation(cast: NDArray[np.int64], statements: int, seen: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Who is clustered: everybody with 7 votes, filled up to 15 with the most active.

    Args:
        cast: (P,) votes on any statement.
        statements: how many statements there are, rejected ones included.
        seen: (P,) rank by first vote, which decides ties.
    """
    chosen = cast >= min(IN_CONV_VOTES, statements)
    if chosen.sum() < GREEDY_N:
        chosen = np.zeros(len(cast), bool)
        chosen[np.lexsort((seen, -cast))[:GREEDY_N]] = True
    return np.asarray(chosen & (cast > 0))


def _grouped(
    points: Floats, chosen: NDArray[np.bool_], seen: NDArray[np.int32]
) -> tuple[Labels, Labels, dict[int, float]]:
    """Base clusters, then groups of base clusters, k by silhouette, ties upward."""
    people = np.flatnonzero(chosen)
    people = people[np.argsort(seen[people])]
    labels, base = np.full(len(points), -1, np.int64), np.full(len(points), -1, np.int64)
    if not len(people):
        return labels, base, {}
    own, centres = _kmeans(points[people], np.ones(len(people)), BASE_K, BASE_ITERS)
    base[people] = own
    weight = np.bincount(own).astype(np.float64)
    best, silhouettes = np.zeros(len(centres), np.int64), {}
    for k in range(2, min(MAX_K, 2 + len(centres) // 12) + 1):
        division, _middle = _kmeans(centres, weight, k, GROUP_ITERS)
        silhouettes[k] = _silhouette(centres, division)
        if silhouettes[k] >= max(silhouettes.values()):
            best = division
    labels[people] = best[own]
    return labels, base, silhouettes


def _kmeans(points: Floats, weight: Floats, k: int, rounds: int) -> tuple[Labels, Floats]:
    """Lloyd from the first k distinct points; emptied clusters vanish."""
    first = np.sort(np.unique(points, axis=0, return_index=True)[1])[:k]
    centres = points[first]
    for _round in range(rounds + 1):
        distance = ((points[:, None, :] - centres[None]) ** 2).sum(axis=2)
        # The last of equals, as a Clojure map yields them.
        labels = distance.shape[1] - 1 - np.argmin(distance[:, ::-1], axis=1)
        mass = np.bincount(labels, weight, len(centres))
        sums = np.stack([np.bincount(labels, weight * axis, len(centres)) for axis in points.T], axis=1)
        rename = np.cumsum(mass > 0) - 1
        moved, labels = sums[mass > 0] / mass[mass > 0, None], rename[labels]
        settled = len(moved) == len(centres) and _settled(moved, centres)
        centres = moved
        if settled:
            break
    return labels, centres


def _settled(one: Floats, two: Floats) -> bool:
    """Whether no centre of the sorted lists moved by 0.01 or more."""
    sorted_one, sorted_two = (each[np.lexsort(each.T[::-1])] for each in (one, two))
    return bool((np.linalg.norm(sorted_one - sorted_two, axis=1) < MOVED).all())


def _silhouette(points: Floats, labels: Labels) -> float:
    """Mean silhouette over base centres, unweighted; a cluster of one counts as 0."""
    if labels.max() < 1:
        return 0.0
    apart = np.linalg.norm(points[:, None, :] - points[None], axis=2)
    sizes = np.bincount(labels)
    sums = np.stack([apart[:, labels == group].sum(axis=1) for group in range(len(sizes))], axis=1)
    at = np.arange(len(points))
    own = sums[at, labels] / np.maximum(sizes[labels] - 1, 1)
    others = sums / sizes
    others[at, labels] = np.inf
    nearest = others.min(axis=1)
    each = (nearest - own) / np.maximum(np.maximum(nearest, own), 1e-300)
    return float(np.where(sizes[labels] > 1, each, 0.0).mean())


def group_aware_consensus(tallies: Tallies) -> Floats:
    """(J,) product over groups of (A + 1) / (n + 2)."""
    return np.asarray(((tallies.agree + 1) / (tallies.votes + 2)).prod(axis=0))


def priorities(tallies: Tallies, extremity: Floats, meta: Sequence[int] = ()) -> Floats:
    """(J,) Polis's weight of each statement: importance, boosted while few have voted.

    Args:
        tallies: (G, J) counts.
        extremity: (J,) how far each statement pulls people apart.
        meta: indices of meta statements, which have a fixed weight.
    """
    pooled = tallies.pooled()
    cast, agree = pooled.votes[0], pooled.agree[0]
    passed = cast - agree - pooled.disagree[0]
    importance = (1 - (passed + 1) / (cast + 2)) * (extremity + 1) * (agree + 1) / (cast + 2)
    weight = (importance * (1 + 8 * 2.0 ** (-cast / 5))) ** 2
    weight[list(meta)] = META_PRIORITY
    return np.asarray(weight)
