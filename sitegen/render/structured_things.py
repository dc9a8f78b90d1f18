"""Small things of schema.org that several kinds of pages mention."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any

from sitegen.render import views
from sitegen.render.frame import canonical_path
from sitegen.render.stage import Stage

Thing = dict[str, Any]
Listed = tuple[str, str]

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


def of_house(stage: Stage, cards: Iterable[views.ProductCard]) -> list[Listed]:
    """Products as a page of the house shows them."""
    return [(card.title, absolute(stage, card.url)) for card in cards]


def of_creator(stage: Stage, products: Iterable[str]) -> list[Listed]:
    """Products that a store shows: search engines are led to the pages that they know."""
    named = [stage.edition.products[name] for name in dict.fromkeys(products)]
    return [(one.fields.title, stage.addresses.absolute(canonical_path(stage, one))) for one in named]


def listing(name: str, listed: Iterable[Listed]) -> Thing | None:
    """The first of what a page shows, in its order."""
    items = [
        thing("ListItem", position=number, name=title, url=url)
        for number, (title, url) in enumerate(islice(dict.fromkeys(listed), MOST_LISTED), 1)
    ]
    return thing("ItemList", name=name, itemListElement=items) if items else None
