"""What was mended in a city's borders, told in sentences."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What was wrong with an export, and how far its areas were changed to mend it.

    `overlaps` counts pairs of areas that overlap, `gaps` closed slits between areas; sizes in km².
    `largest_change` is the area that changed most and the share it has in common with its raw form
    (intersection over union, 1 = unchanged).
    """

    areas: int
    overlaps: int = 0
    overlaps_km2: float = 0.0
    gaps: int = 0
    gaps_km2: float = 0.0
    holes: int = 0
    splinters: int = 0
    multipolygons: tuple[str, ...] = ()
    crossing: tuple[str, ...] = ()
    skipped: int = 0
    largest_change: tuple[str, float] | None = None

    def sentences(self) -> list[str]:
        """The report for people, one finding per sentence; at least one."""
        found = [*self._borders(), *self._forms()]
        return found or [_("Die Grenzen waren in Ordnung.")]

    def _borders(self) -> list[str]:
        found: list[str] = []
        if self.overlaps:
            text = ngettext(
                "%(n)s Paar von Gebieten überlappte sich (%(km2)s km²).",
                "%(n)s Paare von Gebieten überlappten sich (zusammen %(km2)s km²).",
                self.overlaps,
            )
            found.append(text % {"n": self.overlaps, "km2": number_format(round(self.overlaps_km2, 3), 3)})
        if self.gaps:
            text = ngettext(
                "%(n)s Lücke zwischen Gebieten wurde geschlossen (%(km2)s km²).",
                "%(n)s Lücken zwischen Gebieten wurden geschlossen (zusammen %(km2)s km²).",
                self.gaps,
            )
            found.append(text % {"n": self.gaps, "km2": number_format(round(self.gaps_km2, 3), 3)})
        if self.holes:
            text = ngettext(
                "%(n)s großes Loch gehört nicht zur Stadt und blieb offen.",
                "%(n)s große Löcher gehören nicht zur Stadt und blieben offen.",
                self.holes,
            )
            found.append(text % {"n": self.holes})
        return found

    def _forms(self) -> list[str]:
        found: list[str] = []
        if self.crossing:
            names = ", ".join(self.crossing)
            found.append(_("Diese Grenzen kreuzten sich selbst: %(names)s.") % {"names": names})
        if self.multipolygons:
            names = ", ".join(self.multipolygons)
            found.append(_("Diese Gebiete kamen in mehreren Teilen: %(names)s.") % {"names": names})
        if self.splinters:
            text = ngettext(
                "%(n)s Splitter wurde dem Nachbarn gegeben.",
                "%(n)s Splitter wurden den Nachbarn gegeben.",
                self.splinters,
            )
            found.append(text % {"n": self.splinters})
        if self.skipped:
            text = ngettext(
                "%(n)s Eintrag ohne Fläche wurde übergangen.",
                "%(n)s Einträge ohne Fläche wurden übergangen.",
                self.skipped,
            )
            found.append(text % {"n": self.skipped})
        if self.largest_change:
            name, same = self.largest_change
            percent = number_format(round(100 * same, 1), 1)
            found.append(
                _("Am meisten änderte sich „%(name)s“; %(percent)s %% der Fläche blieben gleich.")
                % {"name": name, "percent": percent}
            )
        return found
