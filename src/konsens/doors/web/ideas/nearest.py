"""The cases nearest to a point: read ring by ring from the grid, never all of them."""

from __future__ import annotations

import math

from django.db.models import QuerySet

from konsens.caring.cases.models import Case
from konsens.city.places.grid import cell_of, degrees_around, metres, ring

RADII = (1, 6)
SAFE_M = 270.0


def nearest(
    cases: QuerySet[Case], lat: float, lon: float, *, after: tuple[float, int] = (-1.0, 0), count: int
) -> list[tuple[float, int]]:
    """Distance in metres and key of the next cases around a point, nearest first.

    Args:
        cases: among which.
        lat: degrees north.
        lon: degrees east.
        after: distance and key of the last one already shown.
        count: how many.
    """
    middle = cell_of(lat, lon)
    for radius in RADII:
        reach = radius * SAFE_M
        if reach <= after[0]:
            continue
        cells = [each for step in range(radius + 1) for each in ring(middle, step)]
        north, east = degrees_around(lat, reach)
        around = cases.filter(
            cell__in=cells, lat__range=(lat - north, lat + north), lon__range=(lon - east, lon + east)
        )
        found = _measured(around, lat, lon, after, reach)
        if len(found) >= count:
            return found[:count]
    return _measured(cases.filter(cell__isnull=False), lat, lon, after, math.inf)[:count]


def _measured(
    cases: QuerySet[Case], lat: float, lon: float, after: tuple[float, int], reach: float
) -> list[tuple[float, int]]:
    rows = cases.order_by().values_list("pk", "lat", "lon")
    measured = (
        (round(metres(lat, lon, at_lat, at_lon), 2), pk)
        for pk, at_lat, at_lon in rows.iterator()
        if at_lat is not None and at_lon is not None
    )
    return sorted(each for each in measured if after < each and each[0] <= reach)
