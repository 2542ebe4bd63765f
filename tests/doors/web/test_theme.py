"""Whatever hue an organisation has, everything can be read, in light and in dark."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from konsens.doors.web.theme import SHAPE, TEXT, Palette, contrast, luminance, palette, theme_css

HUES = st.integers(0, 359)
WRITTEN = ("ink", "soft", "brand", "hear", "care", "done", "late")


@given(HUES, st.booleans())
def test_every_text_stands_out_from_every_ground(hue: int, dark: bool) -> None:
    colours = palette(hue, dark=dark)
    for name in WRITTEN:
        for ground in colours.grounds:
            assert contrast(getattr(colours, name), ground) >= TEXT, (name, ground)
    assert contrast(colours.brand_ink, colours.brand) >= TEXT


@given(HUES, st.booleans())
def test_every_shape_and_border_of_a_field_stands_out(hue: int, dark: bool) -> None:
    colours = palette(hue, dark=dark)
    for ground in colours.grounds:
        assert contrast(colours.edge, ground) >= SHAPE
        assert contrast(colours.brand, ground) >= SHAPE


@given(HUES)
def test_dark_is_dark_and_light_is_light(hue: int) -> None:
    assert luminance(palette(hue).paper) > 0.9
    assert luminance(palette(hue, dark=True).paper) < 0.05


@given(HUES)
def test_a_style_sheet_knows_only_colours_that_old_phones_know(hue: int) -> None:
    sheet = theme_css(hue)
    assert "oklch" not in sheet
    assert sheet.count("--brand:#") == 3
    assert all(f"--{name.replace('_', '-')}:#" in sheet for name in Palette.__slots__)


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21.0
    assert contrast("#777777", "#777777") == 1.0
