"""Areas out of a GeoJSON file, as cities' open-data portals export them; says plainly what is wrong."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NoReturn

import numpy as np
import shapely
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from konsens.kernel.errors import RuleBrokenError

CODE_LENGTH = 40
NAME_LENGTH = 120
Surface = Polygon | MultiPolygon


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """Which properties of a feature hold its code, its name, and what else is told about it."""

    code: str
    name: str
    parent: str | None = None
    alias: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One area as the file has it; `surface` in degrees (lon, lat), valid."""

    code: str
    name: str
    surface: Surface
    parent: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a file holds: areas in the order of their codes, and what was odd about it."""

    shapes: tuple[Shape, ...]
    crossing: tuple[str, ...] = ()
    skipped: int = 0


def code_order(code: str) -> tuple[int, int, str]:
    """Sorts codes as people count: numbers before words, 9 before 10, "010" before "10"."""
    return (0, int(code), code) if re.fullmatch(r"[0-9]{1,18}", code) else (1, 0, code)


def read_areas(data: bytes | Mapping[str, Any], fields: Fields) -> Reading:
    """The areas of a GeoJSON FeatureCollection, or of an Opendatasoft answer with nested features.

    Rings that cross themselves are mended; features that are points or lines are skipped; several features
    with the same code and name become one area.

    Raises:
        RuleBrokenError: says which feature is wrong, and how to mend it.
    """
    document = _parse(data) if isinstance(data, bytes) else data
    shapes: dict[str, Shape] = {}
    crossing: list[str] = []
    skipped = 0
    for number, feature in enumerate(_features(document), start=1):
        geometry = _geometry(feature, number)
        if geometry.get("type") not in ("Polygon", "MultiPolygon"):
            skipped += 1
            continue
        shape, crosses = _shape(feature, geometry, number, fields)
        crossing += [shape.name] if crosses else []
        known = shapes.get(shape.code)
        shapes[shape.code] = _joined(known, shape) if known else shape
    if not shapes:
        raise RuleBrokenError(
            _("Die Datei enthält keine Flächen (Polygon oder MultiPolygon). Bitte die Grenzen ausgeben.")
        )
    ordered = tuple(shapes[code] for code in sorted(shapes, key=code_order))
    _check_whereabouts(ordered)
    return Reading(shapes=ordered, crossing=tuple(dict.fromkeys(crossing)), skipped=skipped)


def surfaces_of(geometry: BaseGeometry) -> Surface:
    """The polygons of any geometry as one surface, empty when it has none; lines and points are dropped."""
    parts = [part for part in shapely.get_parts(shapely.get_parts([geometry])) if part.geom_type == "Polygon"]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def _parse(data: bytes) -> object:
    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=_no_number)
    except UnicodeDecodeError:
        raise RuleBrokenError(_("Die Datei ist kein Text in UTF-8. Bitte als GeoJSON speichern.")) from None
    except json.JSONDecodeError as error:
        raise RuleBrokenError(
            _("Die Datei ist kein gültiges JSON (Zeile %(line)s, Zeichen %(column)s). Bitte neu ausgeben."),
            line=error.lineno,
            column=error.colno,
        ) from None
    except RecursionError:
        raise RuleBrokenError(
            _("Die Datei ist zu tief verschachtelt für GeoJSON. Bitte neu ausgeben.")
        ) from None


def _no_number(text: str) -> NoReturn:
    raise RuleBrokenError(
        _("Die Datei enthält „%(text)s“ statt einer Zahl. Bitte die Koordinaten prüfen."), text=text
    )


def _features(document: object) -> Sequence[Any]:
    if isinstance(document, Mapping) and document.get("type") == "FeatureCollection":
        features = document.get("features")
    elif isinstance(document, Mapping):
        features = document.get("results")
    else:
        features = document
    if not isinstance(features, list) or not all(isinstance(each, Mapping) for each in features):
        raise RuleBrokenError(_("Die Datei ist keine GeoJSON-FeatureCollection. Bitte als solche ausgeben."))
    if not features:
        raise RuleBrokenError(
            _("Die Datei ist leer: Sie enthält kein einziges Gebiet. Bitte die Auswahl prüfen.")
        )
    return features


def _geometry(feature: Mapping[str, Any], number: int) -> Mapping[str, Any]:
    """A feature's own geometry, or that of a feature nested in it or in one of its fields."""
    found = feature.get("geometry")
    if found is None:
        nested = [v for v in _properties(feature).values() if isinstance(v, Mapping) and "geometry" in v]
        found = nested[0] if nested else None
    if isinstance(found, Mapping) and found.get("type") == "Feature":
        found = found.get("geometry")
    if not isinstance(found, Mapping):
        raise RuleBrokenError(
            _("Eintrag %(number)s hat keine Fläche (geometry fehlt). Bitte ergänzen oder löschen."),
            number=number,
        )
    return found


def _properties(feature: Mapping[str, Any]) -> Mapping[str, Any]:
    properties = feature.get("properties", feature)
    return properties if isinstance(properties, Mapping) else {}


