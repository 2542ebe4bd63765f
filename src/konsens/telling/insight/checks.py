"""Do the kept counters of the map and the figures say what a new count says?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from math import isclose

from konsens.city.people.models import Organisation
from konsens.kernel.checks import Walk, check
from konsens.telling.insight.actions import count_map
from konsens.telling.insight.figures import kept_figures
from konsens.telling.insight.models import MapCell

CLOSE = 1e-6


@check("Karte")
def cells(walk: Walk[Sequence[int]]) -> Iterator[str]:
    """The map counts each public case once at each zoom."""
    new = count_map()
    kept = {
        (each.controller_id, each.zoom, each.x, each.y): (each.count, each.lat_sum, each.lon_sum)
        for each in MapCell.objects.filter(count__gt=0).iterator()
    }
    for key in sorted(new.keys() | kept.keys()):
        count, lat, lon = new.get(key, (0, 0.0, 0.0))
        stands, lat_sum, lon_sum = kept.get(key, (0, 0.0, 0.0))
        if stands != count:
            yield f"Kartenfeld {key[1]}/{key[2]}/{key[3]}: Gezählt sind {stands} Vorgänge, da sind {count}."
        elif not (isclose(lat, lat_sum, rel_tol=CLOSE) and isclose(lon, lon_sum, rel_tol=CLOSE)):
            yield f"Kartenfeld {key[1]}/{key[2]}/{key[3]}: Seine Mitte liegt falsch."


@check("Zahlen")
def figures(walk: Walk[Sequence[int]]) -> Iterator[str]:
    """What was received is open or closed, and every way of adding up gives the whole (I13)."""
    for root in Organisation.objects.filter(parent=None).order_by("slug"):
        numbers, as_of = kept_figures(root.pk)
        sums: dict[str, Counter[str]] = {each: Counter() for each in ("topic", "office", "area", "year")}
        for dimension, row in numbers.items():
            if row["heard"] != row["open"] + row["closed"]:
                yield f"{root.name}, {dimension or 'alles'}: Aufgenommen ist nicht offen plus abgeschlossen."
            kind = dimension.partition(":")[0]
            if kind in sums and "/" not in dimension:
                sums[kind].update(row)
        for kind, added in sums.items():
            if as_of is not None and added != Counter(numbers[""]):
                yield f"{root.name}: Die Zahlen nach {kind} ergeben zusammen nicht das Ganze."
