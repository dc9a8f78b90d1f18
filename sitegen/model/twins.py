"""What no two pieces of content may share: a slug within a kind, and a sku."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec

from sitegen.errors import Place, Problem
from sitegen.model.entries import Draft

Report = Callable[[Problem], None]


def told_apart(drafts: Iterable[Draft], report: Report) -> list[Draft]:
    """The drafts with one slug each, since a slug makes an address and a tag.

    The second of two twins gets a slug that nobody can write, so that nothing else is said about it.
    """
    firsts: dict[tuple[str, str], Draft] = {}
    apart = []
    for draft in drafts:
        first = firsts.setdefault((draft.document.kind, draft.slug), draft)
        if first is draft:
            apart.append(draft)
            continue
        place = draft.document.fields.at("slug")
        what = f"the slug `{draft.slug}` is already that of {first.place.file}"
        report(Problem(place, what, "give one of the two another `slug`"))
        apart.append(msgspec.structs.replace(draft, slug=f"{draft.slug}--{len(apart)}"))
    return apart


def check_skus(products: Iterable[Draft], report: Report) -> None:
    """An order names what was bought by its sku alone."""
    firsts: dict[str, Draft] = {}
    for product in products:
        for sku, place in _skus(product):
            first = firsts.setdefault(sku, product)
            if first is not product:
                what = f"the sku `{sku}` is already that of {first.place.file}"
                report(Problem(place, what, "give each product its own"))


def _skus(product: Draft) -> Iterator[tuple[str, Place]]:
    """The product's sku and those of its variants, each once."""
    fields = product.document.fields
    if product.fields.sku:
        yield product.fields.sku, fields.at("sku")
    for number, variant in enumerate(product.fields.variants):
        if variant.sku and variant.sku != product.fields.sku:
            yield variant.sku, fields.at("variants", number, "sku")
