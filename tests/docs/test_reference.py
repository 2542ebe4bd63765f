"""Pages that are read off the program say what the program says today."""

from __future__ import annotations

import re

import pytest
from django.apps import apps

from scripts import licences, reference
from tests.docs.pages import ROOT

GLOSSARY = ROOT / "docs" / "reference" / "glossary.md"


@pytest.mark.parametrize("name", sorted(reference.PAGES))
def test_a_generated_page_is_fresh(name: str) -> None:
    written = (reference.REFERENCE / name).read_text(encoding="utf-8")
    assert written == reference.PAGES[name](), f"run `make reference`: {name} is old"


def test_every_environment_variable_is_described_and_none_that_is_not_read() -> None:
    described = {name for settings in reference.SETTINGS.values() for name in settings}
    assert described == set(reference.read_settings()) - {"DJANGO_SETTINGS_MODULE"}


def test_variables_set_in_a_how_to_are_settings() -> None:
    known = set(reference.read_settings()) | {"KONSENS_PG", "KONSENS_STRICT", "PIP_INDEX_URL"}
    for page in (ROOT / "docs").rglob("*.md"):
        text = page.read_text(encoding="utf-8")
        for name in re.findall(r"^(?:\$ )?([A-Z][A-Z_]{3,})=", text, re.MULTILINE):
            assert name in known, f"{page.name}: {name}"


def _nouns() -> dict[str, str]:
    rows = re.findall(r"^\| (\w+) \| (.+?) \| (.+) \|$", GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE)
    return {noun: meaning for noun, _german, meaning in rows}


def test_every_model_has_its_german_word_and_its_meaning_in_the_glossary() -> None:
    ours = {each.__name__ for each in apps.get_models() if each.__module__.startswith("konsens.")}
    assert not ours - set(_nouns())
    named = {noun for noun in _nouns() if noun[0].isupper()} - {"Arbeitstage", "Ticket"}
    assert not named - ours, "the glossary explains models that do not exist"


def test_the_glossary_is_in_order() -> None:
    for table in GLOSSARY.read_text(encoding="utf-8").split("## ")[1:3]:
        nouns = re.findall(r"^\| (\w+) \|", table, re.MULTILINE)[1:]
        assert nouns == sorted(nouns, key=str.lower)


@pytest.mark.parametrize("name", licences.packages())
def test_what_we_run_on_has_a_licence_that_fits(name: str) -> None:
    named = set(re.split(r" AND | OR ", licences.licence_of(name)))
    assert named <= licences.LICENCES, f"{name}: {named}"
    assert not any("GPL" in each and not each.startswith("LGPL") for each in named)
