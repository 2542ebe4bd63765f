"""A running round: every vote counts at once, and nothing of its history remains (R2, R14)."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from konsens.consensus.errors import VotesError
from konsens.consensus.live import LiveMap
from konsens.consensus.opinion_map import OpinionMap
from konsens.consensus.result import result_of
from konsens.consensus.tables import Tables, tables_of
from tests.consensus import worlds


def same(one: Tables, two: Tables) -> bool:
    return one.people == two.people and all(
        np.array_equal(getattr(one, name), getattr(two, name)) for name in ("statements", "xx", "xm", "mm")
    )


STEP = st.tuples(
    st.sampled_from(["cast", "cast", "cast", "withdraw", "moderate"]),
    st.sampled_from(["kim", "ali", "mia", "7", "12"]),
    st.sampled_from(["a", "b", "c", "10", "9"]),
    st.sampled_from([-1, 0, 1]),
)


@settings(max_examples=150)
@given(st.lists(STEP, max_size=60))
def test_tables_follow_every_step_exactly(steps: list[tuple[str, str, str, int]]) -> None:
    live, standing = LiveMap(), dict[tuple[str, str], int]()
    for what, who, statement, value in steps:
        if what == "moderate":
            live.moderate(statement, value)
        elif what == "cast":
            live.cast(who, statement, value)
            standing[who, statement] = value
        elif (who, statement) in standing:
            live.withdraw(who, statement)
            del standing[who, statement]
    votes = live.votes()
    found = {
        (str(votes.participants[p]), str(votes.statements[s])): int(v)
        for p, s, v in zip(votes.person, votes.statement, votes.value, strict=True)
    }
    assert found == standing
    assert same(live.tables(), tables_of(votes))
    assert live.tables().votes == len(standing)
    assert votes.counted.rows == votes.counted.votes + votes.counted.repeated


def test_a_vote_that_is_taken_back_was_never_cast() -> None:
    live, other = LiveMap(), LiveMap()
    for who, what, vote in (("kim", "a", 1), ("kim", "b", -1), ("ali", "a", 0)):
        live.cast(who, what, vote)
    live.cast("kim", "a", -1)
    live.cast("kim", "a", -1)
    live.withdraw("ali", "a")
    live.withdraw("kim", "b")
    other.cast("kim", "a", -1)
    assert live.votes().participants.tolist() == ["kim"]
    assert live.votes().counted.changed == 1
    assert same(live.tables(), tables_of(live.votes()))
    assert live.tables().mm.sum() == other.tables().mm.sum() == 1


def test_tables_make_room_for_more_statements() -> None:
    live = LiveMap()
    for n in range(150):
        live.cast("kim", f"s{n}", (n % 3) - 1)
    assert same(live.tables(), tables_of(live.votes()))


def test_the_map_of_a_running_round_is_the_provisional_map_of_its_votes() -> None:
    world = worlds.planted(200, 30, 0.5, groups=2).votes
    live = LiveMap(seed=4)
    for who, what, vote in zip(
        world.participants[world.person], world.statements[world.statement], world.value, strict=True
    ):
        live.cast(str(who), str(what), int(vote))
    fresh = live.fresh()
    cold = OpinionMap(seed=4, **worlds.QUICK).fit(world)
    assert fresh.verdict == "provisional"
    assert np.array_equal(fresh.drawing.points, cold.drawing_.points)
    assert np.array_equal(fresh.drawing.labels, cold.labels_)
    assert np.array_equal(fresh.agree.found, cold.agree_.found)
    assert np.array_equal(fresh.tallies.agree, cold.tallies_.agree)
    assert live.votes().digest() == world.digest()


def test_tests_lag_behind_and_say_of_when_they_are() -> None:
    world = worlds.planted(200, 30, 0.5, groups=2).votes
    live = LiveMap(seed=4)
    for at, (who, what, vote) in enumerate(
        zip(world.participants[world.person], world.statements[world.statement], world.value, strict=True)
    ):
        if at == len(world.person) - 100:
            live.check(at="yesterday", noise_draws=20, resamples=5)
        live.cast(str(who), str(what), int(vote))
    fresh = live.fresh()
    assert fresh.checked is not None
    assert fresh.checked.at == "yesterday"
    assert fresh.checked.votes == fresh.votes.counted.votes - 100
    assert fresh.verdict == fresh.checked.fitted.verdict_ != "provisional"
    assert fresh.drawing.dimensions == fresh.checked.fitted.drawing_.dimensions


def test_a_round_that_has_just_begun_has_one_population() -> None:
    live = LiveMap()
    assert live.fresh().votes.people == 0
    live.add("a", text="Mehr Bänke", state=1)
    live.cast("kim", "a", 1)
    fresh = live.fresh()
    assert fresh.drawing.chosen is None
    assert fresh.tallies.agree.tolist() == [[1]]
    assert fresh.votes.text == ("Mehr Bänke",)


def test_what_cannot_be_is_refused() -> None:
    live = LiveMap()
    with pytest.raises(VotesError, match="not a vote"):
        live.cast("kim", "a", 2)
    with pytest.raises(VotesError, match="moderation"):
        live.moderate("a", 3)
    with pytest.raises(VotesError, match="not known"):
        live.withdraw("kim", "a")
    live.cast("kim", "a", 1)
    with pytest.raises(VotesError, match="not known"):
        live.withdraw("kim", "b")


def test_one_vote_takes_less_than_a_millisecond_and_a_fresh_map_less_than_a_tenth_of_a_second(
    shared: Path,
) -> None:
    """Processor time, because the machine has other things to do; the bench has the largest round."""
    votes = worlds.conversation(shared / "polis" / "vtaiwan.uberx")
    live = LiveMap()
    for name, state in zip(votes.statements.tolist(), votes.state.tolist(), strict=True):
        live.add(name, state=state)
    people, names = votes.participants.tolist(), votes.statements.tolist()
    order = np.random.default_rng(1).permutation(len(votes.person))
    spent = []
    for at in order.tolist():
        start = time.thread_time()
        live.cast(people[votes.person[at]], names[votes.statement[at]], int(votes.value[at]))
        spent.append(time.thread_time() - start)
    assert np.quantile(spent, 0.99) < 0.001
    quickest = []
    for _try in range(3):
        start = time.thread_time()
        live.fresh()
        quickest.append(time.thread_time() - start)
    assert min(quickest) < 0.1
    assert result_of(OpinionMap(**worlds.QUICK).fit(live.votes()))["hashes"]["input"]
