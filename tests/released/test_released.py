"""Whoever runs a released version gets to the present one with everything they have (D16)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.process import database_url, environment
from tests.released.rows import files, released


@pytest.fixture
def empty(tmp_path: Path, transactional_db: None) -> Iterator[str]:
    """The address of a database without any table."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'old.sqlite3'}"
        return
    name = connection.ops.quote_name(f"{connection.settings_dict['NAME']}_old")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    yield f"{database_url()}_old"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name}")


def test_no_released_migration_was_edited() -> None:
    now = files()
    assert {each: now.get(each) for each in released()} == released()


@pytest.mark.thorough
def test_the_demo_of_the_release_is_brought_to_the_present(empty: str, tmp_path: Path) -> None:
    def run(*arguments: str) -> str:
        there = environment(tmp_path, DATABASE_URL=empty, DJANGO_SETTINGS_MODULE="konsens.conf.settings")
        done = subprocess.run(
            [sys.executable, "-m", *arguments], env=there, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run("tests.released.rows", "load")
    run("konsens", "manage", "migrate")
    assert "Alles stimmt." in run("konsens", "check")
    counted = run("konsens", "manage", "shell", "-v0", "-c", COUNT)
    assert counted.split() == ["True", "True"]


COUNT = """
from konsens.caring.cases.models import Case
from konsens.kernel.models import Entry
print(Case.objects.count() > 20, Entry.objects.count() > 200)
"""
