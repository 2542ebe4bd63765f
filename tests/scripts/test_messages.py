"""What `make messages` refuses, one rule at a time."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from scripts import messages, wording


def catalog(**said: str) -> Catalog:
    made = Catalog(fuzzy=False)
    for words, string in said.items():
        made.add(words, string)
    return made


def problems(words: str | tuple[str, str], translation: str | tuple[str, str]) -> list[str]:
    said, known = Catalog(fuzzy=False), Catalog(locale="en", fuzzy=False)
    said.add(words)
    known.add(words, translation)
    return list(wording.problems_of("en", said, known))


def test_a_sentence_without_words_is_named() -> None:
    said = Catalog(fuzzy=False)
    said.add("Hallo")
    assert "no words for „Hallo“" in next(wording.problems_of("en", said, Catalog(locale="en")))
    assert "no words" in problems("Hallo", "")[0]
    assert "no words" in problems(("%(num)s Tag", "%(num)s Tage"), ("%(num)s day", ""))[0]
    assert problems("Hallo", "Hello") == []


def test_a_doubtful_sentence_is_named() -> None:
    said, known = Catalog(fuzzy=False), Catalog(locale="en", fuzzy=False)
    said.add("Hallo")
    known.add("Hallo", "Goodbye", flags=["fuzzy"])
    assert "doubtful" in next(wording.problems_of("en", said, known))


def test_a_sentence_that_nobody_says_any_more_is_named() -> None:
    known = Catalog(locale="en", fuzzy=False)
    known.add("Hallo", "Hello")
    assert "nobody says" in next(wording.problems_of("en", Catalog(fuzzy=False), known))


@pytest.mark.parametrize(
    ("words", "translation", "is_right"),
    [
        ("Bis %(day)s", "By %(day)s", True),
        ("Bis %(day)s", "By %(date)s", False),
        ("Bis %(day)s", "Soon", False),
        ("Bald", "By %(day)s", False),
        ("%(n)s %%", "%(n)s %%", True),
        ("%(n)s %%", "%(n)s %", False),
        ("<b>Ja</b>", "<b>Yes</b>", True),
        ("Ja", "<b>Yes</b>", False),
        ("Ja", "<script>alert(1)</script>", False),
        ("Noch {n} Zeichen", "{n} characters left", True),
        ("Noch {n} Zeichen", "{count} characters left", False),
        (("%(num)s Tag", "%(num)s Tage"), ("one day", "%(num)s days"), True),
        (("%(num)s Tag", "%(num)s Tage"), ("%(num)s day", "many days"), False),
    ],
)
def test_placeholders_and_markup_are_the_same_on_both_sides(
    words: str | tuple[str, str], translation: str | tuple[str, str], is_right: bool
) -> None:
    assert (problems(words, translation) == []) is is_right


@pytest.mark.parametrize("words", ["Hallo %s", "<b>%(name)s</b>", "%(share)s %"])
def test_sentences_of_the_code_have_named_values_and_no_markup_around_them(words: str) -> None:
    assert list(wording.problems_of_source(catalog(**{words: ""})))


@pytest.mark.parametrize(
    ("code", "is_seen"),
    [
        ("_('Hallo')", True),
        ("_(word)", True),
        ("_(name)", False),
        ("gettext(f'Hallo {name}')", False),
        ("_('Hallo ' + name)", False),
    ],
)
def test_a_sentence_that_is_put_together_at_run_time_is_named(code: str, is_seen: bool) -> None:
    assert (not list(messages._unseen_in_python(ast.parse(code)))) is is_seen


def test_an_import_under_a_name_that_hides_sentences_is_named() -> None:
    hidden = ast.parse("from django.utils.translation import gettext_lazy as words")
    seen = ast.parse("from django.utils.translation import gettext_lazy as _")
    assert list(messages._renamed(hidden))
    assert not list(messages._renamed(seen))


def test_templates_say_their_sentences_themselves() -> None:
    assert list(messages._unseen_in_jinja("{{ _(name) }}"))
    assert not list(messages._unseen_in_jinja("{{ _('Hallo') }}"))


def test_installed_packages_speak_to_people_as_we_do() -> None:
    said = {"Sign out?": "Möchtest du dich abmelden?", "Sign out": "Abmelden"}
    assert "in our voice" in next(wording.problems_of_foreign(said, Catalog()))
    ours = catalog(**{"Sign out?": "Möchten Sie sich abmelden?"})
    assert list(wording.problems_of_foreign(said, ours)) == []
    gone = catalog(**{"Log out?": "Abmelden?"})
    assert any("no installed package says" in each for each in wording.problems_of_foreign(said, gone))
    ours.add(("%(n)d day", "%(n)d days"), ("%(n)d Tag", "%(n)d Tage"))
    assert any("„%(n)d day“" in each for each in wording.problems_of_foreign(said, ours))
    assert list(wording.problems_of_foreign({**said, "%(n)d day": "%(n)d Tag"}, ours)) == []


def test_what_fields_and_passwords_say_is_among_the_words_of_installed_packages() -> None:
    said = messages.foreign()
    assert {"This field is required.", "This password is too common.", "Sign In"} <= said.keys()
    assert any("must contain at least" in each for each in said)


def test_sentences_are_found_in_code_and_in_both_kinds_of_templates(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("_('Eins')\nngettext('%(num)s Tag', '%(num)s Tage', n)\n")
    (tmp_path / "b.html").write_text("{{ _('Zwei') }}{% if a %}{{ ngettext('A', 'B', n) }}{% endif %}")
    django = tmp_path / "allauth_templates"
    django.mkdir()
    (django / "c.html").write_text("{% load i18n %}{% translate 'Drei' %}")
    found = [words for path in sorted(tmp_path.rglob("*.*")) for _l, words, _c in messages.sentences_in(path)]
    assert {"Eins", ("%(num)s Tag", "%(num)s Tage"), "Zwei", ("A", "B"), "Drei"} <= set(found)


def test_a_catalogue_is_written_without_dates_and_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "LOCALE", tmp_path)
    messages.write(catalog(Hallo="Hello"), "en")
    text = messages.catalogue("en").read_text()
    messages.write(messages.read("en"), "en")
    assert messages.catalogue("en").read_text() == text
    assert "Date" not in text
    found = messages.read("en").get("Hallo")
    assert found is not None
    assert found.string == "Hello"


@pytest.mark.parametrize(
    ("words", "is_ours"),
    [
        ("Rückmeldung bis %(day)s", True),
        ("Wählen Sie Ihren Stadtbezirk.", True),
        ("Rat und Bezirksvertretung", True),
        ("Wählen Sie Ihren Bezirk.", False),
        ("Wir haben es Ihnen versprochen.", False),
        ("Die Abstimmung ist geheim.", False),
        ("Ihr Anliegen wurde erfolgreich übermittelt.", False),
    ],
)
def test_words_that_we_do_not_use_are_named(words: str, is_ours: bool) -> None:
    assert (not list(wording.problems_of_voice(catalog(**{words: ""})))) is is_ours
