"""A creator's colour, made legible on whatever a theme paints.

Contrast by WCAG 2.2: (L1 + 0.05) / (L2 + 0.05) of relative luminances; AA asks 4.5 of text.
"""

from __future__ import annotations

import colorsys
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal

import msgspec

from sitegen.model.catalog import Catalog
from sitegen.model.content import Color
from sitegen.model.content import Look as LookFields
from sitegen.render.views import Look

AA = 4.5
WHITE, INK = "#ffffff", "#1c1512"
# How much paper lies over the accent in a tint: the `e0` and `d9` of templates/_style.html.
LIGHT_VEIL, DARK_VEIL = 0xE0 / 255, 0xD9 / 255

Rgb = tuple[float, float, float]
Mode = Literal["auto", "light", "dark"]
Font = Literal["sans", "serif", "rounded"]

_COLOR = re.compile("#[0-9a-fA-F]{6}")


class Palette(msgspec.Struct, frozen=True):
    """What a theme's options say about colour: its grounds in light and in dark, and the look of who chose none."""

    paper: str = "#fbf8f4"
    card: str = "#ffffff"
    night: str = "#151210"
    night_card: str = "#1f1b18"
    accent: str = "#a8482e"
    mode: Mode = "auto"
    font: Font = "sans"


def palette_of(catalog: Catalog) -> Palette:
    return palette_from(catalog.theme.options | catalog.site.theme_options)


def palette_from(options: Mapping[str, Any]) -> Palette:
    """The palette of some theme's options; ours where it has none."""
    said = {name: options[name] for name in Palette.__struct_fields__ if name in options}
    colors = {name: value for name, value in said.items() if _COLOR.fullmatch(str(value))}
    words = {name: value for name, value in said.items() if name in ("mode", "font")}
    return Palette(**colors, **words)


def look_of(fields: LookFields, house: LookFields, palette: Palette = Palette()) -> Look:  # noqa: B008 - frozen
    """The look of a page: what the creator chose, else the house, else the theme."""
    accent = fields.accent or house.accent or Color(palette.accent)
    mode = fields.mode or house.mode or palette.mode
    font = fields.font or house.font or palette.font
    return _look(accent.hex, mode, font, palette)


@lru_cache(maxsize=4096)
def _look(accent: str, mode: Mode, font: Font, palette: Palette) -> Look:
    button, on_button = _button(accent)
    return Look(
        button=button,
        on_button=on_button,
        light=legible(accent, palette.paper, palette.card, LIGHT_VEIL),
        dark=legible(accent, palette.night, palette.night_card, DARK_VEIL),
        mode=mode,
        font=font,
    )


def legible(accent: str, paper: str, card: str, veil: float) -> str:
    """The accent moved away from the paper, in steps, until it can be read on paper, on cards and on its own tint."""
    hue, light, saturation = colorsys.rgb_to_hls(*_rgb(accent))
    darker = contrast(paper, "#000000") > contrast(paper, WHITE)
    color = accent
    end = 0.0 if darker else 1.0
    while not _reads(color, paper, card, veil) and light != end:
        light = max(end, light - 0.02) if darker else min(end, light + 0.02)
        color = _hex(colorsys.hls_to_rgb(hue, light, saturation))
    return color


def tint(accent: str, paper: str, veil: float) -> str:
    """The accent under a veil of paper."""
    return _hex(tuple(p * veil + a * (1 - veil) for p, a in zip(_rgb(paper), _rgb(accent), strict=True)))


def _reads(color: str, paper: str, card: str, veil: float) -> bool:
    if contrast(color, paper) < AA or contrast(color, card) < AA:  # it seldom needs more to know
        return False
    return contrast(color, tint(color, paper, veil)) >= AA


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two `#rrggbb` colours, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _button(accent: str) -> tuple[str, str]:
    """The accent as a button, with white on it where that can be read, else with ink; darkened when neither can."""
    for on_button in (WHITE, INK):
        if contrast(accent, on_button) >= AA:
            return accent, on_button
    return legible(accent, WHITE, WHITE, 1), WHITE


@lru_cache(maxsize=4096)
def _luminance(color: str) -> float:
    red, green, blue = (_linear(channel) for channel in _rgb(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _rgb(color: str) -> Rgb:
    return int(color[1:3], 16) / 255, int(color[3:5], 16) / 255, int(color[5:7], 16) / 255


def _hex(rgb: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in rgb)
