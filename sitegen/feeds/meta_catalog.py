"""Meta's product catalogue, for shops on Instagram and Facebook: CSV with a head."""

from __future__ import annotations

import csv
import io
from datetime import datetime

from sitegen.model.feed import About, Ware, Wares
from sitegen.text import excerpt

# What Meta takes of each.
LONGEST_TITLE, LONGEST_DESCRIPTION, MOST_PICTURES = 200, 9999, 21

COLUMNS = (
    "id", "title", "description", "availability", "condition", "price", "link", "image_link", "brand",
    "additional_image_link", "sale_price", "sale_price_effective_date", "item_group_id",
    "gtin",
)  # fmt: skip

_AVAILABLE = {"in_stock": "in stock", "out_of_stock": "out of stock", "preorder": "preorder"}
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")


class MetaCatalog:
    name = "meta-catalog"
    file = "meta-catalog.csv"
    type = "text/csv"
    about: About = "products"

    def write(self, value: Wares) -> bytes:
        text = io.StringIO()
        rows = ([_guarded(cell) for cell in _row(ware, value.head.title)] for ware in value.wares)
        csv.writer(text, lineterminator="\r\n").writerows([COLUMNS, *rows])
        return text.getvalue().encode()


def _row(ware: Ware, house: str) -> tuple[str, ...]:
    return (
        ware.id,
        excerpt(ware.title, LONGEST_TITLE),
        excerpt(ware.description, LONGEST_DESCRIPTION),
        _AVAILABLE[ware.availability],
        "new",
        str(ware.price),
        ware.url,
        ware.pictures[0],
        ware.brand or house,
        ",".join(ware.pictures[1:MOST_PICTURES]),
        str(ware.sale) if ware.sale else "",
        _window(ware.sale_from, ware.sale_until),
        ware.group,
        ware.gtin,
    )


def _window(begins: datetime | None, ends: datetime | None) -> str:
    return f"{begins:%Y-%m-%dT%H:%M%z}/{ends:%Y-%m-%dT%H:%M%z}" if begins and ends else ""


def _guarded(cell: str) -> str:
    """Whoever opens the file in a spreadsheet sees a text, and nothing runs."""
    return f"'{cell}" if cell[:1] in _FORMULA else cell
