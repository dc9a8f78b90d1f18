"""A large catalogue: a page of all products, chips by circle, and a search that nobody loads who does not use it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from sitegen.plan.catalogue import AT_ONCE, MANY, ON_A_PAGE
from tests.conftest import serving
from tests.world import SITE, Site, World

CIRCLES = """
-- content/circles/home.md --
---
title: Home
---
-- content/circles/food.md --
---
title: Food
---
-- content/circles/idle.md --
---
title: Idle
---
-- content/creators/lin.md --
---
name: Lin
store: all
---
"""
SEARCHES = (("/products/", "lotion", "/products/lotion/"), ("/zh/products/", "敏感肌", "/zh/products/lotion/"))
CHINESE = "languages: [en, zh]\nsearch: true\n"


def things(count: int) -> str:
    return CIRCLES + "\n".join(
        f"-- content/products/thing-{number:03}.md --\n---\ntitle: Thing {number:03}\nsku: T{number}\nprice: 12\n"
        f"circles: [{'home' if number % 2 else 'food'}]\n---\nWords about linen.\n"
        for number in range(count)
    )


def links(html: str) -> list[str]:
    chips = re.search(r'<nav class="chips".*?</nav>', html, re.DOTALL)
    return re.findall(r'href="([^"]+)"', chips[0]) if chips else []


def test_a_small_catalogue_needs_no_page_of_its_own(world: Callable[..., World]) -> None:
    site = world(things(MANY)).build()
    assert "/products/" not in site.addresses()
    assert links(site.page("/circles/home/")) == []
    assert all(f"Thing {number:03}" in site.page("/") for number in range(MANY))


def test_every_product_of_a_large_one_is_within_reach(world: Callable[..., World]) -> None:
    site = world(things(ON_A_PAGE + 3)).build()
    chips = ["/products/", "/circles/food/", "/circles/home/"]
    assert links(site.page("/products/")) == links(site.page("/circles/home/")) == chips
    assert "/products/page-2/" in site.page("/products/")
    assert '<a href="/products/" aria-current="page">1</a>' in site.page("/products/")
    listed = re.compile(r'<h3><a href="(/products/thing[^"]+)"')
    shown = [listed.findall(site.page(f"/products/{at}")) for at in ("", "page-2/")]
    assert [len(page) for page in shown] == [ON_A_PAGE, 3]
    assert sorted(shown[0] + shown[1]) == [one for one in site.addresses() if one.startswith("/products/thing")]
    assert 'href="/products/"' in site.page("/")
    assert "https://shop.example/products/page-2/" in site.page("/sitemap.xml")
    assert "script-src" not in site.page("/products/")


def test_a_product_may_not_take_the_address_of_a_page(world: Callable[..., World]) -> None:
    site = world(things(ON_A_PAGE + 1)).write("-- content/products/page-2.md --\n---\ntitle: Two\nprice: 1\n---\n")
    assert "/products/page-2/ is already the address" in site.complaints()


def tags(html: str) -> list[tuple[str, str]]:
    chips = re.findall(r'<nav class="chips".*?</nav>', html, re.DOTALL)
    return re.findall(r'href="([^"]+)"[^>]*>([^<]+)', chips[1]) if len(chips) > 1 else []


TAGGED = """
-- content/products/soap.md --
---
title: Soap
sku: S
price: 3
tags: [Gift, 旅行装, gift]
---
-- content/products/towel.md --
---
title: Towel
sku: W
price: 5
tags: [gift]
circles: [home]
---
"""


def test_tags_lead_across_circles_in_any_script_and_language(world: Callable[..., World]) -> None:
    site = world(things(MANY) + TAGGED).write(f"-- site.yaml --\n{SITE}languages: [en, zh]\n")
    built = site.write("-- site.zh.yaml --\ntag_names: {Gift: 送礼}\n").build()
    assert tags(built.page("/products/")) == [("/tags/gift/", "Gift"), ("/tags/lu-xing-zhuang/", "旅行装")]
    assert tags(built.page("/circles/home/")) == tags(built.page("/products/"))
    page = built.page("/tags/gift/")
    assert re.findall(r'<h3><a href="(/products/[^"]+)"', page) == ["/products/soap/", "/products/towel/"]
    assert '<a href="/tags/gift/" aria-current="page">Gift</a>' in page
    assert '<a href="/products/">' in page
    assert "<h1>送礼</h1>" in built.page("/zh/tags/gift/")
    assert 'hreflang="zh" href="https://shop.example/zh/tags/gift/"' in page
    assert '<a href="/tags/gift/">Gift</a>' in built.page("/products/soap/")
    assert "/tags/" not in built.page("/@lin/soap/")
    assert "https://shop.example/tags/gift/" in built.page("/sitemap.xml")


def test_many_tags_fold_and_the_one_that_is_shown_comes_first(world: Callable[..., World]) -> None:
    words = ", ".join(f"tag {number:02}" for number in range(15))
    more = f"-- content/products/all.md --\n---\ntitle: All\nsku: A\nprice: 1\ntags: [{words}]\n---\n"
    site = world(things(MANY) + more).build()
    page = site.page("/products/")
    assert "<summary>3 more</summary>" in page
    assert len(tags(page)) == 15
    assert tags(site.page("/tags/tag-14/"))[0] == ("/tags/tag-14/", "tag 14")
    assert len(tags(site.page("/tags/tag-14/"))) == 15


def test_a_small_catalogue_has_no_pages_of_tags(world: Callable[..., World]) -> None:
    site = world(TAGGED + CIRCLES).build()
    assert not [address for address in site.addresses() if "/tags/" in address]
    assert "/tags/" not in site.page("/products/soap/")


def test_tags_that_come_to_one_address_or_to_none_are_told(world: Callable[..., World]) -> None:
    site = world(TAGGED.replace("[gift]", "[Gíft, '!!']") + CIRCLES)
    site.write(f"-- site.yaml --\n{SITE}tag_names: {{Gifd: Presents}}\n")
    said = site.complaints()
    assert "content/products/towel.md:5: tags[1]: `Gíft` has the address of the tag `Gift` in content/pro" in said
    assert "tags[2]: `!!` has no letter or digit" in said
    assert "no product has the tag `Gifd` (did you mean `Gift`?)" in said
    site.write("-- content/products/towel.zh.md --\n---\ntags: [x]\n---\n")
    site.write(f"-- site.yaml --\n{SITE}languages: [en, zh]\n")
    assert "`tags` is the same in every language" in site.complaints()


def test_a_tag_may_not_take_the_address_of_something_else(world: Callable[..., World]) -> None:
    site = world(things(MANY) + TAGGED).write("-- static/tags/gift/index.html --\n<p>Mine</p>\n")
    assert "/tags/gift/ is already the address of content/products/soap.md" in site.complaints()


def test_large_stores_and_circles_go_on_over_pages(world: Callable[..., World]) -> None:
    count = 2 * (AT_ONCE + 1)
    bare = re.sub(r"Words.*\n", "", things(count)).replace("store: all", "picks: [thing-000]")
    site = world(bare).build()
    store = site.page("/@lin/")
    for first, card, picks, others in (
        ("/@lin/", "/@lin/thing", 1, count - 1),
        ("/circles/home/", "/prod", 0, count // 2),
    ):
        pages = [address for address in site.addresses() if re.fullmatch(f"{first}(page-[0-9]/)?", address)]
        shown = [found for page in pages for found in re.findall(f'<h3><a href="({card}[^"]+)', site.page(page))]
        assert len(pages) == -(-others // ON_A_PAGE)
        assert len(shown) == len(set(shown)) == picks + others
        assert all(f'href="{page}"' in site.page(first) for page in pages[1:])
    second = site.page("/@lin/page-2/")
    assert '<a href="/@lin/page-2/" aria-current="page">2</a>' in second
    assert 'class="chip" href="/@lin/"' in second
    assert "/@lin/page-2/" in store
    site = world("-- content/products/two.md --\n---\ntitle: Two\nslug: page-2\nsku: P2\nprice: 1\n---\n")
    assert "/@lin/page-2/ is already the address of" in site.complaints()


def test_a_store_of_a_usual_size_is_one_page(world: Callable[..., World]) -> None:
    bare = re.sub(r"Words.*\n", "", things(AT_ONCE))
    assert not [address for address in world(bare).build().addresses() if "/@lin/page-" in address]


@pytest.fixture
def searched(world: Callable[..., World]) -> World:
    site = world(things(3)).write(f"-- site.yaml --\n{SITE}{CHINESE}")
    return site.write("""
        -- content/products/lotion.md --
        ---
        title: "Repair <b>Lotion</b>"
        sku: L
        price: 12
        circles: [home]
        ---
        -- content/products/lotion.zh.md --
        ---
        title: 益生菌修护乳液
        summary: 换季泛红的敏感肌也能用
        ---
    """)


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[[Site, str], tuple[Page, list[str]]]]:
    context = browser.new_context()
    notes: list[str] = []

    def opened(site: Site, path: str) -> tuple[Page, list[str]]:
        page = context.new_page()
        page.on("console", lambda message: notes.append(message.text))
        page.on("pageerror", lambda error: notes.append(str(error)))
        page.on("request", lambda asked: notes.append(asked.url) if "/search-" in asked.url else None)
        page.goto(path)
        page.wait_for_load_state("networkidle")
        return page, notes

    yield opened
    context.close()


def test_search_finds_words_and_chinese_and_loads_nothing_before(
    searched: World, visit: Callable[[Site, str], tuple[Page, list[str]]]
) -> None:
    site = searched.build()
    with serving(site.output) as address:
        for path, words, found in SEARCHES:
            page, notes = visit(site, address + path)
            assert notes == []
            page.get_by_role("searchbox").fill(words)
            row = page.locator(".find li a").first
            row.wait_for()
            assert row.get_attribute("href") == found
            assert page.get_by_role("status").inner_text() == "1"
            assert not [note for note in notes if "/assets/search-" not in note], "a complaint"
            notes.clear()
        assert page.locator(".find li b b").count() == 0


def test_search_is_the_same_bytes_again_and_costs_nothing_when_nothing_changed(searched: World) -> None:
    first = searched.build()
    found = {name: data for name, data in first.files().items() if "/search-" in name}
    assert any(name.endswith("/pagefind.js") for name in found)
    assert not [name for name in found if "@lin" in name]
    assert searched.build().built.report.written == 0
    (cache,) = (searched.folder / ".sitegen/cache/search").iterdir()
    cache.rename(cache.with_name("gone"))
    again = searched.build(output=searched.folder / "again")
    assert {name: data for name, data in again.files().items() if "/search-" in name} == found


def test_a_product_that_changes_makes_another_index_and_the_old_one_goes(searched: World) -> None:
    before = {name.split("/")[1] for name in searched.build().files() if name.startswith("assets/search-")}
    searched.write("-- content/products/thing-000.md --\n---\ntitle: Apron\nsku: A\nprice: 3\n---\n")
    after = {name.split("/")[1] for name in searched.build().files() if name.startswith("assets/search-")}
    assert len(before) == len(after) == 1
    assert before != after


def test_only_the_page_with_the_search_may_run_what_is_compiled(searched: World) -> None:
    site = searched.build()
    allowed = {address for address in site.addresses() if "wasm-unsafe-eval" in site.page(address)}
    assert allowed == {"/products/", "/zh/products/"}


def test_a_site_that_wants_search_is_told_what_to_install(searched: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sitegen.engines.search.find_spec", lambda name: None)
    assert "pip install 'sitegen[search]'" in searched.complaints()
