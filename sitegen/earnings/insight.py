"""What brought what: orders and earnings by channel, page, product, circle … Visits are not counted, so not guessed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec

from sitegen.earnings.books import Books, Dimension, Sum
from sitegen.earnings.periods import Period
from sitegen.earnings.settling import Desk

By = Literal["channel", "page", "kind", "product", "circle", "creator", "month", "day", "provider"]
ALL: tuple[By, ...] = ("channel", "page", "kind", "product", "circle", "creator", "month", "day", "provider")

_ASKED: dict[By, Dimension] = {
    "channel": "channel", "page": "page", "kind": "page", "product": "product", "circle": "product",
    "creator": "creator", "month": "month", "day": "day", "provider": "provider",
}  # fmt: skip


class Insight(msgspec.Struct, frozen=True):
    """`period` is None for everything the journal knows."""

    by: By
    period: Period | None
    sums: tuple[Sum, ...]


def insight(by: By, books: Books, desk: Desk, period: Period | None) -> Insight:
    """The answer, the largest first, months and days in their own order."""
    sums = _together(books.sums(_ASKED[by], period), _namer(by, desk))
    if by in ("month", "day"):
        sums.sort(key=lambda found: (found.name, found.currency))
    return Insight(by, period, tuple(sums))


def _namer(by: By, desk: Desk) -> Callable[[str], str]:
    edition = desk.catalog.editions[0]

    def product(name: str) -> str:
        known, _, title = name.partition("\t")
        return edition.products[known].fields.title if known else title or "(not told)"

    def circle(name: str) -> str:
        known = name.partition("\t")[0]
        circles = edition.products[known].fields.circles if known else ()
        return edition.circles[circles[0]].fields.title if circles else "(none)"

    return {
        "channel": lambda name: name or "(no channel)",
        "page": lambda name: name.strip() or "(no tag)",
        "kind": lambda name: name.partition(" ")[0] or ("(unknown page)" if name.strip() else "(no tag)"),
        "product": product,
        "circle": circle,
        "creator": lambda name: edition.creators[name].fields.name if name else "(nobody)",
    }.get(by, lambda name: name)


def _together(sums: list[Sum], named: Callable[[str], str]) -> list[Sum]:
    """Sums that get one name are one."""
    found: dict[tuple[str, str], Sum] = {}
    for each in sums:
        name = named(each.name)
        before = found.get((name, each.currency), Sum(name, each.currency, 0, 0, 0, 0, 0))
        numbers = zip(msgspec.structs.astuple(before)[2:], msgspec.structs.astuple(each)[2:], strict=True)
        found[name, each.currency] = Sum(name, each.currency, *(one + other for one, other in numbers))
    return sorted(found.values(), key=lambda each: (-each.base, each.name))
