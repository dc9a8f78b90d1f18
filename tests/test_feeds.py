"""Feeds: right to parsers that are not ours, the same whenever they are made, and found from their pages."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import feedparser
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from sitegen.errors import ContentError
from sitegen.feeds.atom import Atom
from sitegen.feeds.google_merchant import GoogleMerchant
from sitegen.feeds.json_feed import JsonFeed
from sitegen.feeds.meta_catalog import MetaCatalog
from sitegen.importers.google_feed import GoogleFeed
from sitegen.importers.items import Wish
from sitegen.model.feed import Head, Person, Stories, Story, Ware, Wares
from sitegen.model.money import Money
from sitegen.tables.table import Conventions
from tests.world import CLOCK, Site, World, make_world

SCHEMAS = Path(__file__).parent / "schemas"
ATOM = etree.RelaxNG(etree.parse(SCHEMAS / "atom.rng"))
JSON_FEED = jsonschema.Draft202012Validator(json.loads((SCHEMAS / "json-feed.json").read_text()))
GOOGLE = "{http://base.google.com/ns/1.0}"

STORE = """
    -- site.yaml --
    title: Tea & <Co>
    url: https://shop.example/sub/
    languages: [en, zh]
    currency: CNY
    timezone: Asia/Shanghai
    feeds: [atom, json, google-merchant, meta-catalog, llms]
    checkout: {provider: template, url: "https://pay.example/{sku}{?offer,tag}"}
    -- content/creators/lin.md --
    ---
    name: Lin "the leaf" <Li>
    picks: [tea]
    ---
    -- content/creators/mei.md --
    ---
    name: Mei
    ---
    -- content/circles/food.md --
    ---
    title: Food
    ---
    -- content/circles/home.md --
    ---
    title: Home
    ---
    -- content/products/tea/index.md --
    ---
    title: "=Tea, \\"green\\""
    brand: "@Leaf"
    gtin: 4006381333931
    sku: T
    price: 12.50
    photos: [{file: tea.jpg, alt: Tea}]
    circles: [food]
    offers: [{label: Now, price: 9, from: 2026-11-20T00:00, until: 2026-11-25T00:00}]
    ---
    -- content/products/tea/tea.jpg --
    photo 600x600 #88aa66
    -- content/products/tea/index.zh.md --
    ---
    title: 茶
    ---
    -- content/products/cup/index.md --
    ---
    title: Cup
    sku: C
    price: 30
    photos: [{file: cup.jpg, alt: Cup}]
    variants: [{name: Small}, {name: Large, price: 40, sku: C-L}, {name: small!, available: out_of_stock}]
    ---
    -- content/products/cup/cup.jpg --
    photo 600x600 #aa6688
    -- content/products/free.md --
    ---
    title: Leaflet
    sku: F
    price: 0
    ---
    -- content/posts/first/index.md --
    ---
    title: The first & <last>
    creator: lin
    date: 2026-10-01
    updated: 2026-11-01T08:00
    circles: [food]
    photos: [{file: pot.jpg, alt: Pot}]
    ---
    I drink [[tea]] & *nothing* else. See [the second](../second.md#end), [this](#up) or [them](https://they.example/).

    ![A pot](pot.jpg)

    [[tea]]
    -- content/posts/first/pot.jpg --
    photo 800x600 #8866aa
    -- content/posts/first/index.zh.md --
    ---
    title: 第一
    ---
    我喝[[tea]]。
    -- content/posts/second.md --
    ---
    title: The second
    date: 2026-11-02
    ---
    ## End
    -- content/posts/undated.md --
    ---
    title: Undated
    creator: mei
    circles: [home]
    ---
    Whenever.
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> World:
    return make_world(tmp_path_factory.mktemp("feeds") / "site", STORE, site=False)


@pytest.fixture(scope="module")
def site(store: World) -> Site:
    return store.build()


def atoms(site: Site) -> dict[str, bytes]:
    return {name: data for name, data in site.published().items() if name.endswith("atom.xml")}


def test_there_is_a_feed_wherever_there_are_stories_of_that_language(site: Site) -> None:
    places = {name.removesuffix("atom.xml") for name in atoms(site)}
    assert places == {"", "@lin/", "circles/food/", "zh/", "zh/@lin/", "zh/circles/food/"}
    whole = {"google-merchant.xml", "meta-catalog.csv", "llms.txt"}
    made = {name for name in site.published() if name.rpartition("/")[2] in whole}
    assert made == whole | {f"zh/{name}" for name in whole}


def test_atom_is_what_the_standard_says_and_what_readers_read(site: Site, demo: Site) -> None:
    files = [*atoms(site).values(), *atoms(demo).values()]
    assert len(files) > 12
    for data in files:
        ATOM.assertValid(etree.fromstring(data))
        read = feedparser.parse(data)
        assert not read.bozo, read.get("bozo_exception")
        assert read.version == "atom10"
        ids = [entry.id for entry in read.entries]
        assert ids
        assert len(set(ids)) == len(ids)
        updated = [entry.updated_parsed for entry in read.entries]
        assert max(updated) == read.feed.updated_parsed
    assert not ATOM.validate(etree.fromstring(data.replace(b"<updated>", b"<updated>x", 1)))  # it can refuse


def test_a_story_is_told_as_it_was_written(site: Site) -> None:
    feed = feedparser.parse(site.published()["@lin/atom.xml"])
    assert feed.feed.title == 'Lin "the leaf" <Li> · Tea & <Co>'
    (entry,) = feed.entries
    assert entry.title == "The first & <last>"
    assert entry.link == "https://shop.example/sub/posts/first/"
    assert (entry.published, entry.updated) == ("2026-10-01T00:00:00+08:00", "2026-11-01T08:00:00+08:00")
    assert [tag.term for tag in entry.tags] == ["Food"]
    assert entry.author == 'Lin "the leaf" <Li>'


def test_what_a_story_leads_to_is_found_from_anywhere(site: Site) -> None:
    """Every address in it is absolute and there; products lead to the author's own pages, and that is said first."""
    known = {"https://shop.example/sub/" + name.removesuffix("index.html") for name in site.published()}
    (story,) = json.loads(site.published()["@lin/feed.json"])["items"]
    tree = html.fromstring(f"<div>{story['content_html']}</div>")
    found = [str(value) for value in tree.xpath("//@href | //@src")]
    inside = {url.partition("#")[0] for url in found} - {"https://they.example/"}
    assert "https://they.example/" in found
    assert "https://shop.example/sub/@lin/tea/" in inside
    assert "https://shop.example/sub/posts/second/#end" in found
    assert inside <= known
    assert story["image"] in known
    assert "earns a commission" in tree.text_content()[:120]
    assert not re.search(r"12\.50|pay\.example", story["content_html"])


def test_json_feed_is_what_the_standard_says_and_tells_the_same(site: Site) -> None:
    for name, data in atoms(site).items():
        told = json.loads(site.published()[name.replace("atom.xml", "feed.json")])
        JSON_FEED.validate(told)
        read = feedparser.parse(data)
        assert told["title"] == read.feed.title
        assert told["home_page_url"] == read.feed.link
        assert told["feed_url"].endswith(name.replace("atom.xml", "feed.json"))
        same = [(item["id"], item["title"], item["date_modified"]) for item in told["items"]]
        assert same == [(entry.id, entry.title, entry.updated) for entry in read.entries]
    with pytest.raises(jsonschema.ValidationError):
        JSON_FEED.validate(told | {"items": [{"id": "1"}]})


def test_the_newest_stand_first_and_those_without_a_date_nowhere(site: Site) -> None:
    titles = [item["title"] for item in json.loads(site.published()["feed.json"])["items"]]
    assert titles == ["The second", "The first & <last>"]
    assert [item["title"] for item in json.loads(site.published()["zh/feed.json"])["items"]] == ["第一"]


def test_the_day_of_the_build_is_in_no_feed(store: World, site: Site) -> None:
    later = store.build(clock=CLOCK + timedelta(days=2)).published()
    names = [name for name in site.published() if name.endswith(("atom.xml", "feed.json", ".csv", "llms.txt"))]
    assert len(names) == 16
    for name in names:
        assert later[name] == site.published()[name], name
    assert store.build(clock=CLOCK + timedelta(days=2)).built.report.written == 0


def test_pages_offer_the_feeds_of_what_is_on_them(site: Site) -> None:
    offered = {
        address: re.findall(r'<link rel="alternate" type="[^"]+" title="[^"]+" href="([^"]+)">', site.page(address))
        for address in site.addresses()
    }
    for address, feeds in offered.items():
        for feed in feeds:
            assert (site.output / urlsplit(feed).path.removeprefix("/sub/")).is_file()
        if re.fullmatch(r"/(zh/)?@\w+/\w+/|/(zh/)?products/\w+/", address):
            assert feeds == [], address
    assert offered["/"] == ["/sub/atom.xml", "/sub/feed.json"]
    assert offered["/@lin/"] == offered["/posts/first/"] == ["/sub/@lin/atom.xml", "/sub/@lin/feed.json"]
    assert offered["/zh/circles/food/"] == ["/sub/zh/circles/food/atom.xml", "/sub/zh/circles/food/feed.json"]
    assert offered["/@mei/"] == offered["/circles/home/"] == []


def items(data: bytes) -> list[dict[str, str]]:
    tree = etree.fromstring(data)
    return [{element.tag.removeprefix(GOOGLE): element.text for element in item} for item in tree.iter("item")]


def test_google_is_told_what_is_for_sale(site: Site) -> None:
    data = site.published()["google-merchant.xml"]
    assert not feedparser.parse(data).bozo
    told = {item["id"]: item for item in items(data)}
    assert set(told) == {"T", "cup--1", "C-L", "cup--3"}
    tea = told["T"]
    assert (tea["title"], tea["price"], tea["sale_price"]) == ('=Tea, "green"', "12.50 CNY", "9.00 CNY")
    assert tea["sale_price_effective_date"] == "2026-11-20T00:00+0800/2026-11-25T00:00+0800"
    assert (tea["gtin"], tea["link"]) == ("4006381333931", "https://shop.example/sub/products/tea/")
    assert "identifier_exists" not in tea
    assert (site.output / urlsplit(tea["image_link"]).path.removeprefix("/sub/")).is_file()
    assert {told[id]["item_group_id"] for id in told if id != "T"} == {"cup"}
    assert [told[id]["price"] for id in ("cup--1", "C-L")] == ["30.00 CNY", "40.00 CNY"]
    assert told["cup--3"]["availability"] == "out_of_stock"
    assert [item["title"] for item in items(site.published()["zh/google-merchant.xml"])] == ["茶"]


def test_our_own_importer_reads_what_google_is_told(site: Site, tmp_path: Path) -> None:
    source = tmp_path / "feed.xml"
    source.write_bytes(site.published()["google-merchant.xml"])
    complaints: list[Any] = []
    wish = Wish(conventions=Conventions(zone=ZoneInfo("UTC"), currency="CNY"), home="CNY")
    found = {item.fields["title"]: item.fields for item in GoogleFeed().read(source, wish, complaints.append)}
    assert complaints == []
    assert set(found) == {'=Tea, "green"', "Cup"}
    cup = found["Cup"]
    assert [variant.get("price", cup["price"]) for variant in cup["variants"]] == ["30.00", "40.00", "30.00"]


def test_a_spreadsheet_finds_no_formula_and_meta_finds_every_cell(site: Site) -> None:
    text = site.published()["meta-catalog.csv"].decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["id"] for row in rows] == [item["id"] for item in items(site.published()["google-merchant.xml"])]
    by_id = {row["id"]: row for row in rows}
    assert by_id["T"]["title"] == '\'=Tea, "green"'
    assert by_id["T"]["brand"] == "'@Leaf"
    assert by_id["T"]["sale_price"] == "9.00 CNY"
    assert by_id["cup--3"]["availability"] == "out of stock"
    assert not re.search(r'(^|,|\n)"?[=+@\t]', text)


