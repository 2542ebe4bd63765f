"""A bar for whoever waits longer than two seconds, on the terminal only."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Final

#: Seconds after which a bar appears, and its width.
PATIENCE: Final = 2.0
WIDTH: Final = 24
STEPS: Final = {
    "read": ("Lese Stimmen", "reading votes"),
    "noise": ("Probe auf Zufall", "test against chance"),
    "stability": ("Probe auf Stabilität", "test of stability"),
}


class Progress:
    """Called with (step, done, of); draws on standard error when it takes long.

    Args:
        lang: ``de`` or ``en``.
        shown: whether to draw at all; without a word only where a person looks on.
    """

    def __init__(self, lang: str, *, shown: bool | None = None) -> None:
        self._english = lang == "en"
        self._shown = sys.stderr.isatty() if shown is None else shown
        self._start = time.monotonic()
        self._drawn = False

    def __enter__(self) -> Progress:
        return self

    def __call__(self, step: str, done: int, of: int) -> None:
        """Say how far a step is."""
        if not self._shown or time.monotonic() - self._start < PATIENCE:
            return
        filled = min(WIDTH * done // max(of, 1), WIDTH)
        bar = "█" * filled + "░" * (WIDTH - filled)
        sys.stderr.write(f"\r{STEPS[step][self._english]:<22} {bar} {100 * done // max(of, 1)} % ")
        sys.stderr.flush()
        self._drawn = True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._drawn:
            sys.stderr.write("\r" + " " * 70 + "\r")
            sys.stderr.flush()
