"""The diary: every change of the world writes one line, and an action that writes none is an error."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import models, transaction

from konsens.kernel.events import AFTERTHOUGHTS, REACTIONS, Event
from konsens.kernel.models import About, Entry

P = ParamSpec("P")
R = TypeVar("R")


class NothingRecordedError(RuntimeError):
    """An action ended without saying what it changed."""


@dataclass
class _Page:
    """The open action: did it write, and is there something that others are to be told?"""

    written: bool = False
    news: bool = False


_open_page: ContextVar[_Page | None] = ContextVar("open_page", default=None)


def action(work: Callable[P, R]) -> Callable[P, R]:
    """A verb that changes the world: one transaction, at least one line in the diary."""

    @wraps(work)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        page, outer = _Page(), _open_page.get()
        with transaction.atomic():
            token = _open_page.set(page)
            try:
                result = work(*args, **kwargs)
            finally:
                _open_page.reset(token)
            if not page.written:
                raise NothingRecordedError(f"{work.__qualname__} recorded nothing")
            _close(page, outer)
        return result

    return run


def _close(page: _Page, outer: _Page | None) -> None:
    """What an action wrote counts for the one it ran in; news are told once all of it is certain."""
    if outer is not None:
        outer.written = True
        outer.news |= page.news
    elif page.news:
        for thought in AFTERTHOUGHTS:
            transaction.on_commit(thought, robust=True)


def nothing_changed() -> None:
    """Say that the world already is as asked, so that an action may end without a line."""
    page = _open_page.get()
    if page is None:
        raise NothingRecordedError("only an action can say that nothing changed")
    page.written = True


def record(
    event: Event,
    *,
    about: Iterable[models.Model],
    by: models.Model | None,
    at: datetime,
    controller: int | None = None,
) -> Entry:
    """Write one line, and let the storeys above react in the same transaction.

    Args:
        event: what happened; its kind decides who may read the line and who is told.
        about: the rows it concerns, each will show it in its timeline.
        by: the person who did it, or None for the clock and for machines.
        at: when, aware.
        controller: id of the root organisation whose people may see the line.

    Raises:
        NothingRecordedError: outside an action.
        TypeError: when a field could hold a name or a sentence.
    """
    page = _open_page.get()
    if page is None:
        raise NothingRecordedError("record() belongs into an @action")
    kind = type(event)
    entry = Entry.objects.create(
        at=at,
        verb=kind.verb,
        facts=event.facts(),
        actor_id=None if by is None else by.pk,
        controller_id=controller,
        public=kind.public,
        told_at=None if kind.told else at,
    )
    About.objects.bulk_create(
        About(entry=entry, noun=noun_of(each), object_id=each.pk) for each in dict.fromkeys(about)
    )
    page.written = True
    page.news |= kind.told
    for reaction in REACTIONS.get(kind, ()):
        reaction(event, entry)
    return entry


def concerns_too(entry: Entry, rows: Iterable[models.Model]) -> None:
    """Let a line be read in the timelines of more rows, such as of what a storey above made of them."""
    About.objects.bulk_create(
        (About(entry=entry, noun=noun_of(each), object_id=each.pk) for each in rows), ignore_conflicts=True
    )


def noun_of(row: models.Model | type[models.Model]) -> str:
    """The word by which the diary knows a kind of row, such as `cases.case`."""
    return row._meta.label_lower


def timeline(row: models.Model, *, public_only: bool) -> list[Entry]:
    """What happened to one row, oldest first, in one query."""
    entries = Entry.objects.filter(abouts__noun=noun_of(row), abouts__object_id=row.pk)
    if public_only:
        entries = entries.filter(public=True)
    return list(entries.order_by("at", "id"))


def told_of(entry: Entry, noun: type[models.Model]) -> list[int]:
    """Which rows of a kind an entry is about."""
    return [each.object_id for each in entry.abouts.all() if each.noun == noun_of(noun)]
