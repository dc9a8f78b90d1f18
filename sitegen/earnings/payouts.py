"""What each creator is paid in a month, and what is carried on.

A month pays what became payable in it and what was left from before. What is below the minimum waits; what is below
zero, because something went back that was paid out already, is taken off later. Once a month's payout files are
made its amounts are fixed in the journal: money that was sent does not change. Whatever an export tells later about
such a month comes into the next payout.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from sitegen.earnings.books import MonthTotal
from sitegen.earnings.journal import Journal

Account = tuple[str, str]
Recorded = Mapping[str, Mapping[Account, int]]


class Payout(msgspec.Struct, frozen=True, kw_only=True):
    """In smallest units. carried + payable = amount + left."""

    creator: str
    currency: str
    carried: int
    payable: int
    amount: int
    left: int


def payouts(months: Iterable[MonthTotal], month: str, minimum: Mapping[str, int], recorded: Recorded) -> list[Payout]:
    """Every creator's payout of a month, in the order of names; those with nothing to tell are left out."""
    payable: dict[str, dict[Account, int]] = defaultdict(dict)
    for total in months:
        payable[total.month][total.creator, total.currency] = total.payable
    balances: dict[Account, int] = defaultdict(int)
    found: list[Payout] = []
    for past in sorted({*payable, *recorded, month}):
        if past > month:
            break
        found = _month(balances, payable.get(past, {}), minimum, recorded.get(past))
    return found


def recorded_payouts(journal: Journal) -> Recorded:
    """Payouts that were fixed, by month. A month that was fixed without any is there too."""
    found: dict[str, dict[Account, int]] = defaultdict(dict)
    for month, creator, currency, amount in journal.database.execute("SELECT * FROM payouts"):
        fixed = found[month]
        if creator:
            fixed[creator, currency] = amount
    return found


def record_payouts(journal: Journal, month: str, made: Sequence[Payout]) -> None:
    """Fix a month."""
    rows = [(month, payout.creator, payout.currency, payout.amount) for payout in made if payout.amount]
    journal.database.execute("DELETE FROM payouts WHERE month = ?", (month,))
    journal.database.executemany("INSERT INTO payouts VALUES (?, ?, ?, ?)", [*rows, (month, "", "", 0)])


def _month(
    balances: dict[Account, int],
    payable: Mapping[Account, int],
    minimum: Mapping[str, int],
    fixed: Mapping[Account, int] | None,
) -> list[Payout]:
    made = []
    for account in sorted({*balances, *payable, *(fixed or {})}):
        creator, currency = account
        carried, new = balances[account], payable.get(account, 0)
        due = carried + new
        enough = due >= max(minimum.get(currency, 0), 1)
        amount = fixed.get(account, 0) if fixed is not None else due * enough
        balances[account] = due - amount
        if carried or new or amount:
            left = due - amount
            made.append(
                Payout(creator=creator, currency=currency, carried=carried, payable=new, amount=amount, left=left)
            )
    return made
