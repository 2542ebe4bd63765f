"""What is refused, and with which words; and who is free when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konsens.city.calendar import rules
from konsens.city.calendar.kinds import Frequency
from konsens.city.calendar.recurrence import Rule
from konsens.kernel.errors import RuleBrokenError

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)
TODAY = date(2026, 3, 12)
RIGHT = Rule(weekdays=(3,), starts_on=date(2026, 3, 19), ends_on=date(2026, 12, 31), at=time(17), minutes=60)
WRONG: list[tuple[str, Callable[[], None]]] = [
    ("vor dem Anfang", lambda: rules.check_length(0, 0)),
    ("vor dem Anfang", lambda: rules.check_length(-30, 0)),
    ("sieben Tage", lambda: rules.check_length(7 * 24 * 60 + 1, 0)),
    ("aufräumen", lambda: rules.check_length(60, -1)),
    ("auf die Minute", lambda: rules.check_begin(NOW + timedelta(seconds=90), NOW)),
    ("schon vorbei", lambda: rules.check_begin(NOW - timedelta(minutes=1), NOW)),
    ("drei Jahre", lambda: rules.check_begin(NOW + timedelta(days=1200), NOW)),
    ("gibt es nicht", lambda: rules.check_zone("Europe/Hoerde")),
    ("gibt es nicht", lambda: rules.check_zone("../../etc/passwd")),
    ("frühestens heute", lambda: rules.check_series(replace(RIGHT, starts_on=date(2026, 3, 11)), TODAY)),
    ("vor ihrem Anfang", lambda: rules.check_series(replace(RIGHT, ends_on=date(2026, 3, 18)), TODAY)),
    ("braucht ein Ende", lambda: rules.check_series(replace(RIGHT, ends_on=date.max), TODAY)),
    (
        "kein einziger",
        lambda: rules.check_series(replace(RIGHT, ends_on=RIGHT.starts_on, weekdays=(0,)), TODAY),
    ),
    ("1 bis 52", lambda: rules.check_series(replace(RIGHT, every=0), TODAY)),
    ("Wochentag", lambda: rules.check_series(replace(RIGHT, weekdays=()), TODAY)),
    ("Wochentag", lambda: rules.check_series(replace(RIGHT, weekdays=(7,)), TODAY)),
    ("Monatlich", lambda: rules.check_series(replace(RIGHT, nth=1), TODAY)),
    ("Monatlich", lambda: rules.check_series(replace(RIGHT, frequency=Frequency.MONTHLY), TODAY)),
    ("Monatlich", lambda: rules.check_series(replace(RIGHT, frequency=Frequency.MONTHLY, nth=5), TODAY)),
    ("auf die Minute", lambda: rules.check_series(replace(RIGHT, at=time(17, 0, 30)), TODAY)),
    ("sagt warum", lambda: rules.check_reason("  ")),
]


@pytest.mark.parametrize(
    ("words", "attempt"), WRONG, ids=[f"{n}-{words}" for n, (words, _a) in enumerate(WRONG)]
)
def test_what_makes_no_sense_is_refused_with_a_sentence(words: str, attempt: Callable[[], None]) -> None:
    with pytest.raises(RuleBrokenError) as refusal:
        attempt()
    assert words.lower() in str(refusal.value).lower()


def test_what_makes_sense_is_not() -> None:
    rules.check_series(RIGHT, TODAY)
    rules.check_series(replace(RIGHT, frequency=Frequency.MONTHLY, nth=-1), TODAY)
    rules.check_begin(NOW, NOW)
    rules.check_length(7 * 24 * 60, 24 * 60)


STRETCHES = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 20), st.integers(1, 5)), max_size=30)


@given(STRETCHES)
def test_who_is_free_is_what_comparing_with_everything_says(wanted: list[tuple[int, int, int]]) -> None:
    occupation: rules.Occupation[int] = rules.Occupation()
    taken: list[tuple[int, datetime, datetime]] = []
    for holder, first, length in wanted:
        starts = NOW + timedelta(minutes=first)
        ends = starts + timedelta(minutes=length)
        free = not any(who == holder and since < ends and until > starts for who, since, until in taken)
        assert occupation.is_free(holder, starts, ends) == free
        if free:
            occupation.take(holder, starts, ends)
            taken.append((holder, starts, ends))


def test_back_to_back_is_free_on_both_sides_and_a_minute_of_overlap_is_not() -> None:
    hour = timedelta(hours=1)
    occupation = rules.Occupation([("room", NOW, NOW + hour)])
    minute = timedelta(minutes=1)
    for shift, free in ((hour, True), (-hour, True), (hour - minute, False), (minute - hour, False)):
        assert occupation.is_free("room", NOW + shift, NOW + shift + hour) == free
    assert occupation.first_taken([("room", NOW + hour, NOW + 2 * hour), ("hall", NOW, NOW + hour)]) is None
