"""Words that nobody has translated yet say which language they are in (WCAG 3.1.2), and so do ours among them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.world import SITE, Site, World

GOODS = """
-- content/products/tea.md --
---
title: Green tea
summary: From the second harvest
sku: T
price: 12
circles: [food]
facts: {Harvest: second}
questions: [{q: How hot?, a: Eighty degrees.}]
reviews: [{by: Mei, rating: 5, text: Soft.}]
photos: [{file: tea.jpg, alt: A tin of tea}]
---
Steep it once.

[[rice]]
-- content/products/tea.jpg --
photo 400x500 #88aa66
-- content/products/rice.md --
---
title: Rice
sku: R
price: 3
---
-- content/products/rice.ar.md --
---
title: ارز
---
-- content/circles/food.md --
---
title: Food
---
-- content/creators/lin.md --
---
name: Lin
tagline: I brew
picks: [{product: tea, note: Every morning.}]
---
-- content/posts/dawn.md --
---
title: Dawn
creator: lin
date: 2026-11-01
---
I rise.

[[tea]]
"""


@pytest.fixture
def site(world: Callable[..., World]) -> Site:
    return world(GOODS).write(f"-- site.yaml --\n{SITE}tagline: For mornings\nlanguages: [en, ar, zh]\n").build()


def said_in(html: str, language: str) -> set[str]:
    """The tags and direct words of elements that say they are in a language."""
    found = re.findall(rf'<(\w+)[^>]* lang="{language}"([^>]*)>(?:\s*<a[^>]*>|<dt>|<summary>|<q>)?\s*([^<\n]*)', html)
    return {f"{tag} {words}".strip() for tag, _, words in found}


def test_a_translated_page_says_nothing(site: Site) -> None:
    for address in ("/", "/@lin/", "/@lin/tea/", "/products/tea/", "/posts/dawn/", "/ar/products/rice/"):
        main = site.page(address).partition("<main")[2].partition("</main>")[0]
        assert "lang=" not in main.replace("hreflang=", ""), address


@pytest.mark.parametrize("address", ["/zh/@lin/tea/", "/zh/products/tea/"])
def test_a_product_that_is_not_translated(site: Site, address: str) -> None:
    said = said_in(site.page(address), "en")
    assert {
        "h1 Green tea",
        "p From the second harvest",
        "div",
        "dt Harvest",
        "dd second",
        "details",
        "blockquote Soft.",
        "li",
    } <= said
    assert "div Steep it once." not in said
    assert re.search(r'<aside class="mention" lang="zh">', site.page(address))
    assert "h1" not in " ".join(said_in(site.page("/zh/@lin/"), "ar"))
    if "@lin" in address:
        assert "blockquote Every morning." in said
        assert "span I brew" in said


def test_cards_stories_and_the_house(site: Site) -> None:
    home = said_in(site.page("/zh/"), "en")
    assert {"h3 Green tea", "h3 Dawn", "h1 For mornings", "p For mornings", "span I brew", "a"} <= home
    post = said_in(site.page("/zh/posts/dawn/"), "en")
    assert {"h1 Dawn", "div", "p Green tea"} <= post
    assert "p Every morning." in post


def test_where_it_runs_the_other_way_it_says_that_too(site: Site) -> None:
    page = site.page("/ar/@lin/tea/")
    assert '<h1 lang="en" dir="ltr">Green tea</h1>' in page
    assert '<aside class="mention" lang="ar" dir="rtl">' in page
    assert '<div class="prose" lang="en" dir="ltr">' in page
