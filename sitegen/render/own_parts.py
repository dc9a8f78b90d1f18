"""The parts of a personal product page that are its creator's own, each rendered once and put into many pages.

A part is a template by itself. It sees who shares and, where the table says so, one thing more; of the product it sees
nothing, and so it is the same on all pages for which these are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from typing import Any

import jinja2
import msgspec
from markupsafe import escape

from sitegen.digest import digest, packed
from sitegen.model.catalog import Entry
from sitegen.model.content import CreatorFields, Pick, PostFields
from sitegen.model.shelves import products_in
from sitegen.plan.sharing import reorderable
from sitegen.render import views
from sitegen.render.cards import creator_card
from sitegen.render.guarded import OpenThing
from sitegen.render.product_pages import other_picks, pick_card, stories
from sitegen.render.stage import Stage

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
        self.look = stage.look(creator.fields.look)
        self.card = creator_card(stage, creator)
        self.packed = packed(self.look, self.card)
        self.noted = {pick.product: pick.note for pick in reversed(creator.fields.picks)}
        self.reminds = frozenset(reorderable(creator, stage.edition))
        self.parts: dict[Hashable, bytes] = {}
        self._told: dict[str, list[Entry[PostFields]]] = defaultdict(list)
        for post in posts:
            for product in products_in(post.text):
                self._told[product].append(post)
        self._usual: Own | None = None
        self._cards: dict[str, views.ProductCard] = {}

    def own(self, product: str) -> Own:
        """What is the creator's own on the page of a product: the same on most, where they say nothing of it."""
        if product in self.noted or product in self._told:
            return Own(self, self._seen(product))
        if self._usual is None:
            self._usual = Own(self, self._seen(product))
        return self._usual

    def _pick_card(self, pick: Pick) -> views.ProductCard:
        """One for all pages that show it."""
        if pick.product not in self._cards:
            self._cards[pick.product] = pick_card(self._stage, self.creator, pick)
        return self._cards[pick.product]

    def _seen(self, product: str) -> dict[str | None, Seen]:
        note = self.noted.get(product, "")
        picks = other_picks(self.creator.fields.picks, product)
        told = self._told.get(product, [])
        cards = tuple(map(self._pick_card, picks))
        return {
            None: NOTHING,
            "note": _seen(note, note),
            "more": _seen(tuple(pick.product for pick in picks), cards),
            "posts": _seen(tuple(post.name for post in told), stories(self._stage, told)),
        }


def _seen(key: Hashable, value: Any) -> Seen:
    return Seen(key, value, packed(value))


class Own:
    """What is the creator's own on a page. `key` covers it."""

    def __init__(self, sharer: Sharer, seen: dict[str | None, Seen]) -> None:
        self._sharer = sharer
        self._seen = seen
        self._rendered: dict[bool, list[bytes]] = {}
        self.key = digest(b"\0".join((sharer.packed, *(thing.packed for thing in seen.values())))).encode()

    def rendered(self, page: views.Page, site: views.Site, templates: jinja2.Environment) -> list[bytes]:
        """The parts, in the order of PARTS. Raises whatever goes wrong in one."""
        found = self._rendered.get(page.draft)
        if found is None:
            found = [self._part(template, what, page, site, templates) for template, what in PARTS.items()]
            self._rendered[page.draft] = found
        return found

    def _part(
        self, template: str, what: str | None, page: views.Page, site: views.Site, templates: jinja2.Environment
    ) -> bytes:
        seen = self._seen[what]
        key = (template, page.draft, seen.key)
        known = self._sharer.parts
        if key not in known:
            values = {"page": _limited(page), "site": site, "look": self._sharer.look, "creator": self._sharer.card}
            if what:
                values[what] = seen.value
            exists = template in templates.list_templates()
            known[key] = templates.get_template(template).render(values).encode() if exists else b""
        return known[key]


def _limited(page: views.Page) -> OpenThing:
    return OpenThing("page", **{name: getattr(page, name) for name in _OF_PAGE})


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
