"""Declared sectors beside discovered groups (R9)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from konsens.consensus.opinion_map import OpinionMap
from konsens.consensus.reading import read_sectors, read_votes
from konsens.consensus.result import result_of
from konsens.consensus.sectors import suppress
from konsens.consensus.votes import votes_from
from tests.consensus import worlds


def test_parties_of_the_bundestag_are_sectors_of_equal_weight(shared: Path) -> None:
    path = shared / "sectors" / "bundestag18-participants-votes.csv"
    votes, members = read_votes(path), read_sectors(path)
    result = result_of(OpinionMap(noise_draws=20, resamples=10).fit(votes, members))
    sectors = result["sectors"]
    assert len(sectors["names"]) >= 4
    assert sum(sectors["people"]) <= votes.people
    for row, name in enumerate(sectors["names"]):
        people = [who for who, own in members.items() if name in own]
        assert sectors["people"][row] == len(set(people) & set(votes.participants.tolist()))
    sayable = [each for each in sectors["statements"] if each["mean"] is not None]
    assert sayable
    for each in sayable:
        shares = [cell["agree"]["share"] for cell in each["sectors"]]
        assert each["mean"] == pytest.approx(sum(shares) / len(shares), abs=1e-6)
        assert each["low"] <= each["mean"] + 0.02
        assert each["mean"] - 0.02 <= each["high"]
    # In a parliament the groups are nearly the sides of the house: every party lies mostly in one group.
    for line in sectors["cross"]:
        shares = [cell["share"] for cell in line if cell is not None and cell["share"] is not None]
        assert not shares or max(shares) > 0.6


def test_a_person_may_be_in_several_sectors_and_counts_in_each() -> None:
    votes = votes_from([f"p{n}" for n in range(30)], ["a"] * 30, [1] * 20 + [-1] * 10)
    members = {f"p{n}": ["church", "club"] if n < 15 else ["club"] for n in range(30)} | {"nobody": ["club"]}
    result = result_of(OpinionMap(**worlds.QUICK).fit(votes, members))
    assert result["sectors"]["names"] == ["church", "club"]
    assert result["sectors"]["people"] == [15, 30]
    cells = result["sectors"]["statements"][0]["sectors"]
    assert [cell["agree"]["votes"] for cell in cells] == [15, 20]


def test_a_small_sector_outweighs_nobody_and_is_outweighed_by_nobody() -> None:
    votes = votes_from([f"p{n}" for n in range(120)], ["a"] * 120, [1] * 100 + [-1] * 20)
    members = {f"p{n}": ["many"] if n < 100 else ["few"] for n in range(120)}
    found = result_of(OpinionMap(**worlds.QUICK).fit(votes, members))["sectors"]["statements"][0]
    assert found["mean"] == 0.5
    assert found["objections"] == ["few"]
    assert not found["common_ground"]


def test_what_all_sectors_refuse_is_a_common_refusal() -> None:
    votes = votes_from([f"p{n}" for n in range(60)], ["a"] * 60, [-1] * 60)
    members = {f"p{n}": [("x", "y")[n % 2]] for n in range(60)}
    found = result_of(OpinionMap(**worlds.QUICK).fit(votes, members))["sectors"]["statements"][0]
    assert found["common_refusal"]
    assert found["objections"] == ["x", "y"]


def test_sectors_below_ten_people_are_named_and_not_shown() -> None:
    votes = votes_from([f"p{n}" for n in range(30)], ["a"] * 30, [1] * 30)
    members = {f"p{n}": ["large"] if n < 21 else ["small"] for n in range(30)}
    public = result_of(OpinionMap(**worlds.QUICK).fit(votes, members))["sectors"]
    assert (public["names"], public["too_small"]) == (["large"], ["small"])
    staff = result_of(OpinionMap(smallest=5, **worlds.QUICK).fit(votes, members))["sectors"]
    assert staff["names"] == ["large", "small"]
    alone = OpinionMap(**worlds.QUICK).fit(votes, {"p1": ["alone"]})
    assert alone.sectors_ is None
    assert result_of(alone)["sectors"] is None


def test_no_cell_with_fewer_than_ten_answers_is_published(shared: Path) -> None:
    path = shared / "sectors" / "bundestag18-participants-votes.csv"
    result = result_of(OpinionMap(noise_draws=20, resamples=5).fit(read_votes(path), read_sectors(path)))
    cells = [cell for each in result["statements"] for cell in each["groups"]]
    cells += [cell for each in result["sectors"]["statements"] for cell in each["sectors"]]
    assert all(cell is None or cell["votes"] >= 10 for cell in cells)
    crossed = [cell for line in result["sectors"]["cross"] for cell in line]
    assert all(cell is None or cell["people"] >= 10 for cell in crossed)


@given(
    st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=1, max_size=5),
    st.sampled_from([5, 10]),
)
def test_a_hidden_cell_cannot_be_worked_out_from_its_line(rows: list[list[int]], smallest: int) -> None:
    cells = np.array(rows)
    shown = suppress(cells, smallest)
    hidden = shown < 0
    assert ((shown == cells) | hidden).all()
    assert not ((shown >= 0) & (shown < smallest)).any()
    assert not (hidden.sum(axis=1) == 1).any()
    assert len(cells) == 1 or not (hidden.sum(axis=0) == 1).any()
    if not (cells < smallest).any():
        assert not hidden.any()
