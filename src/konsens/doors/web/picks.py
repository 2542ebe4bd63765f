"""Buttons of which one is chosen, such as the queues of a list; `ui/picks.html` draws them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pick:
    """One of several buttons: where it leads, how many it shows, whether it is chosen."""

    label: str
    address: str
    here: bool = False
    count: int | None = None
    tone: str = ""
