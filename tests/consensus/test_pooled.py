"""Votes in several places are one map; tables are enough for its directions (R15)."""

from __future__ import annotations

import io
import os
import signal
from functools import partial

import numpy as np
import pytest
from distributed import Client, LocalCluster

from konsens.consensus.answers import AnswersScatter, answers_of
from konsens.consensus.cluster import on_dask
from konsens.consensus.components import components_of
from konsens.consensus.delivery import Delivery, deliver
from konsens.consensus.errors import VotesError
from konsens.consensus.opinion_map import OpinionMap
from konsens.consensus.pooled import Here, PooledVotes
from konsens.consensus.result import result_of
from konsens.consensus.shares import count
from konsens.consensus.votes import Votes, votes_from
from tests.consensus import worlds

KEY = b"the phase key"


def part_of(part: int, parts: int) -> Votes:
    """What one district's server would load."""
    return worlds.split(worlds.planted(300, 30, 0.5, groups=2).votes, parts)[part]


def test_somebody_in_two_parts_is_noticed() -> None:
    one = votes_from(["kim", "ali"], ["a", "a"], [1, 1])
    two = votes_from(["kim", "mia"], ["a", "b"], [1, 1])
    with pytest.raises(VotesError, match="1 people twice"):
        PooledVotes(Here([one, two]))


def test_parts_that_moderate_differently_are_refused() -> None:
    one = votes_from(["kim"], ["a"], [1], states={"a": 1})
    two = votes_from(["ali"], ["a"], [1], states={"a": -1})
    with pytest.raises(VotesError, match="same statements"):
        PooledVotes(Here([one, two]))


def test_a_statement_that_one_part_never_saw_is_counted_in_the_others() -> None:
    one = votes_from(["kim", "kim"], ["a", "b"], [1, -1], texts={"a": "Bänke", "b": "Bäume"})
    two = votes_from(["ali"], ["c"], [0])
    pooled = PooledVotes(Here([one, two]))
    assert pooled.statements.tolist() == ["a", "b", "c"]
    assert pooled.text == ("Bänke", "Bäume", "")
    assert pooled.cast.tolist() == [1, 2]
    whole = votes_from(["kim", "kim", "ali"], ["a", "b", "c"], [1, -1, 0], texts={"a": "Bänke", "b": "Bäume"})
    assert pooled.digest() == whole.digest()
    empty = PooledVotes(Here([one, votes_from([], [], [])]))
    assert empty.participants.tolist() == ["kim"]


def test_sectors_and_groups_are_counted_across_parts() -> None:
    votes = worlds.planted(200, 30, 0.5, groups=2).votes
    sectors = {name: ["x"] if at % 3 else ["x", "y"] for at, name in enumerate(votes.participants.tolist())}
    one = result_of(OpinionMap(noise_draws=20, resamples=3).fit(votes, sectors))
    two = result_of(OpinionMap(noise_draws=20, resamples=3).fit(worlds.split(votes, 5), sectors))
    assert one == two | {"received": one["received"]}


def test_tables_from_districts_give_the_directions_of_pooled_votes_to_the_last_bit() -> None:
    votes = worlds.planted(400, 60, 0.4).votes
    table = worlds.table_of(votes)
    parts = [deliver(with_all(each, table), KEY) for each in worlds.split(votes, 3)]
    merged = parts[2].merge(parts[0]).merge(parts[1])
    ours = merged.components(votes.live, 3)
    theirs = components_of(AnswersScatter(answers_of(votes)), 3)
    assert np.array_equal(ours.vectors, theirs.vectors)
    assert np.array_equal(ours.shares, theirs.shares)
    assert merged.tables.votes == votes.counted.votes
    assert np.array_equal(merged.who, deliver(votes, KEY).who)
    pooled = count(votes, np.zeros(votes.people, np.int64), 1)
    assert np.array_equal(merged.tallies().agree, pooled.agree)
    assert merged.common_ground(agreeing=True, fewest=10).found.shape == (60,)


def with_all(votes: Votes, table: worlds.Statements) -> Votes:
    """Every district lists all statements, also those nobody there voted on."""
    return votes_from(
        votes.participants[votes.person],
        votes.statements[votes.statement],
        votes.value,
        states=table.states,
        texts=table.texts,
    )


def test_a_person_who_voted_in_two_districts_is_counted_once_or_not_at_all() -> None:
    one, two = (deliver(votes_from([who, "kim"], ["a", "a"], [1, -1]), KEY) for who in ("ali", "mia"))
    with pytest.raises(VotesError, match="1 people twice"):
        one.merge(two)


def test_districts_with_different_statements_cannot_be_added() -> None:
    one, two = (deliver(votes_from([who], [what], [1]), KEY) for who, what in (("kim", "a"), ("ali", "b")))
    with pytest.raises(VotesError, match="same statements"):
        one.merge(two)


def test_a_delivery_travels_as_numbers_and_names_only() -> None:
    sent = deliver(worlds.planted(50, 12, 0.5, groups=2).votes, KEY)
    got = Delivery.from_bytes(sent.to_bytes())
    assert np.array_equal(got.tables.mm, sent.tables.mm)
    assert np.array_equal(got.who, sent.who)
    assert b"kim" not in deliver(votes_from(["kim"], ["a"], [1]), KEY).to_bytes()
    other = deliver(votes_from(["kim"], ["a"], [1]), b"another key")
    assert other.who[0] != deliver(votes_from(["kim"], ["a"], [1]), KEY).who[0]


def forged(**changed: np.ndarray) -> bytes:
    sent = deliver(worlds.planted(50, 12, 0.5, groups=2).votes, KEY)
    fields = {name: getattr(sent.tables, name) for name in ("statements", "xx", "xm", "mm")} | {
        "who": sent.who
    }
    out = io.BytesIO()
    np.savez_compressed(out, **fields | changed)
    return out.getvalue()


def test_a_damaged_or_impossible_delivery_is_refused() -> None:
    sent = deliver(worlds.planted(50, 12, 0.5, groups=2).votes, KEY)
    for data in (
        b"",
        b"PK\x03\x04 no archive",
        sent.to_bytes()[:200],
        forged(mm=sent.tables.mm + 100),
        forged(xx=sent.tables.mm + 1),
        forged(mm=sent.tables.mm[:3]),
        forged(who=np.array([object()], dtype=object)),
    ):
        with pytest.raises(VotesError, match="damaged or cannot be right"):
            Delivery.from_bytes(data)


@pytest.fixture(scope="module")
def cluster() -> LocalCluster:
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, memory_limit="2GiB"
    ) as started:
        yield started


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_gives_the_bytes_of_one_machine_even_when_a_worker_dies(cluster: LocalCluster) -> None:
    whole = worlds.planted(300, 30, 0.5, groups=2).votes
    here = result_of(OpinionMap(noise_draws=20, resamples=2).fit(whole))
    with Client(cluster) as client:
        pooled = on_dask(client, [partial(part_of, each, 4) for each in range(4)])
        first = result_of(OpinionMap(noise_draws=20, resamples=2).fit(pooled))
        assert first["hashes"] == here["hashes"]
        workers = list(client.run(os.getpid).values())

        def kill(_step: str, _done: int, _of: int) -> None:
            """One worker dies in the middle of the fit, with half of the votes."""
            if workers:
                os.kill(workers.pop(), signal.SIGKILL)
                workers.clear()

        second = result_of(OpinionMap(noise_draws=20, resamples=2).fit(pooled, progress=kill))
        assert not workers
        assert second["hashes"] == here["hashes"]
