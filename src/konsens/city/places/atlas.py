"""All areas of a city in memory: which one holds a point, and how they hang together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping

from konsens.city.places.drawing import Frame, simplify
from konsens.city.places.geojson import Surface, code_order
from konsens.city.places.names import fold, level_name

SNAP_M = 150.0
"""A point this near to an area belongs to it when no area holds it."""
BACKGROUND_DETAIL_M = 40.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What the atlas knows of one area, without a query."""

    id: int
    level: str
    level_order: int
    code: str
    name: str
    parent_id: int | None
    outline: str
    label_lat: float
    label_lon: float
    aliases: tuple[str, ...] = ()

    @property
    def level_name(self) -> str:
        """The level as people read it: "Statistischer Bezirk"."""
        return level_name(self.level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """Where a point is: the finest area that holds it, what that lies in, and how far away it was."""

    place: Place
    ancestors: tuple[Place, ...]
    distance_m: float

    @property
    def area_id(self) -> int:
        """Primary key of the finest area."""
        return self.place.id

    @property
    def area_ids(self) -> tuple[int, ...]:
        """Primary keys of the finest area and everything it lies in, finest first."""
        return (self.place.id, *(each.id for each in self.ancestors))

    @property
    def snapped(self) -> bool:
        """Whether the point lay in no area, but near enough to one."""
        return self.distance_m > 0

    def at(self, level: str) -> Place | None:
        """The area of one level among the finest and its ancestors."""
        return next((each for each in (self.place, *self.ancestors) if each.level == level), None)


class Atlas:
    """The current areas of one revision; immutable, answers without a query; `source` is whom maps credit.

    About 20 kB per hundred areas with their borders; looking up a point takes some microseconds.
    """

    def __init__(
        self, places: Sequence[Place], surfaces: Sequence[Surface], *, revision: str, source: str = ""
    ) -> None:
        order = sorted(range(len(places)), key=lambda each: _rank(places[each]))
        self.revision = revision
        self.source = source
        self.places = tuple(places[each] for each in order)
        self.by_id: Mapping[int, Place] = {place.id: place for place in self.places}
        self._surfaces = [surfaces[each] for each in order]
        self.frame = Frame.of(self._surfaces) if places else Frame(0, 0, 1, 1)
        self._plan = self.frame.metres
        drawn = [self._plan.to_metres(surface) for surface in self._surfaces]
        shapely.prepare(drawn)
        self._tree = shapely.STRtree(drawn)

    def locate(self, lat: float, lon: float) -> Located | None:
        """The finest area at a point (degrees), or None outside the city.

        Where areas touch or overlap, the smallest code wins. A point in no area, or in a part of a coarser
        area that its finer ones leave out, belongs to the nearest within 150 m.
        """
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            return None
        point = shapely.Point(self._plan.point(lat, lon))
        holding = self._tree.query(point, predicate="intersects")
        best = int(holding.min()) if holding.size else None
        if best is None or self.children(self.places[best].id):
            return self._nearest(point, inside=best)
        return self._located(best, 0.0)

    def _nearest(self, point: shapely.Point, *, inside: int | None) -> Located | None:
        """The nearest area within reach, only among the descendants of the one that holds the point."""
        near = self._tree.query(point, predicate="dwithin", distance=SNAP_M)
        if inside is not None:
            mine = self.descendants(self.places[inside].id) - {self.places[inside].id}
            near = np.array([each for each in near if self.places[each].id in mine], dtype=np.int64)
        if not near.size:
            return None if inside is None else self._located(inside, 0.0)
        distances = shapely.distance(self._tree.geometries[near], point).round(3)
        finest = max(self.places[each].level_order for each in near)
        order = [
            (distance, each)
            for distance, each in zip(distances.tolist(), near.tolist(), strict=True)
            if self.places[each].level_order == finest
        ]
        distance, best = min(order)
        return self._located(best, distance)

    def _located(self, index: int, distance: float) -> Located:
        place = self.places[index]
        return Located(place=place, ancestors=self.ancestors(place.id), distance_m=distance)

    def ancestors(self, area_id: int) -> tuple[Place, ...]:
        """What an area lies in, nearest first."""
        found: list[Place] = []
        parent = self.by_id[area_id].parent_id if area_id in self.by_id else None
        while parent is not None and parent in self.by_id:
            found.append(self.by_id[parent])
            parent = self.by_id[parent].parent_id
        return tuple(found)

    def children(self, area_id: int | None) -> tuple[Place, ...]:
        """The areas directly in one, in the order of their codes; of None, those of the coarsest level."""
        return self._children.get(area_id, ())

    def descendants(self, area_id: int) -> frozenset[int]:
        """Primary keys of an area and of everything in it: ready for `area_id__in`."""
        found, open_ids = {area_id}, [area_id]
        while open_ids:
            fresh = [each.id for each in self.children(open_ids.pop())]
            found.update(fresh)
            open_ids += fresh
        return frozenset(found)

    def named(self, text: str, *, level: str | None = None) -> tuple[Place, ...]:
        """Areas with this name or alias; names before aliases, coarse before fine, then by code."""
        found = self._names.get(fold(text), ())
        return tuple(each for each in found if level is None or each.level == level)

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels, coarsest first."""
        return tuple(dict.fromkeys(each.level for each in reversed(self.places)))

    def at_level(self, level: str) -> tuple[Place, ...]:
        """The areas of one level in the order of their codes."""
        return tuple(each for each in self.places if each.level == level)

    def background(self, level: str) -> dict[str, Any]:
        """The areas of one level as GeoJSON for a map: simplified, shared borders kept, kept in memory."""
        if level not in self._backgrounds:
            mine = [each for each, place in enumerate(self.places) if place.level == level]
            drawn = simplify([self._surfaces[each] for each in mine], metres=BACKGROUND_DETAIL_M)
            features = [
                {
                    "type": "Feature",
                    "id": self.places[each].id,
                    "properties": {"code": self.places[each].code, "name": self.places[each].name},
                    "geometry": mapping(surface),
                }
                for each, surface in zip(mine, drawn, strict=True)
            ]
            self._backgrounds[level] = {"type": "FeatureCollection", "features": features}
        return self._backgrounds[level]

    @cached_property
    def _backgrounds(self) -> dict[str, dict[str, Any]]:
        return {}

    @cached_property
    def _children(self) -> dict[int | None, tuple[Place, ...]]:
        grouped: dict[int | None, list[Place]] = defaultdict(list)
        for place in self.places:
            grouped[place.parent_id].append(place)
        return {parent: tuple(children) for parent, children in grouped.items()}

    @cached_property
    def _names(self) -> dict[str, tuple[Place, ...]]:
        found: dict[str, list[tuple[int, int, Place]]] = defaultdict(list)
        for place in self.places:
            found[fold(place.name)].append((0, place.level_order, place))
            for alias in place.aliases:
                found[fold(alias)].append((1, place.level_order, place))
        sorted_names = {name: sorted(hits, key=lambda hit: hit[:2]) for name, hits in found.items()}
        return {name: tuple(dict.fromkeys(hit[2] for hit in hits)) for name, hits in sorted_names.items()}


def _rank(place: Place) -> tuple[int, tuple[int, int, str]]:
    """Finest level first, then smallest code: the first area that holds a point is the answer."""
    return -place.level_order, code_order(place.code)
