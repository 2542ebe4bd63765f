"""Races on the real database: many threads, each with a connection of its own, let loose at one moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connections

R = TypeVar("R")


def at_once(times: int, work: Callable[[int], R]) -> list[R | Exception]:
    """Do something `times` times at the same moment; what each returned, or what it raised."""
    gate = threading.Barrier(times)

    def run(number: int) -> R | Exception:
        gate.wait(timeout=60)
        try:
            return work(number)
        except Exception as error:  # noqa: BLE001 - the caller looks at what each one met
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=times) as pool:
        return list(pool.map(run, range(times)))
