"""What the worker does for the search may be done twice, in parts, by two, or after a crash."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django_tasks_db.models import DBTaskResult

from konsens.caring.cases.models import Case
from konsens.city.places import actions as places
from konsens.city.places.models import Area
from konsens.listening.voices import actions as voices
from konsens.telling.search import actions, tasks
from konsens.telling.search.find import find_cases
from konsens.telling.search.lexicon import learned
from konsens.telling.search.models import Lexicon, SearchDocument
from tests import a
from tests.at_once import at_once

pytestmark = pytest.mark.django_db
REASONS = voices.Reasons(facts="Nennt den Namen eines Nachbarn.", ground="privacy")


def vectors() -> dict[int, bytes | None]:
    rows = SearchDocument.objects.values_list("pk", "vector")
    return {pk: None if vector is None else bytes(vector) for pk, vector in rows}


def waiting(task: object) -> int:
    return DBTaskResult.objects.filter(status="READY", task_path=task.module_path).count()


def test_what_is_said_asks_once_for_its_meaning() -> None:
    DBTaskResult.objects.all().delete()
    a.case("Eine Bank am Ufer")
    a.case("Ein Brunnen am Markt")
    assert waiting(tasks.give_meaning) == 1


def test_encoding_twice_changes_nothing() -> None:
    a.case("Eine Bank am Ufer")
    assert actions.give_meaning() == 1
    before = vectors()
    assert actions.give_meaning() == 0
    assert vectors() == before
    assert None not in before.values()


def test_the_same_words_at_two_places_have_one_meaning() -> None:
    one = a.case("Eine Bank in Altdorf", text="", spot=a.spot("Altdorf"))
    two = a.case("Eine Bank in Seeblick", text="", spot=a.spot("Seeblick"))
    other = a.case("Ein Brunnen in Altdorf", text="", spot=a.spot("Altdorf"))
    actions.give_meaning()
    assert vectors()[one.pk] == vectors()[two.pk] != vectors()[other.pk]


def test_a_text_that_changed_meanwhile_is_not_given_the_meaning_of_the_old_one() -> None:
    case = a.case("Eine Bank am Ufer")
    document = SearchDocument.objects.get()
    voices.shorten(
        case.lead, title="Ein Brunnen", text="", seen=(case.lead.title, case.lead.text), reasons=REASONS,
        by=a.coordinator(), now=a.NOW + a.DAY,
    )  # fmt: skip
    assert actions._put({document.digest: b"\x01" * 512}, [(case.pk, document.digest)]) == 0
    assert vectors() == {case.pk: None}


def test_a_new_index_of_the_same_words_keeps_their_meaning() -> None:
    case = a.case("Eine Bank am Ufer")
    actions.give_meaning()
    before = vectors()
    actions.index([case.pk])
    assert vectors() == before


def test_long_work_is_done_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "ROUND_S", 0.0)
    monkeypatch.setattr(actions, "BATCH", 1)
    for number in range(3):
        a.case(f"Eine Bank am Ufer {number}")
    SearchDocument.objects.all().delete()
    DBTaskResult.objects.all().delete()
    tasks.rebuild.call()
    assert SearchDocument.objects.count() == 1
    assert waiting(tasks.rebuild) == 1
    tasks.give_meaning.call()
    assert None not in vectors().values()


@pytest.mark.django_db(transaction=True)
def test_the_worker_encodes_and_rebuilds_what_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "ROUND_S", 0.0)
    monkeypatch.setattr(actions, "BATCH", 2)
    cases = [a.case(f"Eine Bank am Ufer {number}") for number in range(3)]
    SearchDocument.objects.all().delete()
    tasks.rebuild.enqueue()
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    assert set(vectors()) == {case.pk for case in cases}
    assert None not in vectors().values()
    assert not DBTaskResult.objects.filter(status="FAILED").exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_do_the_same_once() -> None:
    for number in range(4):
        a.case(f"Eine Bank am Ufer {number}")
    assert not [each for each in at_once(2, lambda _n: actions.give_meaning()) if isinstance(each, Exception)]
    assert None not in vectors().values()
    connection.close()


def test_a_minute_picks_up_what_a_crash_left() -> None:
    a.case("Eine Bank am Ufer")
    DBTaskResult.objects.all().delete()
    tasks.keep_up(now=a.NOW)
    assert waiting(tasks.give_meaning) == 1
    tasks.keep_up(now=a.NOW)
    assert waiting(tasks.give_meaning) == 1


def test_what_was_learned_is_renewed_once_a_day_when_it_is_out_of_date() -> None:
    a.case("Eine Bank am Ufer")
    DBTaskResult.objects.all().delete()
    for _minute in range(2):
        tasks.keep_up(now=a.NOW)
    assert waiting(tasks.rebuild) == 1
    DBTaskResult.objects.all().delete()
    actions.rebuild(now=a.NOW)
    tasks.keep_up(now=a.NOW + a.DAY)
    assert waiting(tasks.rebuild) == 0
    places.name_area(Area.objects.get(name="Uferhof"), "Am Hafen", source="Umgangssprache", now=a.NOW)
    tasks.keep_up(now=a.NOW + 2 * a.DAY)
    assert waiting(tasks.rebuild) == 1


def test_a_rebuild_learns_the_words_of_the_place() -> None:
    for number in range(6):
        a.case(f"Am Sonntag ist Boule auf dem Platz {number}")
    case = a.case("Das Boulefest am Ufer", text="")
    assert case not in find_cases("Boule", Case.objects.all())
    actions.rebuild(now=a.NOW)
    assert "boule" in learned().splitter.learned
    assert case in find_cases("Boule", Case.objects.all())
    assert Lexicon.objects.get().documents == 7


def test_a_rebuild_brings_back_what_was_lost_and_takes_away_what_is_hidden() -> None:
    lost, hidden = a.case("Eine Bank am Ufer"), a.case("Eine Bank am Ufer")
    documents = {each.pk: each for each in SearchDocument.objects.all()}
    voices.withdraw(hidden.lead, by=hidden.lead.author, now=a.NOW + a.DAY)
    SearchDocument.objects.all().delete()
    documents[hidden.pk].save(force_insert=True)
    actions.rebuild(now=a.NOW)
    assert set(vectors()) == {lost.pk}
