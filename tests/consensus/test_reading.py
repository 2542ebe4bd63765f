"""Votes come in as they are: nothing is dropped in silence, and whatever is wrong is named (R17)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow
import pytest
from pyarrow import parquet

from konsens.consensus.errors import SENTENCES, VotesError
from konsens.consensus.opinion_map import OpinionMap
from konsens.consensus.reading import read_sectors, read_statements, read_votes
from konsens.consensus.result import result_of
from konsens.consensus.votes import votes_from
from tests.consensus import worlds

WITH_LOG = [name for name in worlds.CONVERSATIONS if not name.startswith("american")]


@pytest.mark.parametrize("name", WITH_LOG)
def test_the_log_and_the_matrix_of_a_conversation_hold_the_same_votes(shared: Path, name: str) -> None:
    folder = shared / "polis" / name
    log = read_votes(folder / "votes.csv", folder / "comments.csv")
    matrix = worlds.conversation(folder)
    assert log.digest() == matrix.digest()
    assert log.counted.rows == log.counted.votes + log.counted.repeated


@pytest.mark.parametrize("name", worlds.CONVERSATIONS)
def test_every_conversation_is_read_whole(shared: Path, name: str) -> None:
    folder = shared / "polis" / name
    votes = worlds.conversation(folder)
    with (folder / "participants-votes.csv").open(encoding="utf-8") as file:
        told = sum(int(row["n-votes"]) for row in worlds.csv.DictReader(file))
    assert votes.counted.votes == told
    result = result_of(OpinionMap(**worlds.QUICK).fit(votes))
    assert result["invariants"]["holds"]
    assert result["invariants"]["votes_counted"] == told


@pytest.fixture
def write(tmp_path: Path):
    def written(text: str | bytes, name: str = "votes.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return written


def test_the_last_vote_counts_and_the_others_are_counted(write) -> None:
    votes = read_votes(write(worlds.SMALL))
    assert votes.participants.tolist() == ["ali", "kim", "mia"]
    assert votes.counted.rows == 9
    assert (votes.counted.votes, votes.counted.repeated, votes.counted.changed) == (8, 1, 1)
    mia = votes.value[(votes.person == 2) & (votes.statement == votes.statements.tolist().index("car"))]
    assert mia.tolist() == [-1]


def test_time_decides_which_vote_is_the_last_whatever_the_order_of_rows(write) -> None:
    rows = ["kim,a,1,300", "kim,a,-1,100", "kim,a,0,200", "kim,b,1,5", "kim,b,-1,5"]
    for order in (rows, rows[::-1]):
        votes = read_votes(write("participant,statement,vote,at\n" + "\n".join(order)))
        # At the same moment the larger value counts, never the later row.
        assert votes.value.tolist() == [1, 1]
        assert votes.counted.changed == 2


def test_a_matrix_a_long_table_and_parquet_are_the_same_round(write, tmp_path: Path) -> None:
    long = read_votes(write(worlds.SMALL))
    matrix = (
        "participant,xid,group-id,bench,tree,car\nkim,x,0,1,1,-1\nali,,,1,0,1\nmia,,,1,,-1\nnobody,,,,,\n"
    )
    assert read_votes(write(matrix)).digest() == long.digest()
    assert read_votes(write(matrix.replace(",", ";"))).digest() == long.digest()
    columns = [line.split(",") for line in worlds.SMALL.strip().split("\n")[1:]]
    table = pyarrow.table(
        {
            "participant": [row[0] for row in columns],
            "statement": [row[1] for row in columns],
            "vote": [int(row[2]) for row in columns],
        }
    )
    parquet.write_table(table, tmp_path / "votes.parquet")
    assert read_votes(tmp_path / "votes.parquet").digest() == long.digest()


def test_parquet_with_times_and_empty_votes(tmp_path: Path) -> None:
    table = pyarrow.table(
        {"participant": [7, 7, 8], "statement": [1, 1, 1], "vote": [1, -1, None], "at": [20, 10, 5]}
    )
    parquet.write_table(table, tmp_path / "votes.parquet")
    votes = read_votes(tmp_path / "votes.parquet")
    assert (votes.participants.tolist(), votes.value.tolist()) == (["7"], [1])


def test_a_parquet_file_that_ends_too_early_is_refused(tmp_path: Path) -> None:
    whole = tmp_path / "whole.parquet"
    parquet.write_table(pyarrow.table({"participant": ["kim"], "statement": ["a"], "vote": [1]}), whole)
    for size in (10, len(whole.read_bytes()) - 6):
        short = tmp_path / "short.parquet"
        short.write_bytes(whole.read_bytes()[:size])
        with pytest.raises(VotesError, match="Parquet file is damaged"):
            read_votes(short)
    parquet.write_table(pyarrow.table({"participant": ["kim"], "vote": [1]}), whole)
    with pytest.raises(VotesError, match="missing: statement"):
        read_votes(whole)


def test_without_pyarrow_parquet_is_refused_with_the_way_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(VotesError, match="pip install pyarrow"):
        read_votes(tmp_path / "votes.parquet")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not a single vote"),
        ("participant,statement,vote\n", "not a single vote"),
        ("participant,a,b\nkim,,\n", "not a single vote"),
        ("who,what\nkim,a\n", "missing: participant"),
        ("participant,statement\nkim,a\n", "missing: vote"),
        ("participant,statement,vote\nkim,a,2\n", "Line 2: “2” is not a vote"),
        ("participant,statement,vote\nkim,a,yes\n", "Line 2: “yes” is not a vote"),
        ("participant,a\nkim,7\n", "Line 2: “7” is not a vote"),
        ("participant,statement,vote\n,a,1\n", "Line 2: participant or statement is missing"),
        ("participant,a\n,1\n", "Line 2: participant or statement is missing"),
        ("participant,a\nkim,1\nkim,1\n", "“kim” stands twice"),
        ("participant,statement,vote\nkim,a\n", "Line 2 has 2 fields instead of 3"),
        ("participant,statement,vote,at\nkim,a,1,noon\n", "Line 2: “noon” is not a time"),
        ("participant,statement,vote,at\nkim,a,1,\nkim,b,1,5\n", "Line 2: “” is not a time"),
        (b"participant,statement,vote\nk\xfcm,a,1\n", "neither UTF-8 nor UTF-16: byte 28"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(write, text: str | bytes, says: str) -> None:
    with pytest.raises(VotesError) as refused:
        read_votes(write(text))
    assert says in str(refused.value)
    assert refused.value.sentence("de") != refused.value.sentence("en")


def test_a_file_of_a_spreadsheet_is_read_in_its_own_encoding(write) -> None:
    text = "participant;statement;vote\r\nJörg;Bäume;1\r\n\r\nÖzge;Bäume;-1.0\r\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        votes = read_votes(write(text.encode(encoding)))
        assert votes.participants.tolist() == ["Jörg", "Özge"]
        assert votes.value.tolist() == [1, -1]


def test_a_line_that_no_reader_takes_is_named(write) -> None:
    long = "x" * 140_000
    with pytest.raises(VotesError, match="Line 3 cannot be read"):
        read_votes(write(f"participant,statement,vote\nkim,a,1\nkim,{long},1\n"))


def test_whoever_waits_is_told_how_far_reading_is(write) -> None:
    told: list[tuple[str, int, int]] = []
    path = write("participant,statement,vote\n" + "".join(f"p{n},a,1\n" for n in range(9000)))
    read_votes(path, progress=lambda *each: told.append(each))
    assert [step for step, _done, _of in told] == ["read", "read"]
    assert all(0 < done <= of == path.stat().st_size for _step, done, of in told)


def test_empty_votes_are_no_votes(write) -> None:
    votes = read_votes(write("participant,statement,vote\nkim,a,\nkim,b,1\n"))
    assert votes.counted.rows == 1


def test_statements_bring_wording_and_moderation(write) -> None:
    table = (
        "comment-id,comment-body,moderated,is-meta\n"
        "a,Mehr Bänke,1,false\nb,Weg damit,-1,false\nc,Wer bin ich?,1,true\n"
    )
    votes = read_votes(write("participant,statement,vote\nkim,a,1\nkim,x,1\n"), write(table, "comments.csv"))
    assert votes.statements.tolist() == ["a", "b", "c", "x"]
    assert votes.text == ("Mehr Bänke", "Weg damit", "Wer bin ich?", "")
    assert votes.state.tolist() == [1, -1, -1, 0]
    assert votes.counted.unknown_statements == 1
    bare = read_statements(write("statement\na\n", "bare.csv"))
    assert (bare.texts, bare.states) == ({"a": ""}, {"a": 0})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("statement,state\na,1\na,1\n", "“a” stands twice"),
        ("statement,state\na,maybe\n", "“maybe” is not a state"),
        ("name\na\n", "missing: comment-id / statement"),
    ],
)
def test_a_table_of_statements_is_refused_likewise(write, text: str, says: str) -> None:
    with pytest.raises(VotesError, match=says):
        read_statements(write(text))


def test_a_person_may_stand_in_several_sectors(write) -> None:
    found = read_sectors(write("participant,sector\nkim,club\nkim,church\nali,club\n"))
    assert found == {"kim": ("church", "club"), "ali": ("club",)}
    with pytest.raises(VotesError, match="Line 2"):
        read_sectors(write("participant,sector\nkim,\n"))


def test_columns_of_different_length_and_unknown_values_are_refused() -> None:
    with pytest.raises(VotesError, match="differ in number: 1, 2, 1"):
        votes_from(["kim"], ["a", "b"], [1])
    with pytest.raises(VotesError, match="Line 2"):
        votes_from(["kim", "ali"], ["a", "a"], [1, 3])
    with pytest.raises(VotesError, match="not a vote"):
        votes_from(["kim"], ["a"], np.array(["x"]))
    with pytest.raises(VotesError, match="moderation"):
        votes_from(["kim"], ["a"], [1], states={"a": 5})


def test_every_refusal_is_said_in_both_languages() -> None:
    assert all(german and english and german != english for german, english in SENTENCES.values())


def test_numbers_are_sorted_as_numbers_and_other_names_as_text() -> None:
    assert votes_from(["10", "9"], ["a", "a"], [1, 1]).participants.tolist() == ["9", "10"]
    assert votes_from(["10", "09"], ["a", "a"], [1, 1]).participants.tolist() == ["09", "10"]
    assert votes_from([10, 9], ["a", "a"], [1, 1]).participants.tolist() == ["9", "10"]
    assert votes_from(["1" * 30, "9"], ["a", "a"], [1, 1]).participants.tolist() == ["1" * 30, "9"]


@pytest.mark.parametrize(
    "columns",
    [
        (["kim"], ["a"], [1]),
        (["kim"] * 9, list("abcdefghi"), [1, -1, 0] * 3),
        ([f"p{n}" for n in range(30)], ["a"] * 30, [1, -1, 0] * 10),
        ([f"p{n}" for n in range(30)] * 2, ["a"] * 30 + ["b"] * 30, [1] * 60),
        ([f"p{n}" for n in range(30)] * 2, ["a"] * 30 + ["b"] * 30, [0] * 60),
        ([], [], []),
    ],
    ids=["one vote", "one person", "one statement", "all agree", "all pass", "nothing"],
)
def test_the_smallest_rounds_have_a_result(columns: tuple[list[str], list[str], list[int]]) -> None:
    for settings in ({"noise_draws": 5, "resamples": 2}, worlds.QUICK, {"polis": True}):
        result = result_of(OpinionMap(**settings).fit(votes_from(*columns)))
        assert result["invariants"]["holds"]
        assert result["invariants"]["votes_counted"] == len(columns[0])


def test_a_round_whose_statements_are_all_rejected_counts_its_votes() -> None:
    votes = votes_from(["kim", "ali"], ["a", "a"], [1, -1], states={"a": -1})
    result = result_of(OpinionMap(noise_draws=5, resamples=2).fit(votes))
    assert result["invariants"]["votes_on_rejected_statements"] == 2
    assert result["verdict"] == "none"
    assert not result["statements"][0]["agree"]["common_ground"]


CROWD = """
import resource
import numpy as np
from konsens.consensus.opinion_map import OpinionMap
from konsens.consensus.result import result_of
from konsens.consensus.votes import votes_from
people = np.arange(2_000_000)
fitted = OpinionMap(noise_draws=1, resamples=1, listed=False).fit(
    votes_from(people, people % 50, (people // 50) % 3 - 1))
result = result_of(fitted)
print(result["verdict"], result["invariants"]["votes_counted"], result["invariants"]["holds"])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def test_two_million_people_with_one_vote_each_are_all_counted() -> None:
    said = subprocess.run([sys.executable, "-c", CROWD], capture_output=True, text=True, check=True).stdout
    verdict, counted, holds, megabytes = said.split()
    assert (verdict, counted, holds) == ("none", "2000000", "True")
    assert int(megabytes) < 3000
