"""What every test stands on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings

# before anybody loads NumPy: threads of several test processes only wait for each other
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# how long an example takes says something about the machine, not about the software
hypothesis.settings.register_profile(
    "konsens", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("konsens")

SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


@pytest.fixture(autouse=True)
def _mail_folder(tmp_path: Path) -> Iterator[None]:
    """Each test has a mail folder of its own."""
    before = settings.EMAIL_FILE_PATH
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    yield
    settings.EMAIL_FILE_PATH = before


@pytest.fixture(autouse=True)
def _nothing_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test has a database of its own, in which the diary begins at the same number again."""
    monkeypatch.setattr("konsens.doors.web.unchanged._remembered", ("", {}))


@pytest.fixture
def shared() -> Path:
    """The folder with real data; it is there in CI, and a named skip elsewhere."""
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared/data with real data is not here")
    return SHARED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the database and everything that was skipped, with its reason."""
    engine = settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]
    terminalreporter.write_line(f"database: {engine}")
    for report in terminalreporter.getreports("skipped"):
        terminalreporter.write_line(f"skipped: {report.nodeid}: {report.longrepr}")


@pytest.hookimpl(wrapper=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> Iterator[None]:
    """With KONSENS_STRICT=1 a skip is a failure."""
    yield
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("KONSENS_STRICT") == "1" and reporter and reporter.getreports("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
