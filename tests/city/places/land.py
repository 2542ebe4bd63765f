"""Small pieces of land for the tests: squares on a grid of hundredths of a degree, as GeoJSON."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from shapely.geometry import box, mapping

from konsens.city.places.geojson import Fields

FIELDS = Fields(code="nr", name="name")
T = TypeVar("T")
WEST, SOUTH = 7.40, 51.50


def square(x: float, y: float, wide: float = 1, high: float = 1) -> dict[str, Any]:
    """A rectangle; one step east is about 694 m, one step north about 1,113 m."""
    west, south = round(WEST + x / 100, 6), round(SOUTH + y / 100, 6)
    east, north = round(WEST + (x + wide) / 100, 6), round(SOUTH + (y + high) / 100, 6)
    return dict(mapping(box(west, south, east, north)))


def spot(x: float, y: float) -> tuple[float, float]:
    """Latitude and longitude of a place on the grid."""
    return SOUTH + y / 100, WEST + x / 100


def there(found: T | None) -> T:
    """What was found; a test that expects something fails here when there is nothing."""
    assert found is not None
    return found


def feature(nr: str, name: str, geometry: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"nr": nr, "name": name, **more}, "geometry": geometry}


def collection(*features: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def as_bytes(document: Any) -> bytes:
    return json.dumps(document).encode()


def two_by_two() -> dict[str, Any]:
    """Four squares that tile; Nordwest and Nordost above Südwest and Südost."""
    return collection(
        feature("1", "Südwest", square(0, 0)),
        feature("2", "Südost", square(1, 0)),
        feature("3", "Nordwest", square(0, 1)),
        feature("4", "Nordost", square(1, 1)),
    )


def halves() -> dict[str, Any]:
    """The coarser level to it."""
    return collection(feature("S", "Süden", square(0, 0, 2, 1)), feature("N", "Norden", square(0, 1, 2, 1)))
