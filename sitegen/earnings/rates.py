"""Which share of a sale is the creator's: the rate of the pick, the product, the creator, the site, in this order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from sitegen.model.catalog import Catalog
from sitegen.model.content import Commission

Level = Literal["pick", "product", "creator", "site", "none"]


class Window(msgspec.Struct, frozen=True):
    """A rate and when it holds; `until` is not included."""

    rate: Decimal
    opens: datetime | None
    closes: datetime | None

    def holds(self, at: datetime) -> bool:
        return (self.opens is None or self.opens <= at) and (self.closes is None or at < self.closes)


class Applied(msgspec.Struct, frozen=True):
    """The rate that counts, and where it is written."""

    rate: Decimal
    level: Level
    since: datetime | None = None


class Rates(msgspec.Struct, frozen=True):
    """Every rate of the site. Picks are keyed by creator and product."""

    picks: Mapping[tuple[str, str], tuple[Window, ...]]
    products: Mapping[str, tuple[Window, ...]]
    creators: Mapping[str, tuple[Window, ...]]
    site: tuple[Window, ...]

    def rate(self, creator: str, product: str, at: datetime) -> Applied:
        """The most specific rate that holds at a moment; where two windows of one level do, the later counts."""
        levels: tuple[tuple[Level, tuple[Window, ...]], ...] = (
            ("pick", self.picks.get((creator, product), ())),
            ("product", self.products.get(product, ())),
            ("creator", self.creators.get(creator, ())),
            ("site", self.site),
        )
        for level, windows in levels:
            for window in windows:
                if window.holds(at):
                    return Applied(window.rate, level, window.opens)
        return Applied(Decimal(0), "none")


def read_rates(catalog: Catalog) -> Rates:
    """Rates as the catalogue has them; a window without an offset is in the site's time zone."""
    edition, zone = catalog.editions[0], catalog.zone
    picks = {
        (creator.name, pick.product): _windows(pick.commission, zone)
        for creator in edition.creators.values()
        for pick in creator.fields.picks
        if pick.commission
    }
    products = {product.name: _windows(product.fields.commission, zone) for product in edition.products.values()}
    creators = {creator.name: _windows(creator.fields.commission, zone) for creator in edition.creators.values()}
    return Rates(picks, products, creators, _windows(edition.site.commission, zone))


def _windows(written: tuple[Commission, ...], zone: ZoneInfo) -> tuple[Window, ...]:
    """The latest first, so that the first one that holds counts."""
    windows = [Window(item.rate.value, _moment(item.from_, zone), _moment(item.until, zone)) for item in written]
    always = datetime.min.replace(tzinfo=zone)
    return tuple(sorted(windows, key=lambda window: window.opens or always, reverse=True))


def _moment(written: datetime | None, zone: ZoneInfo) -> datetime | None:
    return written if written is None or written.tzinfo else written.replace(tzinfo=zone)
