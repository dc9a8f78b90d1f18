"""Which products a creator's store carries."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.model.catalog import Edition, Entry
from sitegen.model.content import CreatorFields
from sitegen.model.prose import Card, Figure, Piece, ProductAddress, Text


def shelf(creator: Entry[CreatorFields], edition: Edition) -> tuple[str, ...]:
    """Product names in the order of the store: picks first, as the creator ranked them, then the rest."""
    picks = dict.fromkeys(pick.product for pick in creator.fields.picks)
    if creator.fields.store == "picks":
        return tuple(picks)
    rest = [name for name in edition.products if name not in picks]
    if creator.fields.store == "circles":
        wanted = set(creator.fields.circles)
        rest = [name for name in rest if wanted & set(edition.products[name].fields.circles)]
    return (*picks, *rest)


def shared_by(creator: Entry[CreatorFields], edition: Edition) -> tuple[str, ...]:
    """Every product that gets a page of the creator's own: the store's, and what they write about elsewhere."""
    texts = [creator.text, *(post.text for post in edition.posts.values() if post.fields.creator == creator.name)]
    mentioned = [product for text in texts for product in products_in(text)]
    return tuple(dict.fromkeys([*shelf(creator, edition), *mentioned]))


def products_in(text: Text) -> tuple[str, ...]:
    """Products a text mentions, in reading order, each once."""
    return tuple(dict.fromkeys(product for piece in text.pieces for product in _products_of(piece)))


def _products_of(piece: Piece) -> Iterator[str]:
    match piece:
        case Card(product) | ProductAddress(product):
            yield product
        case Figure(points=points):
            yield from (point.product for point in points)
