"""Python-Markdown, made to try only what may come of a text; what comes of it is the same.

Most of reading a text is trying every inline pattern on every piece of it, and every kind of block on every paragraph.
Each pattern begins with a sign of its own, and most pieces have none of them; most paragraphs begin every line with a
letter, which no other block does.
"""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

import markdown
from markdown.blockprocessors import ParagraphProcessor
from markdown.treeprocessors import InlineProcessor, UnescapeTreeprocessor
from markdown.util import STX, AtomicString

# Pattern -> the signs of which a match holds at least one.
_SIGNS: dict[str, tuple[str, ...]] = {
    "backtick": ("`",),
    "product": ("[[",),
    "escape": ("\\",),
    "footnote": ("[^",),
    "reference": ("[",),
    "link": ("[",),
    "image_link": ("![",),
    "image_reference": ("![",),
    "short_reference": ("[",),
    "short_image_ref": ("![",),
    "autolink": ("<",),
    "automail": ("<",),
    "linebreak": ("  \n",),
    "html": ("<",),
    "entity": ("&",),
    "em_strong": ("*", "_"),
}
_ALL_SIGNS = tuple(dict.fromkeys(sign for signs in _SIGNS.values() for sign in signs))

# Python-Markdown's own, of its class: a version without them reads everything as it does by itself.
_HANDLE, _APPLY = "_InlineProcessor__handleInline", "_InlineProcessor__applyPattern"

_ONLY_LETTERS_FIRST = re.compile(r"[^\W\d_][^\n]*(?:\n[^\W\d_][^\n]*)*\n?")


def quicken(reader: markdown.Markdown) -> None:
    """Leave out what cannot come of anything. Not for a reader with patterns or blocks of strangers."""
    if hasattr(InlineProcessor, _HANDLE) and hasattr(InlineProcessor, _APPLY):
        reader.treeprocessors.register(Patterns(reader), "inline", 20)
    reader.treeprocessors.register(_Unescape(reader), "unescape", 0)
    reader.parser.blockprocessors.register(_PlainParagraph(reader.parser), "plain", 200)


class Patterns(InlineProcessor):
    """Tries on each piece of text the patterns whose signs it has."""

    def __init__(self, reader: markdown.Markdown) -> None:
        super().__init__(reader)
        known = {reader.inlinePatterns.get_index_for_name(name): signs for name, signs in _SIGNS.items()}
        self._signs = [known.get(number, ("",)) for number in range(len(self.inlinePatterns))]
        self._chosen: dict[tuple[bool, ...], tuple[int, ...]] = {}

    def numbers(self, text: str) -> tuple[int, ...]:
        """Those that may match somewhere in a piece of text, in their order."""
        there = tuple(sign in text for sign in _ALL_SIGNS)
        if there not in self._chosen:
            found = [any(sign in text for sign in signs) for signs in self._signs]
            self._chosen[there] = tuple(number for number, is_worth_it in enumerate(found) if is_worth_it)
        return self._chosen[there]

    def _handle(self, data: str, patternIndex: int = 0) -> str:  # noqa: N803 - Python-Markdown's name
        if isinstance(data, AtomicString):
            return data
        apply: Any = getattr(self, _APPLY)
        for number in self.numbers(data):
            if number < patternIndex or not any(
                sign in data for sign in self._signs[number]
            ):  # some may be gone by now
                continue
            start, matched = 0, True
            while matched:
                data, matched, start = apply(self.inlinePatterns[number], data, number, start)
        return data


setattr(Patterns, _HANDLE, Patterns._handle)


class _Unescape(UnescapeTreeprocessor):
    def unescape(self, text: str) -> str:
        return super().unescape(text) if STX in text else text


class _PlainParagraph(ParagraphProcessor):
    """A paragraph that can be nothing else, taken before all other kinds of block are asked."""

    def test(self, parent: Element, block: str) -> bool:
        return _ONLY_LETTERS_FIRST.fullmatch(block) is not None
