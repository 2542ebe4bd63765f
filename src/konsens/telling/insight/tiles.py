"""Which cell of the map a point lies in: Web Mercator squares of 64 pixels at each zoom."""

from __future__ import annotations

import math

ZOOMS = (9, 10, 11, 12, 13, 14)
CELLS_PER_TILE = 4
FINEST = 15


def cell(lat: float, lon: float, zoom: int) -> tuple[int, int]:
    """Column and row of a point's cell.

    Args:
        lat: degrees north, WGS 84, in [-85.05, 85.05] for a meaningful answer.
        lon: degrees east.
        zoom: the map's zoom; cells are a quarter of a 256-pixel tile wide.

    Source:
        The usual slippy-map tiling (spherical Web Mercator, EPSG:3857), four cells per tile edge.
    """
    n = CELLS_PER_TILE * 2**zoom
    x = math.floor((lon + 180) / 360 * n)
    y = math.floor((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * n)
    return x, y


def corner(x: int, y: int, zoom: int) -> tuple[float, float]:
    """Latitude and longitude of a cell's north-west corner; the inverse of `cell`."""
    n = CELLS_PER_TILE * 2**zoom
    lon = x / n * 360 - 180
    lat = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / n))))
    return lat, lon
