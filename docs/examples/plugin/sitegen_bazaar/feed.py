"""What everything costs, a line each: `prices.txt`."""

from __future__ import annotations

from sitegen.model.feed import About, Wares


class Prices:
    name = "prices"
    file = "prices.txt"
    type = "text/plain"
    about: About = "products"

    def write(self, value: Wares) -> bytes:
        return "".join(f"{ware.id}\t{ware.sale or ware.price}\t{ware.title}\n" for ware in value.wares).encode()
