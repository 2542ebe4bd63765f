"""The result as plain data: rounded, ordered, hashed, the same bytes for the same votes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from konsens.consensus.common import CommonGround
from konsens.consensus.distinctive import Distinctive
from konsens.consensus.opinion_map import VERSION, OpinionMap
from konsens.consensus.positions import STEP
from konsens.consensus.shares import Tallies, count, jeffreys
from konsens.consensus.stability import BETWEEN

#: Decimals of every figure. Rounding far above the last bit is what makes the bytes agree
#: between processors whose logarithms differ in that bit.
DECIMALS: Final = 6
FORMAT: Final = "konsens-opinion-map/1"

Json = dict[str, Any]


def result_of(fitted: OpinionMap, sectors: Mapping[str, Sequence[str]] | None = None) -> Json:
    """Everything a fitted map says, as plain data that fits ``result.schema.json``.

    Args:
        fitted: a fitted map.
        sectors: the declared sectors it was fitted with, for the input hash.
    """
    settings = fitted.settings
    data: Json = {
        "format": FORMAT,
        "verdict": fitted.verdict_,
        "settings": {name: getattr(settings, name) for name in sorted(settings.__slots__)},
        "noise": _noise(fitted),
        "stability": _stability(fitted),
        "map": _map(fitted),
        "groups": _groups(fitted),
        "statements": _statements(fitted),
        "minorities": _minorities(fitted),
        "participants": _participants(fitted),
        "sectors": _sectors(fitted),
        "influence": {
            "most_active_left_out": fitted.influence_.most_active,
            "accounts_folded": fitted.influence_.alike,
            "pushers": fitted.influence_.pushers,
        },
        "second_opinion": {
            "kendall": number(fitted.kendall_),
            "rounds": fitted.bridging_.rounds,
        },
        "invariants": invariants(fitted),
    }
    data["hashes"] = {
        "input": input_hash(fitted, sectors or {}),
        "version": VERSION,
        "seed": settings.seed,
        "result": result_hash(data),
    }
    return data


def canonical(data: Json) -> bytes:
    """The bytes of some data: sorted keys, no spaces, UTF-8."""
    return json.dumps(
        data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def written(data: Json) -> str:
    """A result as readable text, in the order in which it was made."""
    return json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def result_hash(data: Json) -> str:
    """SHA-256 of everything but the hashes themselves."""
    return hashlib.sha256(
        canonical({key: value for key, value in data.items() if key != "hashes"})
    ).hexdigest()


def input_hash(fitted: OpinionMap, sectors: Mapping[str, Sequence[str]]) -> str:
    """SHA-256 of votes, moderation and sectors, whatever order they came in."""
    declared = sorted((who, sorted(own)) for who, own in sectors.items())
    return hashlib.sha256(f"{fitted.votes_.digest()}\n{json.dumps(declared)}".encode()).hexdigest()


def schema() -> Json:
    """The published JSON Schema of the result."""
    text = resources.files("konsens.consensus").joinpath("result.schema.json").read_text(encoding="utf-8")
    loaded: Json = json.loads(text)
    return loaded


def number(value: float) -> float | None:
    """A figure with six decimals; what is not a number becomes nothing."""
    return None if np.isnan(value) else round(float(value), DECIMALS) + 0.0


def _noise(fitted: OpinionMap) -> Json:
    noise = fitted.noise_
    return {
        "draws": noise.draws,
        "p": number(noise.p),
        "share": number(noise.share),
        "largest_share_of_noise": number(noise.noise),
        "dimensions": noise.dimensions,
    }


def _stability(fitted: OpinionMap) -> Json | None:
    stability = fitted.stability_
    if stability is None:
        return None
    return {
        "resamples": stability.resamples,
        "numbers": {str(key): value for key, value in stability.numbers.items()},
        "number_certain": stability.certain,
        "agreement": number(stability.agreement),
        "overlap": [number(each) for each in stability.overlap],
    }


def _map(fitted: OpinionMap) -> Json:
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


def _groups(fitted: OpinionMap) -> list[Json]:
    return [_group(fitted, group) for group in range(fitted.groups_)]


def _group(fitted: OpinionMap, group: int) -> Json:
    chosen, stability = fitted.drawing_.chosen, fitted.stability_
    centre = chosen.centres[group] if chosen is not None else np.zeros(0)
    return {
        "group": group,
        "people": int((fitted.labels_ == group).sum()),
        "centre": [number(each / STEP) for each in centre],
        "stable": None if stability is None else bool(stability.stable[group]),
        "overlap": None if stability is None else number(stability.overlap[group]),
        "distinctive": [_distinctive(fitted, each) for each in fitted.distinctive_ if each.group == group],
    }


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


def _statements(fitted: OpinionMap) -> list[Json]:
    votes, pooled = fitted.votes_, everybody(fitted)
    intervals = [jeffreys(pooled.side(side), pooled.votes) for side in (True, False)]
    shown = [
        _shown(fitted.tallies_, group, fitted.settings.smallest)
        for group in range(len(fitted.tallies_.people))
    ]
    return [
        {
            "statement": str(votes.statements[j]),
            "text": votes.text[j],
            "state": int(votes.state[j]),
            "everybody": _cell(pooled, 0, j, intervals),
            "groups": [each[j] for each in shown] if fitted.groups_ else [],
            "agree": _ground(fitted.agree_, fitted.influence_.agree, j),
            "disagree": _ground(fitted.disagree_, fitted.influence_.disagree, j),
            "divide": {
                "gap": number(fitted.divide_.gap[j]),
                "certain": number(fitted.divide_.certain[j]),
                "found": bool(fitted.divide_.found[j] and votes.state[j] >= 0),
            },
            "bridging": number(fitted.bridging_.score[j]),
        }
        for j in range(len(votes.statements))
    ]


def everybody(fitted: OpinionMap) -> Tallies:
    """(1, J) counts over all participants, on the map or not."""
    return count(fitted.votes_, np.zeros(fitted.votes_.people, np.int64), 1)


def _shown(tallies: Tallies, group: int, smallest: int) -> list[Json | None]:
    """One group's answers to all statements; nothing where too few answered to be shown."""
    intervals = [jeffreys(tallies.side(side)[[group]], tallies.votes[[group]]) for side in (True, False)]
    one = Tallies(
        tallies.agree[[group]], tallies.disagree[[group]], tallies.votes[[group]], tallies.people[[group]]
    )
    return [
        _cell(one, 0, j, intervals) if one.votes[0, j] >= smallest else None
        for j in range(tallies.votes.shape[1])
    ]


