"""What creators and the company get: pages, tables, numbers for machines, and nothing about buyers."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser

from sitegen.earnings import pages
from sitegen.earnings.spreadsheets import guarded
from tests.earnings_world import Shop, creator, make_shop
from tests.exports import maker

D = Decimal
HOLD = "earnings: {hold: 14 days}\n"


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    shop = make_shop(tmp_path)
    site = shop.world.folder / "site.yaml"
    site.write_text(site.read_text() + HOLD)
    return shop


def november(tag: str = "lin_lotion", count: int = 6, **more: str) -> str:
    rows = [
        maker.plain_row(
            f"A{number}",
            f"2026-11-{number % 28 + 1:02d} 10:00",
            "100.00",
            f"{tag}_{channel}",
            product="Quiet Lotion",
            **more,
        )
        for number, channel in zip(range(count), ["moments", "group"] * count, strict=False)
    ]
    return maker.plain(*rows)


class Page(HTMLParser):
    """A page's words, and the elements in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.words += [data.strip()] if data.strip() else []

    @property
    def text(self) -> str:
        return " ".join(self.words)


def test_the_page_tells_the_sum_what_is_pending_and_where_it_came_from(shop: Shop) -> None:
    rows = [
        maker.plain_row("A1", "2026-11-05 10:00", "100.00", "lin_lotion_moments"),
        maker.plain_row("A2", "2026-11-25 10:00", "50.00", "lin_evening"),
    ]
    text = Page(shop.earn(maker.plain(*rows)).file("lin.html")).text
    for words in (
        "Lin",
        "November 2026",
        "CN¥27.50",
        "from 2 orders",
        "CN¥7.50 on Dec 9",
        "WeChat Moments",
        "20% of CN¥100.00",
        "hello@lumea.example",
    ):
        assert words in text


def test_the_page_asks_nothing_of_anybody(shop: Shop) -> None:
    html = shop.earn(november()).file("lin.html")
    page = Page(html)
    assert {"script", "iframe", "form", "link", "object"}.isdisjoint(page.tags)
    assert page.addresses == []
    assert "default-src 'none'" in html
    assert "noindex" in html


def test_names_are_text_and_never_markup(tmp_path: Path) -> None:
    evil = "<img src=x onerror=alert(1)>"
    shop = make_shop(tmp_path, creator("mei").replace("Mei", f"'{evil}'"))
    html = shop.earn(maker.plain(maker.plain_row("<b>1", "2026-11-05", "100.00", "mei_store", product=evil))).file(
        "mei.html"
    )
    assert "<img" not in html
    assert "<b>1" not in html


def test_no_output_and_no_journal_knows_a_buyer(shop: Shop) -> None:
    """Their name, address, telephone number and e-mail stand in every column that exports have for them."""
    day = "2026-11-05 10:00:00"
    refunded = maker.woocommerce_row("7", day, ("LM-LO", "100.00"), tag="lin_store")
    refunded["refund_items"] = f"amount:10.00|reason:{maker.BUYER} wanted blue|date:{day}"
    exports = (
        maker.stripe(
            maker.stripe_row("pi_1", day, "100.00", "lin_lotion"),
            maker.stripe_row("pi_2", day, "100.00", maker.BUYER_EMAIL),
        ),
        maker.sessions(maker.session_row("cs_9", day, "100.00", "lin_lotion")),
        maker.shopify(maker.shopify_rows("#1", f"{day} +0800", ("LM-LO", "100.00"), tag="lin_store")),
        maker.gumroad(maker.gumroad_row("g1", day, "10.00", "lin_store")),
        maker.paypal(maker.paypal_row("PP", "05.11.2026", "100.00", "lin_store")),
        maker.analytics(maker.analytics_row("8", day, "100.00", "lin_store")),
        maker.woocommerce(refunded),
        maker.plain(maker.plain_row("S1", day, "100.00")),
    )
    result = shop.earn(*exports)
    assert result.earned.read.orders == 9
    everything = [shop.journal(), *shop.written().values()]
    for data in everything:
        for personal in maker.PERSONAL:
            assert personal.lower().encode() not in data.lower()


def test_tables_guard_against_formulas_and_numbers_stay_numbers(shop: Shop) -> None:
    row = maker.plain_row(
        "=cmd|' /C calc'!A0", "2026-11-05", "100.00", "lin_lotion", product="@SUM(1)", refunded="100.00"
    )
    lines = list(csv.DictReader(io.StringIO(shop.earn(maker.plain(row)).file("lin.csv"))))
    assert {line["order"] for line in lines} == {"'=cmd|' /C calc'!A0"}
    assert [line["commission"] for line in lines] == ["-20.00", "20.00"]
    assert guarded("\t=1") == "'\t=1"
    assert guarded("+49 30") == "'+49 30"


def test_numbers_for_machines_are_exact(shop: Shop) -> None:
    told = json.loads(shop.earn(november()).file("lin.json"))
    assert told["accounts"][0]["earned"] == "120.00"
    assert sum(D(item["commission"]) for item in told["accounts"][0]["items"]) == D("120.00")


