"""What the worker does for the search: encoding takes milliseconds a sentence, and a model of 100 MB."""

from __future__ import annotations

from datetime import datetime, timedelta

from django_tasks import task

from konsens.kernel import clock, throttle
from konsens.telling.search import actions

DAILY = throttle.Limit("search", 1, timedelta(days=1))


@task()
def give_meaning() -> int:
    """Encode what nobody has encoded yet; twice does no harm."""
    return actions.give_meaning()


@task()
def rebuild() -> int:
    """Learn from all texts and make every document anew, then encode what is new."""
    documents = actions.rebuild(now=clock.now())
    actions.give_meaning()
    return documents


def keep_up(*, now: datetime) -> None:
    """See to it that nothing stays without meaning, and renew what was learned, at most once a day."""
    if actions.without_meaning():
        give_meaning.enqueue()
    if actions.rebuild_is_due() and throttle.count(DAILY, "rebuild", now=now) == 1:
        rebuild.enqueue()
