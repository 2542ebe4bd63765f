"""Two databases, one port: which cases hold what somebody looks for.

SQLite has FTS5, PostgreSQL a `tsvector` with an inverted index. The migrations made both over stems that we
cut ourselves, so that both find the same.
"""

from __future__ import annotations

from typing import Protocol

from django.db import connection
from django.db.models import BigIntegerField, BooleanField, F, Func, Value
from django.db.models.expressions import RawSQL

from konsens.telling.search.query import Query, written


class Engine(Protocol):
    """What a database must be able to say about documents."""

    def some(self, query: Query, most: int) -> list[int]:
        """Keys of cases that match, at most so many."""

    def few(self, query: Query, most: int) -> RawSQL | list[int] | None:
        """All keys of the cases that match, for `pk__in`; None when there are more than so many."""

    def holds(self, query: Query) -> Func:
        """The condition that a case matches, for words that are nearly everywhere."""


class Fts5:
    """SQLite's full-text search."""

    SQL = "SELECT rowid FROM search_words WHERE search_words MATCH "

    def _text(self, query: Query) -> str:
        return written(query, stem=('"', '"'), both=" AND ", either=" OR ")

    def some(self, query: Query, most: int) -> list[int]:
        """FTS5 walks its index backwards: the newest come first, and nothing is sorted."""
        return _read(f"{self.SQL} %s ORDER BY rowid DESC LIMIT %s", [self._text(query), most])

    def few(self, query: Query, most: int) -> RawSQL | None:
        """To read them again from the index is quicker than to hand over hundreds of parameters."""
        counting = f"SELECT count(*) FROM ({self.SQL} %s LIMIT %s)"  # noqa: S608 - both parts are ours
        counted = _read(counting, [self._text(query), most + 1])
        if counted[0] > most:
            return None
        return RawSQL(f"{self.SQL} %s", [self._text(query)], output_field=BigIntegerField())  # noqa: S611

    def holds(self, query: Query) -> Func:
        """FTS5 lays the keys aside once, and each case is asked; the plus forbids to begin with the keys."""
        return Func(
            F("pk"),
            Value(self._text(query)),
            arg_joiner=f" IN ({self.SQL}",
            template="+%(expressions)s)",
            output_field=BooleanField(),
        )


class Tsvector:
    """PostgreSQL's text search."""

    SQL = "SELECT case_id FROM search_searchdocument WHERE words @@ %s::tsquery"

    def _text(self, query: Query) -> str:
        return written(query, stem=("'", "'"), both=" & ", either=" | ")

    def some(self, query: Query, most: int) -> list[int]:
        """In the order in which they lie: to sort them, all would have to be read."""
        return _read(f"{self.SQL} LIMIT %s", [self._text(query), most])

    def few(self, query: Query, most: int) -> list[int] | None:
        """Known keys keep the planner from guessing how many cases hold two words together."""
        found = self.some(query, most + 1)
        return found if len(found) <= most else None

    def holds(self, query: Query) -> Func:
        """The planner knows how frequent a stem is, and begins with the cases or with the documents."""
        return Func(
            Value(self._text(query)),
            F("pk"),
            arg_joiner="::tsquery AND d.case_id = ",
            template="EXISTS (SELECT 1 FROM search_searchdocument d WHERE d.words @@ %(expressions)s)",
            output_field=BooleanField(),
        )


def _read(sql: str, parameters: list[str | int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [pk for (pk,) in cursor.fetchall()]


def engine() -> Engine:
    """The one for the database at hand."""
    return Tsvector() if connection.vendor == "postgresql" else Fts5()
