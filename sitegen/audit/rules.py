"""What must be on a page that earns somebody money: a disclosure in sight, and links that say they are paid for.

A disclosure is known by the theme's own words: what stands under `disclosure…` in its `i18n/`, in the page's language.
So a theme may say it as it likes and put it where it likes, as long as it is beside the button.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec

from sitegen.audit.reading import Link, Page

BESIDE = 600  # visible characters between a button and its disclosure: half a phone's screen

_KEY = "disclosure"
_OF_ALL_LINKS = "disclosure_post"
_TAG = re.compile(r"(?<![a-z0-9_-])([a-z0-9-]{1,60})_[a-z0-9-]{1,60}")
_LANGUAGE_OF_LAST_RESORT = "en"

Complain = Callable[[str, str], None]


class Disclosures(msgspec.Struct, frozen=True):
    """How a page in one language discloses: beside a button, or once for all links of a story."""

    beside: tuple[re.Pattern[str], ...]
    for_all: tuple[re.Pattern[str], ...]


def disclosures_in(words: Mapping[str, Mapping[str, Any]], language: str) -> Disclosures | None:
    """The theme's disclosures in a language; None when it has none in it."""
    spoken = words.get(language) or words.get(language.partition("-")[0]) or {}
    said = {key: text for key, text in spoken.items() if key.startswith(_KEY) and isinstance(text, str) and text}
    if _KEY not in said:
        return None
    beside = tuple(_shape(text) for key, text in said.items() if key != _OF_ALL_LINKS)
    return Disclosures(beside, tuple(_shape(text) for key, text in said.items() if key == _OF_ALL_LINKS))


def check_page(page: Page, creators: Collection[str], own: str, words: Mapping[str, Any], complain: Complain) -> None:
    """Complain of what is missing on a page; `own` is where the site itself lives."""
    for picture in page.undescribed:
        complain(
            f"the picture `{picture}` has no `alt`", 'give it one in the template; `alt=""` where it only decorates'
        )
    paid = [link for link in page.links if is_tagged(link.href, creators, own)]
    for link in paid:
        if not {"sponsored", "nofollow"} <= link.rel:
            hint = 'a template writes rel="sponsored nofollow noopener"; in a text, mention the product as [[name]]'
            complain(f"the tagged link to `{_short(link.href)}` is not marked as paid for", hint)
    if paid:
        _check_disclosed(page, paid, words, complain)


def is_tagged(href: str, creators: Collection[str], own: str) -> bool:
    """Whether a link to elsewhere carries a creator's tag."""
    parts = urlsplit(href)
    if parts.scheme not in ("http", "https") or href.startswith(own):
        return False
    said = unquote(f"{parts.path}?{parts.query}")
    return any(found[1] in creators for found in _TAG.finditer(said))


def _check_disclosed(page: Page, paid: list[Link], words: Mapping[str, Any], complain: Complain) -> None:
    disclosures = disclosures_in(words, page.language)
    if disclosures is None:
        hint = f"add `{_KEY}:` to the theme's i18n/{page.language or 'LANGUAGE'}.yaml"
        complain(f"the theme has no disclosure in `{page.language}`, the language of this page", hint)
        disclosures = disclosures_in(words, _LANGUAGE_OF_LAST_RESORT) or Disclosures((), ())
    places = list(_places(disclosures.beside, page.text))
    everywhere = min(_places(disclosures.for_all, page.text), default=(len(page.text) + 1, 0))[0]
    for link in paid:
        near = any(begins - BESIDE <= link.at <= ends + BESIDE for begins, ends in places)
        if not near and link.at < everywhere:
            hint = "show the theme's `disclosure` next to it, where everybody sees it"
            complain("a tagged button has no disclosure beside it", hint)
            return


def _places(patterns: Collection[re.Pattern[str]], text: str) -> Iterator[tuple[int, int]]:
    for pattern in patterns:
        for found in pattern.finditer(text):
            yield found.span()


def _shape(text: str) -> re.Pattern[str]:
    """A disclosure with any name in it, however its words were spread over elements."""
    parts = (r"\s{1,3}".join(map(re.escape, part.split())) for part in text.split("{name}"))
    return re.compile(r"\s{0,3}[^\n]{1,120}?\s{0,3}".join(parts) if "{name}" in text else next(parts))


def _short(href: str) -> str:
    return href.partition("?")[0]
