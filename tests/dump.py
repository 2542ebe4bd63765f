"""Every text in the database and every file beside it, to look for what should not be there any more."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection


def everything() -> str:
    """All rows of all tables, as one text; blobs as they are and in hexadecimal."""
    parts = []
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            parts += [f"{table}: {row!r}" for row in map(readable, cursor.fetchall())]
    return "\n".join(parts)


def readable(row: tuple[object, ...]) -> list[str]:
    return [
        bytes(each).decode("latin-1") if isinstance(each, bytes | memoryview) else str(each) for each in row
    ]


def files() -> dict[Path, bytes]:
    """The bytes of every file in the media and mail folders."""
    folders = [Path(settings.EMAIL_FILE_PATH), Path(default_storage.path(""))]
    return {path: path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()}


def places_of(word: str) -> list[str]:
    """Where a word still stands: lines of the database and names of files."""
    found = [line[:300] for line in everything().splitlines() if word.lower() in line.lower()]
    return found + [
        str(path) for path, content in files().items() if word.encode().lower() in content.lower()
    ]
