"""The statements of a period on disk, for creators and for the company, and the files that payment tools read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from sitegen.earnings.books import Books, Sum
from sitegen.earnings.commission import Entry
from sitegen.earnings.files import StatementFiles
from sitegen.earnings.journal import Journal
from sitegen.earnings.pages import Pages, edition_in, totals_of
from sitegen.earnings.payees import Payees, read_payees
from sitegen.earnings.payouts import Payout, payouts, record_payouts, recorded_payouts
from sitegen.earnings.periods import Period
from sitegen.earnings.settling import Desk
from sitegen.earnings.spreadsheets import as_json, statement_csv, summary_csv, unattributed_csv
from sitegen.earnings.statements import Statement, in_units, make_statement
from sitegen.earnings.transfers import transfer_files
from sitegen.earnings.transfers.tools import TOOLS
from sitegen.errors import UsageError
from sitegen.model.money import Money, minor_digits

_MADE_BY_TOOLS = ("_paypal*", "_wise*", "_sepa*")


class Paying(msgspec.Struct, frozen=True):
    """The payouts of a month that is over, else None, and what the wished-for tools could not pay."""

    payouts: tuple[Payout, ...] | None
    files: Mapping[str, bytes]
    left_out: tuple[tuple[str, str, str], ...] = ()


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """The company's view of a period. Statements come without their lines."""

    period: Period
    statements: tuple[Statement, ...]
    payouts: tuple[Payout, ...] | None
    house: tuple[Sum, ...]
    nobody: tuple[Sum, ...]
    reasons: tuple[tuple[str, int], ...]


def check_payable(period: Period) -> None:
    """Raise UsageError for a period that cannot be paid."""
    if period.month is None or not period.is_over:
        what = f"{period.month} is not over yet" if period.month else "payouts are made for a month that is over"
        raise UsageError(f"{what}; its amounts could still change")


def pay(
    books: Books, journal: Journal, desk: Desk, period: Period, tools: Sequence[str], site: Path, *, anew: bool
) -> Paying:
    """Work out a month's payouts; with tools, fix them and make their files. Raises UsageError when it is too early."""
    month = period.month
    if tools:
        check_payable(period)
    if month is None or not period.is_over:
        return Paying(None, {})
    recorded = {past: fixed for past, fixed in recorded_payouts(journal).items() if not (anew and past == month)}
    made = payouts(books.months, month, _minimum(desk), recorded)
    files: dict[str, bytes] = {}
    left_out: list[tuple[str, str, str]] = []
    payees = read_payees(site, set(desk.roster.creators)) if tools else Payees()
    for name in tools:
        found = transfer_files(TOOLS[name], made, payees, desk.catalog.site.title, month, period.today)
        files |= found.files
        left_out += [(name, creator, why) for creator, why in found.left_out]
    if tools:
        record_payouts(journal, month, made)
    return Paying(tuple(made), files, tuple(left_out))


def write_statements(
    books: Books, desk: Desk, period: Period, paying: Paying, files: StatementFiles, source: Path, language: str
) -> Summary:
    """A page, a CSV and a JSON for each creator, the same for the company, and the list of nobody's orders."""
    pages = Pages(desk.catalog, source, language)
    paid: dict[str, dict[str, Payout]] = defaultdict(dict)
    for payout in paying.payouts or ():
        paid[payout.creator][payout.currency] = payout
    light = []
    for statement in _statements(books, desk, period, language):
        files.put(f"{statement.slug}.html", pages.statement(statement, paid[statement.creator]))
        files.put(f"{statement.slug}.csv", statement_csv(statement))
        files.put(f"{statement.slug}.json", as_json(statement))
        light.append(_without_lines(statement))
    summary = _summary(books, period, light, paying)
    _write_summary(summary, pages, books, files)
    for name, data in paying.files.items():
        files.put(name, data)
    for pattern in _MADE_BY_TOOLS:
        files.keep(pattern)
    files.prune()
    return summary


def _statements(books: Books, desk: Desk, period: Period, language: str) -> Iterator[Statement]:
    """One at a time; the lines of all of them might not fit into the memory."""
    edition = edition_in(desk.catalog, language)

    def title(entry: Entry) -> str:
        product = edition.products.get(entry.product)
        return product.fields.title if product else entry.title

    for name in books.creators(period):
        creator = edition.creators[name]
        yield make_statement(name, creator.slug, creator.fields.name, period, books.entries(name, period), title)


def _without_lines(statement: Statement) -> Statement:
    accounts = tuple(msgspec.structs.replace(account, items=()) for account in statement.accounts)
    return msgspec.structs.replace(statement, accounts=accounts)


def _summary(books: Books, period: Period, statements: Sequence[Statement], paying: Paying) -> Summary:
    return Summary(
        period=period,
        statements=tuple(statements),
        payouts=paying.payouts,
        house=tuple(books.sums("creator", period, "by = 'house'")),
        nobody=tuple(books.sums("creator", period, "creator = '' AND by = ''")),
        reasons=tuple(books.reasons(period)),
    )


def _write_summary(summary: Summary, pages: Pages, books: Books, files: StatementFiles) -> None:
    period = summary.period
    totals = totals_of(summary.statements, summary.payouts)
    others = [
        (name, found.orders, Money(in_units(found.base + found.back, found.currency), found.currency))
        for name, sums in (("house", summary.house), ("nobody", summary.nobody))
        for found in sums
    ]
    files.put("_summary.html", pages.summary(period, totals, others))
    files.put("_summary.csv", summary_csv(summary.statements, summary.payouts or ()))
    files.put("_summary.json", as_json(summary))
    files.put("_unattributed.csv", unattributed_csv(books.unattributed(period)))


def _minimum(desk: Desk) -> dict[str, int]:
    """The least that is paid out, in smallest units, by currency."""
    return {
        money.currency: int(money.amount.scaleb(minor_digits(money.currency)))
        for money in desk.catalog.site.earnings.minimum
    }
