"""Areas as pages name them: districts, and the words for where something is."""

from __future__ import annotations

from functools import lru_cache

from konsens.city.places.atlas import Atlas, Place


@lru_cache(maxsize=16)
def districts_of(atlas: Atlas) -> tuple[Place, ...]:
    """The coarsest parts of the city; a single area that holds all others is the city itself."""
    top = atlas.children(None)
    return atlas.children(top[0].id) or top if len(top) == 1 else top


@lru_cache(maxsize=4096)
def district_of(atlas: Atlas, area_id: int | None) -> Place | None:
    """The district an area lies in, or is."""
    if area_id is None or area_id not in atlas.by_id:
        return None
    districts = {each.id for each in districts_of(atlas)}
    chain = (atlas.by_id[area_id], *atlas.ancestors(area_id))
    return next((each for each in chain if each.id in districts), None)


@lru_cache(maxsize=512)
def short_name(atlas: Atlas, place: Place) -> str:
    """A name for a small map: of „Innenstadt-West“ only „West“, where several begin alike."""
    head, dash, tail = place.name.partition("-")
    alike = sum(each.name.startswith(f"{head}-") for each in districts_of(atlas))
    return tail if dash and alike > 1 else place.name


def words_for(atlas: Atlas, area_id: int | None, street: str = "") -> str:
    """„Am Beispielweg, Hörde“: street, quarter and district as far as they are known."""
    place = atlas.by_id.get(area_id) if area_id is not None else None
    district = district_of(atlas, area_id)
    names = [street, place.name if place else "", district.name if district else ""]
    return ", ".join(dict.fromkeys(each for each in names if each))


def area_by_code(atlas: Atlas, code: str) -> Place | None:
    """The area with a code; the coarsest when a code stands for several."""
    return next((each for each in reversed(atlas.places) if each.code == code), None)


def degrees(text: str | None, most: float) -> float | None:
    """Degrees as an address or a form has them; None when they make no sense."""
    try:
        value = float((text or "").replace(",", "."))
    except ValueError:
        return None
    return value if -most <= value <= most else None