def test_llms_txt_leads_to_everything(site: Site) -> None:
    text = site.published()["llms.txt"].decode()
    assert text.startswith("# Tea & \\<Co\\>\n")
    urls = re.findall(r"^- \[.+?\]\((\S+)\)", text, re.MULTILINE)
    addresses = {f"https://shop.example/sub{address}" for address in site.addresses()}
    assert set(urls) <= addresses
    assert len(urls) == len(set(urls)) == 3 + 2 + 2 + 2


def test_feeds_are_chosen_by_name(store: World) -> None:
    file = store.folder / "site.yaml"
    before = file.read_text()
    try:
        file.write_text(before.replace("meta-catalog", "meta-catalogue"))
        assert "there is no feed `meta-catalogue`" in store.complaints()
        assert "did you mean `meta-catalog`" in store.complaints()
        file.write_text(re.sub("feeds: .*", "feeds: []", before))
        assert store.check().plan.feeds == ()
        file.write_text(re.sub("feeds: .*\n", "", before))
        assert {job.feed for job in store.check().plan.feeds} == {"atom", "json"}
        store.put("static/atom.xml", "mine")
        with pytest.raises(ContentError, match=r"atom\.xml is already the address"):
            store.check()
    finally:
        file.write_text(before)
        (store.folder / "static/atom.xml").unlink(missing_ok=True)


