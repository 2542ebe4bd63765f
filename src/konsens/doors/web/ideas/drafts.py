"""Photos that wait while a form is mended: cleaned already, under names nobody can guess, for a day."""

from __future__ import annotations

import json
import re
import secrets
from datetime import datetime, timedelta
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from konsens.kernel.files import Picture, prepare_photo

FOLDER = "drafts"
KEY = re.compile(r"[0-9a-f]{32}")
KEEP = timedelta(days=1)
Pair = tuple[Picture, Picture]


def keep(upload: IO[bytes]) -> str:
    """Clean a photo and lay it aside; returns the key by which its form finds it again.

    Raises:
        RuleBrokenError: when it is not a picture we can read.
    """
    pair = prepare_photo(upload)
    key = secrets.token_hex(16)
    sizes = []
    for name, picture in zip(("large", "small"), pair, strict=True):
        default_storage.save(_path(key, name), ContentFile(picture.content))
        sizes.append((picture.width, picture.height))
    default_storage.save(f"{FOLDER}/{key}.json", ContentFile(json.dumps(sizes).encode()))
    return key


def find(key: str) -> Pair | None:
    """The photo laid aside under a key; None when it is gone or was never there."""
    if not KEY.fullmatch(key) or not default_storage.exists(f"{FOLDER}/{key}.json"):
        return None
    sizes = json.loads(_read(f"{FOLDER}/{key}.json"))
    large, small = (
        Picture(_read(_path(key, name)), *size) for name, size in zip(("large", "small"), sizes, strict=True)
    )
    return large, small


def forget(key: str) -> None:
    """Throw a photo away that was laid aside."""
    if KEY.fullmatch(key):
        for path in (_path(key, "large"), _path(key, "small"), f"{FOLDER}/{key}.json"):
            default_storage.delete(path)


def forget_old(now: datetime) -> int:
    """Throw away what nobody came back for within a day; returns how many photos."""
    if not default_storage.exists(FOLDER):
        return 0
    old = [
        name.removesuffix(".json")
        for name in default_storage.listdir(FOLDER)[1]
        if name.endswith(".json") and default_storage.get_created_time(f"{FOLDER}/{name}") < now - KEEP
    ]
    for key in old:
        forget(key)
    return len(old)


def _path(key: str, size: str) -> str:
    return f"{FOLDER}/{key}-{size}.jpg"


def _read(path: str) -> bytes:
    with default_storage.open(path) as file:
        content: bytes = file.read()
    return content
