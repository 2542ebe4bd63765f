"""What the worker does for the search: encoding takes milliseconds a sentence, and a model of 100 MB."""

from __future__ import annotations

from django_tasks import task

from konsens.kernel import clock
from konsens.telling.search import actions


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
