"""The parts of a personal product page that are its creator's own, each rendered once and put into many pages.

A part is a template by itself. It sees who shares and, where the table says so, one thing more; of the product it sees
nothing, and so it is the same on all pages for which these are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from typing import Any

import msgspec
from markupsafe import escape

from sitegen.digest import packed
from sitegen.model.catalog import Entry
from sitegen.model.content import CreatorFields, Pick, PostFields
from sitegen.model.shelves import products_in
from sitegen.plan.sharing import reorderable
from sitegen.render import views
from sitegen.render.cards import creator_card
from sitegen.render.guarded import OpenThing
from sitegen.render.look import look_of, palette_of
from sitegen.render.product_pages import other_picks, pick_card, stories
from sitegen.render.stage import Stage
from sitegen.render.templates import PartTemplates

# Template -> what it sees besides the creator, the look and the site.
PARTS: dict[str, str | None] = {
    "_scheme.html": None,
    "_style.html": None,
    "_sharer.html": None,
    "_note.html": "note",
    "_more.html": "more",
    "_stories.html": "posts",
}

# What a part may know of the page: the language and what is the same on all of a creator's pages in it.
_OF_PAGE = ("kind", "language", "direction", "script", "draft")


class Seen(msgspec.Struct, frozen=True):
    """One thing that a part sees; `key` tells it from others of the creator's, `packed` is what it says."""

    key: Hashable
    value: Any
    packed: bytes


NOTHING = Seen(None, None, b"")


class Sharer:
    """A creator, with what their pages need again and again. `noted` is product -> their words about it."""

    def __init__(self, stage: Stage, creator: Entry[CreatorFields], posts: list[Entry[PostFields]]) -> None:
        self._stage = stage
        self.creator = creator
        self.slug = creator.slug.encode()
        self.name = str(escape(creator.fields.name)).encode()
        self.look = look_of(creator.fields.look, stage.edition.site.look, palette_of(stage.catalog))
        self.card = creator_card(stage, creator)
        self.packed = packed(self.look, self.card)
        self.noted = {pick.product: pick.note for pick in reversed(creator.fields.picks)}
        self.reminds = frozenset(reorderable(creator, stage.edition))
        self.rendered: dict[Hashable, bytes] = {}
        self._told: dict[str, list[Entry[PostFields]]] = defaultdict(list)
        for post in posts:
            for product in products_in(post.text):
                self._told[product].append(post)
        self._seen: dict[Hashable, Seen] = {}

    def sees(self, what: str | None, product: str) -> Seen:
        """What a part sees on the page of a product."""
        match what:
            case "note":
                note = self.noted.get(product, "")
                return self._remembered(("note", note), lambda: note)
            case "more":
                picks = other_picks(self.creator.fields.picks, product)
                names = tuple(pick.product for pick in picks)
                return self._remembered(("more", names), lambda: self._cards(picks))
            case "posts":
                told = self._told.get(product, [])
                names = tuple(post.name for post in told)
                return self._remembered(("posts", names), lambda: stories(self._stage, told))
            case _:
                return NOTHING

    def _remembered(self, key: Hashable, make: Any) -> Seen:
        seen = self._seen.get(key)
        if seen is None:
            value = make()
            seen = self._seen[key] = Seen(key, value, packed(value))
        return seen

    def _cards(self, picks: list[Pick]) -> tuple[views.ProductCard, ...]:
        return tuple(pick_card(self._stage, self.creator, pick) for pick in picks)


class Sharers:
    """The creators of one language, one after the other: only the last is remembered, so that memory stays flat."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._posts: dict[str, list[Entry[PostFields]]] = defaultdict(list)
        for post in stage.edition.posts.values():
            self._posts[post.fields.creator or ""].append(post)
        self._last: Sharer | None = None

    def called(self, name: str) -> Sharer:
        if self._last is None or self._last.creator.name != name:
            self._last = Sharer(self._stage, self._stage.edition.creators[name], self._posts.get(name, []))
        return self._last


def rendered(sharer: Sharer, page: views.Page, site: views.Site, product: str, templates: PartTemplates) -> list[bytes]:
    """The parts of the page of a product, in the order of PARTS. Raises whatever goes wrong in one."""
    parts = []
    for template, what in PARTS.items():
        seen = sharer.sees(what, product)
        key = (template, page.draft, seen.key)
        part = sharer.rendered.get(key)
        if part is None:
            part = sharer.rendered[key] = _rendered(template, what, seen, sharer, page, site, templates)
        parts.append(part)
    return parts


def _rendered(
    template: str,
    what: str | None,
    seen: Seen,
    sharer: Sharer,
    page: views.Page,
    site: views.Site,
    templates: PartTemplates,
) -> bytes:
    known = OpenThing("page", **{name: getattr(page, name) for name in _OF_PAGE})
    values: dict[str, Any] = {"page": known, "site": site, "look": sharer.look, "creator": sharer.card}
    if what:
        values[what] = seen.value
    return templates.render(template, page.language, values).encode() if templates.has(template) else b""
