"""What loading one level changes in the tree of areas, worked out in memory before anything is saved."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import shapely
from django.utils.translation import gettext_lazy as _
from shapely.geometry import mapping, shape

from konsens.city.places.drawing import Frame, simplify
from konsens.city.places.geojson import Shape, Surface, surfaces_of
from konsens.city.places.hierarchy import coarse_to_fine, parents_by_overlap
from konsens.city.places.models import Area
from konsens.city.places.names import fold
from konsens.kernel.errors import RuleBrokenError

OUTLINE_DETAIL_M = 120.0
STRADDLES = 0.9
"""An area with a smaller share inside its parent is worth a look."""
FACTS = [each.attname for each in Area._meta.concrete_fields if not each.primary_key]


class Reload:
    """The areas after a load of one level; the caller saves `fresh`, then calls `link` and saves `changed`.

    `mine` are the level's areas in the order of the file, `gone` those of the level it no longer holds,
    `current` all areas in force, `straddling` those with less than nine tenths in their parent (name,
    parent, share), `orphans` the names of those that lie in no area of the next coarser level.
    """

    def __init__(self, level: str, shapes: Sequence[Shape], known: Iterable[Area]) -> None:
        known = list(known)
        self.level = level
        self._before = {area.pk: _facts(area) for area in known}
        self._codes = {area.pk: area.code for area in known}
        same = same_areas(shapes, [area for area in known if area.level == level])
        self.mine = [area or Area(level=level) for area in same]
        for position, (area, found) in enumerate(zip(self.mine, shapes, strict=True)):
            _fill(area, found, position)
        self.gone = [area for area in known if area.level == level and area not in same]
        self._retire()
        others = [area for area in known if area.level != level and not area.retired]
        self.current = sorted([*self.mine, *others], key=lambda area: area.level)
        self._surfaces = [surfaces_of(shape(area.boundary)) for area in self.current]
        self.frame = Frame.of(self._surfaces)
        self._parents: list[Area | None] = [None for _area in self.current]
        self.straddling: list[tuple[str, str, float]] = []
        self.orphans: list[str] = []
        self._told: set[int] = set()
        self._rank_and_draw()

    @property
    def fresh(self) -> list[Area]:
        """The areas the database does not know yet."""
        return [area for area in self.mine if area.pk is None]

    @property
    def recoded(self) -> list[Area]:
        """Known areas whose code changes; two may swap theirs, so that the old ones must go first."""
        return [area for area in (*self.mine, *self.gone) if self._codes.get(area.pk, area.code) != area.code]

    @property
    def changed(self) -> list[Area]:
        """The areas that differ from what the database knows."""
        return [area for area in (*self.current, *self.gone) if self._before.get(area.pk) != _facts(area)]

    def was_known(self, area: Area) -> bool:
        """Whether the database knew this area before."""
        return area.pk in self._before

    def _retire(self) -> None:
        taken = {area.code for area in self.mine}
        for area in self.gone:
            area.retired = True
            if area.code in taken:
                area.code = f"~{area.pk}"

    def _rank_and_draw(self) -> None:
        levels: dict[str, list[int]] = defaultdict(list)
        for at, area in enumerate(self.current):
            levels[area.level].append(at)
        self.levels = coarse_to_fine(
            {level: [self._surfaces[at] for at in members] for level, members in levels.items()}
        )
        self._members = levels
        for order, level in enumerate(self.levels):
            members = levels[level]
            drawn = simplify([self._surfaces[at] for at in members], metres=OUTLINE_DETAIL_M)
            for at, surface in zip(members, drawn, strict=True):
                self.current[at].level_order = order
                self.current[at].outline = self.frame.path(surface)

    def settle(self, named: Sequence[str], *, parent_level: str | None) -> None:
        """Decide in which area of the next coarser level each one lies.

        Args:
            named: for each of `mine` the name or code of its parent as the file has it, or "".
            parent_level: which level must be the next coarser one; None accepts any.

        Raises:
            RuleBrokenError: if that level or one of those parents is unknown, or all areas lie elsewhere.
        """
        place = self.levels.index(self.level)
        coarser = self.levels[place - 1] if place else None
        if (parent_level and parent_level != coarser) or (any(named) and coarser is None):
            raise RuleBrokenError(
                _(
                    "Die nächstgrößere Ebene zu „%(level)s“ ist %(coarser)s. "
                    "Bitte die größeren Gebiete zuerst laden."
                ),
                level=self.level,
                coarser=f"„{coarser}“" if coarser else _("noch nicht geladen"),
            )
        self._told = {id(area) for area, name in zip(self.mine, named, strict=True) if name}
        for coarse, fine in pairwise(self.levels):
            self._settle_by_overlap(self._members[fine], self._members[coarse])
        if coarser:
            self._settle_by_name(named, [self.current[at] for at in self._members[coarser]])

    def _settle_by_overlap(self, fine: Sequence[int], coarse: Sequence[int]) -> None:
        position = {self.current[at].pk: here for here, at in enumerate(coarse)}
        lies = parents_by_overlap(
            [self._surfaces[at] for at in fine],
            [self._surfaces[at] for at in coarse],
            now_in=[position.get(self.current[at].parent_id or 0) for at in fine],
        )
        for at, lie in zip(fine, lies, strict=True):
            parent = None if lie.parent is None else self.current[coarse[lie.parent]]
            self._parents[at] = parent
            if id(self.current[at]) in self._told:
                continue
            if parent is None:
                self.orphans.append(self.current[at].name)
            elif lie.share < STRADDLES:
                self.straddling.append((self.current[at].name, parent.name, lie.share))
        if all(self._parents[at] is None for at in fine):
            raise RuleBrokenError(
                _("Die Gebiete liegen nicht dort, wo die schon geladenen liegen. Ist es dieselbe Stadt?")
            )

    def _settle_by_name(self, named: Sequence[str], parents: Sequence[Area]) -> None:
        known = {fold(area.name): area for area in parents} | {area.code: area for area in parents}
        missing = sorted({name for name in named if name and not (name in known or fold(name) in known)})
        if missing:
            raise RuleBrokenError(
                _("Diese übergeordneten Gebiete sind nicht geladen: %(names)s."), names=", ".join(missing[:5])
            )
        spot = {id(area): at for at, area in enumerate(self.current)}
        for area, name in zip(self.mine, named, strict=True):
            if name:
                self._parents[spot[id(area)]] = known.get(name) or known[fold(name)]

    def link(self) -> None:
        """Point every area to its parent, once all of them have a primary key."""
        for area, parent in zip(self.current, self._parents, strict=True):
            area.parent_id = None if parent is None else parent.pk


def same_areas(shapes: Sequence[Shape], known: Sequence[Area]) -> list[Area | None]:
    """For each shape the area it has been so far: the one of that name, else the one of that code.

    Names come first, as cities number their areas anew more often than they rename them; a name that
    occurs twice says nothing.
    """
    once = _once(fold(each.name) for each in shapes) & _once(fold(area.name) for area in known)
    by_name = {fold(area.name): area for area in known if fold(area.name) in once}
    found = [by_name.get(fold(each.name)) for each in shapes]
    left = {area.code: area for area in known if area not in found}
    return [area or left.pop(each.code, None) for each, area in zip(shapes, found, strict=True)]


def _once(names: Iterable[str]) -> set[str]:
    return {name for name, times in Counter(names).items() if times == 1}


def _facts(area: Area) -> dict[str, Any]:
    return {name: getattr(area, name) for name in FACTS}


def _fill(area: Area, found: Shape, position: int) -> None:
    area.code, area.name, area.folded = found.code, found.name, fold(found.name)
    area.position = position
    area.boundary = _plain(mapping(found.surface))
    area.west, area.south, area.east, area.north = map(float, shapely.bounds(found.surface))
    area.label_lat, area.label_lon = _label(found.surface)
    area.retired = False


def _label(surface: Surface) -> tuple[float, float]:
    """Where a name fits best: the centre of the largest circle inside, to 20 m."""
    plan = Frame.of([surface]).metres
    centre, _edge = shapely.maximum_inscribed_circle(plan.to_metres(surface), tolerance=20.0).coords
    lat, lon = plan.position(*centre)
    return round(lat, 6), round(lon, 6)


def _plain(geometry: Mapping[str, Any]) -> object:
    """A geometry as the database gives it back, with lists for tuples, so that it compares equal."""
    return json.loads(json.dumps(geometry))
