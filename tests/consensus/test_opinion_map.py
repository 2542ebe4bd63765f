"""The same votes give the same bytes, whatever order, history or place they come from (R1, R2, R15)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from konsens.consensus.live import LiveMap
from konsens.consensus.opinion_map import OpinionMap
from konsens.consensus.result import canonical, result_of
from konsens.consensus.votes import Votes, votes_from
from tests.consensus import worlds

TESTED = {"noise_draws": 20, "resamples": 4}


def published(votes: Votes | list[Votes], **settings: int) -> bytes:
    """The bytes of everything the result hash covers."""
    result = result_of(OpinionMap(**settings).fit(votes))
    return canonical({key: value for key, value in result.items() if key != "received"})


@pytest.mark.parametrize("name", worlds.CONVERSATIONS)
def test_rows_in_any_order_and_parts_of_any_number_give_the_same_bytes(shared: Path, name: str) -> None:
    votes = worlds.conversation(shared / "polis" / name)
    tested = {"noise_draws": 3, "resamples": 1, "seed": 7}
    first = published(votes, **tested)
    for seed in (1, 2, 3):
        assert published(worlds.shuffled(votes, seed), **tested) == first
    assert published(worlds.split(votes, 3), **tested) == first


@pytest.mark.parametrize("parts", [1, 3, 17])
def test_a_round_of_our_own_gives_the_same_bytes_in_every_partition(parts: int) -> None:
    votes = worlds.planted(240, 40, 0.5, groups=2).votes
    assert published(worlds.split(votes, parts), **TESTED) == published(votes, **TESTED)


WITH_THREADS = """
import sys
from tests.consensus import worlds
from tests.consensus.test_opinion_map import published
import hashlib
print(hashlib.sha256(published(worlds.planted(900, 120, 0.4).votes, noise_draws=5, resamples=2)).hexdigest())
"""


def test_the_number_of_threads_does_not_matter() -> None:
    said = {
        subprocess.run(
            [sys.executable, "-c", WITH_THREADS],
            env={**os.environ, "OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for threads in ("1", "2", "4")
    }
    assert len(said) == 1


LOGGED = [name for name in worlds.CONVERSATIONS if not name.startswith("american")]


@pytest.mark.parametrize("name", LOGGED)
def test_a_replayed_history_is_forgotten(shared: Path, name: str) -> None:
    """Vote by vote, with planted changes of mind and moderation on and off, at two checkpoints."""
    folder = shared / "polis" / name
    table = worlds.table_of(worlds.conversation(folder))
    rows = worlds.log(folder)
    random = np.random.default_rng(5)
    live = LiveMap(seed=3)
    for statement, text in table.texts.items():
        live.add(statement, text=text, state=0)
    history: list[tuple[str, str, int]] = []
    stops = (len(rows) // 2, len(rows))
    for at, (_time, who, what, vote) in enumerate(rows, start=1):
        if at % 50 == 0:
            history.append((who, what, -vote if vote else 1))
            live.cast(*history[-1])
            live.moderate(what, int(random.integers(-1, 2)))
        history.append((who, what, vote))
        live.cast(who, what, vote)
        if at in stops:
            for statement, state in table.states.items():
                live.moderate(statement, state)
            columns = [list(each) for each in zip(*history, strict=True)]
            cold = votes_from(*columns, states=table.states, texts=table.texts)
            assert published(live.votes(), **TESTED_ONCE) == published(cold, **TESTED_ONCE)
            assert live.votes().counted == cold.counted


TESTED_ONCE = {"noise_draws": 3, "resamples": 1, "seed": 3}


def test_other_seeds_draw_other_lots_and_are_part_of_the_record() -> None:
    votes = worlds.planted(120, 30, 0.5, groups=2).votes
    one, two = (result_of(OpinionMap(seed=seed, **TESTED).fit(votes)) for seed in (1, 2))
    assert one["hashes"]["seed"] == 1
    assert one["hashes"]["input"] == two["hashes"]["input"]
    assert one["hashes"]["result"] != two["hashes"]["result"]
    assert one["noise"]["largest_share_of_noise"] != two["noise"]["largest_share_of_noise"]


def test_fitting_changes_nothing_of_the_input() -> None:
    votes = worlds.planted(60, 20, 0.5, groups=2).votes
    before = votes.digest()
    sectors = {name: ["a"] for name in votes.participants.tolist()}
    OpinionMap(**TESTED).fit(votes, sectors)
    assert votes.digest() == before
    with pytest.raises(ValueError, match="read-only"):
        votes.value[0] = 0


def test_a_number_of_groups_can_be_asked_for() -> None:
    votes = worlds.planted(300, 40, 0.5, groups=2).votes
    fitted = OpinionMap(groups=3, **TESTED).fit(votes)
    assert fitted.groups_ in (0, 3)
    assert {len(each.sizes) for each in fitted.drawing_.tried} == {3}


def test_in_very_large_rounds_a_lottery_of_people_is_tested(monkeypatch: pytest.MonkeyPatch) -> None:
    votes = worlds.planted(400, 40, 0.5, groups=2).votes
    monkeypatch.setattr("konsens.consensus.opinion_map.TESTED", len(votes.person) // 2)
    result = result_of(OpinionMap(**TESTED).fit(votes))
    assert 120 < result["noise"]["people"] < 280
    assert len(result["groups"]) == 2
    tested = sum(each["membership"] is not None for each in result["participants"])
    assert 0 < tested <= result["noise"]["people"]
    assert published(worlds.split(votes, 3), **TESTED) == published(votes, **TESTED)


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(0, 8), st.integers(0, 5), st.sampled_from([-1, 0, 1])), min_size=1, max_size=60
    ),
    st.randoms(use_true_random=False),
)
def test_any_votes_give_a_result_that_does_not_depend_on_their_order(
    rows: list[tuple[int, int, int]], random: object
) -> None:
    last = {(who, what): vote for who, what, vote in rows}
    cells = [(who, what, vote) for (who, what), vote in last.items()]
    other = list(cells)
    random.shuffle(other)  # type: ignore[attr-defined]
    one, two = (
        published(votes_from(*(list(each) for each in zip(*some, strict=True))), noise_draws=2, resamples=1)
        for some in (cells, other)
    )
    assert one == two
