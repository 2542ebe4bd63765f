"""What the page on security claims is proven by tests that exist, and no item is left out (H13)."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from tests.docs.pages import ROOT

PAGE = ROOT / "docs" / "explanation" / "security.md"
LENGTHS = {"A": 10, "B": 9, "C": 12, "D": 15, "E": 9, "F": 4, "G": 11, "H": 13}
ITEMS = [f"{letter}{number}" for letter, last in LENGTHS.items() for number in range(1, last + 1)]
ROW = re.compile(r"^\| ([A-H]\d+) \| (.+) \| (.+) \|$", re.MULTILINE)
PROOF = re.compile(r"`([\w/]+\.py)::(test_\w+)`")


def rows() -> dict[str, str]:
    """The proof of each item."""
    return {item: proof for item, _rule, proof in ROW.findall(PAGE.read_text(encoding="utf-8"))}


@cache
def proofs_in(path: str) -> frozenset[str]:
    """The tests of a file; none when there is no such file."""
    file = ROOT / "tests" / path
    tree = ast.parse(file.read_text(encoding="utf-8")) if file.exists() else ast.Module([], [])
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_every_item_of_the_list_has_its_line_in_order() -> None:
    assert ROW.findall(PAGE.read_text(encoding="utf-8"))
    assert list(rows()) == ITEMS


@pytest.mark.parametrize("item", ITEMS)
def test_an_item_is_proven_by_tests_that_exist_or_says_what_it_waits_for(item: str) -> None:
    proof = rows()[item]
    named = PROOF.findall(proof)
    assert named or proof.startswith("Waits"), f"{item} is proven by nothing"
    for path, name in named:
        assert name in proofs_in(path), f"{item}: tests/{path} has no {name}"
    assert proof.count("::") == len(named)


def test_every_file_of_security_tests_proves_something_on_the_page() -> None:
    there = {f"security/{path.name}" for path in (ROOT / "tests" / "security").glob("test_*.py")}
    named = {path for proof in rows().values() for path, _name in PROOF.findall(proof)}
    assert there <= named, sorted(there - named)


def test_whoever_finds_something_knows_whom_to_tell() -> None:
    """H13."""
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    assert re.search(r"`security@[\w.]+`", text)
    assert "imprint" in text
    for page in ("README.md", "CONTRIBUTING.md"):
        assert "(SECURITY.md)" in (ROOT / page).read_text(encoding="utf-8"), page
