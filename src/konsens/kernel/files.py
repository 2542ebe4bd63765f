"""Pictures that people give: checked by content, re-encoded, stripped of all metadata (D8)."""

from __future__ import annotations

import hashlib
import re
import secrets
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from konsens.kernel.errors import RuleBrokenError
from konsens.kernel.models import File

MOST_BYTES = 12_000_000
MOST_PIXELS = 60_000_000
LONGEST_EDGE = 1600
SMALL_EDGE = 480
FORMATS = ("JPEG", "PNG", "WEBP")
OURS = re.compile(r"[0-9a-f]{32}\.jpg")
KEEP_ORPHANS = timedelta(days=1)
UNREADABLE = (
    # whatever Pillow's readers raise on damaged or hostile bytes; found by changing bytes at random (tests)
    OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, OverflowError, AttributeError,
    ZeroDivisionError, struct.error, zlib.error,
)  # fmt: skip

# The limit below is ours, with a sentence; Pillow's own would warn of some pictures and refuse others
Image.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready to be stored: clean JPEG bytes and their size in pixels."""

    content: bytes
    width: int
    height: int


def read_picture(upload: IO[bytes]) -> Image.Image:
    """Open an upload as an upright picture of at most `LONGEST_EDGE`, or say what is wrong with it.

    Raises:
        RuleBrokenError: too many bytes or pixels, not a picture, or damaged.
    """
    content = upload.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise RuleBrokenError(_("Das Foto ist größer als 12 MB. Bitte nehmen Sie ein kleineres."))
    try:
        picture = Image.open(BytesIO(content), formats=FORMATS)
        if picture.width * picture.height > MOST_PIXELS:
            raise RuleBrokenError(
                _("Das Foto hat mehr als 60 Millionen Bildpunkte. Bitte nehmen Sie ein kleineres.")
            )
        return _small_and_upright(picture)
    except UNREADABLE as error:
        raise RuleBrokenError(
            _("Diese Datei ist kein Foto, das wir lesen können. Möglich sind JPEG, PNG und WebP.")
        ) from error


def _small_and_upright(picture: Image.Image) -> Image.Image:
    """Decode no more pixels than are needed: large phone pictures must not fill the memory."""
    picture.draft("RGB", (2 * LONGEST_EDGE, 2 * LONGEST_EDGE))
    picture.load()
    if picture.mode not in {"RGB", "RGBA", "L", "LA"}:
        picture = picture.convert("RGBA")
    picture.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    return ImageOps.exif_transpose(picture)


def clean(picture: Image.Image, *, longest_edge: int) -> Picture:
    """Shrink a picture and write its pixels anew on white, so that nothing but pixels remains."""
    shape = picture.convert("RGBA")
    shape.thumbnail((longest_edge, longest_edge))
    flat = Image.new("RGB", shape.size, "white")
    flat.paste(shape, mask=shape.getchannel("A"))
    target = BytesIO()
    flat.save(target, format="JPEG", quality=82, optimize=True, progressive=True)
    return Picture(content=target.getvalue(), width=flat.width, height=flat.height)


def keep_picture(picture: Picture, *, now: datetime) -> File:
    """Store clean bytes under a random name; the name somebody gave the file is never kept."""
    name = f"{secrets.token_hex(16)}.jpg"
    default_storage.save(name, ContentFile(picture.content))
    return File.objects.create(
        name=name,
        sha256=hashlib.sha256(picture.content).hexdigest(),
        media_type="image/jpeg",
        size=len(picture.content),
        width=picture.width,
        height=picture.height,
        given_at=now,
    )


def prepare_photo(upload: IO[bytes]) -> tuple[Picture, Picture]:
    """Check and clean a photo, large and small, before any transaction opens.

    Raises:
        RuleBrokenError: when it is not a picture we can read.
    """
    picture = read_picture(upload)
    return clean(picture, longest_edge=LONGEST_EDGE), clean(picture, longest_edge=SMALL_EDGE)


def forget_files(ids: Iterable[int]) -> int:
    """Delete files whose rows nothing refers to any more, and their bytes once that is certain."""
    gone = File.objects.filter(pk__in=list(ids))
    names = list(gone.values_list("name", flat=True))
    gone.delete()
    transaction.on_commit(lambda: _delete_bytes(names))
    return len(names)


def _delete_bytes(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)


def forget_orphans(now: datetime) -> int:
    """Delete bytes that no row knows, left behind when a transaction or the machine broke off; how many."""
    if not default_storage.exists(""):
        return 0
    there = {name for name in default_storage.listdir("")[1] if OURS.fullmatch(name)}
    known = set(File.objects.values_list("name", flat=True))
    orphans = [name for name in there - known if default_storage.get_modified_time(name) < now - KEEP_ORPHANS]
    _delete_bytes(orphans)
    return len(orphans)
