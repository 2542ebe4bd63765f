"""The command `konsens` as a process of its own, on the database of the running test."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

FOREIGN = ("SITE_URL", "ALLOWED_HOSTS", "TRUSTED_ORIGINS", "KONSENS_TEST_DATA", "DJANGO_SETTINGS_MODULE")


def database_url() -> str:
    """How another process reaches the database of this test."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    host, port = quote(found["HOST"] or "", safe=""), found["PORT"]
    user = quote(found["USER"] or "", safe="")
    secret = f":{quote(found['PASSWORD'], safe='')}" if found["PASSWORD"] else ""
    return f"postgres://{user}{secret}@{host}{f':{port}' if port else ''}/{quote(str(found['NAME']))}"


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The environment of such a process; its files lie in a folder of its own."""
    kept = {key: value for key, value in os.environ.items() if key not in FOREIGN}
    return {
        **kept,
        "KONSENS_DATA": str(folder),
        "SECRET_KEY": settings.SECRET_KEY,
        "DATABASE_URL": database_url(),
        "PYTHONWARNINGS": "default",
        **more,
    }


@contextmanager
def konsens(*arguments: str, folder: Path, **more: str) -> Iterator[subprocess.Popen[str]]:
    """Run a command while the block lasts; it is killed at the end if it still runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "konsens", *arguments],
        env=environment(folder, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()
