"""Sheets from views: the values that every poster template sees, and the fonts its texts are set in."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from sitegen.digest import digest_of
from sitegen.load.theme import Theme
from sitegen.load.typefaces import Typefaces
from sitegen.render.formats import direction_of
from sitegen.render.press import Cut, Sheet, texts_in
from sitegen.render.views import Look
from sitegen.render.words import Words
from sitegen.text import excerpt

LONGEST_TITLE = 140
INK, SOFT = "#2a2320", "#75685f"
PALE_INK, PALE_SOFT = "#f5efe9", "#b9aca2"
PAPER, NIGHT = "#fbf8f4", "#151210"

_REGIONS = {"zh": "cn", "zh-TW": "tw", "zh-Hant": "tw", "zh-HK": "hk", "ja": "jp", "ko": "kr"}
_LONG_WORD = re.compile(r"[^\W\d_\u2e80-\u9fff\uac00-\ud7af]{19,}")
_PIECE = re.compile(r".{1,9}")
_AMOUNT = re.compile(r"\d(?:[\d.,'’ \u00a0\u202f]*\d)?")


class Size(msgspec.Struct, frozen=True):
    """In pixels; nothing for what is printed, whose template knows its paper."""

    width: int = 0
    height: int = 0


PAPER_KNOWS = Size()


class Drawing(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet to be: `values` beyond those that all posters see; `lacking` characters are in no font."""

    sheet: Sheet
    lacking: str


def drawing(
    template: str,
    language: str,
    look: Look,
    values: dict[str, Any],
    cuts: dict[str, Cut],
    theme: Theme,
    typefaces: Typefaces,
    size: Size = PAPER_KNOWS,
    most_bytes: int | None = None,
) -> Drawing:
    """A sheet with its colours, its language and its fonts."""
    texts = list(texts_in({name: value for name, value in values.items() if name != "qr"}))
    body = typefaces.setting("sans", texts)
    title = typefaces.setting("serif" if look.font == "serif" else "sans", texts)
    seen = {
        "lang": language.partition("-")[0],
        "region": _REGIONS.get(language),
        "rtl": direction_of(language) == "rtl",
        "colors": _colors(look, theme),
        "fonts": body.names,
        "title_fonts": title.names,
        "width": size.width,
        "height": size.height,
        "marks": False,
    }
    sheet = Sheet(
        template=template,
        format="jpg" if size.width else "pdf",
        values=seen | values,
        cuts=cuts,
        press=digest_of(theme.posters, body.digest, title.digest, typefaces.engine),
        most_bytes=most_bytes,
    )
    return Drawing(sheet=sheet, lacking=body.lacking)


def price_values(price: str, was: str, is_lowest: bool, words: Words) -> dict[str, Any]:
    """A price as posters print it: its figures large, what stands around them small."""
    before, _, after = words("from_price", price="\0").partition("\0") if is_lowest else ("", "", "")
    return {"price": _parts(price), "was": was, "from": before.strip(), "unto": after.strip()}


def width_of(text: str) -> int:
    """Roughly how wide a text is: Chinese characters are twice as wide as Latin ones."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def shortened(title: str) -> str:
    """A title that every poster has room for: cut where it is far too long, its longest words open to a break."""
    cut = excerpt(title, LONGEST_TITLE if width_of(title) < 1.5 * len(title) else LONGEST_TITLE // 2)
    return _LONG_WORD.sub(lambda word: "\u00ad".join(_PIECE.findall(word[0])), cut)


def _parts(price: str) -> list[dict[str, Any]]:
    amount = _AMOUNT.search(price)
    if amount is None:
        return [{"text": price, "figure": True}]
    cut = ((price[: amount.start()], False), (amount[0], True), (price[amount.end() :], False))
    return [{"text": text.strip(), "figure": figure} for text, figure in cut if text.strip()]


def _colors(look: Look, theme: Theme) -> dict[str, str]:
    """Dark paper for who chose it, light for everybody else: a poster cannot know where it will be seen."""
    dark = look.mode == "dark"
    option = str(theme.options.get("night" if dark else "paper", ""))
    return {
        "paper": option or (NIGHT if dark else PAPER),
        "plate": "#ffffff",
        "ink": PALE_INK if dark else INK,
        "soft": PALE_SOFT if dark else SOFT,
        "accent": look.dark if dark else look.light,
        "button": look.button,
        "on_button": look.on_button,
    }
