"""One price everywhere: on pages and cards, for machines, on previews and posters; and never through a float."""

from __future__ import annotations

import ast
import csv
import json
import random
import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import msgspec
import pytest

import sitegen
from sitegen.checkouts import find_providers
from sitegen.kits.pitches import Teller, pitches
from sitegen.model.shelves import shared_by
from sitegen.plan.planning import plan
from sitegen.render.stage import Stage
from sitegen.render.words import Words
from tests.world import CLOCK, Site, World, make_world

ZONE = ZoneInfo("Asia/Shanghai")
NOW = CLOCK.astimezone(ZONE).replace(tzinfo=None)
DIGITS = {"CNY": 2, "EUR": 2, "USD": 2, "JPY": 0, "KRW": 0, "KWD": 3, "TND": 3, "HUF": 2}
PRODUCTS = 40


class Sold(msgspec.Struct):
    """What a product of the invented shop costs, worked out without sitegen."""

    name: str
    currency: str
    choices: list[Decimal]
    text: str

    @property
    def shown(self) -> Decimal:
        return self.choices[0]

    @property
    def lowest(self) -> Decimal:
        return min(self.choices)


def invented(number: int, chance: random.Random) -> Sold:
    """A product with variants and offers: over, on, to come, for members, for shares; any currency, odd amounts."""
    currency = list(DIGITS)[number % len(DIGITS)]

    def amount(low: int, high: int) -> Decimal:
        return Decimal(chance.randint(low, high)).scaleb(-DIGITS[currency])

    variants = chance.choice([0, 0, 1, 2, 3])
    prices = [amount(50_000, 9_999_999) for _ in range(max(1, variants))]
    lines, now = [], list(prices)
    for _ in range(chance.randint(0, 4)):
        place = chance.randrange(len(prices))
        price = min(prices[place] - 1, amount(1, 49_999))
        begins, ends = sorted(chance.choice([-90, -30, -1, 0, 1, 30, 90]) for _ in range(2))
        kind = chance.choice(["", "", "", "members: true, ", "shares: true, "])
        if begins == ends:
            ends += 1
        variant = f"variant: V{place}, " if variants else ""
        opens, closes = (datetime.isoformat(_moved(NOW, days)) for days in (begins, ends))
        lines.append(f"  - {{label: L, price: {price}, {kind}{variant}from: {opens}, until: {closes}}}")
        if begins <= 0 < ends and not kind:
            now[place] = min(now[place], price)
    said = [f"title: P{number}", f"sku: P{number}", "photos: [{file: photo.jpg, alt: x}]"]
    if variants:
        said.append("variants:")
        said += [f"  - {{name: v{n}, sku: V{n}, price: {price} {currency}}}" for n, price in enumerate(prices)]
    else:
        said.append(f"price: {prices[0]} {currency}")
    if lines:
        said += ["offers:", *(line.replace("{label: L, price: ", "{label: L, price: ", 1) for line in lines)]
    text = "\n".join(said)
    text = re.sub(r"(label: L, price: [0-9.]+)", rf"\1 {currency}", text)
    text = re.sub(r"sku: V(\d)|variant: V(\d)", lambda m: f"{m[0].split(':')[0]}: P{number}V{m[1] or m[2]}", text)
    return Sold(f"p{number}", currency, now, text)


def _moved(moment: datetime, days: int) -> datetime:
    from datetime import timedelta

    return moment + timedelta(days=days)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, dict[str, Sold]]:
    chance = random.Random(4)
    sold = [invented(number, chance) for number in range(PRODUCTS)]
    world = make_world(tmp_path_factory.mktemp("money") / "site", """
        -- site.yaml --
        title: Shop
        url: https://shop.example/
        currency: CNY
        timezone: Asia/Shanghai
        languages: [en, de]
        feeds: [google-merchant, meta-catalog]
        checkout: {provider: template, url: "https://pay.example/{sku}{?offer,tag}"}
        -- content/creators/lin.md --
        ---
        name: Lin
        picks: [p0]
        ---
    """, site=False)  # fmt: skip
    picks = ", ".join(each.name for each in sold)
    world.put("content/creators/lin.md", f"---\nname: Lin\npicks: [{picks}]\n---\n")
    world.put("content/products/p0/photo.jpg", "photo 300x300 #88aa66")
    photo = (world.folder / "content/products/p0/photo.jpg").read_bytes()
    for each in sold:
        world.put(f"content/products/{each.name}/photo.jpg", photo)
        world.put(f"content/products/{each.name}/index.md", f"---\n{each.text}\n---\n")
    return world, {each.name: each for each in sold}


