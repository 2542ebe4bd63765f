"""A schematic Dortmund, drawn for the demo: real names, rough places, invented borders and streets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

import shapely
from shapely.geometry import mapping

from konsens.city.places.actions import load_areas, load_streets, name_area
from konsens.city.places.coverage import mend
from konsens.city.places.geojson import Reading, Shape, surfaces_of
from konsens.city.places.hierarchy import dissolve
from konsens.city.places.models import Area
from konsens.city.places.projection import LocalMetres

DISTRICT = "stadtbezirk"
QUARTER = "statistischer-bezirk"
SCHEMATIC = "schematisch für die Vorführung, keine amtlichen Grenzen"
CENTRE = LocalMetres(lat=51.51, lon=7.46)
DISTRICTS = (
    "Innenstadt-West",
    "Innenstadt-Nord",
    "Innenstadt-Ost",
    "Eving",
    "Scharnhorst",
    "Brackel",
    "Aplerbeck",
    "Hörde",
    "Hombruch",
    "Lütgendortmund",
    "Huckarde",
    "Mengede",
)
OUTLINE_KM = (
    *((-6.5, 9.5), (-3, 10), (0, 8.5), (2, 9), (5, 8.5), (8, 9), (9, 7), (9.5, 5), (12.5, 4), (12, 0.5)),
    *((10.5, -1), (11, -3.5), (8, -5), (7, -6.5), (5.5, -8), (4, -9.5), (1.5, -10.5), (-0.5, -8.5)),
    *((-3.5, -8.5), (-5, -6.5), (-5.5, -4), (-8, -3.5), (-10.5, -1.5), (-11, 1.5), (-8.5, 2.5), (-8, 5)),
    (-8, 8),
)
"""The city's edge, drawn by hand: kilometres east and north of the centre."""
SPOKEN = {
    "Innenstadt": ("Innenstadt-West", "Innenstadt-Nord", "Innenstadt-Ost"),
    "Nordstadt": ("Innenstadt-Nord",),
    "Kreuzviertel": ("Westfalenhalle", "Dorstfelder Brücke"),
    "Klinikviertel": ("City",),
    "Unionviertel": ("Dorstfelder Brücke",),
    "Hafenviertel": ("Hafen",),
    "Kaiserviertel": ("Kaiserbrunnen",),
    "Gartenstadt": ("Westfalendamm",),
    "Phoenix-See": ("Hörde",),
    "Kurl": ("Kurl-Husen",),
    "Husen": ("Kurl-Husen",),
    "Kirchhörde": ("Kirchhörde-Löttringhausen",),
    "Löttringhausen": ("Kirchhörde-Löttringhausen",),
    "Rombergpark": ("Rombergpark-Lücklemberg",),
    "Lücklemberg": ("Rombergpark-Lücklemberg",),
    "Jungferntal": ("Jungferntal-Rahm",),
    "Rahm": ("Jungferntal-Rahm",),
}
"""Names people use, and the areas they mean."""
STEMS = (
    "Ahorn Amsel Apfel Bach Berg Birken Blumen Brombeer Brunnen Buchen Distel Dorf Drossel Eichen Eisvogel "
    "Erlen Eschen Falken Farn Feld Finken Flieder Forst Garten Ginster Glocken Hasel Heide Hirsch Holunder "
    "Hopfen Hügel Kastanien Kiefern Kirsch Klee Kranich Kräuter Lerchen Linden Löwenzahn Lupinen Meisen Mohn "
    "Moos Mühlen Nelken Nuss Pappel Quellen Reiher Rosen Sand Schlehen Schmiede Schwalben Stein Tannen Ulmen "
    "Veilchen Weiden Wiesen"
)
WAYS = ("straße", "weg", "pfad", "gasse", "ring", "hof", "steig", "platz")


