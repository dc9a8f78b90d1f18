"""Understanding a whole site: everything read, every name known, everything wrong found in one go."""

from __future__ import annotations

from collections.abc import Callable

from sitegen.checkouts import find_providers
from sitegen.load.sources import load
from sitegen.model.understand import understand
from sitegen.package import built_in_themes
from tests.world import World

SHOP = """
    -- site.yaml --
    title: Shop
    url: https://shop.example/
    languages: [en, zh]
    currency: CNY
    checkout: {provider: template, url: "https://pay.example/{sku}{?offer,tag}"}
    -- content/products/tea.md --
    ---
    title: Tea
    sku: T
    price: 12
    ---
    -- content/products/tea.zh.md --
    ---
    title: 茶
    ---
    -- content/products/later.md --
    ---
    title: Later
    sku: L
    price: 12
    publish: 2027-01-01
    ---
    -- content/creators/lin.md --
    ---
    name: Lin
    picks: [tea, later]
    ---
    [[later]] and [[tea]].
    -- content/posts/story.md --
    ---
    title: Story
    creator: lin
    ---
    -- content/circles/food.md --
    ---
    title: Food
    ---
    -- content/pages/about.md --
    ---
    title: About
    ---
"""


def test_every_kind_is_in_every_edition_under_its_name(world: Callable[..., World]) -> None:
    for edition in world(SHOP).check().catalog.editions:
        assert [entry.name for entry in edition.entries()] == ["tea", "lin", "story", "food", "about"]
        assert edition.posts["story"].fields.creator == "lin"
        assert set(edition.choices) == {"tea"}


def test_what_waits_is_skipped_with_its_reason_and_shown_on_request(world: Callable[..., World]) -> None:
    site = world(SHOP)
    catalog = site.check().catalog
    assert [(item.file, item.reason) for item in catalog.skipped] == [
        ("content/products/later.md", "not before 2027-01-01 00:00; show it with --future")
    ]
    assert [pick.product for pick in catalog.editions[0].creators["lin"].fields.picks] == ["tea"]
    assert "later" in site.check(future=True).catalog.editions[0].products


def test_all_kinds_of_mistakes_in_all_files_are_found_in_one_run_in_reading_order(world: Callable[..., World]) -> None:
    site = world(SHOP).write("""
        -- content/products/tea.md --
        ---
        title: Tea
        price: abc
        circles: [fod]
        photos: [gone.jpg]
        ---
        [[gone]]
        -- content/products/tea.zh.md --
        ---
        titel: 茶
        ---
        -- content/creators/lin.md --
        ---
        name: Lin
        picks: [tea, teh]
        store: none
        ---
        -- content/posts/story.md --
        ---
        title: "Story
        ---
        -- content/pages/about.md --
        About us
        -- content/circles/food.jpg --
        no photo
    """)
    assert [str(problem.place) for problem in site.problems()] == [
        "content/circles/food.jpg",
        "content/creators/lin.md:3: picks[2].product",
        "content/creators/lin.md:4: store",
        "content/pages/about.md:1",
        "content/posts/story.md:2",
        "content/products/tea.md:3: price",
        "content/products/tea.md:4: circles[1]",
        "content/products/tea.md:5: photos[1].file",
        "content/products/tea.md:7",
        "content/products/tea.zh.md:2: titel",
    ]


def test_without_a_site_nothing_else_is_said(world: Callable[..., World]) -> None:
    site = world(SHOP)
    (site.folder / "site.yaml").unlink()
    sources = load(site.folder, site.folder / ".sitegen", built_in_themes())
    found = understand(sources, site.settings(), find_providers())
    assert found.catalog is None
    assert [problem.place.file for problem in found.problems] == ["site.yaml"]


def test_the_same_sources_give_the_same_catalog(world: Callable[..., World]) -> None:
    site = world(SHOP)
    assert site.check().catalog == site.check().catalog


def test_a_fault_in_one_product_does_not_hide_faults_in_selling_it(world: Callable[..., World]) -> None:
    site = world(SHOP)
    site.put("content/products/tea.md", "---\ntitle: [Tea]\nsku: T\nprice: 12\ncompare_at: 9\nbrand: {a: b}\n---\n")
    assert [problem.place.field for problem in site.problems()] == ["title", "compare_at", "brand"]
