"""`make bench-likeness`: how aptly and how quickly similar contributions are found among 100,000.

Each database is measured by a process of its own, over a corpus that is built once and kept. `p_at_5` is the
share of right subject and right place among the first five, a missing one counts as wrong; `ms` is the mean
over all drafts of the quickest of five tries each, `cpu_ms` the processor time of the same; loading the
model, once per process, is a row of its own. "tuned" drafts were seen while weights and synonyms were made,
"fresh" ones were not.
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
    *("case", "database", "rows", "drafts", "p_at_5", "shown_of_unrelated"),
    *("ms", "cpu_ms", "queries", "per_s", "bytes_per_row", "target", "ok"),
)


def _database_url(name: str) -> str:
    if name == "sqlite":
        return ""
    environment = {**os.environ, "KONSENS_PG": os.environ.get("KONSENS_PG", "/tmp/konsens-pg-likeness")}
    start = subprocess.run(
        [ROOT / "scripts" / "postgres", "start"], env=environment, capture_output=True, text=True, check=True
    )
    return start.stdout.strip()


def measure(name: str, rows: int) -> list[dict[str, object]]:
    """Measure one database in a process of its own."""
    environment = {
        **os.environ,
        "KONSENS_DATA": str(OUT / f"likeness-{name}"),
        "DJANGO_SETTINGS_MODULE": "konsens.conf.settings",
        "BENCH_DATABASE": name,
        "BENCH_ROWS": str(rows),
    }
    environment.pop("DATABASE_URL", None)
    if url := _database_url(name):
        environment["DATABASE_URL"] = url
    done = subprocess.run(
        [sys.executable, "-m", "bench.likeness_one"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
    )
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def table(rows: list[dict[str, object]]) -> str:
    """The rows as a text table."""
    cells = [[_cell(row.get(name)) for name in COLUMNS] for row in rows]
    widths = [max(len(line[n]) for line in [list(COLUMNS), *cells]) for n in range(len(COLUMNS))]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in [list(COLUMNS), *cells]
    )


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "NO"
    if isinstance(value, float):
        return f"{value:.3g}"
    return "" if value is None else str(value)


def main() -> int:
    """Measure, print the table, write the list of rows; 1 when a target was missed."""
    rows = int(os.environ.get("ROWS", "100000"))
    names = os.environ.get("DATABASES", "sqlite,postgres").split(",")
    found = [row for name in names for row in measure(name, rows)]
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "likeness.json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    print(table(found))
    return 0 if all(row["ok"] for row in found) else 1


if __name__ == "__main__":
    raise SystemExit(main())
