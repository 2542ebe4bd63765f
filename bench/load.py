"""Clients for benchmarks: plain requests over kept-alive connections, and what the server spent on them."""

from __future__ import annotations

import http.client
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: path, headers, and a body when something is to be changed."""

    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: str | None = None
    expects: tuple[int, ...] = (200,)
    source: str = "127.0.0.1"


@dataclass(slots=True)
class Load:
    """What many clients saw."""

    seconds: list[float] = field(default_factory=list)
    wall: float = 0.0
    wrong: dict[int, int] = field(default_factory=dict)

    def percentile_ms(self, share: float) -> float:
        """The time below which a share of all requests stayed, in milliseconds."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0

    @property
    def per_second(self) -> float:
        """Requests per second over the whole run."""
        return len(self.seconds) / self.wall if self.wall else 0.0


class Client:
    """One connection that stays open."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connection: http.client.HTTPConnection | None = None
        self.source = ""

    def ask(self, ask: Ask) -> tuple[int, bytes]:
        """Send a request and read the whole answer."""
        if self.connection is None or self.source != ask.source:
            self.close()
            self.source = ask.source
            self.connection = http.client.HTTPConnection(
                "127.0.0.1", self.port, timeout=30, source_address=(ask.source, 0)
            )
        headers = {"Accept-Encoding": "gzip", "Host": f"localhost:{self.port}", **ask.headers}
        self.connection.request("GET" if ask.body is None else "POST", ask.path, ask.body, headers)
        response = self.connection.getresponse()
        return response.status, response.read()

    def close(self) -> None:
        """Close the connection."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None


def processes(root: int) -> list[int]:
    """A process and all its descendants."""
    found, queue = [], [root]
    while queue:
        pid = queue.pop()
        found.append(pid)
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            queue.extend(int(each) for each in children.read_text().split())
    return found


def cpu_seconds(root: int) -> float:
    """User and system time a process and its living descendants have used so far."""
    total = 0
    for pid in processes(root):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def cpu_per_request(
    server: int, port: int, make: Callable[[int], Ask], *, count: int, warm: int = 30
) -> float:
    """Milliseconds of CPU that the server spends on one request, asked one after another."""
    client = Client(port)
    for number in range(warm):
        _must(client, make(number))
    before = cpu_seconds(server)
    for number in range(warm, warm + count):
        _must(client, make(number))
    spent = cpu_seconds(server) - before
    client.close()
    return 1000 * spent / count


def _must(client: Client, ask: Ask) -> None:
    status, _body = client.ask(ask)
    if status not in ask.expects:
        raise RuntimeError(f"{ask.path} answered {status}")


def run(port: int, make: Callable[[int], Ask], *, clients: int, seconds: float) -> Load:
    """Let many clients ask at once for some seconds."""
    load = Load()
    lock = threading.Lock()
    numbers = iter(range(10**9))
    until = time.perf_counter() + seconds

    def work() -> None:
        client = Client(port)
        mine: list[float] = []
        while time.perf_counter() < until:
            with lock:
                number = next(numbers)
            ask = make(number)
            start = time.perf_counter()
            status, _body = client.ask(ask)
            mine.append(time.perf_counter() - start)
            if status not in ask.expects:
                with lock:
                    load.wrong[status] = load.wrong.get(status, 0) + 1
        client.close()
        with lock:
            load.seconds.extend(mine)

    begin = time.perf_counter()
    threads = [threading.Thread(target=work) for _each in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    load.wall = time.perf_counter() - begin
    return load
