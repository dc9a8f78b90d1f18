"""Every provider's export, with the awkward things that stand in real ones."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from sitegen.checkouts import find_providers
from sitegen.earnings.readers import find_readers
from sitegen.errors import UsageError
from tests.earnings_world import Shop, make_shop
from tests.exports import maker

D = Decimal
DAY = "2026-11-05 10:00:00"


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return make_shop(tmp_path)


# One order of Lin's lotion for 100.00, in every provider's words.
SAME_ORDER: dict[str, Callable[[str], str]] = {
    "stripe": lambda tag: maker.stripe(maker.stripe_row("pi_1", DAY, "100.00", tag)),
    "stripe-sessions": lambda tag: maker.sessions(maker.session_row("cs_1", DAY, "100.00", tag)),
    "shopify": lambda tag: maker.shopify(maker.shopify_rows("#1", f"{DAY} +0800", ("LM-LO", "100.00"), tag=tag)),
    "paypal": lambda tag: maker.paypal(maker.paypal_row("PP1", "05.11.2026", "100.00", tag)),
    "woocommerce": lambda tag: maker.woocommerce(maker.woocommerce_row("7", DAY, ("LM-LO", "100.00"), tag=tag)),
    "woocommerce-analytics": lambda tag: maker.analytics(maker.analytics_row("7", DAY, "100.00", tag)),
    "csv": lambda tag: maker.plain(maker.plain_row("A1", DAY, "100.00", tag, currency="CNY")),
}  # fmt: skip


@pytest.mark.parametrize("provider", SAME_ORDER)
def test_the_same_order_earns_the_same_whoever_sold_it(shop: Shop, provider: str) -> None:
    account = shop.earn(SAME_ORDER[provider]("lin_lotion_group")).account("lin")
    assert (account.sales, account.earned, account.orders) == (D("100.00"), D("20.00"), 1)
    assert [part.name for part in account.channels] == ["group"]


def test_gumroad_counts_in_dollars_and_its_last_row_is_no_sale(shop: Shop) -> None:
    sale = maker.gumroad_row("abc==", DAY, "10.0", "lin_store")
    account = shop.earn(maker.gumroad(sale, maker.gumroad_totals("10.0"))).account("lin", "USD")
    assert (account.orders, account.sales, account.earned) == (1, D("10.00"), D("1.50"))


def test_our_readers_look_where_our_checkouts_put_the_tag() -> None:
    readers = find_readers().values()
    for provider in find_providers().values():
        columns = {reader.tag for reader in readers if reader.source == provider.name}
        if provider.column and columns:
            assert provider.column in columns


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("utf-16-le", ","), ("utf-16-be", ";"), ("cp1252", ";")],
)
def test_exports_come_in_any_encoding_and_with_any_delimiter(shop: Shop, encoding: str, delimiter: str) -> None:
    row = maker.plain_row("A1", DAY, "100.00", "lin_lotion", product="Crème")
    text = maker.plain(row, delimiter=delimiter)
    assert shop.earn(text.encode(encoding)).net("lin") == D("20.00")


def test_a_chinese_export_is_read_on_a_chinese_site(tmp_path: Path) -> None:
    shop = make_shop(tmp_path)
    site = shop.world.folder / "site.yaml"
    site.write_text(site.read_text() + "language: zh\n")
    text = "订单号,付款时间,实付,备注\nA1,2026年11月5日 10:00,100.00,lin_lotion\n"
    columns = {"order": "订单号", "date": "付款时间", "amount": "实付", "tag": "备注"}
    assert shop.earn(text.encode("gb18030"), columns=columns).net("lin") == D("20.00")


def test_columns_may_stand_in_any_order_and_case_with_others_between(shop: Shop) -> None:
    text = f"Shoe size,TAG,Amount , DATE,order\n42,lin_lotion,100.00,{DAY},A1\n"
    assert shop.earn(text).net("lin") == D("20.00")


def test_excel_names_the_delimiter_in_a_line_of_its_own(shop: Shop) -> None:
    assert shop.earn(f"sep=;\norder;date;amount;tag\nA1;{DAY};100,00;lin_lotion\n").net("lin") == D("20.00")


@pytest.mark.parametrize(
    ("amount", "worth"),
    [("1.234,50", "1234.50"), ("1,234.50", "1234.50"), ("1 234,50", "1234.50"), ("1'234.50", "1234.50"),
     ("1.234", "1234.00"), ("¥1234.50", "1234.50"), ("1234,5", "1234.50"), ("&yen;1,234.50", "1234.50"),
     ("1.234.567,00", "1234567.00"), ("0,50", "0.50")],
)  # fmt: skip
def test_amounts_are_read_as_people_of_many_countries_write_them(shop: Shop, amount: str, worth: str) -> None:
    text = f'order;date;amount;tag\nA1;{DAY};"{amount}";lin_lotion\n'
    assert shop.earn(text).account("lin").sales == D(worth)


@pytest.mark.parametrize(
    "date",
    ["2026-11-05", "2026-11-05T10:00:00Z", "2026-11-05 10:00:00 +0800", "2026/11/5 10:00", "05.11.2026",
     "5.11.26 10:00", "Nov 5, 2026", "5 November 2026",
     "11/25/2026 10:00 PM", "25/11/2026", "2026年11月5日", "1793872800"],
)  # fmt: skip
def test_dates_are_read_as_people_of_many_countries_write_them(shop: Shop, date: str) -> None:
    assert shop.earn(f'order;date;amount;tag\nA1;"{date}";100,00;lin_lotion\n').net("lin") == D("20.00")


def test_a_date_that_could_be_two_days_is_decided_by_another_one_in_the_file(shop: Shop) -> None:
    rows = [
        maker.paypal_row("A", "05/11/2026", "100.00", "lin_store"),
        maker.paypal_row("B", "25/11/2026", "100.00", "lin_store"),
    ]
    assert {line["day"] for line in shop.earn(maker.paypal(*rows)).lines("lin")} == {"2026-11-05", "2026-11-25"}


def test_a_date_that_could_be_two_days_is_never_guessed(shop: Shop) -> None:
    export = shop.export(maker.paypal(maker.paypal_row("A", "05/11/2026", "100.00", "lin_store")), "activity.csv")
    complaint = shop.complaints(export)
    assert "activity.csv:2: Date: `05/11/2026` could be two different days" in complaint
    assert "--dates day-first" in complaint
    assert shop.earn(export, day_first=True).account("lin").orders == 1


def test_the_decimal_mark_of_the_file_decides_where_an_amount_does_not(shop: Shop) -> None:
    text = f"order;date;amount;currency;tag\nA1;{DAY};1,234;KWD;lin_lotion\nA2;{DAY};0,5;KWD;lin_lotion\n"
    assert shop.earn(text).account("lin", "KWD").sales == D("1.734")


def test_months_end_where_the_site_is(shop: Shop) -> None:
    late = maker.stripe_row("pi_1", "2026-11-30 17:30:00", "100.00", "lin_lotion")  # UTC; December in Shanghai
    assert shop.earn(maker.stripe(late)).net("lin") == 0
    assert shop.earn(month="2026-12").net("lin") == D("20.00")


def test_a_paypal_time_is_in_the_zone_it_names(shop: Shop) -> None:
    row = maker.paypal_row("A", "30/11/2026", "100.00", "lin_store", TimeZone="PST", Time="23:00:00")
    assert shop.earn(maker.paypal(row), month="2026-12").account("lin").orders == 1


def test_a_missing_column_is_named_with_how_to_export_it(shop: Shop) -> None:
    header = [name for name in maker.STRIPE if name not in ("Status", "Client Reference ID")]
    row = {name: value for name, value in maker.stripe_row("pi_1", DAY, "100.00").items() if name in header}
    complaint = shop.complaints(shop.export(maker.table(header, [row]), "payments.csv"))
    assert "payments.csv:1: this export of Stripe payments has no column `Status`" in complaint
    assert "no column `Client Reference ID`, so no tag can be found in it (in the Stripe dashboard choose" in complaint


def test_a_header_nobody_knows_is_said_to_be_like_the_nearest(shop: Shop) -> None:
    complaint = shop.complaints("Lineitem name,Lineitem price,Total\nTea,5,5\n")
    assert "it looks most like Shopify orders, but has no column" in complaint
    assert "no reader knows this header" in shop.complaints("a,b\n1,2\n")


def test_everything_wrong_with_all_files_is_told_at_once_and_nothing_is_kept(shop: Shop) -> None:
    bad = maker.stripe(
        maker.stripe_row("pi_1", "yesterday", "100.00"),
        maker.stripe_row("pi_2", DAY, "many"),
        maker.stripe_row("pi_3", DAY, "1.005"),
        maker.stripe_row("pi_4", DAY, "1.00", Currency="quid"),
    )
    good = shop.export(maker.plain(maker.plain_row("A1", DAY, "100.00", "lin_lotion")), "good.csv")
    complaint = shop.complaints(good, shop.export(bad, "bad.csv"), shop.export("x,y\n", "ugly.csv"))
    assert "bad.csv:2: Created date (UTC): `yesterday` is no date" in complaint
    assert "bad.csv:3: Amount: `many` is no amount" in complaint
    assert "bad.csv:4: Amount: `1.005` has more decimals than CNY has" in complaint
    assert "bad.csv:5: Currency: `QUID` is no currency" in complaint
    assert "ugly.csv:1" in complaint
    with pytest.raises(UsageError, match="no export was read yet"):
        shop.earn()


def test_a_workbook_is_told_from_a_text(shop: Shop) -> None:
    assert "this is an Excel workbook; save it as CSV" in shop.complaints(b"PK\x03\x04 and so on")


def test_shopify_tells_the_order_in_its_first_row_only(shop: Shop) -> None:
    order = maker.shopify_rows(
        "#1", f"{DAY} +0800", ("LM-LO", "100.00"), ("LM-TE", "60.00"), tag="lin_store", shipping="15.00"
    )
    account = shop.earn(maker.shopify(order)).account("lin")
    assert (account.orders, account.sales) == (1, D("160.00"))
    assert account.earned == D("20.00") + D("9.00")  # the pick's 20%, and 15% of the tea


def test_an_order_discount_is_taken_off_every_line(shop: Shop) -> None:
    order = maker.shopify_rows("#1", f"{DAY} +0800", ("LM-LO", "100.00"), ("LM-TE", "60.00"), tag="lin_store")
    order[0] |= {"Subtotal": "80.00", "Total": "80.00", "Discount Amount": "80.00"}
    assert [line["base"] for line in shop.earn(maker.shopify(order)).lines("lin")] == ["30.00", "50.00"]


def test_tax_that_is_in_the_prices_earns_nothing(shop: Shop) -> None:
    order = maker.shopify_rows("#1", f"{DAY} +0800", ("LM-LO", "119.00"), tag="lin_lotion", Taxes="19.00")
    assert shop.earn(maker.shopify(order)).account("lin").sales == D("100.00")


def test_tax_on_top_of_the_prices_earns_nothing(shop: Shop) -> None:
    order = maker.shopify_rows("#1", f"{DAY} +0800", ("LM-LO", "100.00"), tag="lin_lotion", Taxes="19.00")
    order[0]["Total"] = "119.00"
    assert shop.earn(maker.shopify(order)).account("lin").sales == D("100.00")


def test_rows_of_a_shopify_order_must_be_neighbours(shop: Shop) -> None:
    one = maker.shopify_rows("#1", f"{DAY} +0800", ("LM-LO", "100.00"), ("LM-TE", "60.00"), tag="lin_store")
    two = maker.shopify_rows("#2", f"{DAY} +0800", ("LM-LO", "100.00"), tag="lin_store")
    complaint = shop.complaints(maker.shopify([one[0]], two, [one[1]]))
    assert "this row continues the order #1, whose first row does not stand above it" in complaint


def test_shopify_spells_some_columns_in_two_ways(shop: Shop) -> None:
    order = maker.shopify_rows("#1", f"{DAY} +0800", ("LM-LO", "100.00"), tag="lin_lotion")
    order[0]["Cancelled at"] = "2026-11-09 10:00:00 +0800"
    text = maker.shopify(order).replace("Cancelled at", "Canceled at").replace("Lineitem sku", "Lineitem SKU")
    assert shop.earn(text).net("lin") == 0


def test_payments_and_sessions_of_stripe_complete_each_other(shop: Shop) -> None:
    """The payments know the refund, the sessions know the tax; both know the PaymentIntent."""
    payment = maker.stripe_row("pi_1", DAY, "119.00", "", Customer_ID="cus_1") | maker.stripe_refund(
        "59.50", "2026-11-20 10:00:00"
    )
    payment["Status"] = "Partially refunded"
    session = maker.session_row("cs_1", DAY, "119.00", "lin_lotion", Amount_Tax="19.00")
    account = shop.earn(maker.stripe(payment), maker.sessions(session)).account("lin")
    assert (account.orders, account.sales, account.returns) == (1, D("100.00"), D("-50.00"))


def test_amounts_of_stripes_api_are_in_the_smallest_unit(shop: Shop) -> None:
    text = "id,created,amount_total,amount_subtotal,currency,payment_status,client_reference_id,payment_intent,"
    text += "payment_link\ncs_1,1793872800,10000,10000,cny,paid,lin_lotion,pi_1,plink_1\n"
    assert shop.earn(text).account("lin").sales == D("100.00")


def test_what_is_not_paid_is_no_sale(shop: Shop) -> None:
    rows = [
        maker.stripe_row(f"pi_{n}", DAY, "100.00", "lin_lotion", Status=state)
        for n, state in enumerate(["Failed", "Canceled", "Incomplete", "requires_payment_method"])
    ]
    rows.append(maker.stripe_row("pi_9", DAY, "100.00", "lin_lotion", Captured="false"))
    result = shop.earn(
        maker.stripe(*rows),
        maker.shopify(maker.shopify_rows("#1", f"{DAY} +0800", ("LM-LO", "9.00"), Financial_Status="pending")),
    )
    assert (result.earned.read.orders, result.earned.read.unpaid) == (0, 6)


def test_of_several_attempts_the_one_that_was_paid_counts(shop: Shop) -> None:
    rows = []
    for number in range(6):
        rows.append(maker.stripe_row(f"pi_{number}", "2026-11-05 10:00:00", "90.00", "lin_lotion", Status="Failed"))
        rows.append(maker.stripe_row(f"pi_{number}", "2026-11-06 10:00:00", "100.00", "lin_lotion"))
    lines = shop.earn(maker.stripe(*rows)).lines("lin")
    assert {(line["day"], line["base"]) for line in lines} == {("2026-11-06", "100.00")}
    assert len(lines) == 6


def test_a_state_nobody_knows_is_not_taken_for_paid(shop: Shop) -> None:
    complaint = shop.complaints(
        shop.export(maker.stripe(maker.stripe_row("pi_1", DAY, "100.00", Status="Levitating")), "p.csv")
    )
    assert "p.csv:2: the Status `Levitating` is new to us; the order counts as not paid" in complaint


def test_paypal_lists_many_things_that_are_no_orders(shop: Shop) -> None:
    rows = [
        maker.paypal_row("A", "25/11/2026", "100.00", "lin_store"),
        maker.paypal_row("B", "25/11/2026", "100.00", Type="General Currency Conversion"),
        maker.paypal_row("C", "25/11/2026", "-400.00", Type="General Withdrawal"),
        maker.paypal_row("D", "25/11/2026", "100.00", Type="Express Checkout Payment", Balance_Impact="Memo"),
        maker.paypal_row("E", "25/11/2026", "-20.00", Type="Chargeback Fee", Reference_Txn_ID="A"),
        maker.paypal_row("F", "25/11/2026", "100.00", Type="Express Checkout Payment", Status="Pending"),
    ]
    result = shop.earn(maker.paypal(*rows))
    assert (result.earned.read.orders, result.earned.read.unpaid) == (1, 1)
    assert result.net("lin") == D("15.00")


def test_a_paypal_refund_finds_its_payment_in_another_file(shop: Shop) -> None:
    sale = maker.paypal(maker.paypal_row("A", "25/11/2026", "100.00", "lin_store"))
    refund = maker.paypal(maker.paypal_refund("R", "15/12/2026", "-40.00", of="A"))
    first = shop.earn(refund)
    assert first.earned.read.orphans == ("paypal:A",)
    assert shop.earn(sale).net("lin") == D("15.00")
    assert shop.earn(month="2026-12").account("lin").reversed == D("-6.00")


def test_woocommerce_tells_each_refund_with_its_day(shop: Shop) -> None:
    row = maker.woocommerce_row("7", DAY, ("LM-LO", "100.00"), ("LM-TE", "60.00"), tag="lin_store")
    row["refund_items"] = (
        "amount:40.00|reason:too blue|date:2026-11-20 10:00:00;amount:40.00|reason:|date:2026-12-02 10:00:00"
    )
    account = shop.earn(maker.woocommerce(row)).account("lin")
    assert (account.sales, account.returns) == (D("160.00"), D("-40.00"))
    assert shop.earn(month="2026-12").account("lin").returns == D("-40.00")


def test_woocommerce_coupons_are_found_among_their_amounts(shop: Shop) -> None:
    row = maker.woocommerce_row("7", DAY, ("LM-LO", "100.00"))
    row["coupon_items"] = "code:spring|amount:5.00;code:mei10|amount:10.00"
    assert shop.earn(maker.woocommerce(row)).net("mei") == D("12.00")


def test_an_analytics_row_below_zero_is_a_refund(shop: Shop) -> None:
    rows = [
        maker.analytics_row("7", DAY, "100.00", "lin_lotion"),
        maker.analytics_row("7", "2026-11-20 09:00:00", "-25.00"),
    ]
    assert shop.earn(maker.analytics(*rows)).account("lin").returns == D("-25.00")


def test_an_export_can_be_mapped_in_site_yaml(tmp_path: Path) -> None:
    shop = make_shop(tmp_path)
    site = shop.world.folder / "site.yaml"
    site.write_text(site.read_text() + "earnings: {columns: {order: Beleg, date: Datum, amount: Netto, tag: Ref}}\n")
    assert shop.earn("Beleg;Datum;Netto;Ref\n1;05.11.2026;100,00;lin_lotion\n").net("lin") == D("20.00")


def test_two_shops_with_the_same_numbers_are_kept_apart(shop: Shop) -> None:
    one = maker.plain(maker.plain_row("1001", DAY, "100.00", "lin_lotion"))
    other = maker.plain(maker.plain_row("1001", "2026-11-29 10:00", "60.00", "lin_lotion"))
    assert shop.earn(one, other).notes[0][0] == "conflict"
    fresh = make_shop(shop.world.folder.parent / "fresh")
    fresh.earn(one)
    assert fresh.earn(other, account="eu").account("lin").orders == 2


def test_lines_with_a_guard_against_formulas_are_read_without_it(shop: Shop) -> None:
    text = f"order,date,amount,refunded,tag\n1,{DAY},100.00,'-40.00,lin_lotion\n"
    assert shop.earn(text).net("lin") == D("12.00")
