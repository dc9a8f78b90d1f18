"""Laws of money: nothing is lost, made twice or moved by the way exports come in. Checked on invented months."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.checkouts import find_providers
from sitegen.earnings.books import Books
from sitegen.earnings.intake import Wish, read_exports
from sitegen.earnings.journal import Journal, open_journal
from sitegen.earnings.orders import Fact, Line, Reversal, Sighting
from sitegen.earnings.packing import pack
from sitegen.earnings.payouts import payouts
from sitegen.earnings.periods import month_of
from sitegen.earnings.readers.shares import divide
from sitegen.earnings.roster import whole_catalog
from sitegen.earnings.settling import Desk, Settled, open_desk, settle
from sitegen.earnings.statements import in_units, make_statement
from sitegen.tables.table import Conventions
from tests.earnings_world import CLOCK, make_shop
from tests.exports import maker

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 10, 3, 9, 0, tzinfo=UTC)
HELD = """
    -- site.yaml --
    title: LUMEA
    url: https://lumea.example/
    currency: CNY
    timezone: Asia/Shanghai
    commission: 8%
    earnings: {hold: 14 days}
    referral: {house: lumea}
"""

TAGS = ("lin_lotion", "lin_tea_group", "mei_store_moments", "lumea_tea", "lni_lotion", "", "newsletter")

amounts = st.integers(1, 50_000).map(lambda cents: Decimal(cents) / 100)
days = st.integers(0, 80)


@st.composite
def orders(draw: st.DrawFn, number: int) -> dict[str, str]:
    """A row of a plain export: an order, perhaps with some of it back some days later."""
    amount, day = draw(amounts), draw(days)
    row = maker.plain_row(
        f"A{number}", f"{START + timedelta(days=day):%Y-%m-%d %H:%M}", f"{amount}", draw(st.sampled_from(TAGS))
    )
    row["currency"] = draw(st.sampled_from(("CNY", "CNY", "EUR")))
    row["coupon"] = draw(st.sampled_from(("", "", "LIN10", "MEI10", "SPRING")))
    if draw(st.booleans()):
        row["refunded"] = f"{draw(st.integers(1, int(amount * 100))) / Decimal(100)}"
        row["refunded at"] = f"{START + timedelta(days=day + draw(st.integers(0, 40))):%Y-%m-%d %H:%M}"
    return row


@st.composite
def months(draw: st.DrawFn) -> list[dict[str, str]]:
    return [draw(orders(number)) for number in range(draw(st.integers(1, 8)))]


few = settings(max_examples=15)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    shop = make_shop(tmp_path_factory.mktemp("laws"), HELD)
    return open_desk(whole_catalog(shop.world.settings(), find_providers()), None)


@contextmanager
def journal() -> Iterator[tuple[Journal, Path]]:
    with tempfile.TemporaryDirectory() as folder, open_journal(Path(folder)) as opened:
        yield opened, Path(folder)


def read(opened: Journal, folder: Path, desk: Desk, *exports: Sequence[dict[str, str]]) -> None:
    """Read files of these rows, in this order."""
    problems: list[Any] = []
    files = []
    for number, rows in enumerate(exports):
        path = folder / f"{number}-{len(list(folder.iterdir()))}.csv"
        path.write_text(maker.plain(*rows), encoding="utf-8")
        files.append(path)
    wish = Wish(conventions=Conventions(zone=ZONE, currency="CNY"), now=CLOCK)
    read_exports(files, opened, desk.roster, wish, problems.append)
    assert problems == []


def told(settled: Settled) -> Any:
    """All that the books can tell."""
    books = settled.books
    dimensions = [books.sums(dimension) for dimension in ("creator", "channel", "product", "page", "day")]
    return dimensions, books.months, books.notes(), settled.orders


def outcome(desk: Desk, *exports: Sequence[dict[str, str]]) -> Any:
    with journal() as (opened, folder):
        read(opened, folder, desk, *exports)
        return told(settle(opened, desk))


@few
@given(rows=months(), data=st.data())
def test_the_order_of_files_and_of_their_rows_does_not_matter(
    desk: Desk, rows: list[dict[str, str]], data: st.DataObject
) -> None:
    assert outcome(desk, rows) == outcome(desk, data.draw(st.permutations(rows)))
    assert outcome(desk, *([row] for row in rows)) == outcome(desk, *([row] for row in reversed(rows)))


@few
@given(rows=months(), cut=st.integers(0, 8), overlap=st.integers(0, 4))
def test_an_export_in_two_overlapping_parts_says_the_same(
    desk: Desk, rows: list[dict[str, str]], cut: int, overlap: int
) -> None:
    assert outcome(desk, rows) == outcome(desk, rows[: cut + overlap] or rows[:1], rows[cut:] or rows[-1:])


@few
@given(rows=months())
def test_reading_the_same_again_changes_nothing(desk: Desk, rows: list[dict[str, str]]) -> None:
    with journal() as (opened, folder):
        read(opened, folder, desk, rows)
        before = told(settle(opened, desk))
        read(opened, folder, desk, rows, rows[:1])
        assert told(settle(opened, desk)) == before


@few
@given(rows=months())
def test_every_cent_of_every_order_is_somebodys_or_nobodys(desk: Desk, rows: list[dict[str, str]]) -> None:
    """Statements, the house and nobody together have sold what the exports say, and lost what went back."""
    with journal() as (opened, folder):
        read(opened, folder, desk, rows)
        books = settle(opened, desk).books
    for currency in ("CNY", "EUR"):
        mine = [row for row in rows if row["currency"] == currency]
        sold = sum(Decimal(row["amount"]) for row in mine)
        back = sum(Decimal(row.get("refunded") or 0) for row in mine)
        sums = [found for found in books.sums("creator") if found.currency == currency]
        assert in_units(sum(found.base for found in sums), currency) == sold
        assert in_units(sum(found.back for found in sums), currency) == -back


@few
@given(rows=months(), month=st.integers(0, 4), today=st.integers(0, 160))
def test_every_account_adds_up(desk: Desk, rows: list[dict[str, str]], month: int, today: int) -> None:
    """What was pending before, what was earned and what went back is payable or pending after."""
    with journal() as (opened, folder):
        read(opened, folder, desk, rows)
        books = settle(opened, desk).books
    year, index = divmod(9 + month, 12)
    period = month_of(f"{2026 + year}-{index + 1:02d}", (START + timedelta(days=today)).date())
    for creator in books.creators(period):
        for account in make_statement(
            creator, creator, creator, period, books.entries(creator, period), lambda entry: ""
        ).accounts:
            assert account.brought + account.earned + account.reversed == account.payable + account.pending
            assert sum(release.amount for release in account.releases) == account.pending
            assert sum(day.earned + day.reversed for day in account.days) == account.net
            for parts in (account.channels, account.products, account.pages):
                assert sum(part.commission for part in parts) == account.net
                assert sum(part.base for part in parts) == account.sales + account.returns


@few
@given(rows=months())
def test_what_is_pending_is_paid_some_month_and_only_once(desk: Desk, rows: list[dict[str, str]]) -> None:
    with journal() as (opened, folder):
        read(opened, folder, desk, rows)
        books = settle(opened, desk).books
    totals = books.months
    assert sum(total.payable for total in totals) == sum(total.earned + total.reversed for total in totals)
    last = max((total.month for total in totals), default="2026-10")
    paid: dict[tuple[str, str], int] = {}
    left: dict[tuple[str, str], int] = {}
    for month in sorted({total.month for total in totals}):
        for payout in payouts(totals, month, {}, {}):
            assert payout.carried + payout.payable == payout.amount + payout.left
            assert payout.amount >= 0
            key = payout.creator, payout.currency
            paid[key] = paid.get(key, 0) + payout.amount
            left[key] = payout.left
    for payout in payouts(totals, last, {}, {}):
        key = payout.creator, payout.currency
        due = sum(total.payable for total in totals if (total.creator, total.currency) == key)
        assert paid[key] + left[key] == due


def sighting(reversals: tuple[Reversal, ...], base: Decimal, total: Decimal | None = None) -> Sighting:
    fact = Fact(
        at=START,
        currency="CNY",
        lines=(Line(base, title="Quiet Lotion"),),
        total=total,
        paid=True,
        tag="lin_lotion",
        reversals=reversals,
    )
    return Sighting("A1", 2, fact)


def books_of(desk: Desk, *facts: Sighting) -> Books:
    with journal() as (opened, _):
        for number, fact in enumerate(facts):
            opened.keep(f"{number}.csv", str(number), pack("csv", [fact]), CLOCK)
        return settle(opened, desk).books


refunds = st.lists(st.tuples(st.integers(1, 9_000), st.integers(0, 60)), max_size=4)


@few
@given(base=st.integers(1, 20_000), told_refunds=refunds)
def test_running_totals_of_refunds_say_the_same_in_any_order(
    desk: Desk, base: int, told_refunds: list[tuple[int, int]]
) -> None:
    """Each export tells what went back so far; what an earlier one told is in the later."""
    amount = Decimal(base) / 100
    levels, running = [], Decimal(0)
    for cents, day in sorted(told_refunds, key=lambda each: each[1]):
        running = min(amount, running + Decimal(cents) / 100)
        levels.append(Reversal("refund", running, START + timedelta(days=day)))
    facts = [sighting((level,), amount) for level in levels] or [sighting((), amount)]
    one, other = books_of(desk, *facts), books_of(desk, *reversed(facts))
    assert one.months == other.months
    earned = sum(total.earned + total.reversed for total in one.months)
    left = ((amount - running) * 100 * Decimal("0.20")).quantize(Decimal(1), ROUND_HALF_EVEN)
    assert earned == int(left)


@few
@given(
    base=st.integers(0, 20_000),
    shipping=st.integers(0, 2_000),
    kinds=st.sets(st.sampled_from(("refund", "cancel", "dispute")), min_size=1),
)
def test_what_went_back_whole_has_earned_nothing(desk: Desk, base: int, shipping: int, kinds: set[Any]) -> None:
    reversals = tuple(Reversal(kind, None, START + timedelta(days=place)) for place, kind in enumerate(sorted(kinds)))
    amount = Decimal(base) / 100
    found = books_of(desk, sighting(reversals, amount, amount + Decimal(shipping) / 100)).months
    assert sum(total.earned + total.reversed for total in found) == 0


@few
@given(base=st.integers(1, 20_000))
def test_a_dispute_that_was_won_has_taken_nothing(desk: Desk, base: int) -> None:
    amount = Decimal(base) / 100
    lost_and_won = (Reversal("dispute", None, START + timedelta(days=3)), Reversal("restored"))
    assert sum(t.earned + t.reversed for t in books_of(desk, sighting(lost_and_won, amount)).months) == sum(
        t.earned for t in books_of(desk, sighting((), amount)).months
    )


@few
@given(bases=st.lists(st.integers(0, 9_999).map(lambda number: number * 10), min_size=1, max_size=9))
def test_commissions_are_rounded_half_even_line_by_line(desk: Desk, bases: list[int]) -> None:
    lines = tuple(Line(Decimal(base) / 100, title="Jasmine Tea") for base in bases)
    fact = Fact(at=START, currency="CNY", lines=lines, paid=True, tag="lin_lotion")
    with journal() as (opened, _):
        opened.keep("a.csv", "a", pack("csv", [Sighting("A1", 2, fact)]), CLOCK)
        earned = sum(total.earned for total in settle(opened, desk).books.months)
    assert earned == sum(int((Decimal(base) * Decimal("0.15")).quantize(Decimal(1), ROUND_HALF_EVEN)) for base in bases)


@few
@given(amount=st.integers(0, 100_000), weights=st.lists(st.integers(0, 5_000), min_size=1, max_size=6))
def test_an_amount_is_divided_without_remainder(amount: int, weights: list[int]) -> None:
    parts = divide(Decimal(amount) / 100, [Decimal(weight) / 100 for weight in weights], "CNY")
    assert sum(parts) == Decimal(amount) / 100
    assert len(parts) == len(weights)
    assert all(part >= 0 for part in parts)


def test_floats_are_nowhere_near_the_money() -> None:
    """Binary fractions are good for the lengths of bars, for likeness and for seconds."""
    package = Path(__file__).parent.parent / "sitegen" / "earnings"
    using = {path.name for path in package.rglob("*.py") if "float" in path.read_text()}
    assert using <= {"attribution.py", "charts.py", "exports.py", "earn.py"}
