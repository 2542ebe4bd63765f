"""The database's own index over the stems: full-text search of SQLite, or an inverted index of PostgreSQL.

Both are derived by the database itself, so that whatever writes a document has written its index. SQLite forgets
triggers when Django makes the table anew to alter a column: a later migration that does so ends with `SQLITE`.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE = "search_searchdocument"
OLD = "INSERT INTO search_words(search_words, rowid, title, text, place) VALUES ('delete', old.case_id, old.title, old.text, old.place);"
NEW = "INSERT INTO search_words(rowid, title, text, place) VALUES (new.case_id, new.title, new.text, new.place);"
SQLITE = (
    f"CREATE VIRTUAL TABLE search_words USING fts5(title, text, place, content='{TABLE}', content_rowid='case_id', "
    "detail='none', columnsize=0, tokenize='unicode61 remove_diacritics 0')",
    f"CREATE TRIGGER search_words_come AFTER INSERT ON {TABLE} BEGIN {NEW} END",
    f"CREATE TRIGGER search_words_go AFTER DELETE ON {TABLE} BEGIN {OLD} END",
    f"CREATE TRIGGER search_words_change AFTER UPDATE OF title, text, place ON {TABLE} BEGIN {OLD} {NEW} END",
)
SQLITE_BACK = (
    *(f"DROP TRIGGER search_words_{each}" for each in ("come", "go", "change")),
    "DROP TABLE search_words",
)
POSTGRESQL = (
    f"ALTER TABLE {TABLE} ADD COLUMN words tsvector GENERATED ALWAYS AS (array_to_tsvector("
    "array_remove(string_to_array(title || ' ' || text || ' ' || place, ' '), ''))) STORED",
    f"CREATE INDEX search_words ON {TABLE} USING gin (words)",
)
POSTGRESQL_BACK = (f"ALTER TABLE {TABLE} DROP COLUMN words",)


def make(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[editor.connection.vendor]:
        editor.execute(statement)


def take_away(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK}[editor.connection.vendor]:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(make, take_away)]
