"""Arbeitstage: a date is never a weekend or a holiday, and one more holiday never makes it earlier (I8)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konsens.kernel.workdays import after_workdays, is_workday, public_holidays, workdays_between

NRW = public_holidays("DE-NW")
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
COUNTS = st.integers(0, 120)
OFFSETS = st.sets(st.integers(0, 250), max_size=40)


@given(DAYS, COUNTS)
def test_due_is_a_day_on_which_offices_work(day: date, count: int) -> None:
    due = after_workdays(day, count, NRW)
    assert is_workday(due, NRW)
    assert due >= day


@given(DAYS, COUNTS, OFFSETS, st.integers(0, 250))
def test_one_more_holiday_never_makes_it_earlier(day: date, count: int, offsets: set[int], more: int) -> None:
    free = {day + timedelta(days=each) for each in offsets}
    assert after_workdays(day, count, free | {day + timedelta(days=more)}) >= after_workdays(day, count, free)


@given(DAYS, COUNTS, OFFSETS)
def test_counting_back_gives_the_same_number(day: date, count: int, offsets: set[int]) -> None:
    free = {day + timedelta(days=each) for each in offsets}
    due = after_workdays(day, count, free)
    passed = workdays_between(day, due, free)
    assert passed == (count if count or is_workday(day, free) else 1)


@given(DAYS, COUNTS)
def test_one_more_workday_is_always_later(day: date, count: int) -> None:
    assert after_workdays(day, count + 1, NRW) >= after_workdays(day, count, NRW)
    assert after_workdays(day, count + 2, NRW) > after_workdays(day, count + 1, NRW)


@given(DAYS, DAYS)
def test_nothing_lies_between_a_later_and_an_earlier_day(first: date, last: date) -> None:
    if last <= first:
        assert workdays_between(first, last, NRW) == 0
    else:
        assert 0 <= workdays_between(first, last, NRW) <= (last - first).days


@pytest.mark.parametrize(
    ("day", "count", "due"),
    [
        # the week before Easter 2026: Friday 3 April and Monday 6 April are free
        (date(2026, 4, 1), 1, date(2026, 4, 2)),
        (date(2026, 4, 2), 1, date(2026, 4, 7)),
        (date(2026, 4, 2), 2, date(2026, 4, 8)),
        # over the turn of the year, and a Saturday
        (date(2026, 12, 23), 2, date(2026, 12, 28)),
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
        (date(2026, 3, 14), 0, date(2026, 3, 16)),
        # Corpus Christi is free in North Rhine-Westphalia
        (date(2026, 6, 3), 1, date(2026, 6, 5)),
    ],
)
def test_the_calendar_of_the_state_counts(day: date, count: int, due: date) -> None:
    assert after_workdays(day, count, NRW) == due


def test_another_state_has_other_holidays() -> None:
    corpus_christi, epiphany = date(2026, 6, 4), date(2026, 1, 6)
    assert corpus_christi in NRW
    assert corpus_christi not in public_holidays("DE-BE")
    assert epiphany in public_holidays("DE-BY")
    assert epiphany not in NRW
    assert "2026-06-04" not in NRW
