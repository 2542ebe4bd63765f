"""What the map shows in a viewport: clusters from kept counters, single cases when one is near enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Q, Sum
from django.http import QueryDict

from konsens.caring.cases.kinds import Outcome, State
from konsens.caring.cases.models import Case, CaseQuerySet
from konsens.city.people.viewer import ANYBODY
from konsens.city.places.atlas import Atlas
from konsens.city.places.grid import LAT_STEP, LON_STEP, ROW
from konsens.doors.web.paths import path
from konsens.doors.web.places import district_of
from konsens.doors.web.standing import look_of
from konsens.telling.insight.models import MapCell
from konsens.telling.insight.tiles import CELLS_PER_TILE, FINEST, ZOOMS, cell

MOST = 400
FEW = 25
NAMED = 12
QUARTERS_FROM = 13


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


def points_in(box: Box, controller_id: int, atlas: Atlas) -> list[dict[str, Any]]:
    """Clusters or single cases of a viewport, at most 400; a coarser zoom is taken until they fit.

    The largest clusters say in which part of the city they lie.
    """
    if box.zoom >= FINEST and (single := _single(box, controller_id)) is not None:
        return single
    clusters = _clusters(box, controller_id)
    if sum(each["count"] for each in clusters) <= FEW and (few := _few(box, controller_id)) is not None:
        return few
    for each in clusters[:NAMED]:
        each["where"] = _name_of(atlas, each["lat"], each["lon"], box.zoom)
    return clusters


def _few(box: Box, controller_id: int) -> list[dict[str, Any]] | None:
    """Single cases from far away, where there are but few as far as the eye reaches to east and west."""
    zoom = ZOOMS[0]
    (_x, north), (_y, south) = cell(box.north, 0, zoom), cell(box.south, 0, zoom)
    band = MapCell.objects.filter(controller_id=controller_id, zoom=zoom, y__range=(north, south))
    if (band.aggregate(count=Sum("count"))["count"] or 0) > MOST:
        return None
    first, last = (int((edge + 90) / LAT_STEP) for edge in (box.south, box.north))
    cases = Case.objects.visible_to(ANYBODY).filter(
        controller_id=controller_id,
        cell__range=(first * ROW, (last + 1) * ROW),
        lat__range=(box.south, box.north),
        lon__range=(box.west, box.east),
    )
    return _points(cases)


def _points(cases: CaseQuerySet) -> list[dict[str, Any]]:
    fields = ("public_id", "lead__title", "state", "outcome", "lat", "lon")
    found, looks = cases.order_by().values_list(*fields)[: MOST + 1], _Looks()
    return [_point(looks, *each) for each in found]


class _Looks(dict[tuple[str, str], dict[str, str]]):
    """How cases in the same state look on the map, worked out once for all of them."""

    def __missing__(self, key: tuple[str, str]) -> dict[str, str]:
        state, outcome = State(key[0]), key[1]
        tone, shape = look_of(state, outcome)
        word = Outcome(outcome).label if state is State.CLOSED else state.label
        found = self[key] = {"tone": tone, "shape": shape, "word": str(word)}
        return found


def _name_of(atlas: Atlas, lat: float, lon: float, zoom: int) -> str:
    """Far away the district, nearer the quarter."""
    found = atlas.locate(lat, lon)
    if found is None:
        return ""
    district = district_of(atlas, found.area_id)
    return district.name if district and zoom < QUARTERS_FROM else found.place.name


def _single(box: Box, controller_id: int) -> list[dict[str, Any]] | None:
    rows = range(int((box.south + 90) / LAT_STEP), int((box.north + 90) / LAT_STEP) + 1)
    first, last = int((box.west + 180) / LON_STEP), int((box.east + 180) / LON_STEP)
    if len(rows) > 40 or last - first > 60:
        return None
    spans = Q()
    for row in rows:
        spans |= Q(cell__range=(row * ROW + first, row * ROW + last))
    cases = Case.objects.visible_to(ANYBODY).filter(spans, controller_id=controller_id)
    points = _points(cases)
    return points if len(points) <= MOST else None


def _point(
    looks: _Looks, key: str, title: str, state: str, outcome: str, lat: float, lon: float
) -> dict[str, Any]:
    return {"lat": lat, "lon": lon, "title": title, "url": path("case", key), **looks[state, outcome]}


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
