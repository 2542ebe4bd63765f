"""What rules say when something is not allowed: a sentence for people, never a code."""

from __future__ import annotations

from django.utils.functional import Promise


class RuleBrokenError(Exception):
    """A rule forbids this; the message says what is wrong and how to mend it."""

    def __init__(self, message: str | Promise, /, **values: object) -> None:
        super().__init__(message, values)
        self.message = message
        self.values = values

    def __str__(self) -> str:
        text = str(self.message)
        return text % self.values if self.values else text


class TooOftenError(RuleBrokenError):
    """Somebody does this faster than a person would."""


class StaleLinkError(RuleBrokenError):
    """A link from a mail was used already, has expired, or was never valid."""
