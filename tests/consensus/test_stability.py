"""How firmly groups hold is published beside them (R6)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from konsens.consensus.opinion_map import OpinionMap
from konsens.consensus.result import result_of
from konsens.consensus.stability import adjusted_rand, jaccard
from tests.consensus import worlds

WAVERING = ("scoop-hivemind.affordable-housing", "brexit-consensus")
FIRM = (
    "scoop-hivemind.taxes",
    "scoop-hivemind.biodiversity",
    "vtaiwan.uberx",
    "austria-climate.5twd2jsnkf.2022-08-08",
)


@pytest.mark.parametrize("name", WAVERING)
def test_a_wavering_number_of_groups_is_called_uncertain(shared: Path, name: str) -> None:
    fitted = OpinionMap().fit(worlds.conversation(shared / "polis" / name))
    assert fitted.verdict_ == "uncertain"
    assert not fitted.stability_.certain


@pytest.mark.parametrize("name", FIRM)
def test_firm_groups_are_called_stable(shared: Path, name: str) -> None:
    fitted = OpinionMap().fit(worlds.conversation(shared / "polis" / name))
    assert fitted.verdict_ == "stable"
    assert fitted.stability_.stable.all()
    assert fitted.stability_.resamples == 100


def test_people_between_the_groups_are_shown_as_such() -> None:
    world = worlds.planted(300, 40, 0.35, groups=2, seed=4)
    result = result_of(OpinionMap(noise_draws=20, resamples=40).fit(world.votes))
    placed = [each for each in result["participants"] if each["group"] is not None]
    assert all(each["between"] == (each["membership"] < 0.6) for each in placed)
    assert 0 < sum(each["membership"] for each in placed) / len(placed) <= 1
    outside = [each for each in result["participants"] if each["group"] is None]
    assert all(each["membership"] is None and not each["between"] for each in outside)


def test_resamples_without_any_groups_count_against_stability() -> None:
    """Outliers that come and go leave no division with large enough groups."""
    fitted = OpinionMap(noise_draws=20, resamples=30).fit(worlds.planted(28, 40, 0.6, groups=2, seed=5).votes)
    assert fitted.stability_ is not None
    assert 1 in fitted.stability_.numbers
    assert fitted.verdict_ == "unstable"
    assert fitted.groups_ == 0


def test_overlap_is_the_common_share_of_both() -> None:
    table = np.array([[8, 2], [0, 10]])
    assert jaccard(table) == pytest.approx(np.array([[8 / 10, 2 / 20], [0, 10 / 12]]))


def test_agreement_of_divisions_is_one_for_the_same_and_nought_by_chance() -> None:
    assert adjusted_rand(np.array([[5, 0], [0, 7]])) == 1
    assert adjusted_rand(np.array([[0, 7], [5, 0]])) == 1
    assert adjusted_rand(np.array([[25, 25], [25, 25]])) == pytest.approx(0, abs=0.02)
    assert adjusted_rand(np.array([[12]])) == 1
    assert adjusted_rand(np.array([[1]])) == 1
