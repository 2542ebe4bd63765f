"""Wall time is the truth, through every change of the clock from 2020 to 2035 (I14, I15, I18)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konsens.city.calendar.walltime import instant, wall

BERLIN = "Europe/Berlin"
ZONES = [BERLIN, "Europe/Lisbon", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
MINUTES = st.builds(time, st.integers(0, 23), st.integers(0, 59))


def nights() -> list[date]:
    """The nights from 2020 to 2035 in which the clock changes in Berlin, found by asking each day."""
    found, zone = [], ZoneInfo(BERLIN)
    day = date(2020, 1, 1)
    while day.year < 2036:
        noon = datetime.combine(day, time(12), tzinfo=zone)
        before = datetime.combine(day - timedelta(days=1), time(12), tzinfo=zone)
        if noon.utcoffset() != before.utcoffset():
            found.append(day)
        day += timedelta(days=1)
    return found


NIGHTS = nights()


def test_the_clock_changes_twice_a_year() -> None:
    assert len(NIGHTS) == 32
    assert {each.weekday() for each in NIGHTS} == {6}
    assert date(2026, 3, 29) in NIGHTS
    assert date(2026, 10, 25) in NIGHTS


@pytest.mark.parametrize("night", NIGHTS, ids=str)
def test_only_the_hour_the_clock_leaps_over_is_shown_otherwise(night: date) -> None:
    spring = night.month == 3
    for minute in range(24 * 60):
        at = time(minute // 60, minute % 60)
        shown = wall(instant(night, at, BERLIN), BERLIN)
        asked = datetime.combine(night, at)
        leapt = spring and at.hour == 2
        assert shown == asked + timedelta(hours=1) * leapt


def test_a_time_that_is_not_there_comes_an_hour_later() -> None:
    assert instant(date(2026, 3, 29), time(2, 30), BERLIN) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert wall(instant(date(2026, 3, 29), time(2, 30), BERLIN), BERLIN).time() == time(3, 30)


def test_of_a_time_that_is_there_twice_the_first_counts() -> None:
    assert instant(date(2026, 10, 25), time(2, 30), BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    second = time(2, 30, fold=1)
    assert instant(date(2026, 10, 25), second, BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(DAYS, MINUTES, st.sampled_from(ZONES))
def test_what_was_asked_is_what_the_wall_shows_or_as_much_later_as_the_leap(
    day: date, at: time, zone: str
) -> None:
    shown, asked = wall(instant(day, at, zone), zone), datetime.combine(day, at)
    assert shown - asked in {timedelta(0), timedelta(minutes=30), timedelta(hours=1)}
    if shown != asked:
        there = asked.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone))
        assert there.replace(tzinfo=None) != asked, "only a time that is not there is shown otherwise"


@given(DAYS, MINUTES, MINUTES, st.sampled_from(ZONES))
def test_a_later_time_of_the_same_day_never_comes_before_an_earlier_one_outside_the_changed_hours(
    day: date, one: time, two: time, zone: str
) -> None:
    early, late = sorted((one, two))
    if {early.hour, late.hour} & {0, 1, 2, 3}:
        return
    assert instant(day, early, zone) <= instant(day, late, zone)
