"""What the worker does for the search: encoding takes milliseconds a sentence, and a model of 100 MB."""

from __future__ import annotations

from datetime import datetime, timedelta

from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from konsens.kernel import clock, throttle
from konsens.telling.search import actions

ROUND_S = 5.0
"""A task ends after this time and asks for the next, so that a worker that is asked to stop does so soon."""
DAILY = throttle.Limit("search", 1, timedelta(days=1))


@task()
def give_meaning() -> int:
    """Encode what nobody has encoded yet; twice does no harm."""
    count = actions.give_meaning(seconds=ROUND_S)
    if actions.without_meaning():
        ask_for_meaning()
    return count


@task()
def rebuild(after: int | None = None) -> None:
    """Learn from all texts and make every document anew, part by part, then encode what is new."""
    if after is None:
        actions.learn(now=clock.now())
    onwards = actions.remake(after or 0, seconds=ROUND_S)
    if onwards is None:
        ask_for_meaning()
    else:
        rebuild.enqueue(after=onwards)


def ask_for_meaning() -> None:
    """Let a worker encode what is new; a task that waits already will see everything that is certain now."""
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=give_meaning.module_path)
    if not waiting.exists():
        give_meaning.enqueue()


def keep_up(*, now: datetime) -> None:
    """See to it that nothing stays without meaning, and renew what was learned, at most once a day."""
    if actions.without_meaning():
        ask_for_meaning()
    if actions.rebuild_is_due() and throttle.count(DAILY, "rebuild", now=now) == 1:
        rebuild.enqueue()
