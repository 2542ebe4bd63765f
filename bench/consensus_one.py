"""One case of `make bench-consensus`, in a process of its own; prints what it measured as JSON."""

from __future__ import annotations

import ctypes
import gc
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from konsens.consensus.answers import answers_of
from konsens.consensus.common import common_ground, divide_of
from konsens.consensus.distinctive import distinctive
from konsens.consensus.drawing import draw
from konsens.consensus.live import LiveMap
from konsens.consensus.opinion_map import OpinionMap
from konsens.consensus.polis_export import write_polis
from konsens.consensus.reading import read_votes
from konsens.consensus.result import result_of
from konsens.consensus.shares import count
from konsens.consensus.votes import Counted, Votes, votes_from

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data" / "polis"
BOWLING = SHARED / "american-assembly.bowling-green"
RUNS = 5


def planted(votes: int, seed: int = 1, first: int = 0) -> Votes:
    """Four groups, as many votes as asked for (about), a tenth of all pairs, missing at random."""
    statements = 1000 if votes >= 1_000_000 else 500 if votes >= 100_000 else 100
    people = round(votes / (0.1 * statements))
    random = np.random.default_rng(seed)
    profile = random.normal(0, 0.8, statements) + random.normal(0, 1, (4, statements))
    # Parts of one round share the profiles of the groups, and have people of their own.
    random = np.random.default_rng([seed, first])
    person, statement, value = [], [], []
    for start in range(0, people, 5000):
        size = min(5000, people - start)
        opinion = profile[random.integers(0, 4, size)] + random.normal(0, 1, (size, statements))
        active = np.clip(random.gamma(2, 0.05, size), 7 / statements, 1)
        who, what = np.nonzero(random.random((size, statements)) < active[:, None])
        opinion = opinion[who, what]
        person.append((who + start).astype(np.int32))
        statement.append(what.astype(np.int32))
        value.append((opinion > 0.25).astype(np.int8) - (opinion < -0.25))
    columns = np.concatenate(person), np.concatenate(statement), np.concatenate(value)
    names = np.array([f"{first + n:09}" for n in range(people)])
    counted = Counted(len(columns[0]), len(columns[0]), 0, 0)
    state, seen = np.zeros(statements, np.int8), np.arange(people, dtype=np.int32)
    wanted = np.array([f"{n:05}" for n in range(statements)])
    texts = ("",) * statements
    return Votes(names, wanted, *columns, state, texts, counted, seen, np.arange(statements, dtype=np.int32))


def bowling() -> Votes:
    """The largest real conversation, or a planted one of its size."""
    if BOWLING.is_dir():
        return read_votes(BOWLING / "participants-votes.csv", BOWLING / "comments.csv")
    return planted(225_524)


def engine(votes: Votes) -> None:
    """Positions, groups, counts, common and dividing ground, representative statements."""
    answers = answers_of(votes)
    drawing = draw(answers, 2, 0)
    tallies = count(votes, drawing.labels, len(drawing.chosen.sizes) if drawing.chosen else 1)
    for side in (True, False):
        common_ground(tallies, agreeing=side, fewest=10)
    divide_of(tallies, 10)
    distinctive(tallies, votes.live, 10)


