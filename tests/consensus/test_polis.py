"""The compatible mode says what Polis says (R3), and only what it says."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from konsens.consensus.opinion_map import OpinionMap
from konsens.consensus.polis import (
    PolisMap,
    _kmeans,
    group_aware_consensus,
    in_conversation,
    polis_map,
    priorities,
)
from konsens.consensus.repness import Selected, consensus_lists, repness_of, select
from konsens.consensus.result import result_of
from konsens.consensus.shares import Tallies, count
from konsens.consensus.votes import Votes, votes_from
from tests.consensus import worlds

OUTPUTS = ("25ptpt-3gp-no-strict-with-meta", "50ptpt-3gp-strict-no-meta", "above-100-ptpts")


@dataclass(frozen=True)
class Recorded:
    """What the engine of Polis wrote down, and the votes it had."""

    math: dict[str, Any]
    votes: Votes

    @property
    def columns(self) -> list[int]:
        names = self.votes.statements.tolist()
        return [names.index(str(each)) for each in self.math["tids"]]

    @property
    def tallies(self) -> Tallies:
        """Its own counts per group, statements in its own order."""
        groups = [self.math["group-votes"][str(g)]["votes"] for g in range(len(self.math["group-clusters"]))]
        agree, disagree, cast = (
            np.array([[each[str(tid)][key] for tid in self.math["tids"]] for each in groups]) for key in "ADS"
        )
        return Tallies(agree, disagree, cast, np.zeros(len(groups), np.int64))

    @property
    def live(self) -> np.ndarray:
        return np.array([each not in self.math["mod-out"] for each in self.math["tids"]])

    @property
    def labels(self) -> np.ndarray:
        """(P,) recorded group of each person."""
        place = {name: at for at, name in enumerate(self.votes.participants.tolist())}
        base = dict(zip(self.math["base-clusters"]["id"], self.math["base-clusters"]["members"], strict=True))
        labels = np.full(self.votes.people, -1, np.int64)
        for group in self.math["group-clusters"]:
            for who in (str(each) for cluster in group["members"] for each in base[cluster]):
                if who in place:
                    labels[place[who]] = group["id"]
        return labels


@pytest.fixture(params=OUTPUTS)
def recorded(shared: Path, request: pytest.FixtureRequest) -> Recorded:
    folder = shared / "polis-reference-outputs" / request.param
    math = json.loads((folder / "math-pca2.json").read_text())
    rows = json.loads((folder / "votes.json").read_text())
    votes = votes_from(
        [row["participant_id"] for row in rows],
        [row["statement_id"] for row in rows],
        [row["vote"] for row in rows],
        [int(row["modified"]) for row in rows],
        states={str(tid): -1 if tid in math["mod-out"] else 0 for tid in math["tids"]},
    )
    return Recorded(math, votes)


def test_components_and_centre_are_those_of_polis(recorded: Recorded) -> None:
    found = polis_map(recorded.votes)
    theirs = np.array(recorded.math["pca"]["comps"])
    cosines = np.abs((found.components[:, recorded.columns] * theirs).sum(axis=1))
    complete = (
        len(recorded.math["in-conv"]) <= recorded.votes.people and recorded.math["n"] == recorded.votes.people
    )
    # One output knows a participant whose votes are not in its file.
    assert cosines.min() >= (1 - 1e-12 if complete else 0.999)
    if complete:
        # Their sign is the database's: −1 is agreement there.
        assert -found.centre[recorded.columns] == pytest.approx(recorded.math["pca"]["center"], abs=1e-12)


def test_counts_per_recorded_group_are_those_of_polis(recorded: Recorded) -> None:
    tallies = count(recorded.votes, recorded.labels, len(recorded.math["group-clusters"]))
    for name in ("agree", "disagree", "votes"):
        assert np.array_equal(getattr(tallies, name)[:, recorded.columns], getattr(recorded.tallies, name))


def test_group_aware_consensus_is_that_of_polis(recorded: Recorded) -> None:
    theirs = np.array([recorded.math["group-aware-consensus"][str(tid)] for tid in recorded.math["tids"]])
    assert np.abs(group_aware_consensus(recorded.tallies) - theirs).max() <= 1e-12


def test_representative_statements_are_those_of_polis_in_its_order(recorded: Recorded) -> None:
    figures = repness_of(recorded.tallies)
    shown = select(figures, recorded.tallies, recorded.live)
    for group, ours in enumerate(shown):
        theirs = recorded.math["repness"][str(group)]
        assert [recorded.math["tids"][each.statement] for each in ours] == [each["tid"] for each in theirs]
        assert [each.agreeing for each in ours] == [each["repful-for"] == "agree" for each in theirs]
        assert [each.best_agree for each in ours] == [each.get("best-agree", False) for each in theirs]


def test_the_figures_of_representative_statements_are_those_of_polis(recorded: Recorded) -> None:
    figures = repness_of(recorded.tallies)
    for group, entries in recorded.math["repness"].items():
        for each in entries:
            at = int(group), recorded.math["tids"].index(each["tid"])
            agrees = each["repful-for"] == "agree"
            p, z, ratio, test = (
                (figures.pa, figures.pat, figures.ra, figures.rat)
                if agrees
                else (figures.pd, figures.pdt, figures.rd, figures.rdt)
            )
            assert p[at] == pytest.approx(each["p-success"], abs=1e-12)
            assert z[at] == pytest.approx(each["p-test"], abs=1e-9)
            assert ratio[at] == pytest.approx(each["repness"], abs=1e-9)
            # This one was written down with eight digits only.
            assert test[at] == pytest.approx(each["repness-test"], rel=1e-7)


def test_consensus_statements_of_everybody_are_those_of_polis(recorded: Recorded) -> None:
    everybody = count(recorded.votes, np.zeros(recorded.votes.people, np.int64), 1)
    lists = consensus_lists(everybody, recorded.votes.live)
    names = recorded.votes.statements.tolist()
    for ours, side in zip(lists, ("agree", "disagree"), strict=True):
        assert [names[j] for j in ours] == [str(each["tid"]) for each in recorded.math["consensus"][side]]


def test_a_cold_start_finds_nearly_the_recorded_groups(recorded: Recorded) -> None:
    """They are the end of a history; the reference measured the same agreement with a cold start."""
    theirs = recorded.labels
    ours = polis_map(recorded.votes, theirs >= 0).labels
    both = (theirs >= 0) & (ours >= 0)
    assert worlds.ari(theirs[both], ours[both]) > 0.6


def test_rejected_statements_damp_the_scale_as_in_polis() -> None:
    names, rows = ["a", "b", "c", "d"], [(1, 1, -1, 1), (-1, 1, 1, -1), (1, -1, 1, 0)]
    cells = [(who, name, vote) for who, row in enumerate(rows) for name, vote in zip(names, row, strict=True)]
    columns = [list(each) for each in zip(*cells, strict=True)]
    whole, damped = (votes_from(*columns, states={"d": state, "e": state}) for state in (0, -1))
    one, two = (
        polis_map(damped),
        polis_map(votes_from(*(list(c) for c in zip(*[x for x in cells if x[1] != "d"], strict=True)))),
    )
    # √(5 columns / (3 votes + 2 rejected)) instead of √(3 / 3): the same here, because all are damped alike.
    assert np.abs(one.points) == pytest.approx(np.abs(two.points), abs=1e-9)
    assert whole.people == 3


def test_who_is_clustered_has_seven_votes_or_is_among_the_fifteen_most_active() -> None:
    seen = np.arange(40, dtype=np.int32)
    busy = np.array([9] * 20 + [3] * 20)
    assert in_conversation(busy, 30, seen).sum() == 20
    few = np.array([9] * 5 + [3] * 30 + [0] * 5)
    chosen = in_conversation(few, 30, seen)
    assert chosen.sum() == 15
    assert chosen[:15].all()
    assert in_conversation(np.array([2, 1]), 2, seen[:2]).tolist() == [True, True]


def test_priority_rewards_the_little_asked_and_meta_statements_have_their_own() -> None:
    tallies = Tallies(np.array([[9, 1, 0]]), np.array([[1, 0, 0]]), np.array([[12, 1, 0]]), np.array([12]))
    weight = priorities(tallies, np.zeros(3), meta=[2])
    boost = 1 + 8 * 2 ** (-12 / 5)
    assert weight[0] == pytest.approx(((1 - 3 / 14) * 1 * (10 / 14) * boost) ** 2)
    assert weight[1] > weight[0]
    assert weight[2] == 49


def small_tallies(agree: list[list[int]], disagree: list[list[int]], cast: list[list[int]]) -> Tallies:
    return Tallies(np.array(agree), np.array(disagree), np.array(cast), np.full(len(agree), 10))


def test_where_nothing_is_sufficient_the_best_agreed_or_else_the_best_is_shown() -> None:
    live = np.array([True, True])
    # Pa > 0.5 with ra > 1, but too few votes for z.
    agreed = small_tallies([[2, 0], [1, 0]], [[0, 1], [1, 1]], [[3, 2], [3, 2]])
    first = select(repness_of(agreed), agreed, live)[0]
    assert first == [Selected(0, agreeing=True, best_agree=True)]
    # Nobody agreed with anything: the one with the largest test is shown.
    refused = small_tallies([[0, 0], [0, 0]], [[1, 1], [0, 1]], [[2, 2], [2, 2]])
    only = select(repness_of(refused), refused, live)[0]
    assert only == [Selected(0, agreeing=False)]
    assert select(repness_of(refused), refused, np.array([False, False]))[0] == []


def test_the_best_agreed_is_beaten_by_a_larger_product() -> None:
    tallies = small_tallies([[6, 9, 5], [6, 2, 9]], [[1, 0, 5], [1, 7, 1]], [[10, 10, 10], [10, 10, 10]])
    shown = select(repness_of(tallies), tallies, np.ones(3, bool))
    assert shown[0][0] == Selected(1, agreeing=True, best_agree=True)
    # A best one that does not stand out (ra < 1) gives way to whatever is agreed with more.
    widely = small_tallies([[8, 9], [10, 9]], [[0, 0], [0, 0]], [[10, 10], [10, 10]])
    assert select(repness_of(widely), widely, np.ones(2, bool))[0][0].statement == 1


@pytest.mark.parametrize("name", ["scoop-hivemind.biodiversity", "vtaiwan.uberx"])
def test_the_compatible_mode_is_a_result_like_any_other(shared: Path, name: str) -> None:
    votes = worlds.conversation(shared / "polis" / name)
    result = result_of(OpinionMap(polis=True).fit(votes))
    assert result["verdict"] == "polis"
    assert 2 <= len(result["groups"]) <= 5
    assert result["noise"]["draws"] == 0
    assert result["stability"] is None
    assert len(result["polis"]["representative"]) == len(result["groups"])


def test_a_round_without_a_second_person_has_no_groups_to_compare() -> None:
    alone: PolisMap = polis_map(votes_from(["kim"], ["a"], [1]))
    assert alone.silhouettes == {2: 0.0}
    assert alone.tallies.people.tolist() == [1]
    nobody = polis_map(votes_from([], [], []))
    assert nobody.labels.tolist() == []
    assert result_of(OpinionMap(polis=True).fit(votes_from([], [], [])))["groups"] == []


def test_dividing_ends_after_its_rounds_whether_settled_or_not() -> None:
    points = np.array([[0.0, 0.0], [0.1, 0.0], [5.0, 0.0], [9.0, 0.0], [9.1, 0.0]])
    _labels, once = _kmeans(points, np.ones(5), 2, 0)
    labels, settled = _kmeans(points, np.ones(5), 2, 20)
    assert once[:, 0].tolist() != settled[:, 0].tolist()
    assert labels.tolist() == [0, 0, 1, 1, 1]


def test_the_compatible_mode_needs_all_votes_in_one_place() -> None:
    votes = worlds.planted(60, 20, 0.5, groups=2).votes
    with pytest.raises(TypeError, match="in one place"):
        OpinionMap(polis=True).fit(worlds.split(votes, 2))