@pytest.fixture(scope="module")
def built(shop: tuple[World, dict[str, Sold]]) -> Site:
    return shop[0].build()


def read(text: str, language: str) -> Decimal:
    """The amount in a written price."""
    figures = re.sub(r"[^0-9.,]", "", text).strip(".,")
    point, group = (".", ",") if language == "en" else (",", ".")
    return Decimal(figures.replace(group, "").replace(point, "."))


def product_pages(site: Site) -> Iterator[tuple[str, str, str, str]]:
    """Address, language, product and HTML of every page that sells one product."""
    for address in site.addresses():
        if match := re.fullmatch(r"/(de/)?(?:products|@lin)/(p\d+)/", address):
            yield address, "de" if match[1] else "en", match[2], site.page(address)


def machine_prices(html: str) -> set[tuple[Decimal, str]]:
    """Every price that a page tells machines: in meta tags and in any JSON-LD, at whatever depth."""
    amounts = re.findall(r'property="product:price:amount" content="([^"]+)"', html)
    currencies = re.findall(r'property="product:price:currency" content="([^"]+)"', html)
    found = set(zip(map(Decimal, amounts), currencies, strict=True))
    for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL):
        found |= set(_priced(json.loads(block, parse_float=Decimal)))
    return found


def _priced(value: Any) -> Iterator[tuple[Decimal, str]]:
    if isinstance(value, list):
        for item in value:
            yield from _priced(item)
    elif isinstance(value, dict):
        for key in ("price", "lowPrice", "highPrice"):
            if key in value and "priceCurrency" in value:
                yield Decimal(str(value[key])), value["priceCurrency"]
        for item in value.values():
            yield from _priced(item)


def test_what_a_page_shows_and_what_it_tells_machines_is_what_one_pays(
    built: Site, shop: tuple[World, dict[str, Sold]]
) -> None:
    pages = list(product_pages(built))
    assert len(pages) == 4 * PRODUCTS
    for address, language, name, html in pages:
        sold = shop[1][name]
        (strong,) = re.findall(r'<p class="price">\s*<strong[^>]*>(.*?)</strong>', html, re.DOTALL)
        (bar,) = re.findall(r'<aside class="bar"[^>]*>\s*<b[^>]*>(.*?)</b>', html, re.DOTALL)
        assert read(strong, language) == read(bar, language) == sold.shown, address
        told = machine_prices(html)
        assert (sold.shown, sold.currency) in told, address
        assert told <= {(price, sold.currency) for price in sold.choices}, address


def test_amounts_for_machines_have_the_currencys_own_decimals(built: Site, shop: tuple[World, dict[str, Sold]]) -> None:
    for address, _, name, html in product_pages(built):
        (amount,) = re.findall(r'property="product:price:amount" content="([^"]+)"', html)
        decimals = len(amount.partition(".")[2])
        assert decimals == DIGITS[shop[1][name].currency], address


def test_every_choice_costs_what_one_pays(built: Site, shop: tuple[World, dict[str, Sold]]) -> None:
    for address, language, name, html in product_pages(built):
        block = re.search(r'<section class="choices".*?</section>', html, re.DOTALL)
        if block is None:
            continue
        lines = re.findall(r"<li>\s*<p>\s*<b[^>]*>v\d</b>(.*?)</p>", block[0], re.DOTALL)
        bare = [re.sub(r"<(?:span class=.hide|del|small).*|<[^>]+>", "", line, flags=re.DOTALL) for line in lines]
        shown = [read(text, language) for text in bare]
        assert shown == shop[1][name].choices, address


def test_cards_say_the_lowest_price_one_pays(built: Site, shop: tuple[World, dict[str, Sold]]) -> None:
    seen = 0
    for address in built.addresses():
        language = "de" if address.startswith("/de/") else "en"
        cards = re.findall(
            r'<h3><a href="[^"]*/(p\d+)/">[^<]*</a></h3>(?:(?!<h3>).)*?<p class="prices">\s*<b[^>]*>(.*?)</b>',
            built.page(address), re.DOTALL,
        )  # fmt: skip
        for name, text in cards:
            assert read(text, language) == shop[1][name].lowest, (address, name)
        seen += len(cards)
    assert seen > 4 * PRODUCTS


