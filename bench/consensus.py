"""`make bench-consensus`: what the consensus engine costs, and its draws in full.

Every case runs in a process of its own. Read as: `cpu_s` is user and system time; for engine cases the
median of five runs in a warm process, loading and imports apart, and `peak_mb` is memory above the loaded
input; for whole commands both are of the whole process, imports and report included. With `PEER=1`
red-dwarf 0.4.0 runs on the same input in turn, from an environment of its own that is made in `build/bench`.
Rows without a peer have none that finishes or does the same. `draws` rows count: in how many of so many
draws a promise was broken.

Real conversations are read from `../shared/data/polis` where that folder is; a planted round of the same size
stands in for them elsewhere, and its name says so.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "build" / "bench"
COLUMNS = ("case", "votes", "cpu_s", "peak_mb", "peer", "peer_cpu_s", "peer_peak_mb", "target", "ok")
PEER = "red-dwarf 0.4.0"

#: case, what it runs, target in words, most CPU seconds, most megabytes.
CASES: tuple[tuple[str, list[str], str, float | None, float | None], ...] = (
    ("bowling-green, engine", ["engine", "bowling"], "≤ 0.1 CPU-s", 0.1, None),
    ("10 million votes, engine", ["engine", "10000000"], "≤ 1 CPU-s, ≤ 300 MB above the input", 1.0, 300.0),
    ("50,000 votes, 100 resamples", ["resamples", "50000"], "≤ 10 s on two cores", 20.0, None),
    ("one vote, 99th of 100", ["one"], "≤ 1 ms", 0.001, None),
    ("fresh map after a vote, bowling-green", ["fresh"], "≤ 0.1 CPU-s", 0.1, None),
    (
        "bowling-green, whole command, provisional",
        ["command", "bowling", "--quick"],
        "≤ 1.5 CPU-s",
        1.5,
        None,
    ),
    ("bowling-green, whole command, all tests", ["command", "bowling"], "", None, None),
    ("R1: 50 orders of each conversation", ["orders", "50"], "0 differences", None, None),
    ("R2: 20 checkpoints of each log", ["history", "20"], "0 differences", None, None),
    (
        "50 million votes on a cluster",
        ["cluster", "50000000"],
        "≤ 2048 MB a worker, same bytes",
        None,
        2048.0,
    ),
)
WITH_PEER = {"bowling-green, engine": "engine", "bowling-green, whole command, provisional": "whole"}
GROWTH = (10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000)


def one(*arguments: str, python: str = sys.executable, module: str = "bench.consensus_one") -> dict[str, Any]:
    """Measure one case in a process of its own."""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [python, "-m", module, *arguments], cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def peer() -> str:
    """The interpreter of an environment that holds the peer and nothing of ours."""
    home = OUT / "peer"
    python = home / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", home], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "red-dwarf==0.4.0"], check=True)
    return str(python)


def row(
    case: str, found: dict[str, Any], target: str, cpu: float | None, peak: float | None
) -> dict[str, Any]:
    """A row of the result; a promise is kept when nothing broke and no limit is passed."""
    kept = not found.get("broken") and (cpu is None or found["cpu_s"] <= cpu)
    return {
        "case": case,
        "votes": found["votes"],
        "cpu_s": round(found["cpu_s"], 4),
        "peak_mb": round(found["peak_mb"], 1),
        "peer": "",
        "peer_cpu_s": None,
        "peer_peak_mb": None,
        "target": target,
        "ok": kept and (peak is None or found["peak_mb"] <= peak),
    } | ({"draws": found["draws"], "broken": found["broken"]} if "draws" in found else {})


def growth() -> dict[str, Any]:
    """CPU seconds at growing numbers of votes, drawn, and whether they grow as the votes do."""
    points = [(found["votes"], found["cpu_s"]) for found in (one("engine", str(votes)) for votes in GROWTH)]
    (OUT / "consensus-growth.svg").write_text(plot(points), encoding="utf-8")
    fixed, each = fitted(points)
    steady = all(abs(spent / (fixed + each * votes) - 1) <= 0.35 for votes, spent in points)
    last = points[-1]
    return {
        "case": "growth in votes (consensus-growth.svg)",
        "votes": last[0],
        "cpu_s": round(last[1], 4),
        "peak_mb": None,
        "peer": "",
        "peer_cpu_s": None,
        "peer_peak_mb": None,
        "target": "linear: a fixed part and the same for every vote, within 35 %",
        "ok": steady,
        "points": points,
        "fixed_s": fixed,
        "per_vote_s": each,
    }


def fitted(points: list[tuple[int, float]]) -> tuple[float, float]:
    """Fixed part and time per vote of the straight line that misses all points least, in proportion."""
    votes, spent = (np.array(each, float) for each in zip(*points, strict=True))
    each, fixed = np.polyfit(votes, spent, 1, w=1 / spent)
    return float(fixed), float(each)


def plot(points: list[tuple[int, float]]) -> str:
    """Time against votes on two logarithmic axes, with the line of perfect proportion."""
    import math

    def at(votes: float, spent: float) -> tuple[float, float]:
        return 60 + 115 * (math.log10(votes) - 4), 330 - 75 * (math.log10(spent) + 3)

    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4"/>' for x, y in (at(*each) for each in points))
    fixed, each = fitted(points)
    steps = [10 ** (4 + step / 20) for step in range(61)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in (at(votes, fixed + each * votes) for votes in steps))
    words = "".join(
        f'<text x="{x + 8:.1f}" y="{y + 14:.1f}">{spent:.3f} s</text>'
        for (x, y), (_votes, spent) in ((at(*each), each) for each in points)
    )
    axis = "".join(
        f'<text x="{at(10**power, 1)[0]:.0f}" y="370" text-anchor="middle">10^{power}</text>'
        for power in (4, 5, 6, 7)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 400" '
        'font-family="sans-serif" font-size="12">'
        "<title>CPU seconds of the engine against votes</title>"
        f'<rect width="480" height="400" fill="#fff"/><polyline points="{line}" fill="none" '
        f'stroke="#999" stroke-dasharray="4"/>{dots}{words}{axis}'
        '<text x="240" y="392" text-anchor="middle">votes (dashed: a fixed part and so much for each)</text>'
        "</svg>\n"
    )


def table(rows: list[dict[str, Any]]) -> str:
    """The rows as a text table."""
    cells = [["" if line.get(name) is None else str(line[name]) for name in COLUMNS] for line in rows]
    widths = [max(len(line[n]) for line in [list(COLUMNS), *cells]) for n in range(len(COLUMNS))]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in [list(COLUMNS), *cells]
    )


def main() -> int:
    """Measure all cases, or those whose name holds one of the words given."""
    OUT.mkdir(parents=True, exist_ok=True)
    words, rows = sys.argv[1:], []
    for case, arguments, target, cpu, peak in CASES:
        if words and not any(word in case for word in words):
            continue
        found = row(case, one(*arguments), target, cpu, peak)
        if os.environ.get("PEER") == "1" and case in WITH_PEER:
            told = one("bowling", WITH_PEER[case], python=peer(), module="bench.consensus_peer")
            found |= {
                "peer": PEER,
                "peer_cpu_s": round(told["cpu_s"], 3),
                "peer_peak_mb": round(told["peak_mb"], 1),
            }
        rows.append(found)
        print(table(rows[-1:]).splitlines()[1], flush=True)
    if not words or any(word in "growth" for word in words):
        rows.append(growth())
    (OUT / "consensus.json").write_text(
        json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    print(table(rows))
    return 0 if all(each["ok"] for each in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
