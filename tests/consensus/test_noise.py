"""It says "no groups" when there are none (R4), and looks into as many directions as there are (R5)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from konsens.consensus.answers import answers_of
from konsens.consensus.noise import Shuffler, noise_test
from konsens.consensus.opinion_map import OpinionMap
from konsens.consensus.votes import votes_from
from tests.consensus import worlds


def test_noise_is_called_structure_in_at_most_seven_of_a_hundred_rounds() -> None:
    alarms = sum(
        noise_test(answers_of(worlds.noise(100, 30, 0.4, seed)), seed, draws=99).structured
        for seed in range(200)
    )
    assert alarms <= 14


def test_four_planted_groups_are_found_to_be_more_than_noise() -> None:
    rounds = [worlds.planted(300, 60, 0.3, seed=seed).votes for seed in range(40)]
    found = sum(noise_test(answers_of(votes), 1).structured for votes in rounds)
    assert found >= 38


def test_twenty_six_people_are_too_few_for_groups(shared: Path) -> None:
    fitted = OpinionMap().fit(worlds.conversation(shared / "polis" / "london.youth.policing"))
    assert fitted.verdict_ == "unstable"
    assert fitted.groups_ == 0
    assert len(fitted.tallies_.people) == 1


def test_noise_has_no_groups_and_one_population() -> None:
    fitted = OpinionMap(resamples=20).fit(worlds.noise(200, 40, 0.4, 3))
    assert fitted.verdict_ == "none"
    assert fitted.groups_ == 0
    assert fitted.distinctive_ == ()


def test_three_directions_show_four_groups_that_two_would_hide() -> None:
    world = worlds.planted(10_000, 500, 0.1)
    fitted = OpinionMap(noise_draws=20, resamples=0).fit(world.votes)
    assert fitted.noise_.dimensions == 3
    assert len(fitted.drawing_.chosen.sizes) == 4
    placed = fitted.drawing_.placed
    assert worlds.ari(world.groups[placed], fitted.drawing_.chosen.labels) >= 0.88


def test_shuffling_keeps_who_voted_and_how_each_statement_fared() -> None:
    votes = worlds.planted(80, 20, 0.5, groups=2).votes
    shuffler = Shuffler(answers_of(votes), 3)
    one, two = shuffler.shuffled(0), shuffler.shuffled(1)
    assert not np.array_equal(one, two)
    assert np.array_equal(one, shuffler.shuffled(0))
    for statement in range(20):
        mine = shuffler.column == statement
        for shuffled in (one, two):
            assert sorted(shuffled[mine]) == sorted(shuffler.value[mine])


def test_an_untested_map_takes_two_directions_and_says_that_it_is_untested() -> None:
    found = noise_test(answers_of(worlds.planted(80, 20, 0.5, groups=2).votes), 0, draws=0)
    assert (found.p, found.draws, found.dimensions) == (1.0, 0, 2)
    assert not found.structured


@pytest.mark.parametrize("value", [-1, 0, 1])
def test_unanimity_is_no_structure(value: int) -> None:
    votes = votes_from([1, 1, 2, 2], ["a", "b", "a", "b"], [value] * 4)
    found = noise_test(answers_of(votes), 0, draws=3)
    assert (found.share, found.dimensions, found.structured) == (0.0, 0, False)
