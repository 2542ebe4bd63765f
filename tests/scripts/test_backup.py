"""A backup can be read again, and ends on its day."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from konsens.kernel import clock

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "backup"


def backup(data: Path, folder: Path, *days: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "KONSENS_DATA": str(data)}
    environment.pop("DATABASE_URL", None)
    return subprocess.run(
        [str(SCRIPT), str(folder), *days], env=environment, capture_output=True, text=True, check=False
    )


def living(data: Path) -> sqlite3.Connection:
    (data / "media").mkdir(parents=True)
    (data / "media" / "a.jpg").write_bytes(b"photo")
    database = sqlite3.connect(data / "konsens.sqlite3", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("CREATE TABLE said (words TEXT)")
    database.execute("INSERT INTO said VALUES ('Eine Bank am Ufer')")
    return database


def test_a_copy_of_a_running_database_can_be_read_and_names_its_last_day(tmp_path: Path) -> None:
    database = living(tmp_path / "data")
    done = backup(tmp_path / "data", tmp_path / "copies", "10")
    assert done.returncode == 0, done.stderr
    names = {Path(line).name.partition("-until-")[2] for line in done.stdout.split()}
    last = (clock.now().astimezone() + timedelta(days=10)).date()
    assert names == {f"{last}.sqlite3", f"{last}.media.tar.gz"}
    copy = next((tmp_path / "copies").glob("*.sqlite3"))
    with closing(sqlite3.connect(copy)) as again:
        assert again.execute("SELECT words FROM said").fetchall() == [("Eine Bank am Ufer",)]
    assert copy.stat().st_mode & 0o077 == 0, "nobody else on the machine can read it"
    database.close()


def test_copies_past_their_day_are_deleted_and_others_stay(tmp_path: Path) -> None:
    database = living(tmp_path / "data")
    copies = tmp_path / "copies"
    copies.mkdir()
    old, later = (
        copies / "konsens-2020-01-01-until-2020-02-01.dump",
        copies / "konsens-x-until-2999-01-01.dump",
    )
    other = copies / "notes.txt"
    for each in (old, later, other):
        each.write_text("")
    assert backup(tmp_path / "data", copies).returncode == 0
    assert not old.exists()
    assert later.exists()
    assert other.exists()
    database.close()


def test_without_a_database_it_fails_and_deletes_nothing(tmp_path: Path) -> None:
    copies = tmp_path / "copies"
    copies.mkdir()
    old = copies / "konsens-2020-01-01-until-2020-02-01.dump"
    old.write_text("")
    assert backup(tmp_path / "nothing", copies).returncode != 0
    assert old.exists()
