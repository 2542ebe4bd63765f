"""Borders that neither overlap nor leave gaps, out of an export that does both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import shapely
from django.utils.translation import gettext_lazy as _
from shapely.geometry import Polygon

from konsens.city.places.geojson import Reading, Shape, Surface, surfaces_of
from konsens.city.places.projection import LocalMetres
from konsens.city.places.repair import Repair
from konsens.kernel.errors import RuleBrokenError

GRID = 1e-6
"""Degrees between neighbouring grid points: six decimals, at most 0.12 m."""
HOLE_RADIUS_M = 100.0
"""A gap in which a circle of this radius fits is no slip of the pen: it stays outside the city."""
SPLINTER_M2 = 1_000.0
"""A detached part of an area, or an unclaimed hole in one, is a slip of the pen when smaller than this."""
UNCHANGED = 0.9995
"""Areas that share at least this part with their raw form changed by rounding only."""

MOST_PASSES = 5
"""One is nearly always enough, and a second one where the first left a spike."""

Edge = tuple[tuple[float, float], tuple[float, float]]


def mend(reading: Reading) -> tuple[tuple[Shape, ...], Repair]:
    """The areas of a file as a valid coverage, and what had to be changed.

    All borders are laid over each other on a grid of six decimals and cut the plane into faces. A face that
    several areas claim, or that lies in a gap, goes to the neighbour with the longest shared border; a face
    that makes up more than half of a claimant stays with it; large gaps stay open.

    Returns:
        The areas in the same order, surfaces in degrees rounded to six decimals, without overlap and
        without gap (`shapely.coverage_is_valid`), outer rings counter-clockwise; and the report.

    Raises:
        RuleBrokenError: if an area is covered by others completely, or smaller than the grid.
    """
    raw = [surfaces_of(shapely.set_precision(shape.surface, GRID)) for shape in reading.shapes]
    _check_all_there(reading.shapes, raw)
    plane = _Plane(raw)
    plane.share_out()
    mended = plane.surfaces()
    if not plane.touched and shapely.coverage_is_valid(raw):
        mended = [_written(surface) for surface in raw]
    mended = _settled(mended)
    _check_all_there(reading.shapes, mended)
    if not shapely.coverage_is_valid(mended):
        raise RuleBrokenError(
            _("Aus diesen Grenzen lassen sich keine Gebiete ohne Überlappung bilden. Bitte neu ausgeben.")
        )
    shapes = tuple(
        replace(shape, surface=surface) for shape, surface in zip(reading.shapes, mended, strict=True)
    )
    return shapes, plane.report(reading, mended)


class _Plane:
    """The faces into which all borders together cut the plane, and to which area each belongs."""

    def __init__(self, raw: Sequence[Surface]) -> None:
        self.metres = LocalMetres.around(*shapely.total_bounds(raw))
        self.raw = [self.metres.to_metres(surface) for surface in raw]
        lines = shapely.union_all(shapely.boundary(raw), grid_size=GRID)
        self.faces = list(shapely.get_parts(shapely.polygonize(shapely.get_parts(lines))))
        self.sizes = [float(self.metres.to_metres(face).area) for face in self.faces]
        self.claims = self._claims(raw)
        self.owner = {face: claims[0] for face, claims in enumerate(self.claims) if len(claims) == 1}
        self.borders = self._borders()
        self.overlapping = [face for face, claims in enumerate(self.claims) if len(claims) > 1]
        unclaimed = [face for face, claims in enumerate(self.claims) if not claims]
        self.holes = [face for face in unclaimed if self._is_hole(face)]
        self.gaps = [face for face in unclaimed if face not in set(self.holes)]
        self.splinters = 0

    def _claims(self, raw: Sequence[Surface]) -> list[list[int]]:
        claims: list[list[int]] = [[] for _face in self.faces]
        inside = shapely.point_on_surface(self.faces)
        for face, area in zip(*shapely.STRtree(raw).query(inside, predicate="intersects"), strict=True):
            claims[face].append(int(area))
        return [sorted(each) for each in claims]

    def _borders(self) -> dict[int, dict[int, float]]:
        """How many metres of border each face shares with each other face."""
        sides: dict[Edge, list[int]] = defaultdict(list)
        for face, polygon in enumerate(self.faces):
            for edge in _edges(polygon):
                sides[edge].append(face)
        east, north = self.metres.metres_per_degree
        borders: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        for ((x1, y1), (x2, y2)), faces in sides.items():
            if len(faces) == 2:
                length = float(np.hypot((x2 - x1) * east, (y2 - y1) * north))
                borders[faces[0]][faces[1]] += length
                borders[faces[1]][faces[0]] += length
        return borders

    def _is_hole(self, gap: int) -> bool:
        around = {area for face in self.borders[gap] for area in self.claims[face]}
        if len(around) == 1 and self.sizes[gap] >= SPLINTER_M2:
            return True
        face = self.metres.to_metres(self.faces[gap])
        widest = shapely.maximum_inscribed_circle(face, tolerance=1.0)
        return bool(widest.length > HOLE_RADIUS_M)

    def share_out(self) -> None:
        """Give every claimed or enclosed face to exactly one area."""
        self._keep_what_is_mostly_theirs()
        undecided = {face for face in (*self.overlapping, *self.gaps) if face not in self.owner}
        while undecided:
            decided = {face: area for face in undecided if (area := self._best_neighbour(face)) is not None}
            if not decided:
                face = min(face for face in undecided if self.claims[face])
                decided = {face: min(self.claims[face], key=lambda area: self.raw[area].area)}
            self.owner.update(decided)
            undecided -= decided.keys()
        self._give_away_splinters()

    def _keep_what_is_mostly_theirs(self) -> None:
        for face in self.overlapping:
            share, area = max((self.sizes[face] / self.raw[area].area, -area) for area in self.claims[face])
            if share > 0.5:
                self.owner[face] = -area

    def _best_neighbour(self, face: int, *, but: int | None = None) -> int | None:
        """The area with the longest border to a face; of equals the one with the smallest code."""
        lengths: dict[int, float] = defaultdict(float)
        allowed: Collection[int] = self.claims[face] if but is None else ()
        for other, length in self.borders[face].items():
            area = self.owner.get(other)
            if area is not None and area != but and (not allowed or area in allowed):
                lengths[area] += length
        return min(lengths, key=lambda area: (-round(lengths[area], 3), area)) if lengths else None

    @property
    def touched(self) -> bool:
        """Whether anything had to be given to somebody; if not, the areas can stay to the last digit."""
        return bool(self.overlapping or self.gaps or self.splinters)

    def _give_away_splinters(self) -> None:
        for area, faces in sorted(self._held().items()):
            parts = sorted(self._parts(faces), key=lambda part: sum(self.sizes[face] for face in part))
            for part in parts[:-1]:
                takers = {face: self._best_neighbour(face, but=area) for face in part}
                if sum(self.sizes[face] for face in part) < SPLINTER_M2 and None not in takers.values():
                    self.owner.update({face: taker for face, taker in takers.items() if taker is not None})
                    self.splinters += 1

    def _held(self) -> dict[int, list[int]]:
        """The faces of each area, in order."""
        held: dict[int, list[int]] = defaultdict(list)
        for face, area in sorted(self.owner.items()):
            held[area].append(face)
        return held

    def _parts(self, faces: Iterable[int]) -> Iterator[set[int]]:
        """The faces of an area, grouped by what hangs together."""
        left = set(faces)
        while left:
            part, edge = set[int](), [min(left)]
            while edge:
                face = edge.pop()
                part.add(face)
                edge += [other for other in self.borders[face] if other in left and other not in part]
            left -= part
            yield part

    def surfaces(self) -> list[Surface]:
        """What each area holds now, in degrees; empty for one that others cover completely."""
        held = self._held()
        merged = [
            shapely.coverage_union_all([self.faces[face] for face in held[area]])
            for area in range(len(self.raw))
        ]
        return [_written(surfaces_of(surface)) for surface in merged]

    def report(self, reading: Reading, mended: Sequence[Surface]) -> Repair:
        """What had to be changed."""
        pairs = {
            (one, other)
            for face in self.overlapping
            for place, one in enumerate(self.claims[face])
            for other in self.claims[face][place + 1 :]
        }
        kept = [
            (_common(raw, self.metres.to_metres(surface)), shape.name)
            for shape, raw, surface in zip(reading.shapes, self.raw, mended, strict=True)
        ]
        same, name = min(kept)
        return Repair(
            areas=len(mended),
            overlaps=len(pairs),
            overlaps_km2=self._km2(self.overlapping),
            gaps=len(self.gaps),
            gaps_km2=self._km2(self.gaps),
            holes=len(self.holes),
            splinters=self.splinters,
            multipolygons=tuple(s.name for s in reading.shapes if s.surface.geom_type == "MultiPolygon"),
            crossing=reading.crossing,
            skipped=reading.skipped,
            largest_change=(name, same) if same < UNCHANGED else None,
        )

    def _km2(self, faces: Iterable[int]) -> float:
        return round(sum((self.sizes[face] for face in faces), 0.0) / 1e6, 6)


def _settled(surfaces: list[Surface]) -> list[Surface]:
    """Another pass where rounding would still take something away, such as a spike thinner than the grid."""
    for _pass in range(MOST_PASSES):
        rounded = [surfaces_of(shapely.set_precision(surface, GRID)) for surface in surfaces]
        if all(one.normalize() == other.normalize() for one, other in zip(rounded, surfaces, strict=True)):
            break
        plane = _Plane(rounded)
        plane.share_out()
        surfaces = plane.surfaces()
    return surfaces


def _written(surface: Surface) -> Surface:
    """As GeoJSON has it: six decimals, outer rings counter-clockwise."""
    return shapely.orient_polygons(shapely.transform(surface, lambda lon_lat: lon_lat.round(6)))


def _edges(polygon: Polygon) -> Iterator[Edge]:
    for ring in (polygon.exterior, *polygon.interiors):
        for start, end in pairwise(map(tuple, ring.coords)):
            yield (start, end) if start < end else (end, start)


def _common(one: Surface, other: Surface) -> float:
    """Intersection over union of two surfaces, 0 to 1."""
    shared: float = shapely.intersection(one, other).area
    both: float = one.area + other.area - shared
    return shared / both


def _check_all_there(shapes: Sequence[Shape], surfaces: Sequence[Surface]) -> None:
    for shape, surface in zip(shapes, surfaces, strict=True):
        if surface.is_empty:
            raise RuleBrokenError(
                _("„%(name)s“ wird von anderen Gebieten ganz verdeckt oder ist kleiner als ein Meter."),
                name=shape.name,
            )
