"""Whatever colour a creator chooses, it can be read: in every built-in theme, in light and in dark."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.errors import Place
from sitegen.load.theme import Theme, read_theme
from sitegen.model.content import Color, Look
from sitegen.package import built_in_themes
from sitegen.render.look import AA, DARK_VEIL, LIGHT_VEIL, Palette, contrast, look_of, palette_from, tint


def theme(name: str) -> Theme:
    found, problems = read_theme(name, (built_in_themes(),), Place("site.yaml"))
    assert found is not None
    assert problems == []
    return found


THEMES = {name: theme(name) for name in ("base", "folio", "market", "midnight")}
PALETTES = {name: palette_from(found.options) for name, found in THEMES.items()}

colors = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def grounds(palette: Palette, accent: str, dark: bool) -> tuple[str, str, str]:
    """All that a text can stand on: paper, a card, a tint of the accent."""
    if dark:
        return palette.night, palette.night_card, tint(accent, palette.night, DARK_VEIL)
    return palette.paper, palette.card, tint(accent, palette.paper, LIGHT_VEIL)


def token(found: Theme, sheet: str, name: str) -> str:
    match = re.search(rf"--{name}: (#[0-9a-f]{{6}});", found.assets[sheet].decode())
    assert match is not None, (found.name, sheet, name)
    return match[1]


def test_every_built_in_theme_is_here() -> None:
    assert {path.parent.name for path in built_in_themes().glob("*/theme.yaml")} == set(THEMES)


def test_contrast_is_that_of_wcag() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
    assert contrast("#123456", "#123456") == 1


@pytest.mark.parametrize("name", THEMES)
@given(accent=colors)
def test_any_accent_keeps_its_texts_legible(name: str, accent: str) -> None:
    palette = PALETTES[name]
    look = look_of(Look(accent=Color(accent)), Look(), palette)
    assert contrast(look.button, look.on_button) >= AA
    assert min(contrast(look.light, ground) for ground in grounds(palette, look.light, dark=False)) >= AA
    assert min(contrast(look.dark, ground) for ground in grounds(palette, look.dark, dark=True)) >= AA


@pytest.mark.parametrize("name", THEMES)
@given(accent=colors)
def test_the_themes_own_colours_are_legible_on_every_accents_tint(name: str, accent: str) -> None:
    found, palette = THEMES[name], PALETTES[name]
    look = look_of(Look(accent=Color(accent)), Look(), palette)
    for sheet, color, dark in (("tokens.css", look.light, False), ("dark.css", look.dark, True)):
        for text in ("ink", "soft"):
            said = token(found, sheet, text)
            for ground in grounds(palette, color, dark):
                assert contrast(said, ground) >= AA, (sheet, text, said, ground)
        paper, card, _ = grounds(palette, color, dark)
        assert min(contrast(token(found, sheet, "star"), ground) for ground in (paper, card)) >= AA


def test_a_legible_accent_is_left_alone() -> None:
    look = look_of(Look(accent=Color("#8a2b12")), Look())
    assert look.button == look.light == "#8a2b12"


@given(accent=colors)
def test_a_legible_text_colour_is_still_legible_when_it_is_chosen(accent: str) -> None:
    once = look_of(Look(accent=Color(accent)), Look()).light
    assert look_of(Look(accent=Color(once)), Look()).light == once


def test_a_creator_says_what_differs_the_house_the_rest_and_the_theme_what_is_left() -> None:
    bold = Palette(accent="#00ff00", mode="dark", font="rounded")
    look = look_of(Look(font="serif"), Look(accent=Color("#8a2b12")), bold)
    assert (look.font, look.mode, look.button) == ("serif", "dark", "#8a2b12")
    assert look_of(Look(), Look(), bold).button == "#00ff00"


def test_the_veils_are_those_of_the_style_sheet() -> None:
    style = THEMES["base"].templates["_style.html"].text
    assert f"--veil:{{{{ theme.paper }}}}{round(LIGHT_VEIL * 255):02x};" in style
    assert f"--veil:{{{{ theme.night }}}}{round(DARK_VEIL * 255):02x};" in style
