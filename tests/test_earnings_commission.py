"""What an order earns, when it counts, and what happens when money goes back."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.earnings_world import Shop, creator, make_shop
from tests.exports import maker

D = Decimal


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return make_shop(tmp_path)


def with_site(folder: Path, more: str) -> Shop:
    shop = make_shop(folder)
    site = shop.world.folder / "site.yaml"
    site.write_text(site.read_text() + more)
    return shop


def order(number: str, day: str, amount: str, tag: str, **more: str) -> dict[str, str]:
    return maker.plain_row(number, f"{day} 10:00", amount, tag, **more)


@pytest.mark.parametrize(
    ("tag", "product", "rate"),
    [("lin_lotion", "Quiet Lotion", "0.2"), ("mei_lotion", "Quiet Lotion", "0.12"), ("lin_tea", "Jasmine Tea", "0.15"),
     ("mei_tea", "Jasmine Tea", "0.08"), ("mei_store", "Mystery", "0.08")],
    ids=["pick", "product", "creator", "site", "unknown product"],
)  # fmt: skip
def test_the_most_specific_rate_counts(shop: Shop, tag: str, product: str, rate: str) -> None:
    (line,) = shop.earn(maker.plain(order("A1", "2026-11-05", "100.00", tag, product=product))).lines(tag[:3])
    assert D(line["rate"]) == D(rate)


def test_rates_change_on_a_day_and_campaigns_end(tmp_path: Path) -> None:
    rates = "[{rate: 10%}, {rate: 30%, from: 2026-11-10, until: 2026-11-12}, {rate: 12%, from: 2026-11-20T12:00}]"
    shop = make_shop(
        tmp_path,
        f"-- content/products/tea.md --\n---\ntitle: Jasmine Tea\nsku: LM-TE\nprice: 60.00\ncommission: {rates}\n---\n",
    )
    days = ("2026-11-09", "2026-11-10", "2026-11-11", "2026-11-12", "2026-11-20", "2026-11-21")
    rows = [order(f"A{day}", day, "100.00", "mei_tea", product="Jasmine Tea") for day in days]
    told = {line["day"]: D(line["rate"]) * 100 for line in shop.earn(maker.plain(*rows)).lines("mei")}
    assert [told[day] for day in days] == [10, 30, 30, 10, 10, 12]


def test_a_pick_falls_back_where_its_own_rate_does_not_hold(tmp_path: Path) -> None:
    more = creator("lin", "picks: [{product: lotion, commission: [{rate: 20%, from: 2026-11-10}]}]")
    rows = [order(f"A{day}", f"2026-11-{day}", "100.00", "lin_lotion") for day in ("09", "10")]
    assert {D(line["rate"]) for line in make_shop(tmp_path, more).earn(maker.plain(*rows)).lines("lin")} == {
        D("0.12"),
        D("0.2"),
    }


def test_each_currency_has_its_own_account_and_its_own_decimals(shop: Shop) -> None:
    rows = [
        order("A1", "2026-11-05", "100.00", "mei_store", currency="EUR"),
        order("A2", "2026-11-05", "999", "mei_store", currency="JPY"),
    ]
    result = shop.earn(maker.plain(*rows))
    assert result.net("mei", "EUR") == D("8.00")
    assert result.net("mei", "JPY") == D("80")


def test_a_refund_is_taken_off_in_the_month_it_happens(shop: Shop) -> None:
    row = order("A1", "2026-11-05", "100.00", "lin_lotion", refunded="30.00") | {"refunded at": "2026-12-02 09:00"}
    november, december = shop.earn(maker.plain(row)), shop.earn(month="2026-12")
    assert (november.account("lin").earned, november.account("lin").reversed) == (D("20.00"), D("0"))
    assert (december.account("lin").earned, december.account("lin").reversed) == (D("0"), D("-6.00"))


def test_a_refund_of_shipping_too_takes_no_more_than_was_earned(shop: Shop) -> None:
    rows = maker.shopify_rows(
        "#1", "2026-11-05 10:00:00 +0800", ("LM-LO", "100.00"), tag="lin_lotion", shipping="20.00"
    )
    rows[0]["Refunded Amount"] = "120.00"
    assert shop.earn(maker.shopify(rows)).net("lin") == 0


def test_a_refund_without_a_date_that_was_there_from_the_start_never_earned(shop: Shop) -> None:
    """Nobody was ever told of the sale, so it is taken off where it would have been told."""
    account = shop.earn(maker.plain(order("A1", "2026-11-05", "100.00", "lin_lotion", refunded="100.00"))).account(
        "lin"
    )
    assert (account.earned, account.reversed, account.net) == (D("20.00"), D("-20.00"), D("0"))


def test_a_refund_without_a_date_happened_when_an_export_first_told_of_it(shop: Shop) -> None:
    sold = order("A1", "2026-11-05", "100.00", "lin_lotion")
    shop.earn(maker.plain(sold), clock=datetime(2026, 12, 1, tzinfo=UTC))
    later = datetime(2027, 1, 4, tzinfo=UTC)
    assert shop.earn(maker.plain(sold | {"refunded": "100.00"}), clock=later).account("lin").reversed == 0
    assert shop.earn(month="2027-01", clock=later).account("lin").reversed == D("-20.00")
    much_later = datetime(2027, 3, 1, tzinfo=UTC)
    assert shop.earn(maker.plain(sold | {"refunded": "100.00"}), month="2027-01", clock=much_later).account(
        "lin"
    ).reversed == D("-20.00")


def test_a_cancelled_order_is_taken_off_on_the_day(shop: Shop) -> None:
    rows = maker.shopify_rows("#1", "2026-11-05 10:00:00 +0800", ("LM-LO", "100.00"), tag="lin_lotion")
    rows[0]["Cancelled at"] = "2026-11-07 10:00:00 +0800"
    assert [(line["day"], line["kind"]) for line in shop.earn(maker.shopify(rows)).lines("lin")] == [
        ("2026-11-07", "cancel"),
        ("2026-11-05", "sale"),
    ]


def test_a_dispute_takes_off_and_winning_it_gives_back(shop: Shop) -> None:
    open_now = maker.stripe_row("pi_1", "2026-11-05 10:00:00", "100.00", "lin_lotion", Dispute_Status="needs_response")
    open_now |= {"Dispute Date (UTC)": "2026-11-20 10:00:00", "Disputed Amount": "100.00"}
    assert shop.earn(maker.stripe(open_now), clock=datetime(2026, 11, 22, tzinfo=UTC)).net("lin") == 0
    won = open_now | {"Dispute Status": "won"}
    shop.earn(maker.stripe(won))
    assert [line["kind"] for line in shop.earn(month="2026-12").lines("lin")] == ["restored"]
    assert shop.earn(month="2026-12").net("lin") == D("20.00")


def test_an_inquiry_takes_nothing(shop: Shop) -> None:
    row = maker.stripe_row(
        "pi_1", "2026-11-05 10:00:00", "100.00", "lin_lotion", Dispute_Status="warning_needs_response"
    )
    assert shop.earn(maker.stripe(row)).net("lin") == D("20.00")


def test_paypal_holds_and_gives_back(shop: Shop) -> None:
    rows = [
        maker.paypal_row("A", "05.11.2026", "100.00", "lin_store"),
        maker.paypal_refund("B", "10.11.2026", "-100.00", of="A", kind="Hold on Balance for Dispute Investigation"),
        maker.paypal_refund("C", "15.11.2026", "100.00", of="A", kind="Cancellation of Hold for Dispute Resolution"),
        maker.paypal_refund("D", "20.11.2026", "-100.00", of="A", kind="Payment Reversal"),
    ]
    kinds = [(line["kind"], D(line["commission"])) for line in shop.earn(maker.paypal(*rows)).lines("lin")]
    assert kinds == [("dispute", -15), ("restored", 15), ("dispute", -15), ("sale", 15)]


def test_a_sale_is_pending_until_the_hold_is_over(tmp_path: Path) -> None:
    shop = with_site(tmp_path, "earnings: {hold: 14 days}\n")
    rows = [order("A1", "2026-11-05", "100.00", "mei_store"), order("A2", "2026-11-25", "100.00", "mei_store")]
    november = shop.earn(maker.plain(*rows)).account("mei")
    assert (november.payable, november.pending) == (D("8.00"), D("8.00"))
    assert [(release.day, release.amount) for release in november.releases] == [("2026-12-09", D("8.00"))]
    december = shop.earn(month="2026-12").account("mei")
    assert (december.brought, december.earned, december.payable, december.pending) == (D("8.00"), 0, D("8.00"), 0)


def test_what_pays_on_the_first_day_of_a_month_pays_in_that_month(tmp_path: Path) -> None:
    shop = with_site(tmp_path, "earnings: {hold: 14 days}\n")
    november = shop.earn(maker.plain(order("A1", "2026-11-17", "100.00", "mei_store"))).account("mei")
    december = shop.earn(month="2026-12").account("mei")
    assert (november.payable, november.pending) == (0, D("8.00"))
    assert (december.payable, december.pending) == (D("8.00"), 0)


def test_a_month_that_runs_is_told_as_of_today(tmp_path: Path) -> None:
    shop = with_site(tmp_path, "earnings: {hold: 7 days}\n")
    rows = [order("A1", "2026-11-05", "100.00", "mei_store"), order("A2", "2026-11-12", "100.00", "mei_store")]
    account = shop.earn(maker.plain(*rows), clock=datetime(2026, 11, 15, tzinfo=UTC)).account("mei")
    assert (account.payable, account.pending) == (D("8.00"), D("8.00"))


def test_what_goes_back_within_the_hold_never_was_payable(tmp_path: Path) -> None:
    shop = with_site(tmp_path, "earnings: {hold: 14 days}\n")
    row = order("A1", "2026-11-05", "100.00", "mei_store", refunded="100.00") | {"refunded at": "2026-11-10 09:00"}
    account = shop.earn(maker.plain(row)).account("mei")
    assert (account.earned, account.reversed, account.payable, account.pending) == (D("8.00"), D("-8.00"), 0, 0)


def test_what_goes_back_after_the_hold_is_taken_off_the_next_payout(tmp_path: Path) -> None:
    shop = with_site(tmp_path, "earnings: {hold: 3 days}\n")
    row = order("A1", "2026-11-05", "100.00", "mei_store", refunded="100.00") | {"refunded at": "2026-12-10 09:00"}
    assert shop.earn(maker.plain(row)).account("mei").payable == D("8.00")
    assert shop.earn(month="2026-12").account("mei").payable == D("-8.00")


def test_the_later_export_counts_where_an_order_was_changed(shop: Shop) -> None:
    first = maker.shopify(maker.shopify_rows("#1", "2026-11-05 10:00:00 +0800", ("LM-LO", "100.00"), tag="lin_lotion"))
    edited = maker.shopify_rows("#1", "2026-11-05 10:00:00 +0800", ("LM-LO", "80.00"), tag="lin_lotion")
    other = maker.shopify_rows("#9", "2026-11-09 10:00:00 +0800", ("LM-TE", "60.00"))
    second = maker.shopify(edited, other)
    assert shop.earn(second, first).account("lin").sales == D("80.00")
