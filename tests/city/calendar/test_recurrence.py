"""A rule falls on just the days a person would count on a calendar (I14, I16)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konsens.city.calendar.kinds import Frequency
from konsens.city.calendar.recurrence import LAST, Rule, dates, following
from konsens.city.calendar.walltime import instant, wall

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
DAY = timedelta(days=1)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """Any rule of up to three years between 2020 and 2038."""
    frequency = draw(st.sampled_from(Frequency))
    starts_on = draw(DAYS)
    return Rule(
        frequency=frequency,
        every=draw(st.integers(1, 6)),
        weekdays=tuple(sorted(draw(st.sets(st.integers(0, 6), min_size=1)))),
        nth=draw(st.sampled_from([1, 2, 3, 4, LAST])) if frequency == Frequency.MONTHLY else None,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=draw(st.integers(0, 1000))),
        at=draw(st.builds(time, st.integers(0, 23), st.integers(0, 59))),
        minutes=draw(st.integers(1, 600)),
        skips=frozenset(draw(st.sets(DAYS, max_size=3))),
    )


def falls_on(rule: Rule, day: date) -> bool:
    """The same said day by day, without any library."""
    if not rule.starts_on <= day <= rule.ends_on or day in rule.skips or day.weekday() not in rule.weekdays:
        return False
    if rule.frequency == Frequency.WEEKLY:
        monday, first = day - day.weekday() * DAY, rule.starts_on - rule.starts_on.weekday() * DAY
        return (monday - first).days // 7 % rule.every == 0
    months = (day.year - rule.starts_on.year) * 12 + day.month - rule.starts_on.month
    if months % rule.every:
        return False
    if rule.nth == LAST:
        return (day + 7 * DAY).month != day.month
    return (day.day + 6) // 7 == rule.nth


@given(rules())
def test_a_rule_falls_on_the_days_one_would_count(rule: Rule) -> None:
    all_days = [rule.starts_on + n * DAY for n in range((rule.ends_on - rule.starts_on).days + 1)]
    assert dates(rule) == [day for day in all_days if falls_on(rule, day)]


@given(rules(), st.integers(-10, 1010))
def test_two_stretches_give_what_the_whole_gives_with_nothing_twice_at_the_seam(
    rule: Rule, after: int
) -> None:
    seam = rule.starts_on + after * DAY
    assert dates(rule, last=seam) + dates(rule, first=seam + DAY) == dates(rule)


@given(rules())
def test_every_date_shows_the_time_of_the_rule_on_the_wall(rule: Rule) -> None:
    for day in dates(rule):
        shown = wall(instant(day, rule.at, rule.zone), rule.zone)
        assert shown.date() == day
        if rule.at.hour != 2:
            assert shown.time() == rule.at


@given(rules())
def test_how_many_dates_there_are_does_not_depend_on_the_clock_change(rule: Rule) -> None:
    days = dates(rule)
    for zone in ("Europe/Berlin", "UTC"):
        assert len({instant(day, rule.at, zone) for day in days}) == len(days)
    assert dates(replace(rule, zone="UTC")) == days


@given(rules(), st.data())
def test_a_skipped_day_takes_away_just_itself(rule: Rule, data: st.DataObject) -> None:
    days = dates(rule)
    if days:
        gone = data.draw(st.sampled_from(days))
        assert dates(replace(rule, skips=rule.skips | {gone})) == [day for day in days if day != gone]


@given(rules(), st.integers(0, 1000))
def test_this_and_all_that_follow_are_the_rest_in_the_same_step(rule: Rule, after: int) -> None:
    day = rule.starts_on + after * DAY
    rest = dates(rule, first=day)
    if not rest:
        with pytest.raises(LookupError):
            following(rule, day)
    else:
        assert dates(following(rule, day)) == rest


def test_every_thursday_but_one_is_what_the_readers_of_calendars_were_asked() -> None:
    rule = Rule(
        weekdays=(3,), starts_on=date(2026, 3, 26), ends_on=date(2026, 11, 5), at=time(17), minutes=60,
        skips=frozenset({date(2026, 5, 14)}),
    )  # fmt: skip
    hours = [instant(day, rule.at, rule.zone).hour for day in dates(rule)]
    assert hours == [16] + [15] * 29 + [16] * 2


def test_the_last_friday_of_every_second_month() -> None:
    rule = Rule(
        frequency=Frequency.MONTHLY, every=2, weekdays=(4,), nth=LAST, starts_on=date(2026, 1, 31),
        ends_on=date(2026, 12, 31), at=time(18), minutes=90,
    )  # fmt: skip
    assert dates(rule) == [date(2026, m, d) for m, d in ((3, 27), (5, 29), (7, 31), (9, 25), (11, 27))]
