"""Figures add up in every direction and are counted when something happened; so does the map."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, run_state_machine_as_test

from konsens.caring.cases import actions as caring
from konsens.caring.cases.kinds import Outcome, Prominence, State
from konsens.caring.cases.models import Case
from konsens.city.people.kinds import OrganisationKind
from konsens.kernel import clock
from konsens.listening.voices import actions as voices
from konsens.telling.insight.actions import count_map, rebuild_map
from konsens.telling.insight.figures import count_all, count_figures, figures_of, kept_figures
from konsens.telling.insight.models import Figure, MapCell
from konsens.telling.insight.tiles import ZOOMS, cell, corner
from tests import a
from tests.at_once import at_once
from tests.caring.cases.steps import Steps, World


def here() -> int:
    return a.controller().pk


@pytest.mark.django_db
def test_everything_is_counted_by_area_and_by_year() -> None:
    spots = (a.spot("Uferhof"), a.spot("Neumarkt"), a.spot("Lindenfeld"), a.Spot())
    years = (datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC), datetime(2026, 12, 31, 23, 0, tzinfo=UTC))
    for now in years:
        for n, spot in enumerate(spots):
            case = a.case(f"Sache Nummer {n}", spot=spot, now=now)
            if n < 2:
                done = caring.Closing(Outcome.DONE, "Fertig.")
                caring.close(case, done, by=a.coordinator(), now=now)
    count_figures(here(), now=a.NOW)
    found = figures_of(here())
    assert [(row.name, row.heard, row.open, row.closed, row.done) for row in found.areas] == [
        ("Eversberg", 2, 2, 0, 0),
        ("Hoerdental", 4, 0, 4, 4),
        ("Ohne Ort", 2, 2, 0, 0),
    ]
    assert [(row.name, row.heard, row.open, row.closed) for row in found.years] == [
        ("2027", 4, 2, 2),
        ("2026", 4, 2, 2),
    ]
    assert (found.heard, found.open, found.done) == (8, 4, 4)


@pytest.mark.django_db
def test_an_answer_on_the_last_day_is_in_time_until_midnight_in_the_city() -> None:
    due = a.case("Eine Bank").promises.get(kind="first_answer").due
    midnight = datetime(due.year, due.month, due.day, 23, 0, tzinfo=UTC)
    for n, moment in enumerate((midnight - timedelta(seconds=1), midnight)):
        caring.tell(a.case(f"Sache Nummer {n}"), "Wir sind dran.", by=a.coordinator(), now=moment)
    count_figures(here(), now=a.NOW)
    whole = kept_figures(here())[0][""]
    assert (whole["answered"], whole["in_time"]) == (2, 1)


@pytest.mark.django_db
def test_nothing_is_counted_again_before_something_happens() -> None:
    a.case()
    roots = [here(), a.controller("partei", kind=OrganisationKind.PARTY).pk]
    assert count_all(now=a.NOW) == len(roots)
    with CaptureQueriesContext(connection) as queries:
        assert count_all(now=a.NOW + a.DAY) == 0
    assert len(queries) == 3 + len(roots)
    assert not [each for each in queries if not each["sql"].startswith("SELECT")]
    assert kept_figures(here())[1] == a.NOW
    a.case("Noch eine Bank")
    assert count_all(now=a.NOW + a.DAY) == len(roots)
    assert kept_figures(here())[0][""]["heard"] == 2


@pytest.mark.django_db
def test_what_is_not_there_any_more_is_not_counted_any_more() -> None:
    topic = a.topic(name="Lärm", slug="laerm")
    case = a.case(topic=topic)
    count_all(now=a.NOW)
    assert [row.name for row in figures_of(here()).topics] == ["Lärm"]
    assert case.lead.author is not None
    voices.withdraw(case.lead, by=case.lead.author, now=a.NOW)
    count_all(now=a.NOW)
    assert figures_of(here()).topics == []
    assert figures_of(here()).heard == 0
    assert set(Figure.objects.values_list("dimension", flat=True)) == {"", "diary"}


@pytest.mark.django_db(transaction=True)
def test_several_who_count_at_once_leave_one_set_of_figures() -> None:
    for n in range(3):
        a.case(f"Sache Nummer {n}")
    pk = here()
    results = at_once(6, lambda n: count_figures(pk, now=a.NOW + timedelta(seconds=n)))
    assert [each for each in results if each is not None] == []
    assert kept_figures(pk)[0][""]["heard"] == 3
    assert Figure.objects.filter(controller=pk, name="heard", dimension="").count() == 1


@pytest.mark.django_db
def test_the_page_names_districts_and_years() -> None:
    a.case()
    count_all(now=a.NOW)
    page = a.client().get("/zahlen/").content.decode()
    assert "Hoerdental" in page
    assert "2026" in page


@pytest.mark.django_db
def test_the_whole_map_can_be_made_again() -> None:
    for n, spot in enumerate((a.spot("Uferhof"), a.spot("Lindenfeld", lat=51.485, lon=7.53), a.Spot())):
        a.case(f"Sache Nummer {n}", spot=spot)
    kept = sorted(MapCell.objects.values_list("zoom", "x", "y", "count"))
    MapCell.objects.all().delete()
    assert rebuild_map() == len(kept)
    assert sorted(MapCell.objects.values_list("zoom", "x", "y", "count")) == kept


@given(st.floats(-85, 85), st.floats(-180, 179.999), st.sampled_from(ZOOMS))
def test_a_point_lies_between_the_corners_of_its_cell(lat: float, lon: float, zoom: int) -> None:
    x, y = cell(lat, lon, zoom)
    north, west = corner(x, y, zoom)
    south, east = corner(x + 1, y + 1, zoom)
    assert south - 1e-9 <= lat <= north + 1e-9
    assert west - 1e-9 <= lon <= east + 1e-9


class Counted(Steps):
    """Random steps; the kept counters agree with a new count, and figures add up."""

    @invariant()
    def the_map_agrees_with_a_new_count(self) -> None:
        if not self.changed:
            return
        kept = {
            (each.controller_id, each.zoom, each.x, each.y): (each.count, each.lat_sum, each.lon_sum)
            for each in MapCell.objects.filter(count__gt=0)
        }
        assert {key: pytest.approx(sums) for key, sums in count_map().items()} == kept
        assert not MapCell.objects.filter(count=0).exclude(lat_sum__range=(-1e-6, 1e-6)).exists()

    @invariant()
    def figures_add_up_in_every_direction(self) -> None:
        if not self.changed:
            return
        self.changed = False
        pk = self.world.controller.pk
        count_figures(pk, now=self.now)
        numbers, _as_of = kept_figures(pk)
        public = Case.objects.filter(controller=pk, prominence=Prominence.PUBLIC)
        assert numbers[""]["heard"] == public.count()
        assert numbers[""]["closed"] == public.filter(state=State.CLOSED).count()
        for row in numbers.values():
            assert row["heard"] == row["open"] + row["closed"]
            assert row["done"] <= row["closed"]
            assert row["in_time"] <= row["answered"] <= row["heard"]
        for kind in ("topic:", "office:", "area:", "year:"):
            parts = [row for name, row in numbers.items() if name.startswith(kind) and "/" not in name]
            assert sum((Counter(row) for row in parts), Counter()) == +Counter(numbers[""])
        this_year = clock.day_of(self.now).year
        for year in range(this_year - 2, this_year + 1):
            parts = [row for name, row in numbers.items() if name.startswith(f"year:{year}/")]
            assert sum((Counter(row) for row in parts), Counter()) == +Counter(
                numbers.get(f"year:{year}", {})
            )


@pytest.mark.django_db
@pytest.mark.thorough
def test_whatever_happens_in_whatever_order_the_counters_are_right() -> None:
    Counted.world = World()
    run_state_machine_as_test(
        Counted,
        settings=settings(
            max_examples=15,
            stateful_step_count=40,
            phases=[Phase.generate],
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
