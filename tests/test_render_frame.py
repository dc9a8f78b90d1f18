"""The head of a page: titles, addresses, languages and previews."""

from __future__ import annotations

import re

import pytest

from tests.world import Site, make_world

SHOP = """
    -- site.yaml --
    title: Shop
    url: https://shop.example/sub/
    languages: [en, zh, ar]
    checkout: {provider: template, url: "https://pay.example/{sku}{?tag}"}
    -- site.zh.yaml --
    title: 店
    -- content/products/tea/index.md --
    ---
    title: Tea
    sku: T
    price: 12
    summary: Green and light.
    photos: [{file: tea.jpg, alt: A cup of tea}]
    ---
    -- content/products/tea/index.zh.md --
    ---
    title: 茶
    ---
    -- content/products/tea/tea.jpg --
    photo 1500x1200 #88aa66
    -- content/creators/ann.md --
    ---
    name: Ann
    ---
    -- content/pages/about.md --
    ---
    title: About
    order: 1
    ---
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return make_world(tmp_path_factory.mktemp("shop") / "site", SHOP).build()


def head_of(shop: Site, address: str) -> str:
    return shop.page(address).split("</head>")[0]


def test_title_and_description_say_what_the_page_is(shop: Site) -> None:
    head = head_of(shop, "/@ann/tea/")
    assert "<title>Tea · Ann</title>" in head
    assert '<meta name="description" content="Green and light.">' in head
    assert '<meta property="og:type" content="product">' in head


def test_a_personal_page_is_known_by_the_house_page(shop: Site) -> None:
    head = head_of(shop, "/@ann/tea/")
    assert '<link rel="canonical" href="https://shop.example/sub/products/tea/">' in head
    assert '<meta property="og:url" content="https://shop.example/sub/@ann/tea/">' in head


def test_languages_name_each_other_and_a_default(shop: Site) -> None:
    head = head_of(shop, "/products/tea/")
    assert dict(re.findall(r'hreflang="([^"]+)" href="([^"]+)"', head)) == {
        "en": "https://shop.example/sub/products/tea/",
        "zh": "https://shop.example/sub/zh/products/tea/",
        "x-default": "https://shop.example/sub/products/tea/",
    }


def test_a_preview_has_an_absolute_address_size_type_and_words(shop: Site) -> None:
    head = head_of(shop, "/products/tea/")
    preview = dict(re.findall(r'property="og:image(:?[a-z]*)" content="([^"]+)"', head))
    assert preview[""].startswith("https://shop.example/sub/assets/")
    assert (preview[":width"], preview[":height"], preview[":type"]) == ("1200", "630", "image/jpeg")
    assert preview[":alt"] == "A cup of tea"


def test_direction_and_language_are_those_of_the_page(shop: Site) -> None:
    assert '<html lang="ar" dir="rtl">' in shop.page("/ar/products/tea/")
    assert '<html lang="zh" dir="ltr">' in shop.page("/zh/products/tea/")
    assert "<title>茶 · 店</title>" in shop.page("/zh/products/tea/")


def test_the_page_one_is_on_is_marked_in_the_menu(shop: Site) -> None:
    assert '<a href="/sub/about/" aria-current="page">About</a>' in shop.page("/about/")
    assert '<a href="/sub/about/">About</a>' in shop.page("/")


def test_the_missing_page_is_not_indexed(shop: Site) -> None:
    assert '<meta name="robots" content="noindex">' in head_of(shop, "/404.html")
    assert "robots" not in head_of(shop, "/")
