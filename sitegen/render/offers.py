"""What a page says of an offer that ends. What holds afterwards stands in the page too.

Without script a visitor reads until when a price holds. With it the page changes at that moment: see `share.js`.
"""

from __future__ import annotations

from datetime import datetime

from sitegen.model.catalog import Choice, Deal
from sitegen.model.money import Money
from sitegen.model.shown import cheapest
from sitegen.render import views
from sitegen.render.formats import milliseconds, moment, price
from sitegen.render.stage import Speaker, Stage


def after_choice(stage: Stage, name: str, choice: Choice, speaker: Speaker) -> views.After | None:
    """What a choice costs, and where it is bought, once its offer has ended; None when it has none that ends."""
    return _after(stage, name, choice, choice.offer, speaker)


def after_deal(stage: Stage, name: str, choice: Choice, deal: Deal, speaker: Speaker) -> views.After | None:
    """The same of a price that only shares show: afterwards what everybody pays holds."""
    return _after(stage, name, choice, deal, speaker)


def after_cheapest(stage: Stage, name: str, speaker: Speaker) -> views.After | None:
    """The same of a product that stands for all its choices: another of them may then be the cheapest."""
    choices = stage.edition.choices[name]
    offer = cheapest(choices).offer
    if offer is None or offer.until is None:
        return None
    here = [choice for choice in choices if choice.availability != "out_of_stock"] or choices
    then = min(here, key=lambda choice: _price_at(choice, offer.until).amount)
    return _after(stage, name, then, offer, speaker)


def _after(stage: Stage, name: str, choice: Choice, deal: Deal | None, speaker: Speaker) -> views.After | None:
    if deal is None or deal.until is None:
        return None
    costs = _price_at(choice, deal.until)
    amounts = [_price_at(other, deal.until).amount for other in stage.edition.choices[name]]
    now, then = stage.buy(name, choice, deal, speaker), stage.buy(name, choice, _still_on(choice, deal.until), speaker)
    return views.After(
        until=moment(deal.until, stage.catalog.zone, stage.language),
        ends=milliseconds(deal.until),
        price=price(costs, stage.language),
        from_price=costs.amount == min(amounts) < max(amounts),
        url=then.url if then and then != now else "",
    )


def _price_at(choice: Choice, at: datetime | None) -> Money:
    still = _still_on(choice, at)
    return still.price if still else choice.price


def _still_on(choice: Choice, at: datetime | None) -> Deal | None:
    """The choice's offer if it lasts beyond a moment; its end is not part of it."""
    offer = choice.offer
    lasts = offer is not None and (offer.until is None or (at is not None and offer.until > at))
    return offer if lasts else None
