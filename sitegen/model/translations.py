"""What a site still has to translate, language by language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from sitegen.languages import LAST_RESORT, fallbacks
from sitegen.model.catalog import Catalog, Edition, Entry


class Translated(msgspec.Struct, frozen=True):
    """How far a language is: `missing` are the files without a translation, `texts` is how many could have one.

    `words` is how many of the theme's own words the language lacks; English stands in for them.
    """

    language: str
    texts: int
    missing: tuple[str, ...]
    words: int


def translations(catalog: Catalog) -> tuple[Translated, ...]:
    """Every language of the site but its own."""
    own, *others = catalog.editions
    return tuple(_translated(edition, own, catalog) for edition in others)


def _translated(edition: Edition, own: Edition, catalog: Catalog) -> Translated:
    entries = list(_entries(edition))
    missing = [entry.place.file for entry in entries if not entry.translated]
    if any(said and there == said for said, there in zip(_said(own), _said(edition), strict=True)):
        missing.insert(0, "site.yaml")
    said = {key for name in fallbacks(edition.language)[1:] for key in catalog.theme.words.get(name, {})}
    words = 0 if LAST_RESORT in fallbacks(edition.language)[1:] else len(set(catalog.theme.words[LAST_RESORT]) - said)
    return Translated(edition.language, len(entries) + any(_said(own)), tuple(sorted(missing)), words)


def _entries(edition: Edition) -> Iterator[Entry[Any]]:
    """All that is written for everybody; a share is in one language on purpose."""
    for kind in ("creators", "products", "posts", "circles", "events", "pages"):
        yield from getattr(edition, kind).values()


def _said(edition: Edition) -> tuple[str, str]:
    """What site.yaml says in words: of the house, and of the tags."""
    site = edition.site
    return site.tagline + site.summary, "\n".join(topic.name for topic in edition.topics)
