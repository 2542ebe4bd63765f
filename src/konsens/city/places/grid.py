"""A grid over the city, by which things near a point are found without reading all of them."""

from __future__ import annotations

import math
from collections.abc import Iterator

LAT_STEP = 0.0025
LON_STEP = 0.004
ROW = 1_000_000
METRES_PER_DEGREE = 111_195.0


def cell_of(lat: float, lon: float) -> int:
    """The number of the grid cell a point lies in; about 278 m high, 277 m wide at 51.5° N."""
    return int((lat + 90) / LAT_STEP) * ROW + int((lon + 180) / LON_STEP)


def ring(cell: int, distance: int) -> Iterator[int]:
    """The cells at exactly `distance` steps around a cell; 0 gives the cell itself."""
    row, column = divmod(cell, ROW)
    for north in range(-distance, distance + 1):
        edge = abs(north) == distance
        for east in range(-distance, distance + 1) if edge else (-distance, distance):
            yield (row + north) * ROW + column + east


def metres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Distance over a city in metres; equirectangular, under 0.1 % off within 50 km."""
    north = (other_lat - lat) * METRES_PER_DEGREE
    east = (other_lon - lon) * METRES_PER_DEGREE * math.cos(math.radians((lat + other_lat) / 2))
    return math.hypot(north, east)


def degrees_around(lat: float, reach: float) -> tuple[float, float]:
    """How many degrees north and east hold everything within so many metres of a point, a little more."""
    north = 1.01 * reach / METRES_PER_DEGREE
    return north, north / math.cos(math.radians(lat))
