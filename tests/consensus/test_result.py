"""The result fits its schema, can be checked by anybody, and its exports add up (R1, R17, R18)."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import jsonschema
import pytest

from konsens.consensus.errors import VotesError
from konsens.consensus.opinion_map import OpinionMap
from konsens.consensus.polis_export import write_polis
from konsens.consensus.reading import read_votes
from konsens.consensus.result import result_hash, result_of, schema, written
from konsens.consensus.verifying import read_result, verified
from tests.consensus import worlds

ROOT = Path(__file__).parents[2]
TESTED = {"noise_draws": 20, "resamples": 3}


def fits(result: dict) -> None:
    jsonschema.validate(result, schema(), cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize("name", worlds.CONVERSATIONS)
def test_every_conversation_gives_a_result_that_fits_the_schema(shared: Path, name: str) -> None:
    votes = worlds.conversation(shared / "polis" / name)
    result = result_of(OpinionMap(**TESTED).fit(votes))
    fits(result)
    assert set(result) >= {"groups", "statements", "participants", "sectors", "invariants", "hashes"}
    assert set(result["hashes"]) == {"input", "version", "seed", "result"}
    assert result["invariants"]["votes_in"] == result["invariants"]["votes_counted"] == votes.counted.votes
    assert json.loads(written(result)) == result


@pytest.mark.parametrize(
    "settings",
    [TESTED, worlds.QUICK, {"polis": True}, {"listed": False, **TESTED}, {"smallest": 5, **TESTED}],
)
def test_every_kind_of_result_fits_the_schema(settings: dict[str, int]) -> None:
    votes = worlds.planted(300, 40, 0.5, groups=2, minority=0).votes
    sectors = {name: ("x", "y")[: 1 + at % 2] for at, name in enumerate(votes.participants.tolist())}
    result = result_of(OpinionMap(**settings).fit(votes, sectors))
    fits(result)
    assert len(result["groups"]) == 2
    assert bool(result["participants"]) == settings.get("listed", True)


def test_the_schema_in_the_docs_is_that_of_the_program() -> None:
    assert json.loads((ROOT / "docs/reference/opinion-map.schema.json").read_text()) == schema()


@pytest.fixture
def round_(tmp_path: Path) -> Path:
    """A folder with votes and a published result."""
    votes = worlds.planted(120, 20, 0.6, groups=2).votes
    write_polis(votes, tmp_path)
    read = read_votes(tmp_path / "votes.csv", tmp_path / "comments.csv")
    (tmp_path / "result.json").write_text(written(result_of(OpinionMap(seed=5, **TESTED).fit(read))))
    return tmp_path


def test_a_published_result_is_confirmed_from_the_votes(round_: Path) -> None:
    for name in ("votes.csv", "participants-votes.csv"):
        found = verified(read_result(round_ / "result.json"), round_ / name, {})
        assert found.same
        assert found.sentences("de") == ["Das Ergebnis stimmt, Zeichen für Zeichen."]
        assert found.sentences("en") == ["The result is right, byte for byte."]


def test_a_changed_vote_is_noticed(round_: Path) -> None:
    lines = (round_ / "votes.csv").read_text().splitlines()
    lines[1] = lines[1].rpartition(",")[0] + (
        "," + {"1": "-1", "0": "1", "-1": "0"}[lines[1].rpartition(",")[2]]
    )
    (round_ / "votes.csv").write_text("\n".join(lines))
    found = verified(read_result(round_ / "result.json"), round_ / "votes.csv", {})
    assert not found.same
    assert "Die Stimmen sind andere" in found.sentences("de")[0]
    assert "votes are not those" in found.sentences("en")[0]


def test_a_changed_result_is_noticed(round_: Path) -> None:
    result = read_result(round_ / "result.json")
    result["groups"][0]["people"] += 1
    found = verified(result, round_ / "votes.csv", {})
    assert found.sentences("en") == ["The result file was changed: its content does not fit its own hash."]
    result["hashes"]["result"] = result_hash(result)
    result["hashes"]["version"] = "0.9.0"
    again = verified(result, round_ / "votes.csv", {}).sentences("de")
    assert again[0] == "Aus denselben Stimmen kommt ein anderes Ergebnis heraus."
    assert "Version 0.9.0" in again[1]


def test_what_is_no_result_is_refused(tmp_path: Path, round_: Path) -> None:
    for text in ("{", "[]", '{"settings": {}}'):
        path = tmp_path / "other.json"
        path.write_text(text)
        with pytest.raises(VotesError, match="result file is incomplete"):
            read_result(path)
    odd = read_result(round_ / "result.json") | {"settings": {"colour": "green"}}
    with pytest.raises(VotesError, match="result file is incomplete"):
        verified(odd, round_ / "votes.csv", {})
    path.write_bytes(b"\xff\xff")
    with pytest.raises(VotesError, match="result file is incomplete"):
        read_result(path)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", ["vtaiwan.uberx", "scoop-hivemind.taxes"])
def test_the_counts_of_an_export_add_up(shared: Path, tmp_path: Path, name: str) -> None:
    folder = shared / "polis" / name
    votes = read_votes(folder / "votes.csv", folder / "comments.csv")
    result = result_of(OpinionMap(**worlds.QUICK).fit(votes))
    told = write_polis(votes, tmp_path, result=result, topic="Ein Thema")
    log, people = rows(tmp_path / "votes.csv"), rows(tmp_path / "participants-votes.csv")
    statements, groups = rows(tmp_path / "comments.csv"), rows(tmp_path / "comment-groups.csv")
    assert told["votes.csv"] == len(log) == votes.counted.votes
    assert sum(int(row["n-votes"]) for row in people) == len(log)
    for row, grouped in zip(statements, groups, strict=True):
        mine = [each["vote"] for each in log if each["comment-id"] == row["comment-id"]]
        assert int(row["agrees"]) == mine.count("1") == int(grouped["total-agrees"])
        assert int(row["disagrees"]) == mine.count("-1") == int(grouped["total-disagrees"])
        assert int(grouped["total-votes"]) == len(mine)
        inside = sum(int(grouped[f"group-{letter}-votes"]) for letter in "ab")
        assert inside <= len(mine)
        assert int(grouped["total-passes"]) == mine.count("0")
    with (tmp_path / "summary.csv").open() as file:
        summary = dict(csv.reader(file))
    assert summary["topic"] == "Ein Thema"
    assert int(summary["votes"]) == len(log)
    assert int(summary["groups"]) == len(result["groups"])
    assert int(summary["voters-in-conv"]) == sum(bool(row["group-id"]) for row in people)


def test_an_export_of_a_round_of_our_own_names_its_groups(tmp_path: Path) -> None:
    votes = worlds.planted(150, 24, 0.6, groups=2).votes
    write_polis(votes, tmp_path, result=result_of(OpinionMap(**TESTED).fit(votes)))
    first = rows(tmp_path / "comment-groups.csv")[0]
    four = [int(first[f"group-a-{what}"]) for what in ("votes", "agrees", "disagrees", "passes")]
    assert four[0] == sum(four[1:])
    assert {row["group-id"] for row in rows(tmp_path / "participants-votes.csv")} >= {"0", "1"}


def test_an_export_is_read_back_as_the_same_votes(shared: Path, tmp_path: Path) -> None:
    votes = worlds.conversation(shared / "polis" / "bg2050-volunteers")
    write_polis(votes, tmp_path)
    for name in ("votes.csv", "participants-votes.csv"):
        assert read_votes(tmp_path / name, tmp_path / "comments.csv").digest() == votes.digest()


def test_what_enough_members_of_a_group_did_not_answer_is_not_told() -> None:
    votes = worlds.planted(60, 40, 0.4, groups=2).votes
    result = result_of(OpinionMap(noise_draws=20, resamples=3).fit(votes))
    for statement in result["statements"]:
        cells = statement["groups"]
        assert sum(cell is None for cell in cells) != 1 or len(cells) < 2
        if None in cells:
            assert statement["agree"]["share"] is None
            assert not statement["agree"]["common_ground"]
