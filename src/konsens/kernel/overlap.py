"""A constraint of the database itself: nobody and nothing is in two places at the same time (D10)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.ddl_references import Statement, Table

EXCLUDED = (
    "CONSTRAINT {name} EXCLUDE USING gist (int8range({holder}, {holder}, '[]') WITH &&, "
    "tstzrange({starts}, {ends}) WITH &&) WHERE ({holder} IS NOT NULL)"
)
REFUSED = (
    "CREATE TRIGGER {trigger} BEFORE {event} ON %(table)s WHEN NEW.{holder} IS NOT NULL AND EXISTS ("
    "SELECT 1 FROM %(table)s AS other WHERE other.{holder} = NEW.{holder} AND other.{starts} < NEW.{ends} "
    "AND other.{ends} > NEW.{starts}{but}) BEGIN SELECT RAISE(ABORT, '{name}'); END"
)


class NeverOverlap(models.BaseConstraint):
    """Rows of one holder never overlap in time; half-open, so that back-to-back is allowed.

    PostgreSQL excludes them by ranges, without any extension; SQLite refuses them by triggers, which Django
    makes anew whenever it makes the table anew. Both raise an IntegrityError that holds the name.
    Rows without a holder do not matter.
    """

    def __init__(self, *, holder: str, starts: str = "starts", ends: str = "ends", name: str) -> None:
        super().__init__(name=name)
        self.holder, self.starts, self.ends = holder, starts, ends

    def _words(self, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> dict[str, str]:
        fields = {"holder": self.holder, "starts": self.starts, "ends": self.ends}
        columns = {word: editor.quote_name(_field(model, name).column) for word, name in fields.items()}
        return {**columns, "name": self.name}

    def constraint_sql(self, model: type[models.Model] | None, schema_editor: Any) -> Any:  # noqa: ANN401
        """Part of the table on PostgreSQL; on SQLite triggers that come right after it."""
        assert model is not None
        words = self._words(model, schema_editor)
        if schema_editor.connection.vendor != "sqlite":
            return EXCLUDED.format(**words)
        table = Table(model._meta.db_table, schema_editor.quote_name)
        for event, but in (("INSERT", ""), ("UPDATE", " AND other.rowid <> OLD.rowid")):
            trigger = f"{self.name}_on_{event.lower()}"
            text = REFUSED.format(trigger=trigger, event=event, but=but, **words)
            schema_editor.deferred_sql.append(Statement(text, table=table))
        return None

    def create_sql(self, model: type[models.Model] | None, schema_editor: Any) -> Any:  # noqa: ANN401
        """Add it to a table that is there; SQLite makes the table anew instead."""
        assert model is not None
        text = "ALTER TABLE %(table)s ADD " + EXCLUDED.format(**self._words(model, schema_editor))
        return Statement(text, table=Table(model._meta.db_table, schema_editor.quote_name))

    def remove_sql(self, model: type[models.Model] | None, schema_editor: Any) -> Any:  # noqa: ANN401
        """Take it from a table; SQLite makes the table anew instead."""
        assert model is not None
        text = f"ALTER TABLE %(table)s DROP CONSTRAINT {self.name}"
        return Statement(text, table=Table(model._meta.db_table, schema_editor.quote_name))

    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: Any = None,  # noqa: ANN401
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """Ask before saving, as forms of the admin would.

        Raises:
            ValidationError: the holder has something else at that time.
        """
        holder = getattr(instance, _field(model, self.holder).attname)
        overlap = {
            self.holder: holder,
            f"{self.starts}__lt": getattr(instance, self.ends),
            f"{self.ends}__gt": getattr(instance, self.starts),
        }
        others = model._default_manager.using(using).filter(**overlap).exclude(pk=instance.pk)
        if holder is not None and others.exists():
            raise ValidationError(self.get_violation_error_message())

    def deconstruct(self) -> Any:  # noqa: ANN401
        """How a migration writes it down."""
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "holder": self.holder, "starts": self.starts, "ends": self.ends}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NeverOverlap) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash(self.name)


def _field(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    found = model._meta.get_field(name)
    assert isinstance(found, models.Field)
    return found
