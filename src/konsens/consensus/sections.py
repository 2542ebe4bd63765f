"""The sections of a result: one function per key, plain data, nothing that is too small."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from konsens.consensus.common import CommonGround
from konsens.consensus.distinctive import Distinctive
from konsens.consensus.opinion_map import OpinionMap
from konsens.consensus.positions import STEP
from konsens.consensus.sectors import suppress
from konsens.consensus.shares import Tallies, count, jeffreys
from konsens.consensus.stability import BETWEEN
from konsens.consensus.votes import Floats

#: Decimals of every figure. Rounding far above the last bit is what makes the bytes agree
#: between processors whose logarithms differ in that bit.
DECIMALS: Final = 6

Json = dict[str, Any]


def number(value: float) -> float | None:
    """A figure with six decimals; what is not a number becomes nothing."""
    return None if np.isnan(value) else round(float(value), DECIMALS) + 0.0


def noise(fitted: OpinionMap) -> Json:
    """What shuffling says, and about how many people."""
    found = fitted.noise_
    return {
        "draws": found.draws,
        "people": int(fitted.tested_.sum()),
        "p": number(found.p),
        "share": number(found.share),
        "largest_share_of_noise": number(found.noise),
        "dimensions": found.dimensions,
    }


def stability(fitted: OpinionMap) -> Json | None:
    """What leaving people out says."""
    found = fitted.stability_
    if found is None:
        return None
    return {
        "resamples": found.resamples,
        "numbers": {str(key): value for key, value in found.numbers.items()},
        "number_certain": found.certain,
        "agreement": number(found.agreement),
        "overlap": [number(each) for each in found.overlap],
    }


def map_drawn(fitted: OpinionMap) -> Json:
    """The directions of the map and the divisions that were tried."""
    components = fitted.drawing_.components
    live = fitted.votes_.statements[fitted.votes_.live]
    return {
        "statements": live.tolist(),
        "shares": [number(each) for each in components.shares],
        "directions": [[number(each) for each in row] for row in components.directions],
        "tried": [
            {"groups": len(each.sizes), "silhouette": number(each.silhouette), "hits": each.hits}
            for each in fitted.drawing_.tried
        ],
    }


def groups(fitted: OpinionMap) -> list[Json]:
    """The groups, largest first; none when there are none."""
    chosen, held = fitted.drawing_.chosen, fitted.stability_
    if chosen is None or not fitted.groups_:
        return []
    return [
        {
            "group": group,
            "people": int(chosen.sizes[group]),
            "centre": [number(each / STEP) for each in chosen.centres[group]],
            "stable": None if held is None else bool(held.stable[group]),
            "overlap": None if held is None else number(held.overlap[group]),
            "distinctive": [
                _distinctive(fitted, each) for each in fitted.distinctive_ if each.group == group
            ],
        }
        for group in range(fitted.groups_)
    ]


def _distinctive(fitted: OpinionMap, each: Distinctive) -> Json:
    return {
        "statement": str(fitted.votes_.statements[each.statement]),
        "side": "agree" if each.agreeing else "disagree",
        "share": number(each.share),
        "rest": number(each.rest),
        "effect": number(each.effect),
        "low": number(each.low),
        "high": number(each.high),
        "p": number(each.p),
    }


def statements(fitted: OpinionMap) -> list[Json]:
    """Every statement: everybody, each group, common ground on both sides, divide, bridging."""
    votes, smallest = fitted.votes_, fitted.settings.smallest
    tallies, pooled = fitted.tallies_, everybody(fitted)
    total = _cells(pooled, np.ones(pooled.votes.shape, bool))[0]
    shown = np.asarray(suppress(tallies.votes, smallest) >= smallest)
    cells = _cells(tallies, shown) if fitted.groups_ else []
    sayable = np.asarray((tallies.votes >= smallest).all(axis=0))
    bridging = np.full(len(votes.statements), np.nan)
    bridging[votes.live] = fitted.bridging_.score
    agree = _grounds(fitted.agree_, fitted.influence_.agree, sayable & votes.live)
    disagree = _grounds(fitted.disagree_, fitted.influence_.disagree, sayable & votes.live)
    divide = fitted.divide_
    return [
        {
            "statement": name,
            "text": votes.text[j],
            "state": int(votes.state[j]),
            "everybody": total[j],
            "groups": [each[j] for each in cells],
            "agree": agree[j],
            "disagree": disagree[j],
            "divide": {
                "gap": number(divide.gap[j]) if sayable[j] else None,
                "certain": number(divide.certain[j]) if sayable[j] else None,
                "found": bool(divide.found[j] and votes.live[j]),
            },
            "bridging": number(bridging[j]),
        }
        for j, name in enumerate(votes.statements.tolist())
    ]


def everybody(fitted: OpinionMap) -> Tallies:
    """(1, J) counts over all participants, on the map or not."""
    return count(fitted.votes_, np.zeros(fitted.votes_.people, np.int64), 1)


def _cells(tallies: Tallies, shown: NDArray[np.bool_]) -> list[list[Json | None]]:
    """Per group and statement the counts and shares; nothing where they are not shown."""
    ends = {side: jeffreys(tallies.side(side), tallies.votes) for side in (True, False)}
    return [
        [_cell(tallies, group, j, ends) if shown[group, j] else None for j in range(tallies.votes.shape[1])]
        for group in range(len(tallies.people))
    ]


def _cell(tallies: Tallies, group: int, j: int, ends: dict[bool, tuple[Floats, Floats]]) -> Json:
    cell = tallies.cell(group, j)
    sides = {
        name: {
            "votes": hits,
            "share": number(hits / cell.votes) if cell.votes else None,
            "low": number(ends[side][0][group, j]),
            "high": number(ends[side][1][group, j]),
        }
        for name, side, hits in (("agree", True, cell.agree), ("disagree", False, cell.disagree))
    }
    return {"votes": cell.votes, "passed": cell.passed, **sides}


def _grounds(ground: CommonGround, stands: NDArray[np.bool_], sayable: NDArray[np.bool_]) -> list[Json]:
    figures = {"share": ground.share, "low": ground.low, "high": ground.high}
    figures |= {"mean": ground.mean, "product": ground.product}
    return [
        {
            **{name: number(each[j]) if sayable[j] else None for name, each in figures.items()},
            "enough_votes": bool(ground.enough[j]),
            "common_ground": bool(stands[j]),
            "fragile": bool(sayable[j] and ground.found[j] and not stands[j]),
        }
        for j in range(len(stands))
    ]


def minorities(fitted: OpinionMap) -> list[Json]:
    """Small positions with what is special about them."""
    return [
        {
            "people": each.people,
            "strength": number(each.strength),
            "statements": [_distinctive(fitted, one) for one in each.statements],
        }
        for each in fitted.minorities_
    ]


def participants(fitted: OpinionMap) -> list[Json]:
    """Where everybody stands: position, group and how surely it is theirs."""
    drawing, votes = fitted.drawing_, fitted.votes_
    cast = votes.cast.tolist()
    places = (drawing.points / STEP).tolist()
    labels, placed, surely = fitted.labels_.tolist(), drawing.placed.tolist(), _membership(fitted)
    return [
        {
            "participant": name,
            "votes": cast[at],
            "position": [round(each, DECIMALS) for each in places[at]] if placed[at] else None,
            "group": labels[at] if labels[at] >= 0 else None,
            "membership": surely[at],
            "between": surely[at] is not None and surely[at] < BETWEEN,
        }
        for at, name in enumerate(votes.participants.tolist())
    ]


def _membership(fitted: OpinionMap) -> list[Any]:
    """Share of resamples in which each person stayed, where there is a group and a test."""
    found = fitted.stability_
    full = np.full(fitted.votes_.people, np.nan)
    if found is not None:
        full[fitted.tested_] = found.membership
    full[fitted.labels_ < 0] = np.nan
    return [number(each) for each in full]


def sectors(fitted: OpinionMap) -> Json | None:
    """Declared sectors, each weighing the same, and the cross table with the groups."""
    found, smallest = fitted.sectors_, fitted.settings.smallest
    if found is None:
        return None
    cells = _cells(found.tallies, found.tallies.votes >= smallest)
    sayable = (found.tallies.votes >= smallest).all(axis=0) & fitted.votes_.live
    return {
        "names": list(found.names),
        "people": found.tallies.people.tolist(),
        "too_small": list(found.too_small),
        "cross": _cross(found.cross),
        "statements": [
            {
                "statement": name,
                "sectors": [each[j] for each in cells],
                "mean": number(found.mean[j]) if sayable[j] else None,
                "low": number(found.low[j]) if sayable[j] else None,
                "high": number(found.high[j]) if sayable[j] else None,
                "at_least": number(found.agree.low[j]) if sayable[j] else None,
                "common_ground": bool(found.agree.found[j] and sayable[j]),
                "common_refusal": bool(found.disagree.found[j] and sayable[j]),
                "objections": [found.names[at] for at in np.flatnonzero(found.objections[:, j])],
            }
            for j, name in enumerate(fitted.votes_.statements.tolist())
        ],
    }


def _cross(cells: NDArray[np.int64]) -> list[list[Json | None]]:
    """Sector × group: people, and which share of the sector's people on the map that is."""
    whole = np.where((cells < 0).any(axis=1), 0, cells.sum(axis=1))[:, None] + np.zeros_like(cells)
    low, high = jeffreys(np.where(whole > 0, cells, 0), whole)
    return [
        [
            None
            if cell < 0
            else {
                "people": cell,
                "share": number(cell / whole[row, at]) if whole[row, at] else None,
                "low": number(low[row, at]) if whole[row, at] else None,
                "high": number(high[row, at]) if whole[row, at] else None,
            }
            for at, cell in enumerate(line)
        ]
        for row, line in enumerate(cells.tolist())
    ]


def invariants(fitted: OpinionMap) -> Json:
    """What must add up: every vote that came in and counts is in the figures (R17)."""
    votes, counted = fitted.votes_, fitted.votes_.counted
    shown = int(everybody(fitted).votes.sum())
    on_live, on_rejected = int(fitted.answers_.cast.sum()), int(everybody(fitted).votes[0, ~votes.live].sum())
    return {
        "votes_in": counted.votes,
        "votes_counted": shown,
        "votes_on_live_statements": on_live,
        "votes_on_rejected_statements": on_rejected,
        "participants": votes.people,
        "placed": int(fitted.drawing_.placed.sum()),
        "statements": len(votes.statements),
        "rejected": int((~votes.live).sum()),
        "holds": counted.rows == counted.votes + counted.repeated
        and counted.votes == shown == on_live + on_rejected,
    }


def received(fitted: OpinionMap) -> Json:
    """How the votes came in; another file of the same votes may differ here and nowhere else."""
    counted = fitted.votes_.counted
    return {
        "rows": counted.rows,
        "repeated": counted.repeated,
        "changed": counted.changed,
        "unknown_statements": counted.unknown_statements,
    }
