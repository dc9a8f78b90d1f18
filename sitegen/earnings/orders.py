"""Orders, as far as creators' earnings need them. Nothing here can hold a buyer's name, address or e-mail."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Literal

import msgspec

ReversalKind = Literal["refund", "cancel", "dispute", "restored"]

# What stands where a tag should be, but does not look like one: it is not kept, since it could be anything.
NO_TAG = "?"


class Line(msgspec.Struct, frozen=True, array_like=True):
    """One product of an order. `base` is what was paid for it: after discounts, without tax and shipping."""

    base: Decimal
    sku: str = ""
    title: str = ""
    quantity: int = 1


class Reversal(msgspec.Struct, frozen=True, array_like=True):
    """Money that went back, or came again when a dispute was won (`restored`).

    With an `id` it is one event, and events add up. Without, `amount` is the total so far, as most exports tell it.
    `amount` is of what the buyer paid, tax and shipping included; None is all of it. `at` is None when the export
    does not tell when.
    """

    kind: ReversalKind
    amount: Decimal | None = None
    at: datetime | None = None
    id: str = ""


class Fact(msgspec.Struct, frozen=True, array_like=True):
    """What one place of one export says of an order; None where it says nothing.

    `exact` tells that tax and shipping are certain not to be in the lines. `total` is all that the buyer paid.
    `buyer` names the creator who bought this themselves, and nobody else.
    """

    at: datetime | None = None
    currency: str | None = None
    lines: tuple[Line, ...] | None = None
    exact: bool = False
    total: Decimal | None = None
    paid: bool | None = None
    tag: str | None = None
    coupons: tuple[str, ...] | None = None
    buyer: str | None = None
    reversals: tuple[Reversal, ...] = ()


class Sighting(msgspec.Struct, frozen=True):
    """An order as a reader meets it in a row. `email` goes no further than to the question whose it is."""

    order: str
    row: int
    fact: Fact
    email: str = ""
    remark: str = ""


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """All facts about one order together. `seen` is when the first of them was read.

    `key` is the provider and the order's own number. Every reversal in `reversals` comes with the time it was first
    read, for those that have no date of their own.
    """

    key: str
    seen: datetime
    at: datetime
    currency: str
    lines: tuple[Line, ...]
    total: Decimal
    paid: bool
    tag: str
    coupons: tuple[str, ...]
    buyer: str
    reversals: tuple[tuple[Reversal, datetime], ...]
    disagreements: tuple[str, ...] = ()

    @property
    def number(self) -> str:
        """The order's number as the provider writes it."""
        return self.key.partition(":")[2]

    @property
    def base(self) -> Decimal:
        return sum((line.base for line in self.lines), Decimal(0))
