"""What `make templates` refuses, one rule at a time."""

from __future__ import annotations

import pytest
from jinja2 import Environment

from scripts import templates
from scripts.markup import bare, bare_django, of_markup

JINJA = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)


def markup(source: str) -> list[str]:
    return [sentence for _line, sentence in of_markup(bare(source, JINJA))]


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("<p style='color:red'></p>", "style"),
        ("<p onclick='x()'></p>", "onclick"),
        ("<p hx-on:click='x()'></p>", "hx-on"),
        ("<script>alert(1)</script>", "security policy"),
        ("<style>p{}</style>", "security policy"),
        ("<img src='{{ a }}'>", "without alt"),
        ("<p tabindex='2'></p>", "tabindex"),
        ("<form method='post'><button></button></form>", "csrf"),
        ("<form method='POST'>{{ other() }}</form>", "csrf"),
        ("<button hx-post='/x'></button>", "token"),
        ("<img alt='' src='https://elsewhere.example/x.png'>", "another host"),
        ("<link rel='stylesheet' href='//x'><a href='http://elsewhere.example/'></a>", "another host"),
        ("<p>Hallo {{ name }}</p>", "not translated"),
        ("<p>{{ _('Hallo') }} Welt</p>", "not translated"),
        ("<p aria-label='Karte'></p>", "not translated"),
        ("<p{% if a %} title='Karte'{% endif %}></p>", "not translated"),
    ],
)
def test_what_must_not_stand_in_markup_is_named(source: str, word: str) -> None:
    assert any(word in sentence for sentence in markup(source)), markup(source)


@pytest.mark.parametrize(
    "source",
    [
        "<p class='a{% if b %} c{% endif %}'>{{ _('Hallo') }} · {{ name }} › 12</p>",
        "<script src='{{ url }}' defer></script>",
        "<img src='{{ a }}' alt='{{ b }}'><img src='{{ a }}' alt=''>",
        "<main tabindex='-1'></main><div tabindex='0'></div>",
        "<form method='post'>{{ csrf() }}<button hx-post='/x'>{{ _('Ab') }}</button></form>",
        "<form method='get'></form>",
        "{# Worte für Menschen, die das lesen #}",
        "<h{{ level }} dir='auto'>{{ title }}</h{{ level }}>",
    ],
)
def test_what_may_stand_in_markup_is_left_alone(source: str) -> None:
    assert markup(source) == []


def test_a_problem_is_named_with_its_line() -> None:
    source = "{# one\ntwo #}\n{% if a\n   and b %}\n<p>Hallo</p>{% endif %}"
    assert [line for line, _sentence in of_markup(bare(source, JINJA))] == [5]


def test_django_templates_are_read_alike() -> None:
    good = "{% load i18n %}<form method='post'>{% csrf_token %}<p>{% translate 'Hallo' %} {{ x }}</p></form>"
    assert of_markup(bare_django(good)) == []
    block = "{% blocktranslate with a=b %}Bis {{ a }}{% endblocktranslate %}"
    assert of_markup(bare_django(block)) == []
    bad = "{# Kommentar #}<form method='post'><p>Hallo</p></form>"
    assert len(of_markup(bare_django(bad))) == 2


def test_a_macro_says_what_it_shows_and_needs() -> None:
    bare_macro = "{# a #}{% macro one() %}{% endmacro %}{% macro two() %}{% endmacro %}"
    assert len(list(templates.of_contracts(bare_macro, JINJA))) == 1
    told = "{# a #}\n{% from 'x' import y %}\n{% macro one() %}{% endmacro %}"
    assert list(templates.of_contracts(told, JINJA)) == []


@pytest.mark.parametrize("source", ["{{ a|safe }}", "{% autoescape false %}{{ a }}{% endautoescape %}"])
def test_nobody_trusts_a_text(source: str) -> None:
    assert list(templates.of_trust(JINJA.parse(source)))


@pytest.mark.parametrize(
    ("source", "is_named"),
    [
        ("{{ 'Ja' if a else 'Nein' }}", True),
        ("{{ a or 'Überall' }}", True),
        ("{{ _('Ja') if a else _('Nein') }}", False),
        ("{{ 'button--quiet' if a else '' }}", False),
    ],
)
def test_words_in_an_expression_are_translated(source: str, is_named: bool) -> None:
    assert bool(list(templates.of_literals(JINJA.parse(source)))) is is_named


def names(source: str, given: set[str]) -> list[str]:
    there = {"ui/a.html": {"known"}}
    return [text for _line, text in templates.of_names(JINJA.parse(source), given, there.get)]


def test_a_name_that_nobody_gives_is_named() -> None:
    assert names("{{ tilte }}", {"title"}) == ["nobody gives the name tilte"]
    assert names("{% set a = title %}{% for b in a %}{{ b }}{{ loop.index }}{% endfor %}", {"title"}) == []


def test_a_component_that_does_not_exist_is_named() -> None:
    assert names("{% from 'ui/a.html' import known %}{{ known() }}", set()) == []
    assert names("{% from 'ui/a.html' import other %}", set()) == ["ui/a.html has no other"]
    assert names("{% extends 'ui/b.html' %}", set()) == ["there is no template ui/b.html"]


def test_a_page_that_does_not_exist_is_named() -> None:
    known = {"case": {1}, "start": {0}}

    def said(source: str) -> list[str]:
        return [text for _line, text in templates.of_addresses(JINJA.parse(source), known)]

    assert said("{{ url('start') }}{{ url('case', a) }}{{ url('case', a, q=1) }}{{ url(b) }}") == []
    assert said("{{ url('cases') }}") == ["there is no page called cases"]
    assert said("{{ url('case') }}") == ["the address of case does not have 0 parts"]


def test_every_template_of_the_platform_is_read() -> None:
    found = {path.relative_to(templates.WEB).as_posix() for path in templates.templates()}
    assert {"ui/layout.html", "ideas/templates/ideas/say.html"} <= found
    assert any(path.startswith("ui/allauth_templates/") for path in found)
