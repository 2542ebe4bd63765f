"""Series: accepted and rejected are all dates of the rule; changing one keeps what has to stay."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from konsens.city.calendar import actions as calendar
from konsens.city.calendar.kinds import Frequency, Rejection
from konsens.city.calendar.models import Claim, Occurrence, RejectedDate, Series
from konsens.city.calendar.recurrence import Rule, dates, following
from konsens.city.calendar.walltime import wall
from konsens.city.places.models import Space
from konsens.conf.checking import problems
from konsens.kernel.errors import RuleBrokenError
from konsens.kernel.models import Entry
from tests import a
from tests.city.calendar.test_recurrence import rules

pytestmark = pytest.mark.django_db
THURSDAYS = Rule(
    weekdays=(3,), starts_on=date(2026, 3, 19), ends_on=date(2026, 11, 5), at=time(17), minutes=60
)
DAY = timedelta(days=1)


def series(*spaces: Space, rule: Rule = THURSDAYS, **fields: object) -> calendar.Outcome:
    """A series of a controller's first office."""
    return calendar.plan_series(a.office(), a.what(*spaces, **fields), rule, by=None, now=a.NOW)


def rows(of: Series) -> list[tuple[object, ...]]:
    """Everything about the dates of a series that somebody could see."""
    fields = ("public_id", "series", "day", "starts", "ends", "state", "because", "sequence", "changed_at")
    return list(Occurrence.objects.filter(series=of).order_by("day").values_list(*fields))


def test_a_weekly_series_is_at_the_same_hour_on_both_sides_of_the_clock_change() -> None:
    made = series(a.house())
    assert len(made.accepted) == 34
    assert {wall(each.starts, each.zone).time() for each in made.accepted} == {time(17)}
    assert {each.starts.hour for each in made.accepted} == {15, 16}
    assert made.rejected == []
    assert Entry.objects.get(verb="series.planned").facts["accepted"] == 34
    assert problems() == []


def test_a_series_says_of_each_date_that_cannot_be_why() -> None:
    hall, (left, _right) = a.hall("Links", "Rechts")
    kim = a.caretaker()
    a.occurrence(left, to=a.when(date(2026, 4, 16), time(17, 30)))
    a.occurrence(hosts=[kim], to=a.when(date(2026, 4, 23), time(16), minutes=61))
    rule = replace(THURSDAYS, skips_holidays=True, skips=frozenset({date(2026, 4, 30)}))
    made = series(hall, rule=rule, hosts=[kim])
    why = {each.day: (each.reason, each.space, each.person) for each in made.rejected}
    assert why == {
        date(2026, 4, 16): (Rejection.OCCUPIED, left, None),
        date(2026, 4, 23): (Rejection.OCCUPIED, None, kim),
        date(2026, 5, 14): (Rejection.HOLIDAY, None, None),
        date(2026, 6, 4): (Rejection.HOLIDAY, None, None),
    }
    assert {each.day for each in made.accepted} | set(why) == set(dates(rule))
    assert len(made.accepted) + len(why) == len(dates(rule)) == 33
    assert problems() == []


def test_a_series_may_take_place_on_holidays() -> None:
    assert date(2026, 5, 14) in {each.day for each in series(a.house()).accepted}


def test_a_series_in_a_house_that_ends_says_so_of_each_date() -> None:
    room = a.house()
    calendar.end_space(room, ends=date(2026, 10, 22), by=None, now=a.NOW)
    made = series(room)
    assert [each.reason for each in made.rejected] == [Rejection.CLOSED] * 3
    assert problems() == []


def test_a_series_does_not_overlap_itself() -> None:
    rule = replace(THURSDAYS, weekdays=(3, 4), minutes=30 * 60, ends_on=date(2026, 4, 5))
    made = series(a.house(), rule=rule)
    assert [each.day.weekday() for each in made.accepted] == [3, 3, 3]
    assert [each.day.weekday() for each in made.rejected] == [4, 4, 4]
    assert problems() == []


def test_a_series_that_begins_today_leaves_out_the_hour_that_has_passed() -> None:
    today = replace(THURSDAYS, starts_on=date(2026, 3, 12), at=time(9))
    assert series(rule=today).accepted[0].day == date(2026, 3, 19)
    later = replace(today, at=time(10, 30))
    assert series(rule=later).accepted[0].day == date(2026, 3, 12)
    assert problems() == []


