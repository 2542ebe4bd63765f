"""Mails go where they go outside of tests: into files, or to a mail server of our own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from tests.mails import MailServer, mail_server


@pytest.fixture(autouse=True)
def _mail_into_files(tmp_path: Path) -> Iterator[None]:
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.filebased.EmailBackend", EMAIL_FILE_PATH=tmp_path / "mail"
    ):
        yield


@pytest.fixture
def post_office() -> Iterator[Callable[..., Any]]:
    """A mail server to which mails go as long as the test runs."""
    with mail_server() as server, by_smtp(server):
        yield server


def by_smtp(server: MailServer) -> Any:
    """Let mails go to a mail server."""
    return override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=server.port,
        EMAIL_TIMEOUT=10,
    )
