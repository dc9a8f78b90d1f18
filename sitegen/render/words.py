"""The theme's own words in a page's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sitegen.errors import SitegenError
from sitegen.languages import fallbacks
from sitegen.render.formats import locale_of, number
from sitegen.text import did_you_mean


class UnknownWord(SitegenError):
    """A template asks for words that the theme does not have."""


class Words:
    """`words("reviews", n=3)`: the text under a key, with values put in; `n` chooses the plural form."""

    def __init__(self, theme_words: Mapping[str, Mapping[str, Any]], language: str) -> None:
        self._language = language
        self._entries: dict[str, Any] = {}
        for candidate in fallbacks(language):
            self._entries |= theme_words.get(candidate, {})

    def __call__(self, key: str, **values: Any) -> str:
        entry = self._entries.get(key)
        if entry is None:
            hint = did_you_mean(key, self._entries)
            raise UnknownWord(f"the theme's i18n/ has no words for `{key}`" + (f"; {hint}" if hint else ""))
        if isinstance(entry, Mapping):
            count = values.get("n", 0)
            entry = entry.get(locale_of(self._language).plural_form(count)) or entry["other"]
        if isinstance(values.get("n"), int):
            values["n"] = number(values["n"], self._language)
        return str(entry).format_map(values) if values else str(entry)
