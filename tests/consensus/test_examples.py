"""The examples in the engine's documentation run."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module

import konsens.consensus


def test_every_example_in_a_docstring_gives_what_it_says() -> None:
    names = [each.name for each in pkgutil.walk_packages(konsens.consensus.__path__, "konsens.consensus.")]
    found = [doctest.testmod(import_module(name)) for name in names]
    assert sum(each.attempted for each in found) >= 5
    assert sum(each.failed for each in found) == 0
