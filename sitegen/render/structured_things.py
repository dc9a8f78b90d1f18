"""Small things of schema.org that several kinds of pages mention."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sitegen.model.catalog import Entry
from sitegen.render import views
from sitegen.render.frame import canonical_path
from sitegen.render.stage import Stage

Thing = dict[str, Any]

# A list in search results is short, and a store may hold a thousand things.
MOST_LISTED = 50


def thing(kind: str, **said: Any) -> Thing:
    """A thing of a kind with what there is to say of it; what is empty is not said."""
    return {"@type": kind, **{key: value for key, value in said.items() if value not in (None, "", [], {}, ())}}


def absolute(stage: Stage, href: str) -> str:
    return stage.addresses.origin + href if href.startswith("/") else href


def house(stage: Stage) -> Thing:
    home = stage.addresses.absolute(stage.addresses.home(stage.language))
    return thing("Organization", name=stage.edition.site.title, url=home)


def person(stage: Stage, card: views.CreatorCard) -> Thing:
    return thing("Person", name=card.name, url=absolute(stage, card.url))


def images(stage: Stage, pictures: Iterable[views.Picture | None]) -> list[str]:
    return [absolute(stage, picture.src) for picture in pictures if picture]


def breadcrumbs(stage: Stage, page: views.Page) -> list[Thing]:
    """The way to the page, if it is as long as such a list must be."""
    steps = [
        thing("ListItem", position=number, name=crumb.title, item=absolute(stage, crumb.url))
        for number, crumb in enumerate(page.crumbs, 1)
    ]
    return [thing("BreadcrumbList", itemListElement=steps)] if len(steps) > 1 else []


def listing(stage: Stage, name: str, products: Iterable[str]) -> Thing | None:
    """Products in the order of the page, each at its own canonical address."""
    named = [stage.edition.products[product] for product in dict.fromkeys(products)][:MOST_LISTED]
    items = [
        thing("ListItem", position=number, name=product.fields.title, url=canonical(stage, product))
        for number, product in enumerate(named, 1)
    ]
    return thing("ItemList", name=name, numberOfItems=len(items), itemListElement=items) if items else None


def canonical(stage: Stage, entry: Entry[Any]) -> str:
    return stage.addresses.absolute(canonical_path(stage, entry))
