"""Degrees to metres and back, good for a city and its surroundings, without a projection library."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

G = TypeVar("G", bound=BaseGeometry)

SEMI_MAJOR_M = 6_378_137.0
FLATTENING = 1 / 298.257223563
_E2 = FLATTENING * (2 - FLATTENING)


@dataclass(frozen=True, slots=True)
class LocalMetres:
    """An equirectangular projection on the WGS 84 ellipsoid around one point.

    x and y are metres east and north of the centre. The map is linear in longitude and in latitude, so
    straight borders stay straight, shared borders stay shared and nothing new can cross; that is why it is
    used here and not UTM. Lengths along a parallel are wrong by about 0.2 % at 10 km north or south of the
    centre (at 51.5° N), and grow wrong linearly; lengths along a meridian by less than 0.002 %.

    Source:
        Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395, 1987, chapter 4 (radii of
        curvature of the ellipsoid) and chapter 12 (equidistant cylindrical projection).
    """

    lat: float
    lon: float

    @classmethod
    def around(cls, west: float, south: float, east: float, north: float) -> LocalMetres:
        """Centred on a bounding box in degrees."""
        return cls(lat=(south + north) / 2, lon=(west + east) / 2)

    @property
    def metres_per_degree(self) -> tuple[float, float]:
        """East and north: how long a degree of longitude and of latitude is at the centre."""
        phi = math.radians(self.lat)
        w2 = 1 - _E2 * math.sin(phi) ** 2
        meridian = SEMI_MAJOR_M * (1 - _E2) / w2**1.5
        parallel = SEMI_MAJOR_M / math.sqrt(w2) * math.cos(phi)
        return math.radians(parallel), math.radians(meridian)

    def point(self, lat: float, lon: float) -> tuple[float, float]:
        """Metres east and north of the centre for a point in degrees."""
        east, north = self.metres_per_degree
        return (lon - self.lon) * east, (lat - self.lat) * north

    def position(self, x: float, y: float) -> tuple[float, float]:
        """Latitude and longitude in degrees of a point in metres."""
        east, north = self.metres_per_degree
        return self.lat + y / north, self.lon + x / east

    def to_metres(self, geometry: G) -> G:
        """A geometry in degrees (lon, lat) in metres (x, y)."""
        scale, centre = np.array(self.metres_per_degree), np.array([self.lon, self.lat])

        def project(lon_lat: NDArray[np.float64]) -> NDArray[np.float64]:
            metres: NDArray[np.float64] = (lon_lat - centre) * scale
            return metres

        return shapely.transform(geometry, project)

    def to_degrees(self, geometry: G) -> G:
        """A geometry in metres (x, y) in degrees (lon, lat)."""
        scale, centre = np.array(self.metres_per_degree), np.array([self.lon, self.lat])

        def back(x_y: NDArray[np.float64]) -> NDArray[np.float64]:
            degrees: NDArray[np.float64] = x_y / scale + centre
            return degrees

        return shapely.transform(geometry, back)


def distance_m(lat: float, lon: float, to_lat: float, to_lon: float) -> float:
    """Metres between two points a few kilometres apart; see LocalMetres for the error."""
    east, north = LocalMetres(lat=(lat + to_lat) / 2, lon=lon).metres_per_degree
    return math.hypot((to_lon - lon) * east, (to_lat - lat) * north)