def test_the_next_of_two_series_gets_what_the_first_left() -> None:
    room = a.house()
    weekly = series(room, rule=replace(THURSDAYS, every=2))
    other = series(room)
    assert {each.day for each in other.rejected} == {each.day for each in weekly.accepted}
    assert problems() == []


def test_this_and_all_that_follow_move_and_all_before_stay_as_they_were() -> None:
    room = a.house()
    made = series(room)
    cut = date(2026, 6, 11)
    before = [row for row in rows(made.series) if row[2] < cut]
    names = {each.day: each.public_id for each in made.accepted}
    rule = replace(following(THURSDAYS, cut), at=time(18))
    new = calendar.change_series(made.series, a.what(room), rule, because="Später.", by=None, now=a.NOW)
    assert rows(made.series) == before
    assert {each.day: each.public_id for each in new.accepted} == {d: n for d, n in names.items() if d >= cut}
    assert {wall(each.starts, each.zone).time() for each in new.accepted} == {time(18)}
    assert {(each.sequence, each.because) for each in new.accepted} == {(1, "Später.")}
    assert new.series.replaces == made.series
    assert Entry.objects.filter(verb="occurrence.moved").count() == len(new.accepted)
    assert problems() == []


def test_a_series_may_shift_within_its_own_time() -> None:
    room = a.house()
    made = series(room)
    rule = replace(THURSDAYS, at=time(17, 30))
    new = calendar.change_series(made.series, a.what(room), rule, because="Später.", by=None, now=a.NOW)
    assert (len(new.accepted), new.rejected) == (34, [])
    assert problems() == []


def test_dates_that_were_changed_on_their_own_stay_as_they_are() -> None:
    room = a.house()
    made = series(room)
    moved, gone = made.accepted[3], made.accepted[5]
    calendar.move_date(moved, a.when(moved.day, time(11)), because="Markt.", by=None, now=a.NOW)
    calendar.cancel_date(gone, because="Krank.", by=None, now=a.NOW)
    before = {row[0]: row for row in rows(made.series)}
    rule = replace(THURSDAYS, at=time(18))
    new = calendar.change_series(made.series, a.what(room), rule, because="Später.", by=None, now=a.NOW)
    assert {each.pk for each in new.kept} == {moved.pk, gone.pk}
    assert rows(made.series) == [before[moved.public_id], before[gone.public_id]]
    assert {moved.day, gone.day}.isdisjoint({each.day for each in new.accepted})
    assert problems() == []


def test_dates_for_which_no_new_one_comes_are_cancelled_with_the_reason() -> None:
    room = a.house()
    made = series(room)
    a.occurrence(room, to=a.when(date(2026, 4, 9), time(19)))
    rule = replace(THURSDAYS, every=2, at=time(18, 30), starts_on=date(2026, 3, 26))
    new = calendar.change_series(made.series, a.what(room), rule, because="Weniger.", by=None, now=a.NOW)
    assert [each.day for each in new.rejected] == [date(2026, 4, 9)]
    assert len(new.accepted) + len(new.cancelled) + 1 == 34
    assert {each.because for each in new.cancelled} == {"Weniger."}
    assert problems() == []


def test_a_series_goes_on_as_one_only() -> None:
    made = series()
    rule = replace(THURSDAYS, at=time(18))
    new = calendar.change_series(made.series, a.what(), rule, because="Später.", by=None, now=a.NOW)
    with pytest.raises(RuleBrokenError, match="geht nicht weiter"):
        calendar.change_series(made.series, a.what(), rule, because="Noch.", by=None, now=a.NOW)
    again = replace(following(rule, date(2026, 5, 1)), at=time(19))
    calendar.change_series(new.series, a.what(), again, because="Noch später.", by=None, now=a.NOW)
    assert problems() == []


def test_a_date_that_was_moved_on_its_own_is_not_made_a_second_time_by_later_changes() -> None:
    room = a.house()
    made = series(room)
    moved = made.accepted[4]
    calendar.move_date(moved, a.when(moved.day, time(11)), because="Markt.", by=None, now=a.NOW)
    for hour in (18, 19):
        rule = replace(THURSDAYS, at=time(hour))
        made = calendar.change_series(made.series, a.what(room), rule, because="Später.", by=None, now=a.NOW)
        assert [each.pk for each in made.kept] == [moved.pk]
    assert Occurrence.objects.filter(day=moved.day).count() == 1
    assert problems() == []


