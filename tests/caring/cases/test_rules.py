"""Routing, working days and lateness, as properties over plain values (I1, I7, I8)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konsens.caring.cases.kinds import Outcome, PromiseKind, Rung, State
from konsens.caring.cases.rules import (
    NEXT,
    Deadline,
    RouteRule,
    answer_due,
    check_closing,
    check_merge,
    check_step,
    choose_route,
    is_overdue,
    next_due,
    rung_of,
)
from konsens.kernel.errors import RuleBrokenError
from konsens.kernel.workdays import is_workday, public_holidays, workdays_between

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
IDS = st.integers(1, 6)
KINDS = st.sampled_from(list(PromiseKind))


@st.composite
def tables(draw: st.DrawFn) -> list[RouteRule]:
    """A routing table with its catch-all somewhere in it."""
    keys = draw(st.sets(st.tuples(st.none() | IDS, st.none() | IDS), max_size=12)) | {(None, None)}
    order = draw(st.permutations(sorted(keys, key=str)))
    return [RouteRule(n, area, topic, draw(st.integers(0, 3))) for n, (area, topic) in enumerate(order)]


@given(tables(), st.lists(IDS, unique=True, max_size=3), st.none() | IDS)
def test_any_place_and_topic_lead_to_exactly_one_route(
    table: list[RouteRule], areas: list[int], topic: int | None
) -> None:
    chosen = choose_route(table, areas=areas, topic=topic)
    assert chosen in table
    assert chosen.area is None or chosen.area in areas
    assert chosen.topic in {None, topic}
    assert choose_route(list(reversed(table)), areas=areas, topic=topic) == chosen


@given(tables(), st.lists(IDS, unique=True, min_size=1, max_size=3), IDS)
def test_a_route_for_the_topic_and_the_finest_area_wins(
    table: list[RouteRule], areas: list[int], topic: int
) -> None:
    exact = RouteRule(99, areas[0], topic, 0)
    rest = [rule for rule in table if (rule.area, rule.topic) != (areas[0], topic)]
    assert choose_route([*rest, exact], areas=areas, topic=topic) == exact


def test_a_table_without_a_catch_all_is_refused_in_words() -> None:
    with pytest.raises(RuleBrokenError, match="Zuständigkeit"):
        choose_route([RouteRule(1, 5, None, 0)], areas=[6], topic=None)


@given(DAYS, st.integers(0, 200))
def test_a_date_is_never_a_weekend_or_a_holiday(day: date, count: int) -> None:
    due = answer_due(day, count, public_holidays())
    assert is_workday(due, public_holidays())
    assert workdays_between(day, due, public_holidays()) == (
        count if is_workday(day, ()) else max(count, 1)
    ) or (not is_workday(day, public_holidays()))


@given(DAYS, st.integers(0, 60), st.sets(DAYS, max_size=20), st.sets(DAYS, max_size=10))
def test_one_more_holiday_never_makes_a_date_earlier(
    day: date, count: int, free: set[date], more: set[date]
) -> None:
    assert answer_due(day, count, free | more) >= answer_due(day, count, free)


@given(DAYS, st.integers(0, 60), st.integers(0, 60), st.sets(DAYS, max_size=20))
def test_more_days_never_mean_an_earlier_date(day: date, one: int, two: int, free: set[date]) -> None:
    first, second = sorted((one, two))
    assert answer_due(day, first, free) <= answer_due(day, second, free)


@pytest.mark.parametrize(
    ("received", "count", "due"),
    [
        (date(2026, 3, 12), 5, date(2026, 3, 19)),
        (date(2026, 4, 2), 1, date(2026, 4, 7)),
        (date(2026, 12, 23), 2, date(2026, 12, 28)),
        (date(2026, 5, 30), 1, date(2026, 6, 1)),
        (date(2026, 6, 3), 1, date(2026, 6, 5)),
    ],
    ids=["plain week", "over Easter", "over Christmas", "from a Saturday", "Fronleichnam in NRW"],
)
def test_working_days_know_the_holidays_of_the_state(received: date, count: int, due: date) -> None:
    assert answer_due(received, count, public_holidays("DE-NW")) == due


deadlines = st.lists(st.builds(Deadline, KINDS, DAYS, st.none() | DAYS), max_size=5)


@given(deadlines, DAYS, st.integers(0, 400))
def test_what_is_overdue_stays_overdue_until_it_is_kept(rows: list[Deadline], day: date, later: int) -> None:
    if is_overdue(rows, day):
        assert is_overdue(rows, day + timedelta(days=later))
    kept = [Deadline(row.kind, row.due, row.kept or day) for row in rows]
    assert not is_overdue(kept, day + timedelta(days=later))


@given(deadlines, DAYS, DAYS)
def test_waiting_for_a_day_stops_the_clock_until_that_day(
    rows: list[Deadline], day: date, until: date
) -> None:
    late = is_overdue(rows, day, waiting_until=until)
    assert late == (is_overdue(rows, day) and day > until)


@given(deadlines)
def test_the_next_date_is_the_earliest_open_one(rows: list[Deadline]) -> None:
    due = next_due(rows)
    still_open = [row.due for row in rows if row.kept is None]
    assert (due is None) == (not still_open)
    assert due is None or due.due == min(still_open)


@given(DAYS, DAYS, DAYS)
def test_a_case_only_climbs_while_it_is_late(due: date, one: date, two: date) -> None:
    ladder = [Rung.CARETAKER, Rung.DEPUTY, Rung.HEAD]
    first, second = sorted((one, two))
    assert ladder.index(rung_of(due, first, ())) <= ladder.index(rung_of(due, second, ()))
    assert rung_of(due, due, ()) == Rung.CARETAKER


@given(st.sampled_from(list(State)), st.sampled_from(list(State)))
def test_only_the_steps_of_the_table_are_taken(now: State, then: State) -> None:
    if then in NEXT[now]:
        check_step(now, then)
    else:
        with pytest.raises(RuleBrokenError):
            check_step(now, then)


@pytest.mark.parametrize(
    ("outcome", "said", "sentence"),
    [
        ("", {"saying": "Fertig."}, "mit welchem Ergebnis"),
        (Outcome.DONE, {"saying": " \n"}, "mit welchem Ergebnis"),
        (Outcome.NOT_POSSIBLE, {"saying": "Geht nicht."}, "Grund"),
        (Outcome.HANDED_OVER, {"saying": "Weitergegeben."}, "an wen"),
        (Outcome.DUPLICATE, {"saying": "Schon bekannt."}, "in dem es weitergeht"),
    ],
)
def test_a_closing_that_explains_nothing_is_refused_in_words(
    outcome: Outcome, said: dict[str, str], sentence: str
) -> None:
    with pytest.raises(RuleBrokenError, match=sentence):
        check_closing(outcome, **said)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ((1, 1, False, True, True), "sich selbst"),
        ((1, 2, True, True, True), "geht selbst in einem anderen weiter"),
        ((1, 2, False, False, True), "selben Organisation"),
        ((1, 2, False, True, False), "Vertrauliches"),
    ],
)
def test_a_merge_that_would_make_a_circle_or_show_too_much_is_refused(
    values: tuple[int, int, bool, bool, bool], sentence: str
) -> None:
    source, target, merged, same, public = values
    with pytest.raises(RuleBrokenError, match=sentence):
        check_merge(source, target, target_merged=merged, same_controller=same, target_public=public)
