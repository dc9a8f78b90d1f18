"""Payouts: what is carried on, what is fixed, and the files that payment tools read."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from pathlib import Path

import pytest
import xmlschema

from sitegen.earnings.payees import is_iban
from sitegen.errors import ContentError, UsageError
from tests.earnings_world import Result, Shop, make_shop
from tests.exports import maker

PAYEES = """\
company: {name: LUMÉA GmbH, iban: DE89 3704 0044 0532 0130 00, bic: COBADEFFXXX}
creators:
  lin: {name: Lin Xiaoman, iban: NL91ABNA0417164300, paypal: lin@pay.example, wise: lin@wise.example}
"""
DECEMBER = datetime(2026, 12, 20, tzinfo=UTC)
JANUARY = datetime(2027, 1, 20, tzinfo=UTC)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    shop = make_shop(tmp_path)
    (shop.world.folder / "earnings").mkdir()
    (shop.world.folder / "earnings" / "payees.yaml").write_text(PAYEES, encoding="utf-8")
    return shop


def sale(number: str, day: str, amount: str, tag: str = "lin_lotion", currency: str = "CNY", **more: str) -> str:
    return maker.plain(maker.plain_row(number, f"{day} 10:00", amount, tag, currency=currency, **more))


def amounts(result: Result) -> dict[tuple[str, str], tuple[int, int]]:
    """What is paid and what is left, in smallest units."""
    return {(each.creator, each.currency): (each.amount, each.left) for each in result.earned.summary.payouts or ()}


def test_a_month_pays_what_became_payable_in_it(shop: Shop) -> None:
    assert amounts(shop.earn(sale("A1", "2026-11-05", "100.00"))) == {("lin", "CNY"): (2000, 0)}


def test_only_a_month_that_is_over_has_payouts(shop: Shop) -> None:
    result = shop.earn(sale("A1", "2026-11-05", "100.00"), clock=datetime(2026, 11, 20, tzinfo=UTC))
    assert result.earned.summary.payouts is None
    with pytest.raises(UsageError, match="2026-11 is not over yet"):
        shop.earn(tools=("paypal",), clock=datetime(2026, 11, 20, tzinfo=UTC))
    with pytest.raises(UsageError, match="payouts are made for a month"):
        shop.earn(tools=("paypal",), first_day="2026-11-01", last_day="2026-11-20")


def test_little_waits_until_it_is_enough(shop: Shop) -> None:
    site = shop.world.folder / "site.yaml"
    site.write_text(site.read_text() + "earnings: {minimum: [30.00, 20.00 EUR]}\n")
    november = shop.earn(sale("A1", "2026-11-05", "100.00"), sale("A2", "2026-11-05", "100.00", currency="EUR"))
    assert amounts(november) == {("lin", "CNY"): (0, 2000), ("lin", "EUR"): (2000, 0)}
    december = shop.earn(sale("A3", "2026-12-05", "60.00"), month="2026-12", clock=JANUARY)
    assert amounts(december) == {("lin", "CNY"): (3200, 0)}


def test_what_is_owed_back_is_taken_off_later(shop: Shop) -> None:
    shop.earn(sale("A1", "2026-11-05", "100.00", refunded="100.00").replace("100.00,,", "100.00,2026-12-10 09:00,"))
    row = maker.plain_row("A1", "2026-11-05 10:00", "100.00", "lin_lotion", refunded="100.00") | {
        "refunded at": "2026-12-10 09:00"
    }
    fresh = make_shop(shop.world.folder.parent / "fresh")
    fresh.earn(maker.plain(row))
    assert amounts(fresh.earn(month="2026-12", clock=JANUARY)) == {("lin", "CNY"): (0, -2000)}
    later = fresh.earn(sale("A2", "2027-01-05", "150.00"), month="2027-01", clock=datetime(2027, 2, 2, tzinfo=UTC))
    assert amounts(later) == {("lin", "CNY"): (1000, 0)}


def test_once_the_files_are_made_a_month_is_fixed_and_news_of_it_comes_into_the_next(shop: Shop) -> None:
    shop.earn(sale("A1", "2026-11-05", "100.00"), tools=("paypal",))
    late = shop.earn(sale("A2", "2026-11-28", "50.00"))
    assert amounts(late) == {("lin", "CNY"): (2000, 1000)}
    december = shop.earn(sale("A3", "2026-12-05", "60.00"), month="2026-12", clock=JANUARY)
    assert amounts(december) == {("lin", "CNY"): (2200, 0)}


def test_a_fixed_month_can_be_worked_out_anew(shop: Shop) -> None:
    shop.earn(sale("A1", "2026-11-05", "100.00"), tools=("paypal",))
    assert amounts(shop.earn(sale("A2", "2026-11-28", "50.00"), tools=("paypal",), pay_anew=True)) == {
        ("lin", "CNY"): (3000, 0)
    }


def test_paypal_gets_a_bare_list_for_each_currency(shop: Shop) -> None:
    result = shop.earn(
        sale("A1", "2026-11-05", "100.00"), sale("A2", "2026-11-05", "50.00", currency="EUR"), tools=("paypal",)
    )
    assert result.file("_paypal-CNY.csv") == "lin@pay.example,20.00,CNY,2026-11 lin,LUMEA 2026-11,PAYPAL\n"
    assert result.file("_paypal-EUR.csv").startswith("lin@pay.example,10.00,EUR")


def test_wise_gets_its_template(shop: Shop) -> None:
    (row,) = csv.DictReader(
        io.StringIO(shop.earn(sale("A1", "2026-11-05", "100.00"), tools=("wise",)).file("_wise.csv"))
    )
    assert (row["name"], row["recipientEmail"], row["amount"], row["amountCurrency"]) == (
        "Lin Xiaoman",
        "lin@wise.example",
        "20.00",
        "target",
    )
    assert row["sourceCurrency"] == row["targetCurrency"] == "CNY"


def test_a_bank_gets_a_message_that_its_schema_allows(shop: Shop) -> None:
    import sepaxml

    result = shop.earn(sale("A1", "2026-11-05", "100.00", currency="EUR"), tools=("sepa",))
    path = result.earned.folder / "_sepa.xml"
    schema = Path(sepaxml.__file__).parent / "schemas" / "pain.001.001.09.xsd"
    assert xmlschema.XMLSchema(schema).is_valid(path)
    tree = ET.parse(path)
    space = "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}"
    assert [amount.text for amount in tree.iter(f"{space}InstdAmt")] == ["20.00"]
    assert [amount.text for amount in tree.iter(f"{space}CtrlSum")] == ["20.00", "20.00"]
    assert [iban.text for iban in tree.iter(f"{space}IBAN")] == ["DE89370400440532013000", "NL91ABNA0417164300"]


def test_the_same_payouts_are_the_same_message_so_no_bank_takes_it_twice(shop: Shop) -> None:
    first = shop.earn(sale("A1", "2026-11-05", "100.00", currency="EUR"), tools=("sepa",)).file("_sepa.xml")
    assert shop.earn(tools=("sepa",)).file("_sepa.xml") == first


def test_who_cannot_be_paid_is_named_with_the_reason(shop: Shop) -> None:
    result = shop.earn(
        sale("A1", "2026-11-05", "100.00"), sale("A2", "2026-11-05", "100.00", "mei_store"), tools=("sepa", "paypal")
    )
    assert set(result.earned.left_out) == {
        ("sepa", "lin", "is paid in CNY; SEPA pays euros only"),
        ("sepa", "mei", "is not among the payees"),
        ("paypal", "mei", "is not among the payees"),
    }


def test_files_for_payment_tools_stay_when_statements_are_made_again(shop: Shop) -> None:
    folder = shop.earn(sale("A1", "2026-11-05", "100.00"), tools=("paypal",)).earned.folder
    shop.earn()
    assert (folder / "_paypal-CNY.csv").is_file()


def test_payees_are_checked_before_anybody_is_paid(shop: Shop) -> None:
    (shop.world.folder / "earnings" / "payees.yaml").write_text(
        "creators:\n  lim: {name: Lin, iban: DE00370400440532013000}\n  mei: {name: '=cmd', paypl: x}\n",
        encoding="utf-8",
    )
    with pytest.raises(ContentError) as caught:
        shop.earn(sale("A1", "2026-11-05", "100.00"), tools=("paypal",))
    told = str(caught.value)
    assert "earnings/payees.yaml:3" in told
    assert "did you mean `paypal`" in told


def test_payees_must_be_creators_with_numbers_that_check_out(shop: Shop) -> None:
    (shop.world.folder / "earnings" / "payees.yaml").write_text(
        "creators:\n  lim: {name: Lin, iban: DE00370400440532013000}\n  mei: {name: '=cmd'}\n", encoding="utf-8"
    )
    with pytest.raises(ContentError) as caught:
        shop.earn(sale("A1", "2026-11-05", "100.00"), tools=("paypal",))
    told = str(caught.value)
    assert "there is no creator `lim` (did you mean `lin`?)" in told
    assert "is no IBAN: its check digits are wrong" in told
    assert "`=cmd` could be taken for a formula" in told


@pytest.mark.parametrize(
    ("number", "good"),
    [
        ("DE89370400440532013000", True),
        ("GB82 WEST 1234 5698 7654 32", True),
        ("DE89370400440532013001", False),
        ("", False),
        ("DE8937040044053201300Ö", False),
    ],
)
def test_account_numbers_have_check_digits(number: str, good: bool) -> None:
    assert is_iban(number) == good
