"""Keep the counters: each public case counts in one cell of each zoom.

These rows are derived from cases and can be rebuilt, so changing them writes no line in the diary.
"""

from __future__ import annotations

from collections import defaultdict

from django.db import IntegrityError, transaction
from django.db.models import F

from konsens.caring.cases.kinds import Prominence
from konsens.caring.cases.models import Case
from konsens.telling.insight.models import MapCell
from konsens.telling.insight.tiles import ZOOMS, cell

Key = tuple[int, int, int, int]
"""A cell: controller, zoom, column, row."""


def count_on_map(case: Case, *, step: int) -> None:
    """Count a case in its cells (`step` 1) or take it out of them (-1)."""
    if case.lat is None or case.lon is None:
        return
    for zoom in ZOOMS:
        x, y = cell(case.lat, case.lon, zoom)
        _add(case.controller_id, zoom, x, y, step, case.lat * step, case.lon * step)


def _add(controller: int, zoom: int, x: int, y: int, count: int, lat: float, lon: float) -> None:
    row = MapCell.objects.filter(controller_id=controller, zoom=zoom, x=x, y=y)
    changes = {"count": F("count") + count, "lat_sum": F("lat_sum") + lat, "lon_sum": F("lon_sum") + lon}
    if row.update(**changes):
        return
    try:
        with transaction.atomic():
            MapCell.objects.create(
                controller_id=controller, zoom=zoom, x=x, y=y, count=count, lat_sum=lat, lon_sum=lon
            )
    except IntegrityError:
        row.update(**changes)


def count_map() -> dict[Key, tuple[int, float, float]]:
    """Count all public cases anew: how many lie in each cell, and the sums of their coordinates."""
    sums: dict[Key, list[float]] = defaultdict(lambda: [0, 0.0, 0.0])
    public = Case.objects.filter(prominence=Prominence.PUBLIC, lat__isnull=False)
    for controller, lat, lon in public.values_list("controller_id", "lat", "lon").iterator():
        if lat is None or lon is None:
            continue
        for zoom in ZOOMS:
            total = sums[(controller, zoom, *cell(lat, lon, zoom))]
            total[0] += 1
            total[1] += lat
            total[2] += lon
    return {key: (int(count), lat, lon) for key, (count, lat, lon) in sums.items()}


def rebuild_map() -> int:
    """Replace the kept counters by a new count; returns how many cells there are."""
    sums = count_map()
    with transaction.atomic():
        MapCell.objects.all().delete()
        MapCell.objects.bulk_create(
            (
                MapCell(controller_id=key[0], zoom=key[1], x=key[2], y=key[3], count=n, lat_sum=a, lon_sum=b)
                for key, (n, a, b) in sums.items()
            ),
            batch_size=2000,
        )
    return len(sums)