def test_a_series_that_ends_takes_along_what_was_moved_on_its_own() -> None:
    room = a.house()
    made = series(room)
    moved = made.accepted[-1]
    calendar.move_date(moved, a.when(moved.day, time(11)), because="Markt.", by=None, now=a.NOW)
    rule = replace(THURSDAYS, at=time(18))
    new = calendar.change_series(made.series, a.what(room), rule, because="Später.", by=None, now=a.NOW)
    gone = calendar.end_series(new.series, from_day=date(2026, 6, 1), because="Schluss.", by=None, now=a.NOW)
    assert moved.pk in {each.pk for each in gone}
    last = Occurrence.objects.planned().order_by("-starts")[0]
    assert last.day == date(2026, 5, 28)
    assert not Claim.objects.filter(starts__gte=datetime(2026, 6, 1, tzinfo=UTC)).exists()
    assert problems() == []


def test_what_makes_no_sense_changes_nothing() -> None:
    made = series(a.house())
    before = rows(made.series)
    for rule, because in (
        (THURSDAYS, " "),
        (replace(THURSDAYS, minutes=0), "Kürzer."),
        (replace(THURSDAYS, starts_on=date(2026, 3, 1)), "Früher."),
        (replace(THURSDAYS, zone="Mond/Krater"), "Weiter."),
    ):
        with pytest.raises(RuleBrokenError):
            calendar.change_series(made.series, a.what(), rule, because=because, by=None, now=a.NOW)
    assert rows(made.series) == before
    assert Series.objects.count() == 1


def _clear() -> None:
    """Each example begins with an empty calendar; only the house and its office stay."""
    Claim.objects.all().delete()
    Occurrence.objects.all().delete()
    RejectedDate.objects.all().delete()
    Series.objects.update(replaces=None)
    Series.objects.all().delete()
    Entry.objects.filter(verb__startswith="occurrence").delete()


@settings(max_examples=40)
@given(
    rule=rules(),
    every=st.integers(1, 4),
    hour=st.integers(0, 23),
    after=st.integers(0, 300),
    alone=st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=3),
)
def test_whatever_is_planned_and_changed_the_checks_find_nothing(
    rule: Rule, every: int, hour: int, after: int, alone: list[tuple[int, bool]]
) -> None:
    """I14, I17, I19 to I22, over all years and both clock changes."""
    _clear()
    room = Space.objects.first() or a.house()
    Space.objects.update(opens=date(2019, 1, 1))
    now = datetime.combine(rule.starts_on, time(), tzinfo=UTC) - DAY
    what, office = a.what(room), a.office()
    if not dates(rule):
        with pytest.raises(RuleBrokenError):
            calendar.plan_series(office, what, rule, by=None, now=now)
        return
    made = calendar.plan_series(office, what, rule, by=None, now=now)
    assert len(made.accepted) + len(made.rejected) == len(dates(rule))
    own = _change_alone(made, alone, now)
    try:
        rest = following(rule, rule.starts_on + after * DAY)
    except LookupError:
        return
    before = {row[0]: row for row in rows(made.series) if row[2] < rest.starts_on or row[0] in own}
    new_rule = replace(rest, every=every, at=time(hour, 30), frequency=Frequency.WEEKLY, nth=None)
    new = calendar.change_series(made.series, what, new_rule, because="Anders.", by=None, now=now)
    kept = {each.day for each in new.kept}
    assert len(new.accepted) + len(new.rejected) == len(set(dates(new_rule)) - kept)
    assert {name: row for row in rows(made.series) if (name := row[0]) in before} == before
    assert problems() == []


def _change_alone(made: calendar.Outcome, alone: list[tuple[int, bool]], now: datetime) -> set[str]:
    """Cancel some dates of a series on their own, and move others into the night."""
    changed: dict[str, Occurrence] = {}
    for number, gone in alone:
        each = made.accepted[number % len(made.accepted)] if made.accepted else None
        if each is None or each.public_id in changed:
            continue
        changed[each.public_id] = each
        if gone:
            calendar.cancel_date(each, because="Krank.", by=None, now=now)
        else:
            to = a.when(each.day, time(3), minutes=1)
            with suppress(calendar.OccupiedError):
                calendar.move_date(each, to, because="Markt.", by=None, now=now)
    own = Occurrence.objects.filter(public_id__in=changed).exclude(state="planned", is_own=False)
    return set(own.values_list("public_id", flat=True))
