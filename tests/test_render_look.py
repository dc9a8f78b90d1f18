"""Whatever colour a creator chooses, it can be read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sitegen.model.content import Color, Look
from sitegen.render.look import AA, DARK_PAPER, LIGHT_PAPER, contrast, look_of

colors = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_contrast_is_that_of_wcag() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
    assert contrast("#123456", "#123456") == 1


@given(colors)
def test_any_accent_keeps_its_texts_legible(accent: str) -> None:
    look = look_of(Look(accent=Color(accent)), Look())
    assert contrast(look.button, look.on_button) >= AA
    assert contrast(look.light, LIGHT_PAPER) >= AA
    assert contrast(look.dark, DARK_PAPER) >= AA


def test_a_legible_accent_is_left_alone() -> None:
    look = look_of(Look(accent=Color("#8a2b12")), Look())
    assert look.button == look.light == "#8a2b12"


def test_a_creator_says_what_differs_and_the_house_the_rest() -> None:
    look = look_of(Look(font="serif"), Look(accent=Color("#8a2b12"), mode="dark", font="sans"))
    assert (look.font, look.mode, look.button) == ("serif", "dark", "#8a2b12")
