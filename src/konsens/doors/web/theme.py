"""One hue makes the whole theme: shades are computed so that everything can be read, in light and dark.

Contrast is that of WCAG 2.2 (relative luminance); colours are chosen in OKLCH and written as sRGB hex,
because old phones do not know `oklch()`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

Rgb = tuple[float, float, float]
TEXT = 4.5
SHAPE = 3.0


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one scheme, as `#rrggbb`."""

    paper: str
    card: str
    ink: str
    soft: str
    line: str
    wash: str
    land: str
    brand: str
    brand_ink: str
    edge: str
    hear: str
    care: str
    done: str
    late: str

    @property
    def grounds(self) -> tuple[str, str, str, str]:
        """On which text and shapes stand; `land` is that of the districts."""
        return (self.paper, self.card, self.wash, self.land)


def to_rgb(lightness: float, chroma: float, hue: float) -> Rgb:
    """OKLCH to linear-light-free sRGB in [0, 1], with chroma reduced until it can be shown.

    Args:
        lightness: perceived lightness in [0, 1].
        chroma: at least 0; about 0.13 is a strong colour.
        hue: angle in degrees.

    Source:
        Björn Ottosson, "A perceptual color space for image processing", 2020 (Oklab).
    """
    while True:
        linear = _linear(lightness, chroma, hue)
        if chroma <= 0 or all(-1e-4 <= each <= 1.0001 for each in linear):
            red, green, blue = (_encode(min(1.0, max(0.0, each))) for each in linear)
            return (red, green, blue)
        chroma = max(0.0, chroma - 0.004)


def _linear(lightness: float, chroma: float, hue: float) -> Rgb:
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _encode(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def _decode(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def hex_of(rgb: Rgb) -> str:
    """Red, green and blue in [0, 1] as `#rrggbb`."""
    return "#" + "".join(f"{round(each * 255):02x}" for each in rgb)


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` in [0, 1] (WCAG 2.2)."""
    red, green, blue = (_decode(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours in [1, 21] (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _against(grounds: tuple[str, ...], start: float, chroma: float, hue: float, least: float) -> str:
    """The colour nearest to a lightness that still stands out from all grounds by at least a ratio."""
    step = -0.005 if luminance(grounds[0]) > 0.2 else 0.005
    lightness = start
    while 0 < lightness < 1:
        colour = hex_of(to_rgb(lightness, chroma, hue))
        if all(contrast(colour, ground) >= least for ground in grounds):
            return colour
        lightness += step
    return "#000000" if step < 0 else "#ffffff"


@lru_cache(maxsize=720)
def palette(hue: int, *, dark: bool = False) -> Palette:
    """All colours of a scheme for an organisation's hue (0–359 degrees)."""
    grounds = _grounds(hue, dark=dark)
    paper, card, wash, land = grounds

    def text(lightness: float, chroma: float, angle: float = hue) -> str:
        return _against(grounds, lightness, chroma, angle, TEXT + 0.1)

    brand = text(0.82 if dark else 0.42, 0.11 if dark else 0.095)
    return Palette(
        paper=paper,
        card=card,
        wash=wash,
        land=land,
        ink=text(0.95 if dark else 0.22, 0.015),
        soft=text(0.74 if dark else 0.47, 0.015),
        line=hex_of(to_rgb(0.37 if dark else 0.88, 0.014, hue)),
        edge=_against(grounds, 0.55 if dark else 0.62, 0.02, hue, SHAPE + 0.1),
        brand=brand,
        brand_ink="#10140f" if dark else "#ffffff",
        hear=text(0.79 if dark else 0.5, 0.13, 255),
        care=text(0.8 if dark else 0.52, 0.13, 62),
        done=text(0.8 if dark else 0.46, 0.12, 152),
        late=text(0.78 if dark else 0.5, 0.17, 27),
    )


LIGHT = ((0.99, 0.004), (1.0, 0.0), (0.962, 0.014), (0.918, 0.026))
DARK = ((0.19, 0.012), (0.235, 0.014), (0.275, 0.02), (0.345, 0.028))


def _grounds(hue: int, *, dark: bool) -> tuple[str, str, str, str]:
    paper, card, wash, land = (hex_of(to_rgb(*each, hue)) for each in (DARK if dark else LIGHT))
    return (paper, card, wash, land)


def variables(hue: int, *, dark: bool = False) -> str:
    """The colours of a scheme as CSS custom properties."""
    colours = palette(hue, dark=dark)
    return "".join(f"--{name.replace('_', '-')}:{getattr(colours, name)};" for name in Palette.__slots__)


def theme_css(hue: int) -> str:
    """The colours of an organisation, light and dark."""
    light, dark = variables(hue), variables(hue, dark=True)
    return (
        f":root{{color-scheme:light dark;{light}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
        f"@media print{{:root{{color-scheme:light;{light}}}}}\n"
    )
