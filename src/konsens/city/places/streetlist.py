"""Streets out of a CSV file, as registers and spreadsheets write them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from konsens.city.places.atlas import Atlas, Place
from konsens.city.places.geojson import NAME_LENGTH, clean
from konsens.city.places.names import fold
from konsens.kernel.errors import RuleBrokenError

HEADINGS = {
    "name": {"name", "strasse", "str", "strassenname", "street"},
    "area": {"area", "gebiet", "bezirk", "statistischer bezirk", "stadtteil", "stadtbezirk", "ort"},
    "lat": {"lat", "latitude", "breite", "breitengrad", "y"},
    "lon": {"lon", "lng", "long", "longitude", "laenge", "laengengrad", "x"},
}
"""What a column may be called, in folded spelling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetRow:
    """One line of the list: where it is by area (code or name), by point (degrees), or both."""

    line: int
    name: str
    area: str
    lat: float | None
    lon: float | None


def read_streets(data: bytes) -> list[StreetRow]:
    """The streets of a CSV file with a line of headings: name, area, lat, lon in any order.

    Separated by semicolon, comma or tab; UTF-8 or Windows-1252; decimal comma or point.

    Raises:
        RuleBrokenError: says which line is wrong, and how to mend it.
    """
    text = _decode(data)
    first = text.partition("\n")[0]
    separator = max(";\t,", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        columns = _columns(next(reader, []))
        rows = list(_rows(reader, columns))
    except csv.Error:
        raise RuleBrokenError(
            _("Zeile %(line)s ist nicht lesbar. Vielleicht fehlt ein Anführungszeichen."),
            line=reader.line_num,
        ) from None
    if not rows:
        raise RuleBrokenError(
            _("Die Datei ist leer: Sie enthält keine einzige Straße. Bitte die Auswahl prüfen.")
        )
    return rows


def _decode(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise RuleBrokenError(_("Die Datei ist kein Text. Bitte als CSV (UTF-8) speichern."))


def _columns(headings: list[str]) -> dict[str, int]:
    folded = [fold(heading) for heading in headings]
    found = {
        wanted: next(i for i, heading in enumerate(folded) if heading in known)
        for wanted, known in HEADINGS.items()
        if known & set(folded)
    }
    if "name" not in found or not ("area" in found or {"lat", "lon"} <= found.keys()):
        raise RuleBrokenError(
            _("In der ersten Zeile fehlen Überschriften. Gebraucht werden: name, area, lat, lon.")
        )
    return found


def _rows(reader: Iterator[list[str]], columns: dict[str, int]) -> Iterator[StreetRow]:
    for line, cells in enumerate(reader, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        found = {wanted: clean(cells[at]) if at < len(cells) else "" for wanted, at in columns.items()}
        name = found["name"]
        if not fold(name) or len(name) > NAME_LENGTH:
            raise RuleBrokenError(
                _("Zeile %(line)s: Der Straßenname fehlt oder ist länger als %(longest)s Zeichen."),
                line=line,
                longest=NAME_LENGTH,
            )
        lat, lon = (_degrees(found.get(axis, ""), axis, line) for axis in ("lat", "lon"))
        if not found.get("area") and (lat is None or lon is None):
            raise RuleBrokenError(
                _("Zeile %(line)s: Es fehlen Gebiet und Punkt von „%(name)s“."), line=line, name=name
            )
        yield StreetRow(line=line, name=name, area=found.get("area", ""), lat=lat, lon=lon)


def _degrees(text: str, axis: str, line: int) -> float | None:
    if not text:
        return None
    try:
        degrees = float(text.replace(",", "."))
    except ValueError:
        degrees = float("nan")
    if not abs(degrees) <= (90 if axis == "lat" else 180):
        raise RuleBrokenError(
            _("Zeile %(line)s: „%(text)s“ ist keine Angabe in Grad. Richtig wäre zum Beispiel %(right)s."),
            line=line,
            text=text,
            right="51.492" if axis == "lat" else "7.499",
        )
    return degrees


@dataclass(frozen=True, slots=True, kw_only=True)
class Kerb:
    """A street with the finest area it lies in and a point on it, in degrees."""

    name: str
    area_id: int
    lat: float
    lon: float


def sort_into_areas(rows: Sequence[StreetRow], atlas: Atlas) -> tuple[list[Kerb], list[str]]:
    """The finest area of every street, and the names of those whose point lies in another than they say.

    The point decides as long as it lies in the named area or in a part of it; else the named area does, if it
    is one of the finest. A street without a point gets the point where its area is labelled.

    Raises:
        RuleBrokenError: if a line's area is unknown, or its point outside the city.
    """
    if not atlas.places:
        raise RuleBrokenError(
            _("Es sind noch keine Gebiete geladen. Bitte zuerst „konsens areas load“ aufrufen.")
        )
    found = [_kerb(row, atlas) for row in rows]
    return [kerb for kerb, _astray in found], [kerb.name for kerb, astray in found if astray]


def _kerb(row: StreetRow, atlas: Atlas) -> tuple[Kerb, bool]:
    point = None if row.lat is None or row.lon is None else (row.lat, row.lon)
    located = atlas.locate(*point) if point else None
    named = _named(row, atlas)
    if point and located and (not row.area or {each.id for each in named} & set(located.area_ids)):
        return Kerb(name=row.name, area_id=located.area_id, lat=point[0], lon=point[1]), False
    finest = [each for each in named if not atlas.children(each.id)]
    if not finest:
        raise RuleBrokenError(
            _("Zeile %(line)s: „%(name)s“ lässt sich keinem Gebiet zuordnen. Bitte Gebiet und Punkt prüfen."),
            line=row.line,
            name=row.name,
        )
    lat, lon = point or (finest[0].label_lat, finest[0].label_lon)
    return Kerb(name=row.name, area_id=finest[0].id, lat=lat, lon=lon), point is not None


def _named(row: StreetRow, atlas: Atlas) -> list[Place]:
    coded = [each for each in atlas.places if each.code == row.area]
    return [*coded, *atlas.named(row.area)] if row.area else []
