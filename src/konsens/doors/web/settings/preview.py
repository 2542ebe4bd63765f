"""How a hue would look in light and dark, with the contrasts that people with weak sight need."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from konsens.doors.web.theme import SHAPE, TEXT, Palette, contrast, palette

STRIP = tuple(range(0, 360, 15))


@dataclass(frozen=True, slots=True)
class Measured:
    """One pair of colours: what it is for, how much it stands out, how much it must."""

    what: str
    ratio: float
    least: float

    @property
    def enough(self) -> bool:
        """Can it be read?"""
        return self.ratio >= self.least


@dataclass(frozen=True, slots=True)
class Look:
    """One scheme with its colours and contrasts."""

    name: str
    colours: Palette
    measured: list[Measured]


@dataclass(frozen=True, slots=True)
class Looks:
    """A hue in both schemes, and the hues one can choose from with their colour."""

    hue: int
    schemes: list[Look]
    strip: list[tuple[int, str]]


def looks_of(hue: int) -> Looks:
    """Measure a hue in light and dark."""
    schemes = [_look(_("Hell"), palette(hue)), _look(_("Dunkel"), palette(hue, dark=True))]
    return Looks(hue, schemes, [(each, palette(each).brand) for each in STRIP])


def _look(name: str, colours: Palette) -> Look:
    return Look(
        name,
        colours,
        [
            Measured(_("Text auf dem Grund"), contrast(colours.ink, colours.paper), TEXT),
            Measured(_("Leiser Text auf dem Grund"), contrast(colours.soft, colours.paper), TEXT),
            Measured(_("Schrift auf dem Knopf"), contrast(colours.brand_ink, colours.brand), TEXT),
            Measured(_("Rahmen von Feldern"), contrast(colours.edge, colours.card), SHAPE),
        ],
    )
