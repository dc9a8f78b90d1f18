"""The text of an item as ours: Markdown whose pictures lie beside it and whose links lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from urllib.parse import unquote, urljoin, urlsplit

import msgspec

from sitegen.importers.items import Item
from sitegen.importers.pictures import Found, Missing

_SCHEMES = ("http", "https", "mailto", "tel")
_NEVER = re.compile(r"[\s<>()\\\"]")

Lookup = Callable[[str, Item, str, Mapping[str, Found]], Found | Missing]
Inside = Callable[[str, Item, str], str | None]


class Body(msgspec.Struct, frozen=True):
    """`found` are pictures that the text shows, `missing` those that could not be had and were taken out."""

    text: str
    found: dict[str, Found] = {}
    missing: tuple[Missing, ...] = ()
    notes: tuple[str, ...] = ()


def written_body(
    item: Item, file: str, known: Mapping[str, Found], look_up: Lookup, inside: Inside, origin: str
) -> Body:
    """`known` are the pictures that were found before, by address; `inside` knows links to other imported texts."""
    if not item.body.strip():
        return Body("")
    found: dict[str, Found] = {}
    missing: list[Missing] = []
    notes: list[str] = []

    def picture(address: str, alt: str) -> str | None:
        answer = known.get(address) or found.get(address) or look_up(address, item, file, {**known, **found})
        if isinstance(answer, Missing):
            missing.append(answer)
            return None
        found[address] = answer
        return f"![{alt}]({answer.name})"

    def link(address: str, words: str) -> str | None:
        target = address if item.markup == "markdown" and address.startswith("#") else None
        target = target or inside(address, item, file) or _target(address, origin)
        if target is None:
            notes.append(f"the link to `{address[:80]}` leads nowhere here, so only its words stayed")
            return None
        return f"[{words}]({target})"

    if item.markup == "html":
        from sitegen.importers.html_text import to_markdown

        return Body(to_markdown(item.body, picture, link), found, tuple(missing), tuple(notes))
    from sitegen.importers.markdown_text import adapted

    text, taken_out = adapted(item.body, picture, link)
    return Body(text, found, tuple(missing), (*taken_out, *notes))


def _target(address: str, origin: str) -> str | None:
    """Where a link leads for whoever reads it on our site."""
    with suppress(ValueError):
        whole = urljoin(origin, address) if origin else address
        whole = f"https:{whole}" if whole.startswith("//") else whole
        if urlsplit(whole).scheme in _SCHEMES:
            return _NEVER.sub(lambda match: f"%{ord(match[0]):02X}", whole) if _NEVER.search(unquote(whole)) else whole
    return None
