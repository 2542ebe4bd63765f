"""What pages do with dates, numbers and typed text, in both languages."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from konsens.doors.web import jinja
from konsens.kernel import clock
from tests.doors.web.visit import HOSTILE


@pytest.mark.parametrize(
    ("language", "said"),
    [("de", ["3. Mai 2019", "1.234", "2,4 km"]), ("en", ["3 May 2019", "1,234", "2.4 km"])],
)
def test_dates_and_numbers_follow_the_language(language: str, said: list[str]) -> None:
    with translation.override(language):
        assert [jinja.day(date(2019, 5, 3)), jinja.number(1234), jinja.distance(2441)] == said


def test_a_date_of_this_year_says_no_year() -> None:
    today = clock.day_of(clock.now())
    assert str(today.year) not in jinja.day(today)
    assert str(today.year) not in jinja.weekday(today)


@pytest.mark.parametrize(("language", "said"), [("de", "Freitag, 3. Mai 2019"), ("en", "Friday, 3 May 2019")])
def test_a_day_of_another_year_says_which(language: str, said: str) -> None:
    """A date that is promised for April must not be read as the April that is over."""
    with translation.override(language):
        assert jinja.weekday(date(2019, 5, 3)) == said


def test_typed_text_stays_text_and_keeps_its_paragraphs() -> None:
    drawn = jinja.paragraphs(f"eins\nzwei\n\n{HOSTILE}")
    assert drawn == f'<p dir="auto">eins<br>zwei</p><p dir="auto">{jinja.escape(HOSTILE)}</p>'


@pytest.mark.parametrize(("metres", "said"), [(3, "10 m"), (347, "350 m"), (999, "1 km"), (1000, "1 km")])
def test_a_distance_is_rounded_as_people_say_it(metres: float, said: str) -> None:
    with translation.override("de"):
        assert jinja.distance(metres) == said


def test_a_short_text_ends_with_a_whole_word() -> None:
    assert jinja.short("eins zwei, drei", 11) == "eins zwei …"
    assert jinja.short("kurz") == "kurz"


def test_a_telephone_number_becomes_a_link_that_phones_understand() -> None:
    assert jinja.dial("+49 (231) 000-115") == "+49231000115"
