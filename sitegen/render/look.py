"""A creator's colour, made legible.

Contrast by WCAG 2.2: (L1 + 0.05) / (L2 + 0.05) of relative luminances; AA asks 4.5 of text.
"""

from __future__ import annotations

import colorsys
from functools import lru_cache
from typing import Literal

from sitegen.model.content import Color
from sitegen.model.content import Look as LookFields
from sitegen.render.views import Look

AA = 4.5
DEFAULT_ACCENT = "#a8482e"
WHITE, INK = "#ffffff", "#1c1512"
LIGHT_PAPER, DARK_PAPER = "#f3e6dc", "#38241c"

Rgb = tuple[float, float, float]


def look_of(fields: LookFields, house: LookFields) -> Look:
    """The look of a page: what the creator chose, else the house, else ours."""
    accent = fields.accent or house.accent or Color(DEFAULT_ACCENT)
    mode: Literal["auto", "light", "dark"] = fields.mode or house.mode or "auto"
    font: Literal["sans", "serif", "rounded"] = fields.font or house.font or "sans"
    return _look(accent.hex, mode, font)


@lru_cache
def _look(accent: str, mode: Literal["auto", "light", "dark"], font: Literal["sans", "serif", "rounded"]) -> Look:
    button, on_button = _button(accent)
    return Look(
        button=button,
        on_button=on_button,
        light=_towards(accent, LIGHT_PAPER, darker=True),
        dark=_towards(accent, DARK_PAPER, darker=False),
        mode=mode,
        font=font,
    )


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two `#rrggbb` colours, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _button(accent: str) -> tuple[str, str]:
    """The accent as a button, with white on it where that can be read, else with ink; darkened when neither can."""
    for on_button in (WHITE, INK):
        if contrast(accent, on_button) >= AA:
            return accent, on_button
    return _towards(accent, WHITE, darker=True), WHITE


def _towards(color: str, paper: str, *, darker: bool) -> str:
    """The colour moved towards black or white, in steps, until it can be read on the paper."""
    hue, light, saturation = colorsys.rgb_to_hls(*_rgb(color))
    while contrast(color, paper) < AA and 0 < light < 1:
        light = max(0.0, light - 0.02) if darker else min(1.0, light + 0.02)
        color = _hex(colorsys.hls_to_rgb(hue, light, saturation))
    if contrast(color, paper) < AA:
        return "#000000" if darker else WHITE
    return color


def _luminance(color: str) -> float:
    red, green, blue = (_linear(channel) for channel in _rgb(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _rgb(color: str) -> Rgb:
    return int(color[1:3], 16) / 255, int(color[3:5], 16) / 255, int(color[5:7], 16) / 255


def _hex(rgb: Rgb) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in rgb)
