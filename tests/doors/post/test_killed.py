"""A worker is killed in the middle: nothing is queued twice, nothing handed over twice, the gap shows."""

from __future__ import annotations

import os
import signal
import threading
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from konsens.caring.cases import actions as caring
from konsens.doors.post.sending import UNCERTAIN_AFTER, hand_over
from konsens.doors.post.tick import tick
from konsens.kernel import clock
from konsens.kernel.models import Entry
from konsens.telling.news import actions as news
from konsens.telling.news.kinds import Cadence, DeliveryState, Sending
from konsens.telling.news.models import Delivery, Follow, Mailing
from tests import a
from tests.doors.post.conftest import by_smtp
from tests.mails import Session, mail_server, text
from tests.process import konsens

READERS = 7
STORIES = 3


class Killer:
    """Kills a process at a step of its conversation with the mail server."""

    def __init__(self, step: str, *, times_before: int = 0) -> None:
        self.step, self.left = step, times_before
        self.pid = 0
        self.known, self.done = threading.Event(), threading.Event()

    def __call__(self, _session: Session, line: str) -> str | None:
        if line.startswith(self.step) and not self.done.is_set():
            if self.left == 0:
                self.known.wait(timeout=60)
                os.kill(self.pid, signal.SIGKILL)
                self.done.set()
                raise OSError("its other end is dead")
            self.left -= 1
        return None

    def aim(self, pid: int) -> None:
        self.pid = pid
        self.known.set()


def digests() -> None:
    """Seven readers, each with three pieces of news that have been due since this morning."""
    then = clock.now() - 2 * a.DAY
    fans = [a.resident(f"fan-{n}", now=then) for n in range(READERS)]
    cases = [a.case(f"Sache Nummer {n}", now=then) for n in range(STORIES)]
    Follow.objects.all().delete()
    for fan in fans:
        for case in cases:
            news.follow(fan, news.Wish(case=case), by=fan.person, now=then, cadence=Cadence.DAILY)
    Entry.objects.update(told_at=then)
    for case in cases:
        caring.tell(case, "Wir sind dran.", by=a.caretaker_of(case), now=then)
    Entry.objects.filter(verb="case.moved").update(told_at=then)


def killed(step: str, folder: Path, *, command: str, times_before: int = 0) -> Counter[str]:
    """Run a command that dies at a step; how often the mail server was given each mail in full."""
    killer = Killer(step, times_before=times_before)
    with mail_server(killer) as server:
        with konsens(command, folder=folder, SMTP_URL=f"smtp://127.0.0.1:{server.port}") as process:
            killer.aim(process.pid)
            assert process.wait(timeout=60) == -signal.SIGKILL
        assert killer.done.is_set()
        return Counter(str(mail["Message-ID"]) for mail in server.seen)


def everything_is_queued_once() -> None:
    assert Delivery.objects.filter(state=DeliveryState.MAILED).count() == READERS * STORIES
    per_reader = Counter(Mailing.objects.values_list("person_id", flat=True))
    assert set(per_reader.values()) == {1}
    assert len(per_reader) == READERS


def the_next_worker_goes_on(handed_over: Counter[str], *, uncertain: Mailing) -> None:
    """All other mails go out, each once; the doubtful one waits for a person, and keeps its id."""
    later = clock.now() + UNCERTAIN_AFTER + timedelta(minutes=1)
    with mail_server() as server, by_smtp(server):
        tick(now=later)
        tick(now=later + a.DAY)
        handed_over += Counter(str(mail["Message-ID"]) for mail in server.taken)
        everything_is_queued_once()
        uncertain.refresh_from_db()
        assert uncertain.state == Sending.UNCERTAIN
        assert set(handed_over.values()) == {1}
        assert set(handed_over) | {uncertain.message_id} == set(
            Mailing.objects.values_list("message_id", flat=True)
        )
        assert Mailing.objects.filter(state=Sending.SENT).count() == READERS - 1
        news.resend(uncertain, by=a.coordinator(), now=later)
        assert hand_over(now=later) == 1
    again = server.taken[-1]
    assert again["Message-ID"] == uncertain.message_id
    assert [text(again).count(f"Sache Nummer {n}\n\n") for n in range(STORIES)] == [1] * STORIES


@pytest.mark.django_db(transaction=True)
def test_killed_between_claim_and_hand_over(tmp_path: Path) -> None:
    digests()
    handed_over = killed("connect", tmp_path, command="tick")
    connection.close()
    assert not handed_over
    everything_is_queued_once()
    gap = Mailing.objects.get(state=Sending.HANDED_OVER)
    assert Mailing.objects.filter(state=Sending.QUEUED).count() == READERS - 1
    the_next_worker_goes_on(handed_over, uncertain=gap)


@pytest.mark.django_db(transaction=True)
def test_killed_between_hand_over_and_mark(tmp_path: Path) -> None:
    digests()
    handed_over = killed("message", tmp_path, command="tick")
    connection.close()
    assert set(handed_over.values()) == {1}
    everything_is_queued_once()
    gap = Mailing.objects.get(state=Sending.HANDED_OVER)
    assert set(handed_over) == {gap.message_id}
    the_next_worker_goes_on(handed_over, uncertain=gap)


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_of_a_digest(tmp_path: Path) -> None:
    digests()
    handed_over = killed("message", tmp_path, command="worker", times_before=3)
    connection.close()
    assert set(handed_over.values()) == {1}
    assert len(handed_over) == 4
    gap = Mailing.objects.get(state=Sending.HANDED_OVER)
    assert Mailing.objects.filter(state=Sending.SENT).count() == 3
    the_next_worker_goes_on(handed_over, uncertain=gap)
