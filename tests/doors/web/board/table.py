"""The coordination at work, and the table that it takes along."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.test import Client

from tests import a


def coordination() -> Client:
    return a.client(a.coordinator())


def rows(client: Client, query: str = "") -> list[dict[str, str]]:
    answer: Any = client.get(f"/koordination/vorgaenge.csv{query}")
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
