"""Which of Python-Markdown's inline patterns a text can match at all.

Half of reading a text is trying every pattern on every line of it. Each pattern begins with a sign of its own, and most
texts have few of these signs, so only the patterns whose signs occur are tried.
"""

from __future__ import annotations

import re
from itertools import compress
from typing import Any

from markdown.util import Registry

# Pattern -> the signs of which a match holds at least one.
_SIGNS: dict[str, tuple[str, ...]] = {
    "backtick": ("`",),
    "product": ("[",),
    "escape": ("\\",),
    "footnote": ("[",),
    "reference": ("[",),
    "link": ("[",),
    "image_link": ("!",),
    "image_reference": ("!",),
    "short_reference": ("[",),
    "short_image_ref": ("!",),
    "autolink": ("<",),
    "automail": ("<",),
    "linebreak": ("  \n",),
    "html": ("<",),
    "entity": ("&",),
    "em_strong": ("*", "_"),
}

# Taken out or changed before patterns are tried, so that signs may meet that do not stand together in the text.
_MOVING = re.compile("[\r\t\x02\x03]")


class Patterns:
    """The inline patterns of one reader, in their order."""

    def __init__(self, registry: Registry[Any]) -> None:
        self._all = list(registry)
        known = {registry.get_index_for_name(name): signs for name, signs in _SIGNS.items() if name in registry}
        self._signs = [known.get(number, ("",)) for number in range(len(self._all))]
        self._chosen: dict[tuple[bool, ...], list[Any]] = {}

    def of(self, text: str) -> list[Any]:
        """Those that may match somewhere in a text."""
        if _MOVING.search(text):
            return self._all
        wanted = tuple(any(sign in text for sign in signs) for signs in self._signs)
        if wanted not in self._chosen:
            self._chosen[wanted] = list(compress(self._all, wanted))
        return self._chosen[wanted]
