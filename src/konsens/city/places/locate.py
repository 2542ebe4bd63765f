"""Questions about where something is; every process keeps the areas in memory and notices a reload."""

from __future__ import annotations

from shapely.geometry import shape

from konsens.city.places.atlas import Atlas, Located, Place
from konsens.city.places.geojson import surfaces_of
from konsens.city.places.models import Area, AreaAlias, Coverage, Street

_kept = Atlas((), (), revision="")


def atlas(coverage: tuple[str, str] | None = None) -> Atlas:
    """The current areas: one small query to learn the revision, and two more only after a reload.

    Without a Coverage row (areas were created one by one and not loaded) nothing is kept.

    Args:
        coverage: revision and source, where somebody has asked for them already.
    """
    global _kept
    if coverage is None:
        coverage = Coverage.objects.values_list("revision", "source").first()
    revision, source = coverage or ("", "")
    if not revision or _kept.revision != revision:
        _kept = _read(revision, source)
    return _kept


def _read(revision: str, source: str) -> Atlas:
    aliases: dict[int, list[str]] = {}
    for area_id, name in AreaAlias.objects.values_list("area_id", "name"):
        aliases.setdefault(area_id, []).append(name)
    areas = list(Area.objects.current())
    places = [
        Place(
            id=area.pk,
            level=area.level,
            level_order=area.level_order,
            code=area.code,
            name=area.name,
            parent_id=area.parent_id,
            outline=area.outline,
            label_lat=area.label_lat,
            label_lon=area.label_lon,
            aliases=tuple(aliases.get(area.pk, ())),
        )
        for area in areas
    ]
    return Atlas(
        places, [surfaces_of(shape(area.boundary)) for area in areas], revision=revision, source=source
    )


def locate(lat: float, lon: float, *, within: Atlas | None = None) -> Located | None:
    """The finest area at a point (degrees) with everything it lies in, or None outside the city.

    Many points: fetch `atlas()` once and hand it in, then no query is made at all.
    """
    return (within or atlas()).locate(lat, lon)


def find_area(text: str, *, level: str | None = None, within: Atlas | None = None) -> Place | None:
    """The area with this name or alias, or None; "Hörde" without a level is the Stadtbezirk."""
    return next(iter((within or atlas()).named(text, level=level)), None)


def find_areas(text: str, *, level: str | None = None, within: Atlas | None = None) -> tuple[Place, ...]:
    """All areas with this name or alias: "Kreuzviertel" may lie in two."""
    return (within or atlas()).named(text, level=level)


def descendants(area_id: int, *, within: Atlas | None = None) -> frozenset[int]:
    """Primary keys of an area and everything in it, for `area_id__in`."""
    return (within or atlas()).descendants(area_id)


def suggest_streets(prefix: str, limit: int = 8) -> list[Street]:
    """Streets that may be meant while somebody types, with their areas, in one query."""
    return list(Street.objects.starting(prefix)[:limit])
