from __future__ import annotations

import pytest
from click.testing import CliRunner
from django_tasks_db.models import DBTaskResult

from konsens.doors.cli.search import search
from konsens.telling.search.models import SearchDocument
from tests import a

pytestmark = pytest.mark.django_db


def test_the_search_is_made_anew_and_says_what_it_did() -> None:
    case = a.case("Eine Bank am Ufer")
    SearchDocument.objects.all().delete()
    done = CliRunner().invoke(search, ["rebuild"])
    assert done.exit_code == 0, done.output
    assert "1 öffentlicher Beitrag ist zu finden." in done.output
    assert "Der Sinn von 1 Text ist neu berechnet." in done.output
    assert SearchDocument.objects.get().case_id == case.pk
    assert SearchDocument.objects.get().vector is not None


def test_encoding_can_be_left_to_the_worker() -> None:
    a.case("Eine Bank am Ufer")
    DBTaskResult.objects.all().delete()
    done = CliRunner().invoke(search, ["rebuild", "--no-encode"])
    assert done.exit_code == 0, done.output
    assert "Hintergrunddienst" in done.output
    assert SearchDocument.objects.get().vector is None
    assert DBTaskResult.objects.count() == 1


def test_an_empty_city_is_no_trouble() -> None:
    done = CliRunner().invoke(search, ["rebuild"])
    assert done.exit_code == 0, done.output
    assert "0 öffentliche Beiträge sind zu finden." in done.output
