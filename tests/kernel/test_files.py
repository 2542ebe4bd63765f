"""Photos: known by their content, written anew, stripped to pixels, deleted with their bytes."""

from __future__ import annotations

import os
import random
import struct
import tracemalloc
import zlib
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import override_settings
from PIL import Image

from konsens.kernel import clock
from konsens.kernel.errors import RuleBrokenError
from konsens.kernel.files import (
    forget_files,
    forget_orphans,
    keep_picture,
    prepare_photo,
)
from konsens.kernel.models import File
from tests import a


@pytest.fixture(autouse=True)
def _media(tmp_path: Path) -> Iterator[None]:
    with override_settings(MEDIA_ROOT=tmp_path / "media"):
        yield


def encoded(picture: Image.Image, format: str = "JPEG", **options: Any) -> bytes:  # noqa: A002 - Pillow's word
    target = BytesIO()
    picture.save(target, format, **options)
    return target.getvalue()


def picture(width: int = 300, height: int = 200, mode: str = "RGB") -> Image.Image:
    return Image.radial_gradient("L").resize((width, height)).convert(mode)


def with_gps() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010E] = "KANARIENVOGEL"
    exif[0x013B] = "Erika Mustermann"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (51.0, 30.0, 53.7), "E", (7.0, 27.0, 57.3)
    return exif


def given(content: bytes) -> tuple[Any, Any]:
    return prepare_photo(BytesIO(content))


@pytest.mark.parametrize(
    "content",
    [
        encoded(picture(), exif=with_gps(), comment=b"KANARIENVOGEL"),
        encoded(picture(), "PNG", exif=with_gps()),
        encoded(picture(), "WEBP", exif=with_gps(), xmp=b"KANARIENVOGEL"),
    ],
)
def test_nothing_but_pixels_remains(content: bytes) -> None:
    assert b"KANARIENVOGEL" in content
    for cleaned in given(content):
        assert b"KANARIENVOGEL" not in cleaned.content
        assert b"Mustermann" not in cleaned.content
        again = Image.open(BytesIO(cleaned.content))
        assert again.format == "JPEG"
        assert not again.getexif()
        assert not again.getexif().get_ifd(0x8825)
        assert set(again.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
        }


@pytest.mark.parametrize("mode", ["RGB", "L", "P", "1", "LA", "RGBA", "CMYK", "I;16"])
def test_every_kind_of_picture_becomes_a_jpeg_of_two_sizes(mode: str) -> None:
    raw = (
        picture(2000, 1000, "L").convert("I").convert("I;16") if mode == "I;16" else picture(2000, 1000, mode)
    )
    large, small = given(encoded(raw, "JPEG" if mode == "CMYK" else "PNG"))
    assert (large.width, large.height) == (1600, 800)
    assert (small.width, small.height) == (480, 240)
    assert Image.open(BytesIO(large.content)).size == (1600, 800)


def test_a_picture_taken_upright_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    large, _small = given(encoded(picture(300, 200), exif=exif))
    assert (large.width, large.height) == (200, 300)


def test_what_is_transparent_becomes_white() -> None:
    large, _small = given(encoded(Image.new("RGBA", (50, 50), (255, 0, 0, 0)), "PNG"))
    assert Image.open(BytesIO(large.content)).getpixel((25, 25)) == (255, 255, 255)


def test_a_polyglot_is_a_picture_and_nothing_else_afterwards() -> None:
    script = b"<script>alert(1)</script><?php system($_GET[0]); ?>"
    zipped = b"PK\x03\x04" + b"evil.txt" * 20
    for cleaned in given(encoded(picture(), comment=script) + script + zipped):
        assert b"script" not in cleaned.content
        assert b"php" not in cleaned.content
        assert b"PK\x03\x04" not in cleaned.content
        assert cleaned.content.startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a" + b"\x00" * 50,
        b"%PDF-1.7\n" + b"x" * 200,
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"MZ" + b"\x90" * 300,
        b"PK\x03\x04" + b"\x00" * 100,
        encoded(picture(), "GIF"),
        encoded(picture(), "TIFF"),
        encoded(picture(), "BMP"),
        encoded(picture(2000, 1500))[:9000],
        encoded(picture(2000, 1500), "PNG")[:9000],
        encoded(picture(2000, 1500), "WEBP")[:3000],
    ],
)
def test_what_is_no_readable_photo_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(RuleBrokenError, match="kein Foto, das wir lesen können"):
        given(content)


def _png_that_says_it_is(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\x00" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("edge", [10_000, 20_000, 60_000])
def test_a_hundred_megapixels_are_refused_before_they_are_unpacked(edge: int) -> None:
    tracemalloc.start()
    with pytest.raises(RuleBrokenError, match="60 Millionen Bildpunkte"):
        given(_png_that_says_it_is(edge, edge))
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()


def test_too_many_bytes_are_refused_without_reading_them_all() -> None:
    upload = BytesIO(b"\xff\xd8\xff" + b"\x00" * 13_000_000)
    with pytest.raises(RuleBrokenError, match="12 MB"):
        prepare_photo(upload)
    assert upload.tell() == 12_000_001


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
def test_bytes_changed_at_random_are_read_or_refused() -> None:
    chance = random.Random(7)
    samples = [
        encoded(picture(60, 40), exif=with_gps()),
        encoded(picture(60, 40), "PNG", exif=with_gps()),
        encoded(picture(60, 40), "WEBP", exif=with_gps()),
        encoded(picture(60, 40, "P"), "PNG"),
    ]
    refused = 0
    for _time in range(3000):
        content = bytearray(chance.choice(samples))
        for _change in range(chance.randint(1, 10)):
            content[chance.randrange(min(len(content), chance.choice([64, 500, 10_000])))] = chance.randrange(
                256
            )
        try:
            given(bytes(content[: chance.choice([len(content), chance.randrange(1, len(content))])]))
        except RuleBrokenError:
            refused += 1
    assert 0 < refused < 3000


def kept() -> File:
    return keep_picture(given(encoded(picture()))[0], now=a.NOW)


@pytest.mark.django_db
def test_a_file_is_stored_under_a_random_name() -> None:
    file = kept()
    assert default_storage.exists(file.name)
    assert file.size == default_storage.size(file.name)
    assert (file.media_type, file.width, file.height) == ("image/jpeg", 300, 200)
    assert file.name != kept().name


@pytest.mark.django_db(transaction=True)
def test_a_forgotten_file_leaves_the_disk_once_that_is_certain() -> None:
    file, other = kept(), kept()
    with transaction.atomic():
        forget_files([file.pk])
        transaction.set_rollback(True)
    assert default_storage.exists(file.name)
    assert forget_files([file.pk]) == 1
    assert not default_storage.exists(file.name)
    assert default_storage.exists(other.name)


@pytest.mark.django_db(transaction=True)
def test_bytes_without_a_row_are_swept_away_after_a_day() -> None:
    assert forget_orphans(clock.now()) == 0
    with transaction.atomic():
        orphan = kept()
        transaction.set_rollback(True)
    known = kept()
    Path(default_storage.path("notes.txt")).write_text("not ours")
    assert forget_orphans(clock.now()) == 0
    long_ago = (clock.now() - timedelta(days=2)).timestamp()
    for name in (orphan.name, known.name, "notes.txt"):
        os.utime(default_storage.path(name), (long_ago, long_ago))
    assert forget_orphans(clock.now()) == 1
    assert not default_storage.exists(orphan.name)
    assert default_storage.exists(known.name)
    assert default_storage.exists("notes.txt")