def _shape(
    feature: Mapping[str, Any], geometry: Mapping[str, Any], number: int, fields: Fields
) -> tuple[Shape, bool]:
    properties = _properties(feature)
    name = _text(properties, fields.name, number, NAME_LENGTH)
    surface = _surface(geometry, name)
    crosses = not surface.is_valid
    if crosses:
        surface = surfaces_of(shapely.make_valid(surface, method="structure", keep_collapsed=False))
    if surface.is_empty or surface.area == 0:
        raise RuleBrokenError(
            _("„%(name)s“ hat keine Fläche: Alle Punkte liegen auf einer Linie. Bitte prüfen."), name=name
        )
    shape = Shape(
        code=_text(properties, fields.code, number, CODE_LENGTH),
        name=name,
        surface=surface,
        parent=_text(properties, fields.parent, number, NAME_LENGTH) if fields.parent else "",
        aliases=tuple(_aliases(properties, fields.alias)) if fields.alias else (),
    )
    return shape, crosses


def _text(properties: Mapping[str, Any], field: str, number: int, longest: int) -> str:
    value = properties.get(field)
    text = clean(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
    if not text:
        raise RuleBrokenError(
            _("Eintrag %(number)s hat kein Feld „%(field)s“. Vorhanden sind: %(known)s."),
            number=number,
            field=field,
            known=", ".join(sorted(map(str, properties))) or "–",
        )
    if len(text) > longest:
        raise RuleBrokenError(
            _("Eintrag %(number)s: „%(field)s“ ist länger als %(longest)s Zeichen. Bitte kürzen."),
            number=number,
            field=field,
            longest=longest,
        )
    return text


def clean(value: str | float) -> str:
    """A name or code on one line, without control and invisible characters; 5.0 reads 5."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    spaced = "".join(" " if unicodedata.category(c) == "Cc" else c for c in str(value))
    visible = "".join(c for c in spaced if unicodedata.category(c)[0] != "C")
    return " ".join(unicodedata.normalize("NFC", visible).split())


def _aliases(properties: Mapping[str, Any], field: str) -> Iterator[str]:
    value = properties.get(field)
    listed = value if isinstance(value, list) else re.split(r"[;,|]", value) if isinstance(value, str) else []
    for each in listed:
        alias = clean(each)[:NAME_LENGTH] if isinstance(each, str) else ""
        if alias:
            yield alias


def _surface(geometry: Mapping[str, Any], name: str) -> Surface:
    coordinates: Any = geometry.get("coordinates")
    polygons = [coordinates] if geometry["type"] == "Polygon" else coordinates
    try:
        built = [Polygon(rings[0], rings[1:]) for rings in (_rings(each, name) for each in polygons)]
    except (TypeError, ValueError, LookupError, ArithmeticError):
        raise RuleBrokenError(
            _(
                "Die Fläche von „%(name)s“ ist nicht lesbar: Ein Ring braucht mindestens vier Punkte "
                "aus zwei Zahlen."
            ),
            name=name,
        ) from None
    return built[0] if len(built) == 1 else MultiPolygon(built)


def _rings(polygon: Sequence[Any], name: str) -> list[NDArray[np.float64]]:
    rings = [np.array([position[:2] for position in ring], dtype=np.float64) for ring in polygon]
    for ring in rings:
        if ring.ndim != 2 or ring.shape[0] < 4 or not np.isfinite(ring).all():
            raise ValueError(name)
        _check_range(ring, name)
    return rings


def _check_range(ring: NDArray[np.float64], name: str) -> None:
    lon, lat = np.abs(ring).max(axis=0)
    if lon <= 180 and lat <= 90:
        return
    if lat <= 180 and lon <= 90:
        raise RuleBrokenError(
            _("Bei „%(name)s“ sind Länge und Breite vertauscht. GeoJSON schreibt zuerst die Länge (Ost)."),
            name=name,
        )
    raise RuleBrokenError(
        _(
            "Die Koordinaten von „%(name)s“ sind keine Grad. Bitte die Datei in WGS 84 (EPSG:4326) ausgeben, "
            "nicht in Metern."
        ),
        name=name,
    )


def _joined(known: Shape, more: Shape) -> Shape:
    if known.name != more.name:
        raise RuleBrokenError(
            _(
                "„%(one)s“ und „%(other)s“ haben denselben Schlüssel „%(code)s“. "
                "Bitte ein anderes Feld nennen."
            ),
            one=known.name,
            other=more.name,
            code=known.code,
        )
    aliases = tuple(dict.fromkeys(known.aliases + more.aliases))
    return replace(known, surface=surfaces_of(shapely.union(known.surface, more.surface)), aliases=aliases)


def _check_whereabouts(shapes: Sequence[Shape]) -> None:
    """Refuse areas off the Horn of Africa that would lie in central Europe with lat and lon exchanged."""
    west, south, east, north = shapely.total_bounds([shape.surface for shape in shapes])
    if west >= 45 and east <= 56 and south >= 4 and north <= 18:
        raise RuleBrokenError(
            _(
                "Länge und Breite sind offenbar vertauscht: Die Gebiete lägen bei %(lat)s Grad Nord, "
                "%(lon)s Grad Ost. GeoJSON schreibt zuerst die Länge (Ost)."
            ),
            lat=round((south + north) / 2, 1),
            lon=round((west + east) / 2, 1),
        )
