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

    def few(self, query: Query) -> RawSQL:
        """The keys of the cases that match, as a subquery that leads: read these, then sort them."""

    def many(self, query: Query) -> Func:
        """The same condition for words that are nearly everywhere: walk the list, and ask of each case."""

    def newest(self, query: Query, most: int) -> list[int]:
        """The keys of the cases that match, last received first, at most so many."""


class Fts5:
    """SQLite's full-text search."""

    SQL = "SELECT rowid FROM search_words WHERE search_words MATCH "

    def _text(self, query: Query) -> str:
        return written(query, stem=('"', '"'), both=" AND ", either=" OR ")

    def few(self, query: Query) -> RawSQL:
        """FTS5 walks its own index and hands the row numbers over."""
        return RawSQL(f"{self.SQL} %s", [self._text(query)], output_field=BigIntegerField())  # noqa: S611

    def many(self, query: Query) -> Func:
        """The plus keeps SQLite from reading the cases by key: the row numbers are kept aside and asked."""
        return Func(
            F("pk"),
            Value(self._text(query)),
            arg_joiner=f" IN ({self.SQL}",
            template="+%(expressions)s)",
            output_field=BooleanField(),
        )

    def newest(self, query: Query, most: int) -> list[int]:
        """FTS5 walks its index backwards, nothing is sorted."""
        return _keys(f"{self.SQL} %s ORDER BY rowid DESC LIMIT %s", [self._text(query), most])


class Tsvector:
    """PostgreSQL's text search."""

    SQL = "SELECT case_id FROM search_searchdocument WHERE words @@ %s::tsquery"

    def _text(self, query: Query) -> str:
        return written(query, stem=("'", "'"), both=" & ", either=" | ")

    def few(self, query: Query) -> RawSQL:
        """The inverted index gives the rows."""
        return RawSQL(self.SQL, [self._text(query)], output_field=BigIntegerField())  # noqa: S611

    def many(self, query: Query) -> Func:
        """The same operator, case by case."""
        return Func(
            Value(self._text(query)),
            F("pk"),
            arg_joiner="::tsquery AND d.case_id = ",
            template="EXISTS (SELECT 1 FROM search_searchdocument d WHERE d.words @@ %(expressions)s)",
            output_field=BooleanField(),
        )

    def newest(self, query: Query, most: int) -> list[int]:
        """By key, last first."""
        return _keys(f"{self.SQL} ORDER BY case_id DESC LIMIT %s", [self._text(query), most])


def _keys(sql: str, parameters: list[str | int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [pk for (pk,) in cursor.fetchall()]


def engine() -> Engine:
    """The one for the database at hand."""
    return Tsvector() if connection.vendor == "postgresql" else Fts5()
