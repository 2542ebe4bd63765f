"""Every line and every branch of the engine is walked by a test."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LONG = (
    *(
        "every_conversation",
        "planted_minority",
        "noise_is_called",
        "four_planted",
        "two_million",
        "firm_groups",
    ),
    *(
        "wavering",
        "replayed",
        "threads",
        "widest",
        "millisecond",
        "directions_agree",
        "tables_give",
        "rows_in_any",
    ),
    *(
        "bundestag",
        "fewer_than_ten",
        "coordinated",
        "counts_of_an_export",
        "hardly_any",
        "as_many_statements",
    ),
    *("false_finds", "compatible_mode_is", "recorded", "twenty_six", "of_a_conversation", "test_coverage"),
)
"""Parts of names of tests that take long, or need the real data, and walk where others have been."""


def test_every_branch_of_the_engine_is_walked(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "tests/consensus"),
            *("-k", f"not ({' or '.join(LONG)})", "--cov=konsens.consensus", "--cov-branch"),
            *("--cov-report=term-missing:skip-covered", "--cov-fail-under=100"),
        ],
        cwd=ROOT,
        env={**os.environ, "COVERAGE_FILE": str(tmp_path / "coverage"), "KONSENS_STRICT": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
