"""Verbs about places: load a level of areas, load the streets, give an area a name people use."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from konsens.city.places.coverage import mend
from konsens.city.places.events import AreaNamed, AreasLoaded, StreetsLoaded
from konsens.city.places.geojson import NAME_LENGTH, Fields, Shape, clean, read_areas
from konsens.city.places.loading import AreasReport, StreetsReport
from konsens.city.places.locate import atlas
from konsens.city.places.models import Area, AreaAlias, Coverage, Street
from konsens.city.places.names import fold
from konsens.city.places.references import referred_to
from konsens.city.places.reload import FACTS, Reload
from konsens.city.places.repair import Repair
from konsens.city.places.streetlist import Kerb, read_streets, sort_into_areas
from konsens.kernel.diary import action, nothing_changed, record
from konsens.kernel.errors import RuleBrokenError

LEVEL = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
FROM_THE_FILE = "Datei"


@action
def load_areas(
    data: bytes | Mapping[str, Any],
    *,
    level: str,
    code_field: str,
    name_field: str,
    parent_field: str | None = None,
    parent_level: str | None = None,
    alias_field: str | None = None,
    source: str = "",
    by: models.Model | None = None,
    now: datetime,
) -> AreasReport:
    """Load one level of the city's areas from GeoJSON, all of it or nothing.

    Known areas keep their primary key (by name, else by code) and their aliases. Areas that are no longer in
    the file go, or are retired when something refers to them. Levels rank by the size of their areas. An area
    lies in the one its `parent_field` names (name or code), else in the one it overlaps most.

    Args:
        data: a file's bytes, or a FeatureCollection.
        level: short name of the level in small letters, such as "stadtbezirk".
        code_field: the property that holds an area's code; `name_field`, `parent_field`, `alias_field` alike.
        parent_level: which level must be the next coarser one; by default whichever is.
        source: whom a map of the areas credits, such as "Stadt Dortmund, Open Data"; "" keeps what is known.
        by: who asked for it; None is the command line.
        now: the moment of the load, aware.

    Raises:
        RuleBrokenError: says what is wrong with the file, and how to mend it.
    """
    _check_level(level)
    fields = Fields(code=code_field, name=name_field, parent=parent_field, alias=alias_field)
    shapes, repair = mend(read_areas(data, fields))
    coverage = Coverage.objects.select_for_update().first()
    reload = Reload(level, shapes, Area.objects.order_by("pk"))
    reload.settle([each.parent for each in shapes], parent_level=parent_level)
    changed = _save_areas(reload)
    named = _add_aliases(reload.mine, shapes)
    removed = _remove_unless_needed(reload.gone)
    report = _report(reload, repair, changed, removed)
    credit = clean(source)[:200] or (coverage.source if coverage else "")
    if changed or removed or named or coverage is None or coverage.source != credit:
        _tell(report, by=by, now=now, view_box=reload.frame.view_box, source=credit)
    else:
        nothing_changed()
    return report


def _report(reload: Reload, repair: Repair, changed: Sequence[Area], removed: set[int]) -> AreasReport:
    added = [area for area in reload.mine if not reload.was_known(area)]
    return AreasReport(
        level=reload.level,
        count=len(reload.mine),
        added=len(added),
        changed=len([area for area in reload.mine if area in changed and area not in added]),
        removed=len(removed),
        retired=tuple(area.name for area in reload.gone if area.pk not in removed),
        straddling=tuple(reload.straddling),
        orphans=tuple(reload.orphans),
        repair=repair,
    )


def _check_level(level: str) -> None:
    if not LEVEL.fullmatch(level) or len(level) > 40:
        raise RuleBrokenError(
            _("„%(level)s“ passt nicht als Ebene. Erlaubt sind kleine Buchstaben, Ziffern und Bindestriche."),
            level=level,
        )


def _save_areas(reload: Reload) -> list[Area]:
    """Write what changed; codes that move step aside first, so that two areas can swap theirs."""
    aside = Concat(models.Value("~"), Cast("pk", models.CharField()))
    Area.objects.filter(pk__in=[area.pk for area in reload.recoded]).update(code=aside)
    Area.objects.bulk_create(reload.fresh, batch_size=200)
    reload.link()
    changed = reload.changed
    Area.objects.bulk_update(changed, FACTS, batch_size=200)
    return changed


def _add_aliases(areas: Sequence[Area], shapes: Sequence[Shape]) -> int:
    known = set(AreaAlias.objects.values_list("area_id", "folded"))
    wanted = {
        (area.pk, fold(name)): AreaAlias(area=area, name=name, folded=fold(name), source=FROM_THE_FILE)
        for area, found in zip(areas, shapes, strict=True)
        for name in found.aliases
        if fold(name) not in ("", area.folded)
    }
    fresh = [alias for key, alias in wanted.items() if key not in known]
    AreaAlias.objects.bulk_create(fresh)
    return len(fresh)


def _remove_unless_needed(gone: Sequence[Area]) -> set[int]:
    """Delete areas to which nothing refers; their aliases go along."""
    ids = {area.pk for area in gone}
    unneeded = ids - referred_to(Area, ids, besides=[AreaAlias])
    Area.objects.filter(pk__in=unneeded).delete()
    return unneeded


def _tell(report: AreasReport, *, by: models.Model | None, now: datetime, **changes: str) -> None:
    coverage = _renew(now, **changes)
    loaded = AreasLoaded(
        level=report.level,
        count=report.count,
        added=report.added,
        retired=len(report.retired),
        removed=report.removed,
    )
    record(loaded, about=[coverage], by=by, at=now)


def _renew(now: datetime, **changes: str) -> Coverage:
    """A new revision, so that every process reads the areas again."""
    facts = {"revision": secrets.token_hex(8), "loaded_at": now, **changes}
    return Coverage.objects.update_or_create(pk=1, defaults=facts)[0]


@action
def name_area(
    area: Area, name: str, *, source: str, by: models.Model | None = None, now: datetime
) -> AreaAlias:
    """Give an area a name that people use for it, and say where that is known from."""
    name, source = clean(name), clean(source)
    if not fold(name) or not source or len(name) > NAME_LENGTH or len(source) > 80:
        raise RuleBrokenError(_("Ein Name braucht Buchstaben, eine Quelle und höchstens 120 Zeichen."))
    alias, fresh = AreaAlias.objects.get_or_create(
        area=area, folded=fold(name), defaults={"name": name, "source": source}
    )
    if fresh:
        _renew(now)
        record(AreaNamed(alias=alias.pk), about=[area], by=by, at=now)
    else:
        nothing_changed()
    return alias


@action
def load_streets(data: bytes, *, by: models.Model | None = None, now: datetime) -> StreetsReport:
    """Load the list of streets from CSV, all of it or nothing.

    Known streets (name and area) keep their primary key. Streets that are no longer in the file go unless
    something refers to them.

    Args:
        data: the file's bytes; `streetlist.read_streets` says what they may look like.
        by: who asked for it; None is the command line.
        now: the moment of the load, aware.

    Raises:
        RuleBrokenError: says which line is wrong, and how to mend it.
    """
    kerbs, elsewhere = sort_into_areas(read_streets(data), atlas())
    wanted = {(kerb.name, kerb.area_id): kerb for kerb in reversed(kerbs)}
    known = {(street.name, street.area_id): street for street in Street.objects.all()}
    added = [_street(wanted[key]) for key in wanted if key not in known]
    changed = [
        _moved(known[key], kerb)
        for key, kerb in wanted.items()
        if key in known and (known[key].lat, known[key].lon) != (kerb.lat, kerb.lon)
    ]
    Street.objects.bulk_create(added, batch_size=500)
    Street.objects.bulk_update(changed, ["lat", "lon"], batch_size=500)
    stale = {street.pk: street for key, street in known.items() if key not in wanted}
    kept = referred_to(Street, stale.keys())
    _delete_streets([pk for pk in stale if pk not in kept])
    report = StreetsReport(
        count=len(wanted),
        added=len(added),
        changed=len(changed),
        removed=len(stale) - len(kept),
        twice=len(kerbs) - len(wanted),
        elsewhere=tuple(elsewhere),
        kept=tuple(stale[pk].name for pk in sorted(kept)),
    )
    if added or changed or report.removed:
        told = StreetsLoaded(count=report.count, added=report.added, removed=report.removed)
        record(told, about=[], by=by, at=now)
    else:
        nothing_changed()
    return report


def _street(kerb: Kerb) -> Street:
    return Street(name=kerb.name, folded=fold(kerb.name), area_id=kerb.area_id, lat=kerb.lat, lon=kerb.lon)


def _moved(street: Street, kerb: Kerb) -> Street:
    street.lat, street.lon = kerb.lat, kerb.lon
    return street


def _delete_streets(ids: Sequence[int]) -> None:
    for start in range(0, len(ids), 500):
        Street.objects.filter(pk__in=ids[start : start + 500]).delete()
