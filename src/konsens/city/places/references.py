"""Which rows something else still refers to, whoever that is."""

from __future__ import annotations

from collections.abc import Collection

from django.db import models


def referred_to(
    model: type[models.Model], ids: Collection[int], *, besides: Collection[type[models.Model]] = ()
) -> set[int]:
    """Of some rows' primary keys those to which any foreign key or many-to-many field points.

    Args:
        model: the rows' model.
        ids: the primary keys in question.
        besides: models whose references do not count, as their rows go along.
    """
    found: set[int] = set()
    for relation in model._meta.related_objects if ids else ():
        other, field = relation.related_model, relation.field.name
        if isinstance(other, type) and other not in besides:
            pointing = other._base_manager.exclude(**{field: None})
            found.update(pointing.order_by().values_list(field, flat=True).distinct())
    return found & set(ids)
