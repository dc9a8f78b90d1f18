"""Stores, whose shelves differ only in the address that their products stand below.

A store of a hundred products is a hundred cards, and the next creator's are the same but for one part of each link. So
the cards are made once with that part left open, and filled in for each store. Where a template looks at what is left
open, the store is rendered by itself; the bytes are the same.
"""

from __future__ import annotations

import secrets

import msgspec
from markupsafe import escape

from sitegen.render.stencils import FAULTS
from sitegen.render.templates import Templates
from sitegen.render.views import ProductCard, StoreView

TEMPLATE = "store.html"


class OpenStores:
    """The stores of one language."""

    def __init__(self, templates: Templates, language: str) -> None:
        self._templates = templates
        self._mark = f"o{secrets.token_hex(8)}x"  # letters and digits, which no encoding changes
        self._open = templates.opened(language, self._mark, {})
        self._cards: dict[str, ProductCard] = {}
        self.refusals: set[str] = set()  # why there are stores that are rendered by themselves

    def page(self, view: StoreView) -> bytes | None:
        """The page, or None when it must be rendered by itself."""
        store = view.creator.card.url
        cards = tuple(self._opened(card, store) for card in view.products)
        if str(escape(store)) != store or all(map(lambda card, own: card is own, cards, view.products)):
            return None
        values = {name: getattr(view, name) for name in view.__struct_fields__} | {"products": cards}
        try:
            page = self._open.get_template(TEMPLATE).render(values)
        except FAULTS as fault:
            self.refusals.add(f"{self._templates.place_of(fault, TEMPLATE)}: {fault}")
            return None
        return page.replace(self._mark, store).encode()

    def _opened(self, card: ProductCard, store: str) -> ProductCard:
        """The card of everybody who says the same of a product; a card that says something else stays as it is."""
        if not card.url.startswith(store):
            return card
        url = self._mark + card.url.removeprefix(store)
        opened = self._cards.get(url)
        if opened is None:
            opened = self._cards[url] = msgspec.structs.replace(card, url=url)
        return opened if msgspec.structs.replace(opened, url=card.url) == card else card
