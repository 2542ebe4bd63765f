"""Rows of the demo in the form a release had them: written when it is made, put into any database later.

`python -m tests.released.rows write` builds the demo and writes `rows.json.gz` and `migrations.json` beside
this file; `… load` makes the tables of that release in an empty database and fills them.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

HERE = Path(__file__).resolve().parent
ROWS, MIGRATIONS = HERE / "rows.json.gz", HERE / "migrations.json"
OURS = "konsens."
ALSO = ("account",)
AT_ONCE = 500


def files() -> dict[str, str]:
    """The migrations of our own apps as they are now, by name, with a fingerprint of each."""
    from django.apps import apps

    found = {}
    for config in apps.get_app_configs():
        if config.name.startswith(OURS):
            for path in sorted((Path(config.path) / "migrations").glob("0*.py")):
                found[f"{config.label}.{path.stem}"] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def released() -> dict[str, str]:
    """The migrations of the last release."""
    found: dict[str, str] = json.loads(MIGRATIONS.read_text(encoding="utf-8"))
    return found


def leaves() -> list[tuple[str, str]]:
    """The last migration of each of our apps in that release."""
    last: dict[str, str] = {}
    for each in sorted(released()):
        app, _dot, name = each.partition(".")
        last[app] = name
    return sorted(last.items())


def _models(apps: Any) -> Iterator[Any]:
    labels = {app for app, _name in leaves()} | set(ALSO)
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label in labels and not model._meta.proxy:
            yield model


def _plain(value: object) -> object:
    return (
        {"bytes": base64.b64encode(bytes(value)).decode()} if isinstance(value, bytes | memoryview) else value
    )


def _rich(value: object) -> object:
    return (
        base64.b64decode(value["bytes"]) if isinstance(value, dict) and value.keys() == {"bytes"} else value
    )


def write() -> None:
    """Build the demo in the present database and keep its rows."""
    from django.apps import apps
    from django.core.serializers.json import DjangoJSONEncoder

    from konsens.demo.build import build
    from konsens.kernel import clock

    MIGRATIONS.write_text(json.dumps(files(), indent=1) + "\n", encoding="utf-8")
    build("stadt", now=clock.now())
    rows = {}
    for model in _models(apps):
        names = [each.attname for each in model._meta.concrete_fields]
        found = [[_plain(each) for each in row] for row in model.objects.order_by("pk").values_list(*names)]
        rows[model._meta.label_lower] = {"fields": names, "rows": found}
    text = json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))
    ROWS.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


def load() -> None:
    """Make the tables of the release in an empty database, and fill them."""
    from django.core.management.color import no_style
    from django.db import connection, transaction
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    labels = {app for app, _name in leaves()}
    others = [each for each in executor.loader.graph.leaf_nodes() if each[0] not in labels]
    state = executor.migrate([*leaves(), *others])
    rows = json.loads(gzip.decompress(ROWS.read_bytes()))
    models = [each for each in _models(state.apps) if each._meta.label_lower in rows]
    with transaction.atomic():
        for model in models:
            _fill(model, **rows[model._meta.label_lower])
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _fill(model: Any, fields: list[str], rows: list[list[Any]]) -> None:
    kinds = {each.attname: each for each in model._meta.concrete_fields}
    made = [
        model(**{name: kinds[name].to_python(_rich(value)) for name, value in zip(fields, row, strict=True)})
        for row in rows
    ]
    model.objects.bulk_create(made, batch_size=AT_ONCE)


if __name__ == "__main__":
    django.setup()
    {"write": write, "load": load}[sys.argv[1]]()