def _cell(
    tallies: Tallies, group: int, j: int, intervals: list[tuple[NDArray[np.float64], NDArray[np.float64]]]
) -> Json:
    cell = tallies.cell(group, j)
    named = {}
    for name, hits, (low, high) in zip(
        ("agree", "disagree"), (cell.agree, cell.disagree), intervals, strict=True
    ):
        named[name] = {
            "votes": hits,
            "share": number(hits / cell.votes) if cell.votes else None,
            "low": number(low[group, j]),
            "high": number(high[group, j]),
        }
    return {"votes": cell.votes, "passed": cell.passed, **named}


def _ground(ground: CommonGround, stands: NDArray[np.bool_], j: int) -> Json:
    return {
        "share": number(ground.share[j]),
        "low": number(ground.low[j]),
        "high": number(ground.high[j]),
        "mean": number(ground.mean[j]),
        "product": number(ground.product[j]),
        "enough_votes": bool(ground.enough[j]),
        "common_ground": bool(stands[j]),
        "fragile": bool(ground.found[j] and not stands[j]),
    }


def _minorities(fitted: OpinionMap) -> list[Json]:
    return [
        {
            "people": each.people,
            "strength": number(each.strength),
            "statements": [_distinctive(fitted, one) for one in each.statements],
        }
        for each in fitted.minorities_
    ]


def _participants(fitted: OpinionMap) -> list[Json]:
    drawing, stability = fitted.drawing_, fitted.stability_
    votes = fitted.votes_
    counted = np.bincount(votes.person, minlength=votes.people)
    found = []
    for at, name in enumerate(votes.participants.tolist()):
        share = (
            number(stability.membership[at]) if stability is not None and fitted.labels_[at] >= 0 else None
        )
        found.append(
            {
                "participant": str(name),
                "votes": int(counted[at]),
                "position": [number(each / STEP) for each in drawing.points[at]]
                if drawing.placed[at]
                else None,
                "group": int(fitted.labels_[at]) if fitted.labels_[at] >= 0 else None,
                "membership": share,
                "between": share is not None and share < BETWEEN,
            }
        )
    return found


def _sectors(fitted: OpinionMap) -> Json | None:
    sectors = fitted.sectors_
    if sectors is None:
        return None
    smallest = fitted.settings.smallest
    shown = [_shown(sectors.tallies, at, smallest) for at in range(len(sectors.names))]
    return {
        "names": list(sectors.names),
        "people": sectors.tallies.people.tolist(),
        "too_small": list(sectors.too_small),
        "cross": [[None if cell < 0 else int(cell) for cell in row] for row in sectors.cross],
        "statements": [
            {
                "statement": str(name),
                "sectors": [each[j] for each in shown],
                "mean": number(sectors.mean[j]),
                "low": number(sectors.low[j]),
                "high": number(sectors.high[j]),
                "at_least": number(sectors.agree.low[j]),
                "common_ground": bool(
                    sectors.agree.found[j] and (sectors.tallies.votes[:, j] >= smallest).all()
                ),
                "objections": [sectors.names[at] for at in np.flatnonzero(sectors.objections[:, j])],
            }
            for j, name in enumerate(fitted.votes_.statements.tolist())
        ],
    }


def invariants(fitted: OpinionMap) -> Json:
    """What must add up: rows in = votes counted + repeated, and the tables hold every vote (R17)."""
    votes, counted = fitted.votes_, fitted.votes_.counted
    return {
        "rows": counted.rows,
        "votes": counted.votes,
        "repeated": counted.repeated,
        "changed": counted.changed,
        "unknown_statements": counted.unknown_statements,
        "votes_in_tables": fitted.votes_in_tables_,
        "votes_in_statements": int(everybody(fitted).votes.sum()),
        "participants": votes.people,
        "placed": int(fitted.drawing_.placed.sum()),
        "statements": len(votes.statements),
        "rejected": int((votes.state < 0).sum()),
        "holds": counted.rows == counted.votes + counted.repeated
        and counted.votes == fitted.votes_in_tables_ == int(everybody(fitted).votes.sum()),
    }
