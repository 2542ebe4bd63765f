"""red-dwarf 0.4.0 on the same votes, run by its own interpreter: engine alone (warm) or the whole process."""

from __future__ import annotations

import csv
import json
import resource
import statistics
import sys
import time
from pathlib import Path

SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "polis"
NOT_STATEMENTS = 6


def votes() -> list[dict[str, int]]:
    """The votes of bowling-green in the form the peer takes."""
    with (SHARED / "american-assembly.bowling-green" / "participants-votes.csv").open(
        encoding="utf-8"
    ) as file:
        rows = csv.reader(file)
        header = next(rows)
        return [
            {"participant_id": int(row[0]), "statement_id": int(name), "vote": int(cell), "modified": 0}
            for row in rows
            for name, cell in zip(header[NOT_STATEMENTS:], row[NOT_STATEMENTS:], strict=True)
            if cell
        ]


def rejected() -> list[int]:
    """The statements that were rejected."""
    with (SHARED / "american-assembly.bowling-green" / "comments.csv").open(encoding="utf-8") as file:
        return [int(row["comment-id"]) for row in csv.DictReader(file) if row["moderated"] == "-1"]


def main(what: str) -> None:
    """Run and print what was measured."""
    from reddwarf.implementations.polis import run_pipeline

    found, out = votes(), rejected()
    spent = []
    for _run in range(4 if what == "engine" else 1):
        start = time.process_time()
        run_pipeline(votes=found, mod_out_statement_ids=out, random_state=0)
        spent.append(time.process_time() - start)
    cpu = statistics.median(spent[1:]) if what == "engine" else time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"votes": len(found), "cpu_s": cpu, "peak_mb": peak}))


if __name__ == "__main__":
    main(sys.argv[2])
