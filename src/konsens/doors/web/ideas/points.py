"""What the map shows in a viewport: clusters from kept counters, single cases when one is near enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Count, Q
from django.http import QueryDict
from django.urls import reverse

from konsens.caring.cases.kinds import State
from konsens.caring.cases.models import Case
from konsens.city.people.viewer import ANYBODY
from konsens.city.places.grid import LAT_STEP, LON_STEP, ROW
from konsens.telling.insight.models import MapCell
from konsens.telling.insight.tiles import CELLS_PER_TILE, FINEST, ZOOMS, cell

MOST = 400
TONES = {State.RECEIVED: "hear", State.CARED: "care", State.WAITING: "care", State.CLOSED: "done"}


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the map: zoom and edges in degrees."""

    zoom: int
    west: float
    south: float
    east: float
    north: float

    @classmethod
    def read(cls, query: QueryDict) -> Self | None:
        """Read a viewport from an address; None when it makes no sense."""
        try:
            edges = [float(query.get(each, "")) for each in "wsen"]
            zoom = int(query.get("z", ""))
        except ValueError:
            return None
        west, south, east, north = edges
        if not (-180 <= west < east <= 180 and -85 <= south < north <= 85 and 0 <= zoom <= 22):
            return None
        return cls(zoom, west, south, east, north)


def points_in(box: Box, controller_id: int) -> list[dict[str, Any]]:
    """Clusters or single cases of a viewport, at most 400; a coarser zoom is taken until they fit."""
    if box.zoom >= FINEST and (single := _single(box, controller_id)) is not None:
        return single
    return _clusters(box, controller_id)


def _single(box: Box, controller_id: int) -> list[dict[str, Any]] | None:
    rows = range(int((box.south + 90) / LAT_STEP), int((box.north + 90) / LAT_STEP) + 1)
    first, last = int((box.west + 180) / LON_STEP), int((box.east + 180) / LON_STEP)
    if len(rows) > 40 or last - first > 60:
        return None
    spans = Q()
    for row in rows:
        spans |= Q(cell__range=(row * ROW + first, row * ROW + last))
    cases = Case.objects.visible_to(ANYBODY).filter(spans, controller_id=controller_id)
    found = cases.order_by().values_list("public_id", "lead__title", "state", "lat", "lon")[: MOST + 1]
    points = [
        {
            "lat": lat,
            "lon": lon,
            "title": title,
            "tone": TONES[State(state)],
            "url": reverse("case", args=[key]),
        }
        for key, title, state, lat, lon in found
    ]
    return points if len(points) <= MOST else None


def _clusters(box: Box, controller_id: int) -> list[dict[str, Any]]:
    zoom = min(max(box.zoom, ZOOMS[0]), ZOOMS[-1])
    while True:
        west, north = cell(box.north, box.west, zoom)
        east, south = cell(box.south, box.east, zoom)
        if (east - west + 1) * (south - north + 1) <= MOST * CELLS_PER_TILE or zoom == ZOOMS[0]:
            break
        zoom -= 1
    cells = MapCell.objects.filter(
        controller_id=controller_id, zoom=zoom, x__range=(west, east), y__range=(north, south), count__gt=0
    )
    rows = cells.order_by("-count").values_list("count", "lat_sum", "lon_sum")[:MOST]
    return [{"lat": lat / count, "lon": lon / count, "count": count} for count, lat, lon in rows]


def by_district(controller_id: int) -> dict[int | None, int]:
    """How many public cases each area holds."""
    public = Case.objects.visible_to(ANYBODY).filter(controller_id=controller_id)
    rows = public.order_by().values("area_id").annotate(count=Count("pk")).values_list("area_id", "count")
    return {area: count for area, count in rows}
