"""What the documentation names exists: pages, pictures, commands, files; and every page is found."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from konsens.conf.command import main
from tests.docs.pages import PAGES, ROOT, anchors, commands, name_of, prose

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FILE = re.compile(r"`([\w./-]+/[\w.-]+\.(?:py|md|html|txt|toml|css|js)|scripts/\w+)`")
HOUSE = ROOT / "src" / "konsens"
SOURCES = (ROOT, HOUSE, HOUSE / "city", HOUSE / "doors" / "web")


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in LINK.findall(prose(page)):
        if re.match(r"https?://", target):
            continue
        path, _sign, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), f"{name_of(page)}: {target} leads nowhere"
        assert not anchor or anchor in anchors(there), f"{name_of(page)}: {target} has no such heading"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_file_that_is_named_exists(page: Path) -> None:
    for named in FILE.findall(prose(page)):
        near = page.name == "add-a-kind.md" or any((each / named).exists() for each in SOURCES)
        assert near, f"{name_of(page)} names {named}"


def test_every_page_is_in_the_index() -> None:
    index = ROOT / "docs" / "README.md"
    listed = {(index.parent / target).resolve() for target in LINK.findall(prose(index))}
    missing = {name_of(page) for page in PAGES if page.is_relative_to(ROOT / "docs")} - {
        each.relative_to(ROOT).as_posix() for each in listed
    }
    assert missing == {"docs/README.md"}


def test_make_knows_every_target_that_is_named() -> None:
    known = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for target in re.findall(r"(?:^\$ |`|&& |PORT=\d+ )make ([a-z-]+)", text, re.MULTILINE):
            assert target in known, f"{name_of(page)}: make {target}"


def _leads_to(words: list[str]) -> str:
    """What is wrong with the words after `konsens`, or nothing."""
    command: click.Command = main
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.commands.get(words[0])
        if found is None:
            return f"no command {words[0]}"
        command, words = found, words[1:]
    known = {option for each in command.params for option in each.opts} | {"--help", "--version"}
    unknown = [each for each in words if each.startswith("--") and each not in known]
    return "" if command.name == "manage" or not unknown else f"{command.name} has no {unknown[0]}"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_konsens_knows_every_command_and_option_that_is_named(page: Path) -> None:
    inline = re.findall(r"`konsens ([a-z][^`]*)`", prose(page))
    found = (re.search(r"(?:^|bin/)konsens (.*)", line) for line in commands(page))
    typed = [each[1] for each in found if each]
    for line in [*inline, *typed]:
        words = line.strip("'").split()
        assert not _leads_to(words), f"{name_of(page)}: konsens {line}: {_leads_to(words)}"


def test_the_readme_begins_with_what_a_bare_machine_needs() -> None:
    first = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()[0]
    assert "git make python3-venv" in first


def test_decisions_are_numbered_without_a_gap_and_say_their_price() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert text.startswith(f"# {int(page.name[:4])}. "), page.name
        assert re.search(r"^\*Accepted, \w+ 20\d\d\*$", text, re.MULTILINE), page.name
        heads = re.findall(r"^## (.+)$", text, re.MULTILINE)
        places = [heads.index(each) for each in ("Context", "Decision", "Price")]
        assert places == sorted(places), page.name


def test_no_page_names_a_machine_or_a_person_behind_it() -> None:
    for page in PAGES:
        assert not re.search(r"(?<![\w.])/(work|root|home)/", page.read_text(encoding="utf-8")), name_of(page)
