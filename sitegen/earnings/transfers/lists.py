"""PayPal Payouts and Wise batch payments: plain lists.

PayPal: "Send payouts using the Payouts Web UI" on developer.paypal.com: no header, one currency and at most 5,000
rows a file. Wise: the batch template for recipients known by their e-mail address.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

import msgspec

from sitegen.earnings.spreadsheets import plain_csv
from sitegen.earnings.transfers import Batch, Transfer

_MOST_PAYPAL_ROWS = 5_000
_MOST_WISE_ROWS = 1_000
_WISE_COLUMNS = (
    "name", "recipientEmail", "paymentReference", "receiverType", "amountCurrency", "amount", "sourceCurrency",
    "targetCurrency",
)  # fmt: skip


class PayPal(msgspec.Struct, frozen=True):
    name: str = "paypal"

    def refuses(self, transfer: Transfer) -> str | None:
        return None if transfer.payee.paypal else "has no `paypal` address"

    def files(self, batch: Batch) -> Mapping[str, bytes]:
        found = {}
        for currency, transfers in _by_currency(batch):
            for number, start in enumerate(range(0, len(transfers), _MOST_PAYPAL_ROWS), 1):
                part = transfers[start : start + _MOST_PAYPAL_ROWS]
                suffix = f"-{number}" if len(transfers) > _MOST_PAYPAL_ROWS else ""
                found[f"_paypal-{currency}{suffix}.csv"] = plain_csv(_paypal_row(transfer) for transfer in part)
        return found


class Wise(msgspec.Struct, frozen=True):
    name: str = "wise"

    def refuses(self, transfer: Transfer) -> str | None:
        return None if transfer.payee.wise else "has no `wise` address"

    def files(self, batch: Batch) -> Mapping[str, bytes]:
        found = {}
        for number, start in enumerate(range(0, len(batch.transfers), _MOST_WISE_ROWS), 1):
            part = batch.transfers[start : start + _MOST_WISE_ROWS]
            suffix = f"-{number}" if len(batch.transfers) > _MOST_WISE_ROWS else ""
            found[f"_wise{suffix}.csv"] = plain_csv([_WISE_COLUMNS, *map(_wise_row, part)])
        return found


def _by_currency(batch: Batch) -> list[tuple[str, list[Transfer]]]:
    ordered = sorted(batch.transfers, key=lambda transfer: (transfer.money.currency, transfer.creator))
    return [(currency, list(same)) for currency, same in groupby(ordered, key=lambda transfer: transfer.money.currency)]


def _paypal_row(transfer: Transfer) -> tuple[str, ...]:
    money = transfer.money
    return transfer.payee.paypal, money.plain, money.currency, transfer.reference, transfer.note, "PAYPAL"


def _wise_row(transfer: Transfer) -> tuple[str, ...]:
    """Source and target currency are one: nothing is converted, and the creator gets the amount as it stands."""
    money, payee = transfer.money, transfer.payee
    return payee.name, payee.wise, transfer.reference, "PERSON", "target", money.plain, money.currency, money.currency
