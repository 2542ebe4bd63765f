"""The Polis-compatible mode: Polis's own groups and figures in the form of our result."""

from __future__ import annotations

from typing import Any

import numpy as np

from konsens.consensus.components import Components, snap
from konsens.consensus.drawing import Drawing
from konsens.consensus.grouping import Partition
from konsens.consensus.polis import PolisMap, polis_map
from konsens.consensus.positions import STEP
from konsens.consensus.repness import consensus_lists, repness_of, select
from konsens.consensus.shares import count
from konsens.consensus.votes import AnyVotes, Votes


def polis_drawing(votes: Votes) -> tuple[PolisMap, Drawing]:
    """What Polis computes, and the same as a drawing whose groups are sorted by size."""
    found = polis_map(votes)
    live = votes.live
    components = Components(snap(found.components[:, live]), np.zeros(2), found.centre[live])
    points = np.rint(found.points * STEP).astype(np.int64)
    drawing = Drawing(components, points, found.in_conv, (), _partition(found, points), 2)
    return found, drawing


def _partition(found: PolisMap, points: np.ndarray[Any, np.dtype[np.int64]]) -> Partition | None:
    """Polis's groups as a division, largest first; nothing when nobody is grouped."""
    labels = found.labels[found.in_conv]
    if not len(labels):
        return None
    sizes = np.bincount(labels)
    order = np.argsort(-sizes, kind="stable")
    rename = np.argsort(order)
    inside = points[found.in_conv]
    centres = np.stack([np.rint(inside[labels == group].mean(axis=0)) for group in order]).astype(np.int64)
    best = found.silhouettes.get(len(sizes), 0.0)
    return Partition(rename[labels], centres, sizes[order], 0.0, best, 0.0, 1)


def polis_section(votes: AnyVotes, found: PolisMap) -> dict[str, Any]:
    """Polis's figures as plain data: product, priorities, representative and consensus statements."""
    figures = repness_of(found.tallies)
    sizes = np.bincount(found.labels[found.labels >= 0])
    order = np.argsort(-sizes, kind="stable").tolist()
    shown = select(figures, found.tallies, votes.live)
    names = votes.statements.tolist()
    everybody = count(votes, np.zeros(votes.people, np.int64), 1)
    agreed, disagreed = consensus_lists(everybody, votes.live)
    return {
        "silhouettes": {str(k): round(each, 6) for k, each in found.silhouettes.items()},
        "group_aware_consensus": dict(zip(names, np.round(found.consensus, 6).tolist(), strict=True)),
        "priorities": dict(zip(names, np.round(found.priorities, 6).tolist(), strict=True)),
        "representative": [
            [
                {
                    "statement": names[each.statement],
                    "side": "agree" if each.agreeing else "disagree",
                    "best_agree": each.best_agree,
                }
                for each in shown[group]
            ]
            for group in order
        ],
        "consensus": {
            "agree": [names[j] for j in agreed],
            "disagree": [names[j] for j in disagreed],
        },
    }
