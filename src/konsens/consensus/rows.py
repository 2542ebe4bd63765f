"""Rows of a CSV file, piece by piece, with their line numbers."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from konsens.consensus.errors import VotesError

Told = Callable[[str, int, int], None]
#: Rows after which somebody who waits is told how far reading is.
PIECE: Final = 1 << 12


def nobody(step: str, done: int, of: int) -> None:
    """Nobody waits."""


def rows_of(path: Path, progress: Told = nobody) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """Header and numbered rows of a CSV file, commas or semicolons, UTF-8 or UTF-16."""
    rows = _streamed(path, progress)
    _line, names = next(rows, (1, []))
    header = [name.strip() for name in names]
    if not any(header):
        raise VotesError("empty")
    return header, _checked(rows, len(header))


def _streamed(path: Path, progress: Told) -> Iterator[tuple[int, list[str]]]:
    """Every row with its number, read piece by piece; a byte that is not UTF-8 is named, not guessed at."""
    size, line = path.stat().st_size, 0
    encoding = _encoding(path)
    try:
        with path.open(encoding=encoding, newline="") as file:
            first = file.readline()
        with path.open(encoding=encoding, newline="") as file:
            reader = csv.reader(file, delimiter=";" if first.count(";") > first.count(",") else ",")
            for line, row in enumerate(reader, start=1):
                if not line % PIECE:
                    progress("read", os.lseek(file.fileno(), 0, os.SEEK_CUR), size)
                yield line, row
    except UnicodeDecodeError:
        raise VotesError("encoding", at=_undecodable(path, encoding)) from None
    except csv.Error as broken:
        raise VotesError("table", line=line + 1, why=str(broken)) from None


def _checked(rows: Iterator[tuple[int, list[str]]], width: int) -> Iterator[tuple[int, list[str]]]:
    """Rows as wide as the header; empty lines are passed over, others refused."""
    for line, row in rows:
        if not row:
            continue
        if len(row) != width:
            raise VotesError("width", line=line, found=len(row), wanted=width)
        yield line, row


def _encoding(path: Path) -> str:
    """UTF-16 where the file begins with its mark, else UTF-8."""
    with path.open("rb") as file:
        start = file.read(2)
    return "utf-16" if start in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"


def _undecodable(path: Path, encoding: str) -> int:
    """Position of the first byte that cannot be read."""
    try:
        path.read_bytes().decode(encoding)
    except UnicodeDecodeError as broken:
        return broken.start
    return 0  # pragma: no cover - the file changed while it was read


def position(header: Sequence[str], names: Sequence[str]) -> int | None:
    """Where the first of these columns stands, if any."""
    return next((header.index(name) for name in names if name in header), None)


def one_of(header: Sequence[str], names: Sequence[str]) -> int:
    """Where one of these columns stands, or a refusal."""
    at = position(header, names)
    if at is None:
        raise VotesError("columns", missing=" / ".join(names))
    return at
