"""Payouts as files that payment tools read: PayPal, Wise, and SEPA for banks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

import msgspec

from sitegen.earnings.payees import Company, Payee, Payees
from sitegen.earnings.payouts import Payout
from sitegen.earnings.statements import in_units
from sitegen.model.money import Money

LONGEST_REFERENCE = 30


class Transfer(msgspec.Struct, frozen=True):
    """One payment. `units` is the amount in the currency's smallest unit."""

    creator: str
    payee: Payee
    money: Money
    units: int
    reference: str
    note: str


class Batch(msgspec.Struct, frozen=True):
    """What a tool pays at once. `sent` is the day it is to be paid."""

    name: str
    company: Company | None
    transfers: Sequence[Transfer]
    sent: date


class Files(msgspec.Struct, frozen=True):
    """Files by name. `left_out` are payouts that this tool cannot pay, with why."""

    files: Mapping[str, bytes]
    left_out: tuple[tuple[str, str], ...]


class Tool(Protocol):
    """A payment tool: why it cannot pay somebody, and how it wants the others."""

    @property
    def name(self) -> str: ...

    def refuses(self, transfer: Transfer) -> str | None: ...

    def files(self, batch: Batch) -> Mapping[str, bytes]: ...


def transfer_files(tool: Tool, made: Sequence[Payout], payees: Payees, title: str, month: str, sent: date) -> Files:
    """The files of one tool for a month's payouts."""
    left_out, transfers = [], []
    for payout in made:
        if payout.amount <= 0:
            continue
        payee = payees.creators.get(payout.creator)
        if payee is None:
            left_out.append((payout.creator, "is not among the payees"))
            continue
        money = Money(in_units(payout.amount, payout.currency), payout.currency)
        reference = f"{month} {payout.creator}"[:LONGEST_REFERENCE]
        transfer = Transfer(payout.creator, payee, money, payout.amount, reference, f"{title} {month}")
        if reason := tool.refuses(transfer):
            left_out.append((payout.creator, reason))
        else:
            transfers.append(transfer)
    batch = Batch(f"{title} {month}", payees.company, transfers, sent)
    return Files(tool.files(batch) if transfers else {}, tuple(left_out))
