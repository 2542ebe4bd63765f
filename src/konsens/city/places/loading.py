"""What a load of areas or streets did, told in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from konsens.city.places.repair import Repair


@dataclass(frozen=True, slots=True, kw_only=True)
class AreasReport:
    """What became of one level: counts, names of the areas that need a look, and the mended borders.

    `retired` are gone from the file but still referred to; `straddling` lie in their parent with less than
    nine tenths of their size (name, parent, share); `orphans` lie in no area of the next coarser level.
    """

    level: str
    count: int
    added: int
    changed: int
    removed: int
    retired: tuple[str, ...]
    straddling: tuple[tuple[str, str, float], ...]
    orphans: tuple[str, ...]
    repair: Repair

    def sentences(self) -> list[str]:
        """The report for people."""
        text = ngettext(
            "Ebene „%(level)s“: %(count)s Gebiet, davon %(added)s neu und %(changed)s geändert.",
            "Ebene „%(level)s“: %(count)s Gebiete, davon %(added)s neu und %(changed)s geändert.",
            self.count,
        )
        found = [
            text % {"level": self.level, "count": self.count, "added": self.added, "changed": self.changed},
            *self.repair.sentences(),
        ]
        if self.removed:
            text = ngettext(
                "%(n)s Gebiet gibt es nicht mehr.", "%(n)s Gebiete gibt es nicht mehr.", self.removed
            )
            found.append(text % {"n": self.removed})
        if self.retired:
            text = _("Nicht mehr in der Datei, aber noch in Gebrauch und deshalb aufgehoben: %(names)s.")
            found.append(text % {"names": ", ".join(self.retired)})
        for name, parent, share in self.straddling:
            text = _("„%(name)s“ liegt nur zu %(percent)s %% in „%(parent)s“.")
            percent = number_format(round(100 * share))
            found.append(text % {"name": name, "parent": parent, "percent": percent})
        if self.orphans:
            text = _("Diese Gebiete liegen in keinem größeren: %(names)s.")
            found.append(text % {"names": ", ".join(self.orphans)})
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetsReport:
    """What became of the list of streets; `elsewhere` have their point in another area than they name."""

    count: int
    added: int
    changed: int
    removed: int
    twice: int
    elsewhere: Sequence[str]
    kept: Sequence[str]

    def sentences(self) -> list[str]:
        """The report for people."""
        text = ngettext(
            "%(count)s Straße, davon %(added)s neu und %(changed)s geändert.",
            "%(count)s Straßen, davon %(added)s neu und %(changed)s geändert.",
            self.count,
        )
        found = [text % {"count": self.count, "added": self.added, "changed": self.changed}]
        if self.removed:
            text = ngettext(
                "%(n)s Straße gibt es nicht mehr.", "%(n)s Straßen gibt es nicht mehr.", self.removed
            )
            found.append(text % {"n": self.removed})
        if self.twice:
            text = ngettext("%(n)s Zeile stand doppelt da.", "%(n)s Zeilen standen doppelt da.", self.twice)
            found.append(text % {"n": self.twice})
        if self.elsewhere:
            text = _("Der Punkt liegt in einem anderen Gebiet als angegeben: %(names)s.")
            found.append(text % {"names": _few(self.elsewhere)})
        if self.kept:
            text = _("Nicht mehr in der Datei, aber noch in Gebrauch und deshalb aufgehoben: %(names)s.")
            found.append(text % {"names": _few(self.kept)})
        return found


def _few(names: Sequence[str]) -> str:
    """The first five names and how many more there are."""
    more = len(names) - 5
    return ", ".join(names[:5]) + (_(" und %(n)s weitere") % {"n": more} if more > 0 else "")
