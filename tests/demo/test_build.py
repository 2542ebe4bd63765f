"""The scenario that docs, pictures, journeys and benchmarks share: each time the same, and in good order."""

from __future__ import annotations

from datetime import datetime

import pytest
from click.testing import CliRunner
from django.db import transaction

from konsens.caring.cases.models import Case
from konsens.conf.checking import look_over
from konsens.conf.command import main
from konsens.demo.build import build
from konsens.demo.models import DemoDatabase
from konsens.kernel import clock
from konsens.listening.voices.models import Contribution
from konsens.telling.news.models import Mailing

pytestmark = pytest.mark.django_db
MORE = 40


def built(now: datetime) -> list[tuple[object, ...]]:
    """What the scenario holds, without what is random for safety: ids and pseudonyms."""
    with transaction.atomic():
        players = build("stadt", contributions=MORE, now=now)
        assert [each.role for each in players] == ["resident", "caretaker", "coordinator"]
        assert DemoDatabase.objects.get().scenario == "stadt"
        assert Contribution.objects.count() > MORE
        assert not Mailing.objects.exists(), "nobody gets a mail about the demo's past"
        assert look_over() == 0
        rows = Case.objects.order_by("received_at", "lead__title", "controller__slug")
        found = list(
            rows.values_list(
                "controller__slug", "lead__title", "lead__street", "area__name", "topic__name", "state",
                "outcome", "organisation__name", "support_count", "received_at", "closed_at",
            )
        )  # fmt: skip
        transaction.set_rollback(True)
    return found


@pytest.mark.thorough
def test_the_scenario_is_the_same_each_time_and_everything_in_it_fits_together() -> None:
    now = clock.now()
    first = built(now)
    assert len(first) > MORE
    assert built(now) == first


def test_a_scenario_that_does_not_exist_is_refused_with_those_that_do() -> None:
    done = CliRunner().invoke(main, ["demo", "dorf"])
    assert (done.exit_code, done.output) == (
        2,
        "Diese Vorführung gibt es nicht: dorf. Es gibt: stadt.\n",
    )
    assert not Contribution.objects.exists()


def test_a_number_of_contributions_that_makes_no_sense_is_refused() -> None:
    for number in ("0", "-3", "viele", "5000001"):
        done = CliRunner().invoke(main, ["demo", "stadt", "--contributions", number])
        assert done.exit_code == 2
        assert "--contributions" in done.output
    assert not Contribution.objects.exists()
