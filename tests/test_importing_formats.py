"""Every format: the same soap in each shop's words, and the awkward things that stand in real exports."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sitegen.errors import UsageError
from sitegen.importers import GROUP, ImporterError, find_importers
from tests.importing_world import SHOPIFY, WOO, Shop, soap, table

SOAP = "products/olive-soap/index.md"
FEED = """<?xml version="1.0"?>
<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title><link>https://a.example</link>
{}</channel></rss>"""
PLAIN = "---\ntitle: Olive Soap\nsku: S-1\nbrand: Acme\nprice: 12.50 EUR\n"


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def item(**attributes: str) -> str:
    told = {"id": "S-1", "title": "Olive Soap", "brand": "Acme", "price": "12.50 EUR", "description": "Smells."}
    inside = "".join(f"<g:{name}>{value}</g:{name}>" for name, value in (told | attributes).items())
    return f"<item>{inside}</item>"


def woo(**changes: str) -> dict[str, str]:
    row = {"ID": "7", "Type": "simple", "SKU": "S-1", "Name": "Olive Soap", "Published": "1", "In stock?": "1"}
    return row | {"Regular price": "12.50"} | {name.replace("_", " "): value for name, value in changes.items()}


SAME_SOAP = {
    "shopify": table(SHOPIFY, [soap(Handle="olive-soap")]),
    "woocommerce": table([*WOO, "Brands"], [woo(Brands="Acme", Description="Smells.")]),
    "csv": "Name;Preis;SKU;Marke;Beschreibung\nOlive Soap;12,50;S-1;Acme;Smells.\n",
    "google-feed": FEED.format(item()),
}


@pytest.mark.parametrize("format", SAME_SOAP)
def test_the_same_product_is_the_same_whoever_sold_it(shop: Shop, format: str) -> None:
    assert shop.take(format, SAME_SOAP[format], currency="EUR") == {"new": 1}
    assert shop.text(SOAP).startswith(PLAIN)
    assert "Smells" in shop.text(SOAP)
    assert shop.world.complaints() == ""


def test_shopify_in_its_newer_columns(shop: Shop) -> None:
    text = (
        "Title,URL handle,Description,Vendor,Status,SKU,Option1 name,Option1 value,Price,Compare-at price,"
        "Inventory tracker,Inventory quantity,Continue selling when out of stock\n"
        "Olive Soap,olive-soap,<p>Hi</p>,Acme,Draft,S-S,Size,Small,5.00,,shopify,0,DENY\n"
        ",olive-soap,,,,S-L,,Large,8.00,9.00,shopify,3,DENY\n"
    )
    shop.take("shopify", text)
    assert shop.text(SOAP) == (
        "---\ntitle: Olive Soap\nsku: S-S\nbrand: Acme\nprice: 5.00\nvariants:\n"
        "  - {name: Small, sku: S-S, available: out_of_stock}\n"
        "  - {name: Large, sku: S-L, price: 8.00, compare_at: 9.00}\n"
        "draft: true\nextra:\n  variant options: [Size]\n---\nHi\n"
    )
    assert shop.world.complaints(drafts=True) == ""


def test_shopifys_variants_are_paid_where_they_have_numbers(shop: Shop) -> None:
    rows = [soap(Option1_Name="Size", Option1_Value="S") | {"Variant ID": "41"}]
    rows.append(
        {"Handle": "soap", "Option1 Value": "L", "Variant SKU": "S-2", "Variant Price": "20", "Variant ID": "42"}
    )
    shop.take("shopify", table([*SHOPIFY, "Variant ID"], rows), origin="https://acme.myshopify.com/")
    text = shop.text("products/soap/index.md")
    assert "checkout:\n  provider: shopify\n  shop: acme.myshopify.com\n" in text
    assert "- {name: L, sku: S-2, price: 20.00, checkout: {variant: " in text
    assert shop.world.complaints() == ""


def test_woocommerce_variations_may_stand_before_their_parent(shop: Shop) -> None:
    def variation(number: str, parent: str, color: str, **more: str) -> dict[str, str]:
        row = woo(ID=number, Type="variation", SKU=f"H-{color}", Parent=parent, Position=number)
        return row | {"Attribute 1 name": "Color", "Attribute 1 value(s)": color} | more

    head = woo(ID="5", Type="variable", SKU="H", Name="Hoodie", Categories="Wear > Hoodies")
    head |= {"Regular price": "", "Attribute 1 name": "Color", "Attribute 1 value(s)": "Red, Blue", "Weight (kg)": ".5"}
    head |= {"Attribute 2 name": "Cloth", "Attribute 2 value(s)": "Wool", "Description": "One\\n\\n<b>Two</b>\\nThree"}
    red = variation("8", "H", "Red", **{"Sale price": "9", "In stock?": "0"})
    blue = variation("9", "id:5", "Blue")
    lost = variation("10", "id:77", "Green")
    rows = [red, blue, lost, head]
    assert shop.take("woocommerce", table(WOO, rows), origin="https://woo.example") == {"new": 1}
    assert shop.text("products/hoodie/index.md") == (
        "---\ntitle: Hoodie\nsku: H-Red\nprice: 9.00\ncompare_at: 12.50\n"
        "tags: [Hoodies, Wear]\ncheckout:\n  provider: woocommerce\n  shop: https://woo.example\n  product: 8\n"
        "variants:\n  - {name: Red, sku: H-Red, available: out_of_stock}\n"
        "  - {name: Blue, sku: H-Blue, price: 12.50, checkout: {product: 9}}\n"
        "facts:\n  Cloth: Wool\n  Weight: 0.5 kg\n---\nOne\n\n**Two**  \nThree\n"
    )
    assert "export.csv:4: Parent: the export has no product `id:77`" in shop.problems
    assert shop.world.complaints() == ""


def test_a_sale_with_an_end_is_an_offer(shop: Shop) -> None:
    dates = {"Date sale price starts": "2026-12-01", "Date sale price ends": "2026-12-24", "Sale price": "9"}
    shop.take("woocommerce", table(WOO, [woo() | dates]))
    assert "offers:\n  - {label: Sale, price: 9.00, from: 2026-12-01, until: 2026-12-25}\n" in shop.text(SOAP)
    assert shop.world.complaints() == ""


def test_woocommerce_leaves_what_has_no_price(shop: Shop) -> None:
    assert shop.take("woocommerce", table(WOO, [woo(Type="grouped", Regular_price="")])) == {}
    assert "a grouped product has no price of its own" in shop.problems


def test_gumroads_products_bring_their_links(shop: Shop) -> None:
    options = [{"name": "PDF", "price_difference": 0}, {"name": "Print", "price_difference": 500}]
    told = {"id": "a==", "name": "Olive Soap", "price": 1250, "currency": "eur", "description": "<p>Hi</p>"}
    told |= {
        "short_url": "https://lin.gumroad.com/l/soap",
        "published": True,
        "variants": [{"title": "Kind", "options": options}],
    }
    yen = {"id": "b==", "name": "Tea", "price": 900, "currency": "jpy", "short_url": "https://lin.gumroad.com/l/tea"}
    broken = {"id": "c==", "name": "Air", "price": None}
    data = json.dumps({"success": True, "products": [told, yen, broken]})
    assert shop.take("gumroad", data, "products.json", currency="EUR") == {"new": 2}
    text = shop.text(SOAP)
    assert "price: 12.50 EUR" in text
    assert "- {name: Print, sku: OLIVE-SOAP-PRINT, price: 17.50 EUR, checkout: {variant: Print}}" in text
    assert "price: 900 JPY\ncheckout: https://lin.gumroad.com/l/tea\n" in shop.text("products/tea/index.md")
    assert "products[3]: this product was left: it has no price" in shop.problems
    assert shop.world.complaints() == ""


def test_gumroads_sales_tell_title_and_price(shop: Shop) -> None:
    text = "Purchase ID,Item Name,Purchase Date,Subtotal ($),Quantity,Product ID\n"
    text += "1,Olive Soap,2026-01-01,10.0,1,a==\n2,Olive Soap,2026-02-01,24.0,2,a==\nTotals,,,34.0,,\n"
    assert shop.take("gumroad", text) == {"new": 1}
    assert "price: 12.00 USD" in shop.text(SOAP)


def test_columns_are_mapped_by_flags_and_by_a_file(shop: Shop) -> None:
    text = "Ding;Kost;Gewicht;Farbe;Rest\nOlive Soap;12,50;310 g;grün;x\n"
    columns = shop.put("columns.yaml", "title: Ding\nfact.Weight: Gewicht\nextra.colour: Farbe\n")
    shop.take("csv", text, columns={"price": "Kost"}, column_file=columns)
    assert "price: 12.50\nfacts:\n  Weight: 310 g\nextra:\n  colour: grün\n" in shop.text(SOAP)
    assert "these columns were left: Rest" in shop.problems
    with pytest.raises(UsageError, match="a column cannot hold `titel`; did you mean `title`"):
        shop.take("csv", text, columns={"titel": "Ding"})
    with pytest.raises(UsageError, match="no column that holds the price"):
        shop.take("csv", "title,cost\nA,1\n")


def test_a_feed_of_variants_is_one_product(shop: Shop) -> None:
    items = [
        item(id="S-R", title="Olive Soap - Red", item_group_id="S", color="Red", availability="out of stock"),
        item(id="T", title="Tea", sale_price="9.00 EUR", product_type="Food &gt; Tea"),
        item(id="S-G", title="Olive Soap - Green", item_group_id="S", color="Green", price="EUR 14"),
    ]
    assert shop.take("google-feed", FEED.format("\n".join(items)), "feed.xml") == {"new": 2}
    text = shop.text(SOAP)
    assert "title: Olive Soap\nsku: S-R\n" in text
    assert "  - {name: Red, sku: S-R, available: out_of_stock}\n  - {name: Green, sku: S-G, price: 14.00 EUR" in text
    assert "price: 9.00 EUR\ncompare_at: 12.50 EUR\n" in shop.text("products/tea/index.md")
    assert shop.world.complaints() == ""


def test_a_feed_with_tabs(shop: Shop) -> None:
    text = "id\ttitle\tprice\tavailability\timage_link\nS-1\tOlive Soap\t12.50 EUR\tpreorder\thttps://a.example/a.jpg\n"
    shop.take("google-feed", text, "feed.tsv")
    assert "available: preorder" in shop.text(SOAP)
    assert [picture.address for picture in shop.outcomes[0].missing] == ["https://a.example/a.jpg"]


def test_a_feed_with_entities_of_its_own_is_refused(shop: Shop) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><item>&b;</item></rss>'
    with pytest.raises(UsageError, match="declares entities of its own"):
        shop.take("google-feed", bomb, "feed.xml")


# texts in Markdown

BLOG = {
    "posts/first.md": '+++\ntitle = "First"\ndate = 2021-05-03T10:00:00+08:00\nweight = 3\ntags = ["a"]\n+++\n'
    'See [two]({{< ref "second/index.md" >}}), [it](/blog/second/), [gone](/x/).\n\n{{< gallery >}}\n\n'
    '{{< figure src="/pic.jpg" alt="A pic" >}}\n\n```\n{{< kept >}}\n```\n',
    "posts/second/index.md": "---\ntitle: Second\nexcerpt: Short.\nimage: {src: me.jpg, alt: Me}\n"
    "key: {a: 1}\n---\n# Second\nHi\n",
    "posts/second/index.zh.md": "---\ntitle: 第二\n---\n你好\n",
    "_posts/2019-02-03-third.markdown": "---\nlayout: post\npublished: false\n---\n# A heading\nText {% include x %}\n",
    "fourth.md": "Title: Fourth\nDate: 2010-12-03 10:20\nSlug: four\n\n[a]({filename}/posts/first.md)\n",
    "shop/pan.md": '{"title": "Pan", "price": 12.50, "sku": "P"}\nBody\n',
    "shop/no-price.md": "---\ntitle: No price\n---\n",
    "about.md": "---\ntitle: About\n---\nHello\n",
    "posts/_index.md": "---\ntitle: List\n---\n",
    "old.rst": "x",
}


def blog(shop: Shop) -> Path:
    from tests.world import World

    for name, text in BLOG.items():
        shop.put(f"content/{name}", text)
    World(shop.folder / "export").put("static/pic.jpg", "photo 40x50 #88aa66")
    World(shop.folder / "export").put("content/posts/second/me.jpg", "photo 40x50 #668866")
    return shop.folder / "export" / "content"


def test_texts_of_other_generators(shop: Shop) -> None:
    assert shop.take("markdown", blog(shop)) == {"new": 7}
    assert shop.text("posts/first/index.md") == (
        "---\ntitle: First\ndate: 2021-05-03T10:00\nextra:\n  weight: 3\n  tags: [a]\n---\n"
        "See [two](../second/index.md), [it](../second/index.md), gone.\n\n![A pic](pic.jpg)\n\n"
        "```\n{{< kept >}}\n```\n"
    )
    second = shop.text("posts/second/index.md")
    assert "summary: Short.\nphotos:\n  - file: me.jpg\n    alt: Me\nextra:\n  key:\n    a: 1\n---\nHi\n" in second
    assert shop.text("posts/second/index.zh.md") == "---\ntitle: 第二\n---\n你好\n"
    assert "title: A heading\ndraft: true\ndate: 2019-02-03\n" in shop.text("posts/third/index.md")
    assert "slug: four\n" in shop.text("posts/four/index.md")
    assert "[a](../first/index.md)" in shop.text("posts/four/index.md")
    assert "price: 12.50" in shop.text("products/pan/index.md")
    assert shop.text("pages/about/index.md").endswith("---\nHello\n")
    for left in (
        "old.rst: this is no Markdown",
        "posts/_index.md: this belongs to a list",
        "no-price.md: this looks like",
    ):
        assert left in shop.problems
    assert shop.world.complaints(drafts=True) == ""
    assert shop.take("markdown", blog(shop)) == {"same": 7}


# pictures that lie here


def test_local_pictures_are_copied_once_and_never_from_elsewhere(shop: Shop) -> None:
    from tests.world import World

    World(shop.folder).put("export/pics/a.jpg", "photo 40x50 #88aa66")
    World(shop.folder).put("secret.jpg", "photo 40x50 #000000")
    shop.put("fake.jpg", "no picture")
    addresses = [
        "pics/a.jpg",
        "../secret.jpg",
        str(shop.folder / "secret.jpg"),
        "fake.jpg",
        "https://cdn.example/w/a.jpg?v=2",
    ]
    rows = [soap(Image_Src=addresses[0], Image_Alt_Text="A bar: green")]
    rows += [{"Handle": "soap", "Image Src": address} for address in addresses[1:]]
    shop.shopify(*rows)
    assert 'photos:\n  - file: a.jpg\n    alt: "A bar: green"\n' in shop.text("products/soap/index.md")
    assert len(shop.outcomes[0].missing) == 4
    shop.shopify(*rows, images=[shop.folder / "export" / "pics"])
    assert sorted(path.name for path in (shop.site / "content/products/soap").iterdir()) == ["a.jpg", "index.md"] or (
        "file: a-2.jpg" in shop.text("products/soap/index.md")
    )
    assert shop.world.complaints().count("error") == 0


# plug-ins


def test_ours_come_in_by_the_same_door() -> None:
    assert set(find_importers()) >= {"csv", "google-feed", "gumroad", "markdown", "shopify", "woocommerce"}


def test_a_strangers_importer_is_found_and_a_broken_one_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    info = tmp_path / "sitegen_stall-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: sitegen-stall\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[{GROUP}]\nstall = stall_importer:Stall\n")
    source = "class Stall:\n    name = 'stall'\n    title = 'a stall'\n    howto = ''\n    takes = 'file'\n"
    (tmp_path / "stall_importer.py").write_text(source)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ImporterError, match=r"`stall` \(stall_importer:Stall, from sitegen-stall\).*no `read`"):
        find_importers()