def memory(name: str) -> float:
    """A line of /proc/self/status in megabytes."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition(f"{name}:")[2].split()[0]) / 1024


def measured(task: Callable[[], object], runs: int = RUNS) -> tuple[float, float]:
    """Median CPU seconds of some runs after a first, and the most memory above what was there before."""
    gc.collect()
    # Memory that was freed but not given back would hide what the task takes.
    ctypes.CDLL(None).malloc_trim(0)
    before = memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")
    task()
    peak = memory("VmHWM") - before
    spent = []
    for _run in range(runs):
        start = time.process_time()
        task()
        spent.append(time.process_time() - start)
    return statistics.median(spent), peak


def told(votes: int, cpu: float, peak: float, **more: object) -> None:
    """Print what was measured."""
    print(json.dumps({"votes": votes, "cpu_s": cpu, "peak_mb": peak, **more}))


def run_engine(size: str) -> None:
    """The engine alone."""
    votes = bowling() if size == "bowling" else planted(int(size))
    # Small things once, so that the process is warm and imports are done.
    engine(planted(10_000))
    told(len(votes.person), *measured(partial(engine, votes)))


def run_resamples(size: str) -> None:
    """The stability test."""
    votes = planted(int(size))
    fitted = OpinionMap(noise_draws=20, resamples=1).fit(votes)
    fitted.settings = OpinionMap(noise_draws=20, resamples=100).settings
    cpu, peak = measured(lambda: fitted._groups(lambda step, done, of: None), runs=1)
    told(len(votes.person), cpu, peak)


def living() -> tuple[LiveMap, list[float]]:
    """Bowling Green vote by vote, in some order, and the time of each."""
    votes, live, spent = bowling(), LiveMap(), []
    for name, state in zip(votes.statements.tolist(), votes.state.tolist(), strict=True):
        live.add(name, state=state)
    people, names = votes.participants.tolist(), votes.statements.tolist()
    for at in np.random.default_rng(1).permutation(len(votes.person)).tolist():
        start = time.thread_time()
        live.cast(people[votes.person[at]], names[votes.statement[at]], int(votes.value[at]))
        spent.append(time.thread_time() - start)
    return live, spent


def run_one() -> None:
    """One vote."""
    _live, spent = living()
    told(len(spent), float(np.quantile(spent, 0.99)), memory("VmHWM"))


def run_fresh() -> None:
    """The map after one more vote."""
    live, spent = living()
    told(len(spent), *measured(live.fresh))


def run_command(_what: str, *options: str) -> None:
    """The whole command, as somebody calls it."""
    with tempfile.TemporaryDirectory() as folder:
        source = BOWLING
        if not source.is_dir():
            source = Path(folder)
            write_polis(planted(225_524), source)
        argv = [sys.executable, "-m", "konsens", "map", str(source / "participants-votes.csv")]
        argv += ["--statements", str(source / "comments.csv"), "--json", f"{folder}/result.json"]
        argv += ["--html", f"{folder}/report.html", *options]
        subprocess.run(argv, check=True, stdout=subprocess.DEVNULL)  # fills the file cache
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        runs = 3 if options else 1
        for _run in range(runs):
            subprocess.run(argv, check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        told(len(bowling().person), spent / runs, after.ru_maxrss / 1024)


def conversations() -> list[Path]:
    """The real conversations that are here."""
    return sorted(each for each in SHARED.iterdir() if each.is_dir()) if SHARED.is_dir() else []


def run_orders(orders: str) -> None:
    """R1 in full: every conversation in many orders."""
    from tests.consensus import worlds

    start, broken, draws, votes = time.process_time(), 0, 0, 0
    for folder in conversations():
        whole = worlds.conversation(folder)
        first = hashes(whole)
        for seed in range(int(orders)):
            broken += hashes(worlds.shuffled(whole, seed)) != first
            draws += 1
        broken += any(hashes(worlds.split(whole, parts)) != first for parts in (1, 3, 17))
        votes += len(whole.person)
    told(votes, time.process_time() - start, memory("VmHWM"), draws=draws, broken=broken)


def hashes(votes: Votes | list[Votes]) -> str:
    """The hash of a result with a few draws of both tests."""
    return str(result_of(OpinionMap(noise_draws=20, resamples=3, seed=7).fit(votes))["hashes"])


def run_history(checkpoints: str) -> None:
    """R2 in full: every log vote by vote with planted changes of mind, compared at many checkpoints."""
    from tests.consensus import worlds

    start, broken, draws, votes = time.process_time(), 0, 0, 0
    for folder in conversations():
        if not (folder / "votes.csv").exists():
            continue
        table, rows = worlds.table_of(worlds.conversation(folder)), worlds.log(folder)
        stops = {round(len(rows) * each / int(checkpoints)) for each in range(1, int(checkpoints) + 1)}
        live, history = LiveMap(), list[tuple[str, str, int]]()
        for statement, text in table.texts.items():
            live.add(statement, text=text, state=table.states[statement])
        for at, (_time, who, what, vote) in enumerate(rows, start=1):
            if at % 40 == 0:
                history.append((who, what, -vote if vote else 1))
                live.cast(*history[-1])
            history.append((who, what, vote))
            live.cast(who, what, vote)
            if at in stops:
                columns = [list(each) for each in zip(*history, strict=True)]
                cold = votes_from(*columns, states=table.states, texts=table.texts)
                broken += hashes(live.votes()) != hashes(cold)
                draws += 1
        votes += len(history)
    told(votes, time.process_time() - start, memory("VmHWM"), draws=draws, broken=broken)


def run_cluster(size: str) -> None:
    """A national round on two local workers, one of which dies; the same bytes as one machine."""
    import signal

    from distributed import Client, LocalCluster

    from konsens.consensus.cluster import on_dask

    parts = 20
    share = int(size) // parts
    loaders = [partial(planted, share, 1, part * 10_000_000) for part in range(parts)]
    settings: dict[str, Any] = {"noise_draws": 3, "resamples": 1, "listed": False}
    start = time.process_time()
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, memory_limit="2GiB"
        ) as cluster,
        Client(cluster) as client,
    ):
        pooled = on_dask(client, loaders)
        first = result_of(OpinionMap(**settings).fit(pooled))
        peaks = client.run(partial(memory, "VmHWM"))
        doomed = list(client.run(os.getpid).values())[:1]

        def kill(_step: str, _done: int, _of: int) -> None:
            while doomed:
                os.kill(doomed.pop(), signal.SIGKILL)

        second = result_of(OpinionMap(**settings).fit(pooled, progress=kill))
        workers = client.run(lambda: time.process_time())
    broken = int(first["hashes"] != second["hashes"])
    here = result_of(OpinionMap(**settings).fit([loader() for loader in loaders]))
    broken += int(here["hashes"] != first["hashes"])
    told(
        first["invariants"]["votes_counted"],
        time.process_time() - start + sum(workers.values()),
        max(peaks.values()),
        draws=2,
        broken=broken,
    )


CASES: dict[str, Callable[..., None]] = {
    "engine": run_engine,
    "resamples": run_resamples,
    "one": run_one,
    "fresh": run_fresh,
    "command": run_command,
    "orders": run_orders,
    "history": run_history,
    "cluster": run_cluster,
}

if __name__ == "__main__":
    CASES[sys.argv[1]](*sys.argv[2:])
