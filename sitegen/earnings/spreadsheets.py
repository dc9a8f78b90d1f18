"""CSV for people and their spreadsheets: UTF-8 with its mark, and no cell that could be taken for a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from sitegen.earnings.books import Unattributed
from sitegen.earnings.payouts import Payout
from sitegen.earnings.statements import Account, Item, Statement, in_units
from sitegen.model.money import Money

_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?%?")
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")

_ITEM_COLUMNS = (
    "date", "order", "what", "product", "quantity", "base", "currency", "rate", "commission", "channel", "page",
    "found by", "payable from", "state",
)  # fmt: skip
_SUMMARY_COLUMNS = (
    "creator", "name", "currency", "orders", "sales", "returns", "earned", "reversed", "pending before", "payable",
    "pending", "carried over", "payout", "left for later",
)  # fmt: skip


def statement_csv(statement: Statement) -> bytes:
    """Every line of a statement, the latest first."""
    rows = [_item_row(item, account) for account in statement.accounts for item in account.items]
    return _csv([_ITEM_COLUMNS, *rows])


def summary_csv(statements: Iterable[Statement], payouts: Sequence[Payout]) -> bytes:
    """A line for each creator and currency."""
    paid = {(payout.creator, payout.currency): payout for payout in payouts}
    rows = []
    for statement in statements:
        for account in statement.accounts:
            payout = paid.get((statement.creator, account.currency))
            rows.append(_summary_row(statement, account, payout))
    return _csv([_SUMMARY_COLUMNS, *rows])


def unattributed_csv(orders: Iterable[Unattributed]) -> bytes:
    rows = (
        (
            order.day,
            order.order,
            _plain(order.base, order.currency),
            _plain(order.back, order.currency),
            order.currency,
            order.reason,
        )
        for order in orders
    )
    return _csv([("date", "order", "base", "of it back", "currency", "why nobody's"), *rows])


def as_json(value: Any) -> bytes:
    """Amounts are texts, so that no reader turns them into binary fractions."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def plain_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """For a machine that wants the bare text: no mark at the head, no guards."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def guarded(cell: object) -> str:
    """A text that a spreadsheet shows and never runs; numbers stay numbers.

    >>> guarded("=HYPERLINK(1)"), guarded("-12.50"), guarded("Tea")
    ("'=HYPERLINK(1)", '-12.50', 'Tea')
    """
    text = cell if isinstance(cell, str) else str(cell)
    if text[:1] not in _FORMULA or _NUMBER.fullmatch(text):
        return text
    return f"'{text}"


def _csv(rows: Iterable[Sequence[object]]) -> bytes:
    return b"\xef\xbb\xbf" + plain_csv([guarded(cell) for cell in row] for row in rows)


def _item_row(item: Item, account: Account) -> tuple[object, ...]:
    state = "payable" if item.payable else "pending"
    page = f"{item.page_kind} {item.page}".strip()
    return (
        item.day, item.order, item.kind, item.title, item.quantity, account.money(item.base).plain, account.currency,
        f"{(item.rate * 100).normalize():f}%", account.money(item.commission).plain, item.channel, page, item.found_by,
        item.pays, state,
    )  # fmt: skip


def _summary_row(statement: Statement, account: Account, payout: Payout | None) -> tuple[object, ...]:
    amounts: tuple[Decimal, ...] = (
        account.sales, account.returns, account.earned, account.reversed, account.brought, account.payable,
        account.pending,
    )  # fmt: skip
    plain = [account.money(amount).plain for amount in amounts]
    last = (
        [_plain(units, account.currency) for units in (payout.carried, payout.amount, payout.left)]
        if payout
        else [""] * 3
    )
    return (statement.creator, statement.name, account.currency, account.orders, *plain, *last)


def _plain(units: int, currency: str) -> str:
    return Money(in_units(units, currency), currency).plain
