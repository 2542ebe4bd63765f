"""A round of the post begins as soon as something is certain, and is asked for once at most."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from konsens.conf.tick import tick as minute
from konsens.doors.post.tasks import deliver, wake
from konsens.kernel import clock
from konsens.kernel.models import Counter, Entry
from konsens.listening.voices import actions as voices
from konsens.telling.news.kinds import Sending
from konsens.telling.news.models import Mailing
from tests import a
from tests.at_once import at_once
from tests.doors.post.conftest import by_smtp
from tests.mails import Session, mail_server, sent
from tests.process import konsens

PATIENCE_S = 60


def rounds(status: str) -> int:
    return DBTaskResult.objects.filter(status=status, task_path=deliver.module_path).count()


def asked_for() -> int:
    return rounds("READY")


def empty_the_post() -> None:
    DBTaskResult.objects.all().delete()
    Entry.objects.update(told_at=a.NOW)


@pytest.mark.django_db(transaction=True)
def test_what_is_said_asks_for_one_round_once_it_is_certain() -> None:
    relation = a.resident()
    empty_the_post()
    with transaction.atomic():
        a.contribution(by=relation)
        a.contribution("Noch eine Idee", by=relation, confirmed=False)
        assert asked_for() == 0
    assert asked_for() == 1
    a.contribution("Und noch eine", by=relation, confirmed=False)
    assert asked_for() == 1


@pytest.mark.django_db(transaction=True)
def test_what_was_rolled_back_asks_for_nothing() -> None:
    relation = a.resident()
    empty_the_post()
    with transaction.atomic():
        a.contribution(by=relation)
        transaction.set_rollback(True)
    assert asked_for() == 0


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_ask_for_one_round() -> None:
    assert not [each for each in at_once(20, lambda _n: wake()) if each is not None]
    assert asked_for() == 1


@pytest.mark.django_db(transaction=True)
def test_support_writes_no_task_and_asks_for_none() -> None:
    case, fan = a.case(), a.resident("fan")
    empty_the_post()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        voices.support(case.lead, relation=fan, by=fan.person, now=a.NOW)
    assert asked_for() == 0
    assert not [each for each in queries if "django_tasks" in each["sql"]]


@pytest.mark.django_db(transaction=True)
def test_the_worker_of_the_tasks_delivers() -> None:
    a.contribution(confirmed=False, now=clock.now())
    assert asked_for() == 1
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    assert asked_for() == 0
    assert rounds("SUCCESSFUL") == 1
    assert len(sent()) == 1


@pytest.mark.django_db(transaction=True)
def test_a_round_that_ends_before_all_is_sent_asks_for_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(3):
        a.contribution(f"Idee Nummer {n}", confirmed=False, now=clock.now())
    monkeypatch.setattr("konsens.doors.post.tasks.ROUND_S", 0.0)
    with mail_server() as server, by_smtp(server):
        call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    assert len(server.taken) == 3
    assert rounds("SUCCESSFUL") >= 3


@pytest.mark.django_db(transaction=True)
def test_a_minute_without_a_worker_delivers_what_a_task_would() -> None:
    a.contribution(confirmed=False)
    DBTaskResult.objects.all().delete()
    minute(now=a.NOW)
    assert len(sent()) == 1
    minute(now=a.NOW)
    deliver.call()
    assert len(sent()) == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_sends_a_confirmation_within_seconds_and_ends_cleanly(tmp_path: Path) -> None:
    a.contribution("Damit der Arbeiter wach ist", confirmed=False, now=clock.now())
    taken: list[float] = []
    woken, came = threading.Event(), threading.Event()

    def note(_session: Session, line: str) -> str | None:
        if line == "message":
            (came if woken.is_set() else woken).set()
            taken.append(time.monotonic())
        return None

    with (
        mail_server(note) as server,
        konsens("worker", folder=tmp_path, SMTP_URL=f"smtp://127.0.0.1:{server.port}") as worker,
    ):
        assert woken.wait(timeout=PATIENCE_S)
        said = time.monotonic()
        a.contribution("Eine Bank am Ufer", confirmed=False, now=clock.now())
        assert came.wait(timeout=PATIENCE_S)
        assert taken[-1] - said < 4
        worker.send_signal(signal.SIGTERM)
        output, _nothing = worker.communicate(timeout=PATIENCE_S)
    assert worker.returncode == 0, output
    assert "Traceback" not in output
    assert "Error" not in output
    connection.close()
    assert set(Mailing.objects.values_list("state", flat=True)) == {Sending.SENT}


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_stopped_finishes_the_mail_in_its_hand(tmp_path: Path) -> None:
    for n in range(3):
        a.contribution(f"Idee Nummer {n}", confirmed=False, now=clock.now())
    begun, go_on = threading.Event(), threading.Event()

    def slow(_session: Session, line: str) -> str | None:
        if line == "message":
            begun.set()
            go_on.wait(timeout=PATIENCE_S)
        return None

    with (
        mail_server(slow) as server,
        konsens("worker", folder=tmp_path, SMTP_URL=f"smtp://127.0.0.1:{server.port}") as worker,
    ):
        assert begun.wait(timeout=PATIENCE_S)
        worker.send_signal(signal.SIGTERM)
        go_on.set()
        output, _nothing = worker.communicate(timeout=PATIENCE_S)
    assert worker.returncode == 0, output
    connection.close()
    states = set(Mailing.objects.values_list("state", flat=True))
    assert Sending.HANDED_OVER not in states
    assert Sending.UNCERTAIN not in states
    assert Sending.SENT in states
    assert len(server.taken) == Mailing.objects.filter(state=Sending.SENT).count()


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_the_work(tmp_path: Path) -> None:
    for n in range(8):
        a.contribution(f"Idee Nummer {n}", confirmed=False, now=clock.now())
    all_came = threading.Event()

    def count(_session: Session, line: str) -> str | None:
        if line == "message" and len(server.seen) >= 8:
            all_came.set()
        return None

    with mail_server(count) as server:
        url = f"smtp://127.0.0.1:{server.port}"
        with (
            konsens("worker", folder=tmp_path, SMTP_URL=url) as one,
            konsens("worker", folder=tmp_path, SMTP_URL=url) as two,
        ):
            assert all_came.wait(timeout=PATIENCE_S)
            for each in (one, two):
                os.kill(each.pid, signal.SIGTERM)
            for each in (one, two):
                output, _nothing = each.communicate(timeout=PATIENCE_S)
                assert each.returncode == 0, output
    ids = [str(mail["Message-ID"]) for mail in server.taken]
    assert len(ids) == len(set(ids)) == 8
    connection.close()
    assert Counter.objects.filter(count__gte=1).exists()