def test_the_company_sees_everybody_and_what_is_nobodys(shop: Shop) -> None:
    result = shop.earn(
        november(),
        november("mei_store", 2).replace("A", "B"),
        maker.plain(maker.plain_row("C1", "2026-11-05", "33.00")),
    )
    (lin, mei) = csv.DictReader(io.StringIO(result.file("_summary.csv")))
    assert (lin["creator"], lin["earned"], mei["creator"]) == ("lin", "120.00", "mei")
    text = Page(result.file("_summary.html")).text
    assert "Nobody's orders" in text
    assert "CN¥33.00" in text
    assert json.loads(result.file("_summary.json"))["statements"][0]["name"] == "Lin"


def test_a_long_month_is_folded_and_a_very_long_one_goes_to_the_table(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MOST_LINES", 20)
    result = shop.earn(november(count=30))
    text = Page(result.file("lin.html")).text
    assert f"Show {20 - pages.MOST_OPEN} more lines" in text
    assert "The 10 lines before these are in the CSV file." in text
    assert len(result.file("lin.csv").splitlines()) == 31


def test_a_long_period_is_drawn_by_months(shop: Shop) -> None:
    html = shop.earn(november(), first_day="2026-09-01", last_day="2026-12-19").file("lin.html")
    assert "Month by month" in html
    assert html.count('class="up"') == 1


def test_statements_speak_the_sites_languages(shop: Shop) -> None:
    site = shop.world.folder / "site.yaml"
    site.write_text(site.read_text() + "languages: [en, zh]\n")
    shop.world.write("-- content/products/lotion.zh.md --\n---\ntitle: 安静乳液\n---\n")
    result = shop.earn(november(), language="zh")
    text = Page(result.file("lin.html")).text
    assert "收益对账单 · 2026年11月" in text
    assert "安静乳液" in text
    assert "朋友圈" in text


def test_both_languages_say_the_same_things() -> None:
    english, chinese = (
        yaml.safe_load((Path(pages.__file__).parent / "i18n" / f"{name}.yaml").read_text(encoding="utf-8"))
        for name in ("en", "zh")
    )
    own_names = {key for key in english if key.startswith("channel_")}
    assert set(english) - own_names == set(chinese) - own_names
    for key in set(english) & set(chinese):
        texts = [" ".join(each.values()) if isinstance(each, dict) else each for each in (english[key], chinese[key])]
        assert {*re.findall(r"{\w+}", texts[0])} == {*re.findall(r"{\w+}", texts[1])}, key


def test_a_second_run_writes_nothing_and_says_so(shop: Shop) -> None:
    first = shop.earn(november())
    before = shop.written()
    second = shop.earn(november())
    assert first.earned.changes is None
    assert second.earned.changes == ()
    assert (second.earned.written, second.earned.removed) == (0, ())
    assert shop.written() == before


def test_the_next_run_tells_what_changed(shop: Shop) -> None:
    shop.earn(november())
    change, pending = (
        shop.earn(maker.plain(maker.plain_row("Z9", "2026-11-28 10:00", "100.00", "lin_lotion"))).earned.changes or ()
    )
    assert (change.month, change.creator, pending.month) == ("2026-11", "lin", "2026-12")
    assert change.before
    assert change.after
    assert (change.after.orders - change.before.orders, change.after.earned - change.before.earned) == (1, 2000)


def test_a_statement_that_nobody_has_any_more_is_removed_unless_somebody_changed_it(shop: Shop) -> None:
    export = shop.export(november("mei_store"), "mine.csv")
    folder = shop.earn(export, november("lin_store").replace("A", "B")).earned.folder
    (folder / "mei.html").write_text("my own notes")
    from sitegen.earnings.earn import forget

    forget("mine.csv", shop.world.settings())
    result = shop.earn()
    assert set(result.earned.removed) == {"mei.csv", "mei.json"}
    assert (folder / "mei.html").read_text() == "my own notes"


def test_git_leaves_journal_and_statements_alone(shop: Shop) -> None:
    shop.earn(november())
    for folder in ("earnings", "statements"):
        assert (shop.world.folder / folder / ".gitignore").read_text() == "*\n"


def test_a_creator_with_only_pending_money_has_a_statement_too(shop: Shop) -> None:
    rows = maker.plain(maker.plain_row("A1", "2026-11-25 10:00", "100.00", "lin_lotion"))
    shop.earn(rows)
    result = shop.earn(month="2026-12", clock=datetime(2027, 1, 5, tzinfo=UTC))
    assert (result.account("lin").brought, result.account("lin").payable) == (D("20.00"), D("20.00"))
    assert "Nothing was sold" in result.file("lin.html")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_a_phone_and_can_be_read(shop: Shop, browser: Browser, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    result = shop.earn(november(count=30))
    page = browser.new_page(viewport={"width": 390, "height": 844}, color_scheme=scheme, java_script_enabled=True)
    for name in ("lin.html", "_summary.html"):
        page.goto((result.earned.folder / name).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        assert Axe().run(page).response["violations"] == []
    page.close()
