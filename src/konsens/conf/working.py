"""The worker: tasks as they come, and once a minute whatever the clock brings about (D9)."""

from __future__ import annotations

import logging
import threading

from django.core.management import call_command
from django.db import close_old_connections, connections

from konsens.conf.tick import tick
from konsens.kernel import clock

EVERY_S = 60.0
ROUND_S = 10.0
"""Mails are handed over for this long in one minute's round; whoever stops the worker waits no longer."""
log = logging.getLogger(__name__)


def work() -> None:
    """Work until somebody stops it: what was begun is brought to its end, what was not is left for later."""
    stop = threading.Event()
    minutes = threading.Thread(target=_keep_ticking, args=(stop,), name="tick")
    minutes.start()
    try:
        call_command("db_worker", interval=0.5, startup_delay=False, verbosity=0)
    finally:
        stop.set()
        minutes.join()


def _keep_ticking(stop: threading.Event) -> None:
    while not stop.is_set():
        close_old_connections()
        try:
            tick(now=clock.now(), seconds=ROUND_S)
        except Exception:
            # a failing minute must not end the ones after it; the log says what failed
            log.exception("a minute failed")
        stop.wait(EVERY_S)
    connections.close_all()
