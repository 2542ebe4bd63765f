"""`make bench-web`: what a page costs with 100,000 contributions, on both databases.

Each database is measured by a process of its own. The production server runs with two workers; the bench asks
it over the loopback interface. Read as: `cpu_ms` is user and system time of all server processes divided by
requests, asked one after another; `requests_per_s`, `p50_ms` and `p99_ms` are taken with 16 clients at once;
`queries` are counted in the bench's own process; `bytes` is what is transferred, compressed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "build" / "bench"
COLUMNS = (
    *("case", "database", "rows", "requests_per_s", "p50_ms", "p99_ms", "cpu_ms"),
    *("queries", "bytes", "target", "ok"),
)


def _database_url(name: str) -> str:
    if name == "sqlite":
        return ""
    start = subprocess.run(
        [ROOT / "scripts" / "postgres", "start"],
        env={**os.environ, "KONSENS_PG": os.environ.get("KONSENS_PG", "/tmp/konsens-pg-bench")},
        capture_output=True,
        text=True,
        check=True,
    )
    return start.stdout.strip()


def measure(name: str, rows: int, port: int) -> list[dict[str, object]]:
    """Measure one database in a process of its own."""
    environment = {
        **os.environ,
        "KONSENS_DATA": str(OUT / name),
        "PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "konsens.conf.settings",
        "BENCH_DATABASE": name,
        "BENCH_ROWS": str(rows),
        "LOG_LEVEL": "ERROR",
    }
    environment.pop("DATABASE_URL", None)
    if url := _database_url(name):
        environment["DATABASE_URL"] = url
    done = subprocess.run(
        [sys.executable, "-m", "bench.web_one"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True
    )
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def table(rows: list[dict[str, object]]) -> str:
    """The rows as a text table."""
    cells = [[_cell(row.get(name)) for name in COLUMNS] for row in rows]
    widths = [max(len(line[n]) for line in [list(COLUMNS), *cells]) for n in range(len(COLUMNS))]
    lines = [list(COLUMNS), *cells]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)) for line in lines
    )


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "NO"
    if isinstance(value, float):
        return f"{value:.2f}"
    return "" if value is None else str(value)


def main() -> int:
    """Measure, print the table, write the list of rows; 1 when a target was missed."""
    rows = int(os.environ.get("ROWS", "100000"))
    names = os.environ.get("DATABASES", "sqlite,postgres").split(",")
    found = [row for n, name in enumerate(names) for row in measure(name, rows, 8790 + n)]
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "web.json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    print(table(found))
    return 0 if all(row["ok"] for row in found) else 1


if __name__ == "__main__":
    raise SystemExit(main())
