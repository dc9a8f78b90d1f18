"""Which of a product's choices stands for it where there is room for one price."""

from __future__ import annotations

from sitegen.model.catalog import Choice
from sitegen.model.money import Money


def cheapest(choices: tuple[Choice, ...]) -> Choice:
    """The lowest price one can pay now, of what can be had if anything can."""
    here = [choice for choice in choices if choice.availability != "out_of_stock"] or list(choices)
    return min(here, key=lambda choice: choice.price_now.amount)


def compared(choice: Choice) -> Money | None:
    """The price to strike through: what it cost before the offer, or what its maker compares with."""
    return choice.compare_at or (choice.price if choice.offer else None)