@pytest.mark.parametrize("written", ["4006381333932", "12345", "abc", "４００６３８１３３３９３１"])
def test_a_number_that_no_bar_code_has_is_refused(written: str, world: Callable[..., World]) -> None:
    site = world(f'-- content/products/tea.md --\n---\ntitle: T\nsku: T\nprice: 1\ngtin: "{written}"\n---\n')
    assert "is no GTIN" in site.complaints()


# Whatever the texts say

MOMENTS = st.datetimes(datetime(1900, 1, 2), datetime(2999, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))
HEAD = Head(title="T", summary="", url="https://a.example/", feed="https://a.example/f", language="en")
TEXTS = st.text(st.characters(codec="utf-8"), min_size=1)


def as_read(text: str) -> str:
    """White space and what XML cannot say aside."""
    return " ".join(re.sub("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]", " ", text).split())


@given(TEXTS, TEXTS, MOMENTS)
def test_any_text_comes_through_a_feed_of_stories(title: str, body: str, moment: datetime) -> None:
    story = Story(title=title, url="https://a.example/s", summary=title, html=body, published=moment, updated=moment,
                  author=Person(title, "https://a.example/p"), picture="", tags=(title,))  # fmt: skip
    value = Stories(head=HEAD, author=Person("A", "https://a.example/"), stories=(story,))
    tree = etree.fromstring(Atom().write(value))
    ATOM.assertValid(tree)
    space = "{http://www.w3.org/2005/Atom}"
    entry = tree.find(f"{space}entry")
    assert as_read(entry.findtext(f"{space}title")) == as_read(title)
    assert as_read(entry.findtext(f"{space}content")) == as_read(body)
    told = json.loads(JsonFeed().write(value))
    JSON_FEED.validate(told)
    assert (told["items"][0]["title"], told["items"][0]["content_html"]) == (title, body)


@given(TEXTS, st.decimals(Decimal("0.01"), Decimal(10**9), places=2))
def test_any_text_comes_through_a_feed_of_products(text: str, amount: Decimal) -> None:
    ware = Ware(id="1", group="", title=text, description=text, url="https://a.example/", pictures=("https://a.example/1",),
                price=Money(amount, "EUR"), sale=None, sale_from=None, sale_until=None, availability="in_stock",
                brand=text)  # fmt: skip
    value = Wares(head=HEAD, wares=(ware,))
    (item,) = items(GoogleMerchant().write(value))
    assert as_read(item["brand"] or "") == as_read(text)
    assert item["price"] == f"{amount:.2f} EUR"
    (row,) = csv.DictReader(io.StringIO(MetaCatalog().write(value).decode(), newline=""))
    assert row["brand"].removeprefix("'") == text.removeprefix("'")
    assert row["brand"][:1] not in set("=+-@\t\r\n＝＋－＠")
