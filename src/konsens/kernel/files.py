"""Pictures that people give: checked by content, re-encoded, stripped of all metadata (D8)."""

from __future__ import annotations

import hashlib
import secrets
import warnings
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from konsens.kernel.errors import RuleBrokenError
from konsens.kernel.models import File

MOST_BYTES = 12_000_000
MOST_PIXELS = 60_000_000
LONGEST_EDGE = 1600
SMALL_EDGE = 480
FORMATS = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready to be stored: clean JPEG bytes and their size in pixels."""

    content: bytes
    width: int
    height: int


def read_picture(upload: IO[bytes]) -> Image.Image:
    """Open an upload as a picture, or say what is wrong with it.

    Raises:
        RuleBrokenError: too many bytes or pixels, not a picture, or damaged.
    """
    content = upload.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise RuleBrokenError(_("Das Foto ist größer als 12 MB. Bitte nehmen Sie ein kleineres."))
    try:
        with warnings.catch_warnings():
            # Pillow warns of large pictures; the limit below refuses them with a sentence
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(content), formats=FORMATS)
        if picture.width * picture.height > MOST_PIXELS:
            raise RuleBrokenError(
                _("Das Foto hat mehr als 60 Millionen Bildpunkte. Bitte nehmen Sie ein kleineres.")
            )
        picture.load()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise RuleBrokenError(
            _("Diese Datei ist kein Foto, das wir lesen können. Möglich sind JPEG, PNG und WebP.")
        ) from error
    return picture


def clean(picture: Image.Image, *, longest_edge: int) -> Picture:
    """Turn a picture upright, shrink it and write it anew, so that nothing but pixels remains."""
    upright = ImageOps.exif_transpose(picture)
    flat = Image.new("RGB", upright.size, "white")
    shape = upright.convert("RGBA")
    flat.paste(shape, mask=shape.getchannel("A"))
    flat.thumbnail((longest_edge, longest_edge))
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
