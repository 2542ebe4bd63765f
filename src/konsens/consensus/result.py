"""The result as plain data: rounded, ordered, hashed, the same bytes for the same votes."""

from __future__ import annotations

import hashlib
import json
from importlib import resources
from typing import Any, Final

from konsens.consensus.compatible import polis_section
from konsens.consensus.opinion_map import VERSION, OpinionMap
from konsens.consensus.sections import (
    Json,
    groups,
    invariants,
    map_drawn,
    minorities,
    noise,
    number,
    participants,
    received,
    sectors,
    stability,
    statements,
)

FORMAT: Final = "konsens-opinion-map/1"


def result_of(fitted: OpinionMap) -> Json:
    """Everything a fitted map says, as plain data that fits ``result.schema.json``."""
    settings = fitted.settings
    data: Json = {
        "format": FORMAT,
        "verdict": fitted.verdict_,
        "settings": {name: getattr(settings, name) for name in sorted(settings.__slots__)},
        "noise": noise(fitted),
        "stability": stability(fitted),
        "map": map_drawn(fitted),
        "groups": groups(fitted),
        "statements": statements(fitted),
        "minorities": minorities(fitted),
        "participants": participants(fitted) if settings.listed else [],
        "sectors": sectors(fitted),
        "influence": {
            "most_active_left_out": fitted.influence_.most_active,
            "accounts_folded": fitted.influence_.alike,
            "pushers": fitted.influence_.pushers,
        },
        "second_opinion": {
            "kendall": number(fitted.kendall_),
            "rounds": fitted.bridging_.rounds,
        },
        "polis": polis_section(fitted.votes_, fitted.polis_) if fitted.polis_ is not None else None,
        "invariants": invariants(fitted),
        "received": received(fitted),
    }
    data["hashes"] = {
        "input": input_hash(fitted),
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
    """A result as readable text: one line per entry of a list, in the order in which it was made."""
    lines = []
    for key, value in data.items():
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        if isinstance(value, list) and value:
            each = ",\n  ".join(json.dumps(one, ensure_ascii=False, allow_nan=False) for one in value)
            text = f"[\n  {each}\n ]"
        lines.append(f" {json.dumps(key)}: {text}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def result_hash(data: Json) -> str:
    """SHA-256 of everything but the hashes themselves and how the votes came in."""
    said = {key: value for key, value in data.items() if key not in ("hashes", "received")}
    return hashlib.sha256(canonical(said)).hexdigest()


def input_hash(fitted: OpinionMap) -> str:
    """SHA-256 of votes, moderation and sectors, whatever order they came in."""
    declared = sorted((who, sorted(own)) for who, own in fitted.members_.items())
    return hashlib.sha256(f"{fitted.votes_.digest()}\n{json.dumps(declared)}".encode()).hexdigest()


def schema() -> dict[str, Any]:
    """The published JSON Schema of the result."""
    text = resources.files("konsens.consensus").joinpath("result.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded
