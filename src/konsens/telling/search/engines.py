"""Two databases, one port: which cases hold what somebody looks for.

SQLite has FTS5, PostgreSQL a `tsvector` with an inverted index. The migrations made both over stems that we
cut ourselves, so that both find the same.
"""

from __future__ import annotations

from typing import Protocol

from django.db import connection
from django.db.models import BigIntegerField, BooleanField, Exists, F, Func, OuterRef, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat

from konsens.telling.search.models import SearchDocument
from konsens.telling.search.query import Every, Query, Some, Stem, written


class Engine(Protocol):
    """What a database must be able to say about documents."""

    def matching(self, query: Query) -> RawSQL:
        """The keys of the cases that match, as a subquery read from the index."""

    def holds(self, query: Query) -> Exists | Func:
        """The same condition asked of one case at a time, for words that are nearly everywhere."""

    def newest(self, query: Query, most: int) -> list[int]:
        """The keys of the cases that match, last received first, at most so many."""


class Fts5:
    """SQLite's full-text search."""

    SQL = "SELECT rowid FROM search_words WHERE search_words MATCH %s"

    def _text(self, query: Query) -> str:
        return written(query, stem=('"', '"'), both=" AND ", either=" OR ")

    def matching(self, query: Query) -> RawSQL:
        """FTS5 walks its own index and hands the row numbers over."""
        return RawSQL(self.SQL, [self._text(query)], output_field=BigIntegerField())  # noqa: S611 - our own text

    def holds(self, query: Query) -> Exists:
        """FTS5 cannot be asked about one row cheaply, but the stems stand in the row."""
        stems = Concat(Value(" "), "title", Value(" "), "text", Value(" "), "place", Value(" "))
        documents = SearchDocument.objects.filter(case=OuterRef("pk")).annotate(stems=stems)
        return Exists(documents.filter(self._condition(query)))

    def _condition(self, query: Query) -> Q:
        match query:
            case Stem(stem):
                return Q(stems__contains=f" {stem} ")
            case Every(parts):
                return Q(*(self._condition(each) for each in parts))
            case Some(parts):
                return Q(*(self._condition(each) for each in parts), _connector=Q.OR)

    def newest(self, query: Query, most: int) -> list[int]:
        """FTS5 walks its index backwards, nothing is sorted."""
        with connection.cursor() as cursor:
            cursor.execute(f"{self.SQL} ORDER BY rowid DESC LIMIT %s", [self._text(query), most])
            return [pk for (pk,) in cursor.fetchall()]


class Tsvector:
    """PostgreSQL's text search."""

    SQL = "SELECT case_id FROM search_searchdocument WHERE words @@ %s::tsquery"

    def _text(self, query: Query) -> str:
        return written(query, stem=("'", "'"), both=" & ", either=" | ")

    def matching(self, query: Query) -> RawSQL:
        """The inverted index gives the rows."""
        return RawSQL(self.SQL, [self._text(query)], output_field=BigIntegerField())  # noqa: S611 - our own text

    def holds(self, query: Query) -> Func:
        """The same operator, row by row."""
        return Func(
            Value(self._text(query)),
            F("pk"),
            arg_joiner="::tsquery AND d.case_id = ",
            template="EXISTS (SELECT 1 FROM search_searchdocument d WHERE d.words @@ %(expressions)s)",
            output_field=BooleanField(),
        )

    def newest(self, query: Query, most: int) -> list[int]:
        """By key, last first."""
        with connection.cursor() as cursor:
            cursor.execute(f"{self.SQL} ORDER BY case_id DESC LIMIT %s", [self._text(query), most])
            return [pk for (pk,) in cursor.fetchall()]


def engine() -> Engine:
    """The one for the database at hand."""
    return Tsvector() if connection.vendor == "postgresql" else Fts5()