def test_feeds_say_what_one_pays_for_each_choice(built: Site, shop: tuple[World, dict[str, Sold]]) -> None:
    """The reduced price where there is one, else the price; in the currency's own decimals."""
    paid = {}
    for sold in shop[1].values():
        for number, amount in enumerate(sold.choices):
            id = f"{sold.name.upper()}V{number}" if "variants:" in sold.text else sold.name.upper()
            paid[id] = f"{amount:.{DIGITS[sold.currency]}f} {sold.currency}"
    google = ElementTree.fromstring(built.published()["google-merchant.xml"])
    space = "{http://base.google.com/ns/1.0}"
    xml = {
        item.findtext(f"{space}id"): item.findtext(f"{space}sale_price") or item.findtext(f"{space}price")
        for item in google.iter("item")
    }
    lines = csv.DictReader(built.page("/meta-catalog.csv").splitlines())
    assert xml == {line["id"]: line["sale_price"] or line["price"] for line in lines} == paid


def test_the_merchants_offers_are_what_one_pays_for_each_choice(shop: tuple[World, dict[str, Sold]]) -> None:
    world, sold = shop
    site = world.folder / "site.yaml"
    before = site.read_text()
    site.write_text(before + "structured_data: merchant\n")
    merchant = world.build(output=world.folder / "merchant")
    site.write_text(before)
    for name, each in sold.items():
        (block,) = re.findall(r'ld\+json">(.*?)</script>', merchant.page(f"/products/{name}/"))
        offers = [Decimal(price) for price in re.findall(r'"price":"([^"]+)"', block)]
        assert offers == each.choices, name
        assert set(re.findall(r'"priceCurrency":"([^"]+)"', block)) == {each.currency}


def test_feeds_say_the_same(built: Site, shop: tuple[World, dict[str, Sold]]) -> None:
    """Whatever a feed calls a price belongs to a product of the shop, in the catalogue's own words."""
    everything = {
        f"{price:.{DIGITS[sold.currency]}f} {sold.currency}" for sold in shop[1].values() for price in sold.choices
    }
    for name, data in built.published().items():
        if name.endswith(".xml"):
            for element in ElementTree.fromstring(data).iter():
                if element.tag.endswith("}sale_price") or (
                    element.tag.endswith("}price") and "base.google" in element.tag
                ):
                    assert element.text in everything or element.tag.endswith("}price"), (name, element.text)


def test_previews_and_posters_say_the_same(shop: tuple[World, dict[str, Sold]]) -> None:
    """What is handed to whoever draws; that they draw it is tested with the pictures."""
    world, sold = shop
    site = world.folder / "site.yaml"
    before = site.read_text()
    site.write_text(before + "previews: composed\n")
    checked = world.check()
    site.write_text(before)
    jobs = [job for job in checked.plan.previews if job.sale]
    assert len(jobs) >= 2 * PRODUCTS
    for job in jobs:
        each = sold[job.title.lower()]
        assert job.sale is not None
        assert (job.sale.price.amount, job.sale.price.currency) == (each.lowest, each.currency)
    catalog = checked.catalog
    for edition in catalog.editions:
        shared = {name: frozenset(shared_by(creator, edition)) for name, creator in edition.creators.items()}
        stage = Stage(catalog, edition, plan(catalog)[0].addresses, find_providers(), shared)
        teller = Teller(stage, Words(catalog.theme.words, edition.language), edition.creators["lin"])
        for pitch in pitches(teller):
            written = "".join(part["text"] for part in pitch.values()["price"])
            each = sold[pitch.product.name]
            assert read(written, edition.language) == read(pitch.card.price.text, edition.language) == each.lowest


MONEY = ("model", "checkouts", "render", "plan", "kits", "earnings")
NOT_MONEY = {
    "scalars.py",
    "spots.py",
    "look.py",
    "products.py",
    "charts.py",
}  # shares of a photo, colours, ratings, drawings


def test_no_module_that_knows_money_makes_floats() -> None:
    package = Path(sitegen.__file__).parent
    found = [
        f"{path.relative_to(package)}:{node.lineno}"
        for folder in MONEY
        for path in (package / folder).rglob("*.py")
        if path.name not in NOT_MONEY and "sitegen.model.money" in path.read_text()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"
    ]
    assert found == []
    templates = package.parent / "themes"
    assert [str(path) for path in templates.rglob("*.html") if re.search(r"\bfloat\b", path.read_text())] == []
