"""Areas as small pictures: simplified without tearing shared borders apart, as SVG paths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon

from konsens.city.places.geojson import Surface, surfaces_of
from konsens.city.places.projection import LocalMetres

VIEW_WIDTH = 1000
"""Units a drawing is wide; its height follows from the shape of the city."""
MARGIN = 8
"""Units of empty space around it, so that thick borders are not cut off."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The piece of the earth a drawing shows, in degrees; every level of a city shares one."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def of(cls, surfaces: Sequence[Surface]) -> Frame:
        """The smallest frame around some areas."""
        return cls(*map(float, shapely.total_bounds(surfaces)))

    @property
    def metres(self) -> LocalMetres:
        """The projection in which the frame is drawn."""
        return LocalMetres.around(self.west, self.south, self.east, self.north)

    @property
    def units_per_metre(self) -> float:
        """How many units of the drawing a metre is."""
        return VIEW_WIDTH / (2 * self.metres.point(self.south, self.east)[0])

    @property
    def height(self) -> int:
        """Units the drawing is high."""
        return max(1, round(-2 * self.metres.point(self.south, self.east)[1] * self.units_per_metre))

    @property
    def view_box(self) -> str:
        """As SVG's attribute viewBox has it."""
        return f"{-MARGIN} {-MARGIN} {VIEW_WIDTH + 2 * MARGIN} {self.height + 2 * MARGIN}"

    def place(self, lat: float, lon: float) -> tuple[int, int]:
        """Where a point lies in the drawing, in units right and down of the upper left corner."""
        x, y = self._units(np.array([self.metres.point(lat, lon)]))[0]
        return int(x), int(y)

    def path(self, surface: Surface) -> str:
        """A surface (degrees) as the `d` of an SVG path, whole numbers, relative; holes need evenodd."""
        drawn = self.metres.to_metres(surface)
        polygons = [part for part in shapely.get_parts(drawn) if isinstance(part, Polygon)]
        rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
        return "".join(_ring(self._units(np.array(ring.coords))) for ring in rings)

    def _units(self, x_y: NDArray[np.float64]) -> NDArray[np.int64]:
        west, north = self.metres.point(self.north, self.west)
        scaled = (x_y - [west, north]) * [self.units_per_metre, -self.units_per_metre]
        return scaled.round().astype(np.int64)


def simplify(surfaces: Sequence[Surface], *, metres: float) -> list[Surface]:
    """The same areas with fewer corners; neighbours keep one common border.

    Args:
        surfaces: a valid coverage, in degrees.
        metres: details about this small go; the square of it is the area of the triangles that are dropped.

    Returns:
        As many surfaces, in degrees rounded to five decimals (1.1 m).

    Source:
        Visvalingam, Whyatt, The Cartographic Journal 30(1), 1993, as GEOS applies it to coverages.
    """
    if not surfaces:
        return []
    plan = Frame.of(surfaces).metres
    drawn = shapely.coverage_simplify([plan.to_metres(surface) for surface in surfaces], metres)
    return [
        surfaces_of(shapely.transform(plan.to_degrees(each), lambda lon_lat: lon_lat.round(5)))
        for each in drawn
    ]


def _ring(points: NDArray[np.int64]) -> str:
    """One closed ring: absolute start, then steps; standing still is left out."""
    steps = [step for step in _steps(points) if step != (0, 0)]
    if len(steps) < 3:
        return ""
    numbers = " ".join(f"{dx} {dy}" for dx, dy in steps[:-1]).replace(" -", "-")
    return f"M{points[0][0]} {points[0][1]}l{numbers}z"


def _steps(points: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    for (x1, y1), (x2, y2) in pairwise(points.tolist()):
        yield x2 - x1, y2 - y1