@dataclass(frozen=True, slots=True)
class Quarter:
    """A statistischer Bezirk of the demo: its place in kilometres east and north of the centre."""

    code: str
    name: str
    district: str
    east_km: float
    north_km: float


@cache
def quarters() -> tuple[Quarter, ...]:
    """The 62 statistische Bezirke in the order of their codes."""
    text = resources.files("konsens.demo").joinpath("districts.csv").read_text(encoding="utf-8")
    return tuple(
        Quarter(row["code"], row["name"], row["stadtbezirk"], float(row["east_km"]), float(row["north_km"]))
        for row in csv.DictReader(io.StringIO(text))
    )


@cache
def quarter_shapes() -> tuple[Shape, ...]:
    """Every quarter as the part of the city that is nearest to its place; together they fill the outline."""
    places = shapely.MultiPoint([(each.east_km, each.north_km) for each in quarters()])
    outline = shapely.Polygon(OUTLINE_KM)
    cells = shapely.get_parts(shapely.voronoi_polygons(places, extend_to=outline, ordered=True))
    shapes = [
        Shape(
            code=quarter.code,
            name=quarter.name,
            parent=quarter.district,
            surface=surfaces_of(CENTRE.to_degrees(shapely.transform(cell, lambda km: km * 1000))),
        )
        for quarter, cell in zip(quarters(), shapely.intersection(cells, outline), strict=True)
    ]
    return mend(Reading(shapes=tuple(shapes)))[0]


def district_shapes() -> list[Shape]:
    """The twelve Stadtbezirke, put together from their quarters."""
    return dissolve(quarter_shapes(), lambda quarter: (_number(quarter.parent), quarter.parent))


def _number(district: str) -> str:
    return str(DISTRICTS.index(district) + 1)


def streets_csv() -> bytes:
    """Eight streets per quarter with invented names, each at its own point well inside the quarter."""
    sheet = io.StringIO()
    table = csv.writer(sheet)
    table.writerow(["name", "area", "lat", "lon"])
    stems = STEMS.split()
    for place, (quarter, shape) in enumerate(zip(quarters(), quarter_shapes(), strict=True)):
        middle = CENTRE.position(quarter.east_km * 1000, quarter.north_km * 1000)
        for number, way in enumerate(WAYS):
            stem = stems[(place + 7 * number) % len(stems)]
            edge = shape.surface.boundary.interpolate(number / len(WAYS), normalized=True)
            lat, lon = (middle[0] + edge.y) / 2, (middle[1] + edge.x) / 2
            table.writerow([stem + way, quarter.code, f"{lat:.5f}", f"{lon:.5f}"])
    return sheet.getvalue().encode()


def build_city(now: datetime) -> None:
    """Load the demo's areas, the names people use for them, and its streets; twice changes nothing."""
    load_areas(
        collection(district_shapes()),
        level=DISTRICT,
        code_field="code",
        name_field="name",
        source=SCHEMATIC,
        now=now,
    )
    load_areas(
        collection(quarter_shapes()),
        level=QUARTER,
        code_field="code",
        name_field="name",
        parent_field="parent",
        parent_level=DISTRICT,
        now=now,
    )
    areas: dict[str, Area] = {}
    for area in Area.objects.current().order_by("-level_order", "position"):
        areas.setdefault(area.name, area)
    for spoken, meant in SPOKEN.items():
        for name in meant:
            name_area(areas[name], spoken, source="Umgangssprache", now=now)
    load_streets(streets_csv(), now=now)


def collection(shapes: Iterable[Shape]) -> dict[str, Any]:
    """Areas as a GeoJSON FeatureCollection that says it is schematic."""
    features = [
        {
            "type": "Feature",
            "properties": {
                "code": each.code,
                "name": each.name,
                "parent": each.parent,
                "source": SCHEMATIC,
            },
            "geometry": mapping(each.surface),
        }
        for each in shapes
    ]
    return {"type": "FeatureCollection", "source": SCHEMATIC, "features": features}
