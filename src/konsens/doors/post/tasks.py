"""The post's background work: one round whenever something is to be told, asked for once at most."""

from __future__ import annotations

import logging

from django.db import connection, transaction
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from konsens.doors.post.tick import tick
from konsens.kernel import clock
from konsens.kernel.events import after_telling

ROUND_S = 5.0
"""A round ends after this time, so that a worker that is asked to stop does so soon."""
log = logging.getLogger(__name__)
LOCK = 1_868_983_407
"""Any number of our own: PostgreSQL lets one transaction at a time hold it."""


@task(priority=50)
def deliver() -> None:
    """Spread, gather and hand over what is due; ask for another round when mails are left."""
    try:
        report = tick(now=clock.now(), seconds=ROUND_S)
    except Exception:
        log.exception("a round of the post failed; the next minute tries again")
        raise
    if report.more:
        wake()


@after_telling
def wake() -> None:
    """Let a worker begin a round soon; a round that waits already will see everything that is certain now."""
    if _is_asked_for():
        return
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        if not _is_asked_for():
            deliver.enqueue()


def _is_asked_for() -> bool:
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=deliver.module_path)
    return waiting.exists()
