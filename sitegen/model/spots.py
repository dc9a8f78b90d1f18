"""Points on a photo that lead to products: the list below a picture, item by item `30% 40% [[cedar-candle]]`."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from sitegen.model.marks import Marks, Spot

_BEGINS = re.compile(r"\s*[0-9.]+ ?%\s+[0-9.]+ ?%")
_PLACE = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?) ?%\s+([0-9]+(?:\.[0-9]+)?) ?%\s*")


def spots_in(block: Element | None, marks: Marks) -> tuple[Spot, ...]:
    """The spots that a list names; none when it is any other list. An item that is no spot has no product."""
    if block is None or block.tag not in ("ul", "ol"):
        return ()
    items = [item[0] if len(item) == 1 and item[0].tag == "p" else item for item in block]
    if not any(_BEGINS.match(item.text or "") for item in items):
        return ()
    return tuple(_spot(item, marks) for item in items)


def _spot(item: Element, marks: Marks) -> Spot:
    place = _PLACE.fullmatch(item.text or "")
    mention = marks.behind(item[0].get("href", "")) if len(item) else None
    if place is None or mention is None or mention.role != "product" or len(item) > 1 or (item[0].tail or "").strip():
        return Spot(0, 0, "", "", mention.line if mention else 0)
    return Spot(float(place[1]), float(place[2]), mention.target, mention.words, mention.line)
