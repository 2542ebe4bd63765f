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
    """Let a command end with the sentence of the rule it broke, or of what is wrong with the database."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        from konsens.kernel.errors import RuleBrokenError

        try:
            find_database()
            return command(*args, **kwargs)
        except RuleBrokenError as broken:
            raise Refused(str(broken)) from None

    return run


def find_database(*, may_be_empty: bool = False) -> None:
    """Refuse to begin when the database does not answer, or was never set up.

    Args:
        may_be_empty: whether the command sets it up itself.

    Raises:
        Refused: in words.
    """
    from django.db import DatabaseError, connection
    from django.utils.translation import gettext as _

    try:
        is_empty = "django_migrations" not in connection.introspection.table_names()
    except DatabaseError as error:
        why = str(error).strip().splitlines()[:1]
        words = _("Die Datenbank antwortet nicht: %(why)s. Bitte prüfen Sie DATABASE_URL und ob sie läuft.")
        raise Refused(words % {"why": "".join(why).rstrip(".")}) from None
    if is_empty and not may_be_empty:
        raise Refused(_("Diese Datenbank ist noch leer. Bitte zuerst „konsens manage migrate“ aufrufen."))


def unknown_organisation(slug: str) -> Refused:
    """There is none of this short name; some that there are."""
    from django.utils.translation import gettext as _

    from konsens.city.people.models import Organisation

    known = ", ".join(Organisation.objects.order_by("slug").values_list("slug", flat=True)[:20])
    words = _("Diese Organisation gibt es nicht: %(slug)s. Es gibt: %(known)s.")
    return Refused(words % {"slug": slug, "known": known or "–"})


def say(sentences: Iterable[str]) -> None:
    """Print one sentence per line."""
    for sentence in sentences:
        click.echo(sentence)
