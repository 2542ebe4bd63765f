"""How a command answers: sentences when it worked, one sentence and exit code 2 when it refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import IO, Any, ParamSpec, TypeVar

import click

P = ParamSpec("P")
R = TypeVar("R")


class Refused(click.ClickException):
    """A command refuses, and says why in one sentence."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the sentence as it is."""
        click.echo(self.message, file=file, err=file is None)


def refusing(command: Callable[P, R]) -> Callable[P, R]:
    """Let a command end with the sentence of the rule it broke."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        from konsens.kernel.errors import RuleBrokenError

        try:
            return command(*args, **kwargs)
        except RuleBrokenError as broken:
            raise Refused(str(broken)) from None

    return run


def say(sentences: Iterable[str]) -> None:
    """Print one sentence per line."""
    for sentence in sentences:
        click.echo(sentence)
