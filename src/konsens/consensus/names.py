"""Names of people and statements: each once, in one order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Names = NDArray[Any]

#: Longest name that is still sorted as a number (int64 holds 18 digits safely).
LONGEST_NUMBER: Final = 18


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of names that repeat: each name once, and where each row's name stands.

    Attributes:
        names: distinct names, in any order.
        index: (N,) index into names.
    """

    names: Sequence[str]
    index: NDArray[Any]

    def __len__(self) -> int:
        return len(self.index)


def freeze(array: NDArray[Any]) -> NDArray[Any]:
    """Make an array read-only and return it."""
    array.setflags(write=False)
    return array


def sort_names(names: Sequence[object] | Names | Coded) -> tuple[Names, NDArray[np.intp]]:
    """Sort names, numbers by value, and say where each row's name went.

    Args:
        names: (N,) one name per row, text or whole numbers, or coded.

    Returns:
        The (P,) distinct names as text and the (N,) index of each row's name.
    """
    if isinstance(names, Coded):
        distinct, place = sort_names(np.array(names.names, dtype=str))
        return distinct, place[names.index] if len(names) else np.zeros(0, np.intp)
    array = np.asarray(names)
    if array.dtype.kind not in "iu":
        array = array.astype(str)
        if not _all_plain_numbers(array):
            distinct, index = np.unique(array, return_inverse=True)
            return distinct, index
    numbers, index = np.unique(array.astype(np.int64), return_inverse=True)
    return np.array([str(each) for each in numbers.tolist()], dtype=str), index


def _all_plain_numbers(array: Names) -> bool:
    """Whether every name is a number as a computer writes it (no sign, no leading zero)."""
    if not array.size or int(np.char.str_len(array).max()) > LONGEST_NUMBER:
        return False
    if not np.char.isdecimal(array).all():
        return False
    return bool((array.astype(np.int64).astype(str) == array).all())
