"""How earnings look in a terminal: values in, lines and tables out. `earning` alone prints them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from rich import box
from rich.cells import cell_len
from rich.console import RenderableType
from rich.markup import escape
from rich.table import Table

from sitegen.earnings.attribution import Trouble
from sitegen.earnings.books import MonthTotal, NoteCount, Sum
from sitegen.earnings.changes import Change
from sitegen.earnings.earn import Earned, Read
from sitegen.earnings.explaining import Explanation
from sitegen.earnings.insight import Insight
from sitegen.earnings.pages import Total, short_number, totals_of
from sitegen.earnings.payouts import Payout
from sitegen.earnings.reporting import Summary
from sitegen.earnings.statements import Account, in_units
from sitegen.model.money import Money
from sitegen.text import excerpt

MOST_SHOWN = 12
MOST_ROWS = 40
LONGEST_NAME = 24

_TROUBLE: dict[Trouble, str] = {
    "forged": "[bold red]forged[/]",
    "unsigned": "[yellow]unsigned[/]",
    "unknown": "[yellow]unknown tag[/]",
    "page": "[yellow]unknown page[/]",
    "foreign": "[dim]no tag of ours[/]",
    "conflict": "[yellow]conflict[/]",
    "self": "[yellow]self-purchase[/]",
}


def report(earned: Earned) -> Iterator[RenderableType]:
    """All that a run has to say."""
    yield from _reading_lines(earned.read)
    for total in totals_of(earned.summary.statements, earned.summary.payouts):
        yield _statement_table(total, earned.summary)
    yield from _other_lines(earned.summary)
    yield from _note_lines(earned.read.notes)
    yield from _change_lines(earned)
    yield from _left_out_lines(earned)
    yield from _file_lines(earned)


def insight_table(insight: Insight) -> Table:
    """What brought what."""
    when = insight.period.label if insight.period else "everything that was read"
    rows = [[escape(found.name), f"{found.orders:,}", *_amounts(found)] for found in insight.sums]
    return _table(f"By {insight.by}, {when}", [insight.by, "orders", "sold", "went back", "commission"], rows)


def explanation(explained: Explanation) -> Iterator[str]:
    """One order, a line for each step."""
    yield f"[bold]{escape(explained.order)}[/]"
    for step in explained.steps:
        color = "yellow" if step.subject == "look" else "cyan"
        yield f"  [{color}]{step.subject:>8}[/]  {escape(step.text)}"


def _reading_lines(read: Read) -> Iterator[str]:
    for reading in read.readings:
        what = (
            "read before, nothing new"
            if reading.known
            else f"{reading.count:,} {'order or refund' if reading.count == 1 else 'orders and refunds'}"
        )
        yield f"[bold green]Read[/] {escape(reading.file)} [dim]({reading.title})[/]: {what}"
    unpaid = f", {read.unpaid:,} not paid" if read.unpaid else ""
    yield f"[dim]{read.orders:,} paid orders{unpaid} in the journal, {read.seconds:.1f} s[/]"
    if read.orphans:
        some = ", ".join(escape(_number(key)) for key in read.orphans[:3])
        yield f"[yellow]{len(read.orphans):,} refunds[/] of sales that no export told of: {some}"


def _statement_table(total: Total, summary: Summary) -> Table:
    period = summary.period
    as_of = "" if period.is_over else f", as of {period.today}"
    payouts = None
    if summary.payouts is not None:
        payouts = {payout.creator: payout for payout in summary.payouts if payout.currency == total.currency}
    rows = [_row(statement.name, account, payouts, statement.creator) for statement, account in total.rows]
    head = ["creator", "orders", "sold", "earned", "back", "payable", "pending"]
    last = _last_row(total) if len(rows) > 1 else None
    return _table(f"{period.label}, {total.currency}{as_of}", head + ["payout"] * (payouts is not None), rows, last)


def _row(name: str, account: Account, payouts: dict[str, Payout] | None, creator: str) -> list[str]:
    amounts = (account.sales, account.earned, account.reversed, account.payable, account.pending)
    row = [escape(excerpt(name, LONGEST_NAME)), f"{account.orders:,}", *(_plain(a, account.currency) for a in amounts)]
    if payouts is not None:
        row.append(_units(payouts[creator].amount, account.currency) if creator in payouts else "")
    return row


def _last_row(total: Total) -> list[str]:
    back = sum((account.reversed for _, account in total.rows), Decimal(0))
    amounts = [total.sales, total.net - back, back, total.payable, total.pending]
    amounts += [] if total.payouts is None else [total.payouts]
    return ["all", f"{total.orders:,}", *(_plain(amount, total.currency) for amount in amounts)]


def _other_lines(summary: Summary) -> Iterator[str]:
    for what, sums in (("The house's own pages", summary.house), ("[yellow]Nobody's[/]", summary.nobody)):
        if sums and any(found.orders for found in sums):
            orders = sum(found.orders for found in sums)
            amounts = " and ".join(_money(found.base + found.back, found.currency) for found in sums)
            yield f"{what}: {_orders(orders)}, {amounts}"
    for reason, count in summary.reasons[:MOST_SHOWN]:
        yield f"  [dim]{count:>5,}  {escape(reason)}[/]"
    if len(summary.reasons) > MOST_SHOWN:
        yield f"  [dim]and {len(summary.reasons) - MOST_SHOWN:,} more reasons in _unattributed.csv[/]"


def _note_lines(notes: tuple[NoteCount, ...]) -> Iterator[str]:
    """What a person should look at; other programs' tags are only counted among nobody's orders."""
    shown = [found for found in notes if found.note.trouble != "foreign"]
    for found in shown[:MOST_SHOWN]:
        note = found.note
        near = f" [dim]->[/] [cyan]{escape(', '.join(note.near))}[/]?" if note.near else ""
        subject = f" `{escape(note.subject)}`" if note.subject and note.trouble != "self" else ""
        order = (
            f"[dim]order {escape(_number(found.order))}[/]" if found.orders == 1 else f"[dim]{_orders(found.orders)}[/]"
        )
        yield f"{_TROUBLE[note.trouble]}{subject} {order}: {escape(note.text)}{near}"
    if len(shown) > MOST_SHOWN:
        yield f"[dim]and {len(shown) - MOST_SHOWN:,} more to look at[/]"


def _change_lines(earned: Earned) -> Iterator[str]:
    if earned.changes is None:
        return
    if not earned.changes:
        yield "[dim]Nothing changed since the last run.[/]"
        return
    yield f"[bold]Changed since the last run[/] [dim]({len(earned.changes):,})[/]"
    for change in earned.changes[-MOST_SHOWN:]:
        yield f"  {_changed(change)}"


def _changed(change: Change) -> str:
    before, after = change.before, change.after
    name = f"{change.month} {escape(change.creator)}"
    if _net(before) == _net(after):
        was, now = (total.payable if total else 0 for total in (before, after))
        return f"{name}: payable {_units(was, change.currency)} [dim]->[/] {_money(now, change.currency)}"
    orders = (after.orders if after else 0) - (before.orders if before else 0)
    more = f", {orders:+,} {'order' if abs(orders) == 1 else 'orders'}" if orders else ""
    was_earned = _units(_net(before), change.currency)
    return f"{name}: earned {was_earned} [dim]->[/] {_money(_net(after), change.currency)}{more}"


def _left_out_lines(earned: Earned) -> Iterator[str]:
    for tool, creator, why in earned.left_out:
        yield f"[yellow]not paid by {tool}[/] {escape(creator)} {escape(why)}"


def _file_lines(earned: Earned) -> Iterator[str]:
    changes = f"{earned.written:,} written, {earned.unchanged:,} unchanged"
    changes += f", {len(earned.removed):,} removed" if earned.removed else ""
    yield f"[bold green]Statements[/] [bold]{escape(str(earned.folder))}[/] [dim]({changes})[/]"


def _table(title: str, head: list[str], rows: list[list[str]], last: list[str] | None = None) -> Table:
    """Numbers are never cut: in a narrow terminal the table is wider than that."""
    table = Table(
        title=escape(title), title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0)
    )
    shown = [*rows[:MOST_ROWS], *([last] if last else [])]
    for place, name in enumerate(head):
        width = max([cell_len(name), *(cell_len(row[place]) for row in shown)])
        table.add_column(name, justify="left" if place == 0 else "right", min_width=width, no_wrap=True)
    for row in rows[:MOST_ROWS]:
        table.add_row(*row)
    if len(rows) > MOST_ROWS:
        table.add_row(f"[dim]and {len(rows) - MOST_ROWS:,} more[/]")
    if last:
        table.add_section()
        table.add_row(*last, style="bold")
    return table


def _amounts(found: Sum) -> list[str]:
    return [_money(units, found.currency) for units in (found.base, found.back, found.earned + found.reversed)]


def _net(total: MonthTotal | None) -> int:
    return total.earned + total.reversed if total else 0


def _orders(count: int) -> str:
    return f"{count:,} order" if count == 1 else f"{count:,} orders"


def _number(key: str) -> str:
    return short_number(key.partition(":")[2])


def _money(units: int, currency: str) -> str:
    return f"{_units(units, currency)} {currency}"


def _units(units: int, currency: str) -> str:
    return _plain(in_units(units, currency), currency)


def _plain(amount: Decimal, currency: str) -> str:
    return f"{Decimal(Money(amount, currency).plain):,}"
