"""What there is to make, and who wants which address."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree

from tests.world import World

STORE = """
    -- site.yaml --
    title: Shop
    url: https://shop.example/
    languages: [en, zh]
    checkout: {provider: template, url: "https://pay.example/{sku}{?tag}"}
    -- content/products/tea.md --
    ---
    title: Tea
    sku: T
    price: 12
    updated: 2026-10-05
    reviews: [{by: Ann, rating: 5, text: Good., date: 2026-11-02}]
    ---
    -- content/products/tea.zh.md --
    ---
    title: 茶
    ---
    -- content/products/milk.md --
    ---
    title: Milk
    sku: M
    price: 3
    aliases: [/milk/, /old/milk.html]
    ---
    -- content/creators/ann.md --
    ---
    name: Ann
    store: picks
    picks: [tea]
    ---
    -- content/posts/breakfast.md --
    ---
    title: Breakfast
    creator: ann
    date: 2026-11-11
    ---
    [[milk]]
"""

SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def test_every_thing_has_its_pages_in_every_language(world: Callable[..., World]) -> None:
    site = world(STORE).build()
    assert [address for address in site.addresses() if not address.startswith("/zh/")] == [
        "/",
        "/@ann/",
        "/@ann/milk/",
        "/@ann/tea/",
        "/@ann/thanks/",
        "/milk/",
        "/posts/breakfast/",
        "/products/milk/",
        "/products/tea/",
    ]
    chinese = [address for address in site.addresses() if address.startswith("/zh/")]
    assert chinese == [
        "/zh/",
        "/zh/@ann/",
        "/zh/@ann/milk/",
        "/zh/@ann/tea/",
        "/zh/@ann/thanks/",
        "/zh/posts/breakfast/",
        "/zh/products/milk/",
        "/zh/products/tea/",
    ]


def test_what_a_creator_writes_about_gets_a_page_of_theirs_but_no_place_in_the_store(
    world: Callable[..., World],
) -> None:
    site = world(STORE).build()
    assert "/@ann/milk/" in site.addresses()
    assert "/@ann/milk/" not in site.page("/@ann/")
    assert "tag=ann_breakfast" in site.page("/posts/breakfast/")


def test_the_sitemap_lists_house_pages_where_they_are_really_written(world: Callable[..., World]) -> None:
    tree = ElementTree.fromstring(world(STORE).build().page("/sitemap.xml"))
    listed = {loc.text: loc for loc in tree.iterfind("s:url/s:loc", SITEMAP)}
    assert set(listed) == {
        "https://shop.example/",
        "https://shop.example/zh/",
        "https://shop.example/@ann/",
        "https://shop.example/posts/breakfast/",
        "https://shop.example/products/milk/",
        "https://shop.example/products/tea/",
        "https://shop.example/zh/products/tea/",
    }


def test_the_sitemap_says_when_things_changed_and_in_which_languages_they_are(world: Callable[..., World]) -> None:
    tree = ElementTree.fromstring(world(STORE).build().page("/sitemap.xml"))
    entries = {url.findtext("s:loc", None, SITEMAP): url for url in tree.iterfind("s:url", SITEMAP)}
    tea = entries["https://shop.example/products/tea/"]
    assert tea.findtext("s:lastmod", None, SITEMAP) == "2026-11-02"
    assert {link.get("hreflang"): link.get("href") for link in tea.iterfind("x:link", SITEMAP)} == {
        "en": "https://shop.example/products/tea/",
        "zh": "https://shop.example/zh/products/tea/",
    }
    milk = entries["https://shop.example/products/milk/"]
    assert milk.find("s:lastmod", SITEMAP) is None
    assert milk.find("x:link", SITEMAP) is None
    assert entries["https://shop.example/"].findtext("s:lastmod", None, SITEMAP) == "2026-11-11"


def test_a_page_that_is_not_translated_points_to_the_original(world: Callable[..., World]) -> None:
    page = world(STORE).build().page("/zh/products/milk/")
    assert '<link rel="canonical" href="https://shop.example/products/milk/">' in page
    assert "hreflang" not in page.split("</head>")[0]


def test_an_alias_is_a_page_that_leads_on(world: Callable[..., World]) -> None:
    site = world(STORE).build()
    for old in ("/milk/", "/old/milk.html"):
        assert "/products/milk/" in site.page(old)
        assert "noindex" in site.page(old)


def test_two_pages_at_one_address_are_both_named(world: Callable[..., World]) -> None:
    site = world(STORE)
    site.write("""
        -- content/pages/milk.md --
        ---
        title: About milk
        ---
    """)
    (problem,) = site.problems()
    assert "/milk/ is already the address of" in problem.what
    assert {problem.place.file, problem.what.rpartition(" ")[2]} == {
        "content/pages/milk.md",
        "content/products/milk.md",
    }


def test_a_static_file_may_not_cover_a_page(world: Callable[..., World]) -> None:
    site = world(STORE)
    site.put("static/products/tea/index.html", "<p>mine")
    assert "content/products/tea.md" in site.complaints()
    assert "static/products/tea/index.html" in site.complaints()


def test_a_file_may_not_be_a_folder_as_well(world: Callable[..., World]) -> None:
    site = world(STORE)
    site.put("static/products", "not a folder")
    assert "a file and a folder at once" in site.complaints()


def test_static_files_are_copied_as_they_are(world: Callable[..., World]) -> None:
    site = world(STORE)
    site.put("static/.well-known/security.txt", "Contact: mailto:hi@shop.example\n")
    site.put("static/data/raw.bin", b"\x00\xff\r\n")
    files = site.build().files()
    assert files[".well-known/security.txt"] == b"Contact: mailto:hi@shop.example\n"
    assert files["data/raw.bin"] == b"\x00\xff\r\n"


def test_a_page_is_found_by_its_file(world: Callable[..., World]) -> None:
    pages = world(STORE).check().plan.pages
    for number, page in enumerate(pages):
        assert pages.numbers_of([page.file]) == [number]
        assert [*pages.between(number, number + 1)] == [page]
    files = [page.file for page in pages]
    assert sorted(pages.numbers_of([*files, "@ann/nothing/index.html", "look.css"])) == list(range(len(pages)))
