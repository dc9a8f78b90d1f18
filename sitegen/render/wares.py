"""Products as shopping services are told of them: one ware for each choice, at the price its page shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sitegen.digest import digest
from sitegen.model.catalog import Choice, Entry
from sitegen.model.content import ProductFields
from sitegen.model.feed import Ware
from sitegen.model.money import Money
from sitegen.render.stage import Stage
from sitegen.text import slugify

LONGEST_ID = 50


def wares(stage: Stage) -> Iterator[Ware]:
    """What can be bought on the house's pages in the language of the stage.

    Left out is what these services refuse: things without a photo, without a price above zero, without a way to pay.
    """
    for name, product in stage.edition.products.items():
        choices = [choice for choice in stage.edition.choices[name] if _is_for_sale(choice)]
        if product.translated and product.fields.photos and choices:
            yield from _of_product(stage, product, choices)


def _is_for_sale(choice: Choice) -> bool:
    return choice.checkout is not None and choice.price_now.amount > 0


def _of_product(stage: Stage, product: Entry[ProductFields], choices: list[Choice]) -> Iterator[Ware]:
    fields = product.fields
    url = stage.addresses.absolute(stage.addresses.entry(stage.language, "products", product.slug))
    shown = [stage.picture(photo.file, "hero", "", photo.focus).src for photo in fields.photos]
    for id, choice in zip(_ids(product, choices), choices, strict=True):
        price, sale = _prices(choice)
        offer = choice.offer if sale else None
        since, until = (offer.since, offer.until) if offer else (None, None)
        yield Ware(
            id=id,
            group=_short(product.slug) if choice.name else "",
            title=f"{fields.title}, {choice.name}" if choice.name else fields.title,
            description=fields.summary or product.text.plain or fields.title,
            url=url,
            pictures=tuple(stage.addresses.origin + href for href in shown),
            price=price,
            sale=sale,
            sale_from=since.astimezone(stage.catalog.zone) if since else None,
            sale_until=until.astimezone(stage.catalog.zone) if until else None,
            availability=choice.availability,
            brand=fields.brand,
            gtin=choice.gtin,
        )


def _prices(choice: Choice) -> tuple[Money, Money | None]:
    """What it costs otherwise and what it costs now, when that is less."""
    if choice.price_now.amount < choice.price.amount:
        return choice.price, choice.price_now
    return choice.price_now, None


def _ids(product: Entry[ProductFields], choices: list[Choice]) -> Iterable[str]:
    """The article number where it means one choice only, else the address with the name of the variant."""
    numbers = [choice.sku for choice in choices]
    names = [slugify(choice.name) for choice in choices]
    for place, choice in enumerate(choices):
        if choice.sku and numbers.count(choice.sku) == 1:
            yield _short(choice.sku)
        else:
            alone = names[place] and names.count(names[place]) == 1
            yield _short(f"{product.slug}--{names[place] if alone else place + 1}")


def _short(id: str) -> str:
    return id if len(id) <= LONGEST_ID else f"{id[: LONGEST_ID - 11]}-{digest(id.encode())[:10]}"
