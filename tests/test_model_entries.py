"""From documents to entries: which texts belong together, what each language says, what it is called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sitegen.model.catalog import Edition, Entry
from tests.world import World

BILINGUAL = """
    -- site.yaml --
    title: Shop
    url: https://shop.example/
    languages: [en, zh]
    checkout: {provider: template, url: "https://pay.example/{sku}{?offer,tag}"}
    currency: CNY
"""


def editions(site: World) -> tuple[Edition, ...]:
    return site.check().catalog.editions


def page(site: World, name: str, edition: int = 0) -> Entry[Any]:
    return editions(site)[edition].pages[name]


@pytest.mark.parametrize(
    ("file", "fields", "slug"),
    [
        ("about-us.md", "", "about-us"),
        ("About Us/index.md", "", "about-us"),
        ("关于.md", "", "guan-yu"),
        ("🧼.md", "", "soap"),
        ("about.md", "slug: who-we-are", "who-we-are"),
        ("x" * 200 + ".md", "", "x" * 60),
    ],
)
def test_a_slug_is_the_written_one_or_the_name_transliterated(
    world: Callable[..., World], file: str, fields: str, slug: str
) -> None:
    site = world("-- static/x --\n")
    site.put(f"content/pages/{file}", f"---\ntitle: About\n{fields}\n---\n")
    (entry,) = editions(site)[0].pages.values()
    assert entry.slug == slug


@pytest.mark.parametrize(
    ("file", "fields", "complaint"),
    [
        ("a.md", "slug: Tee Ä", "a.md:3: slug: `Tee Ä` is no slug (try `tee-a`)"),
        ("a.md", "slug: '…'", "a.md:3: slug: `…` is no slug (use a-z, 0-9 and single dashes)"),
        ("….md", "", "….md:2: slug: `…` cannot be spelled in a-z (add `slug: a-z and digits`)"),
    ],
)
def test_what_cannot_be_an_address_is_reported(
    world: Callable[..., World], file: str, fields: str, complaint: str
) -> None:
    site = world("-- static/x --\n")
    site.put(f"content/pages/{file}", f"---\ntitle: About\n{fields}\n---\n")
    assert site.complaints() == f"content/pages/{complaint}"


def test_an_entry_is_in_every_language_translated_or_not(world: Callable[..., World]) -> None:
    site = world(BILINGUAL).write("""
        -- content/pages/about.md --
        ---
        title: About
        summary: Who we are
        ---
        Hello.
        -- content/pages/about.zh.md --
        ---
        title: 关于
        ---
        -- content/pages/terms.md --
        ---
        title: Terms
        ---
    """)
    english, chinese = page(site, "about"), page(site, "about", 1)
    assert (english.fields.title, english.language, english.translated) == ("About", "en", True)
    assert (chinese.fields.title, chinese.language, chinese.translated) == ("关于", "zh", True)
    assert chinese.fields.summary == "Who we are"
    assert chinese.text == english.text
    terms = page(site, "terms", 1)
    assert (terms.fields.title, terms.language, terms.translated) == ("Terms", "en", False)


def test_a_text_that_names_the_sites_own_language_is_the_base(world: Callable[..., World]) -> None:
    site = world(BILINGUAL).write("""
        -- content/pages/about.en.md --
        ---
        title: About
        ---
        -- content/pages/about.zh.md --
        ---
        title: 关于
        ---
    """)
    assert [page(site, "about", number).fields.title for number in (0, 1)] == ["About", "关于"]


def test_a_language_the_site_does_not_have_is_skipped_and_told(world: Callable[..., World]) -> None:
    site = world(BILINGUAL).write("""
        -- content/pages/about.md --
        ---
        title: About
        ---
        -- content/pages/about.fr.md --
        ---
        title: À propos
        ---
    """)
    skipped = site.check().catalog.skipped
    assert [(item.file, item.reason) for item in skipped] == [
        ("content/pages/about.fr.md", "`fr` is not among the site's `languages`")
    ]


@pytest.mark.parametrize("twin", ["about/index.md", "about.en.md", "about/index.en.md"])
def test_two_files_for_the_same_text_are_reported_once(world: Callable[..., World], twin: str) -> None:
    site = world(BILINGUAL).write("""
        -- content/pages/about.md --
        ---
        title: About
        ---
    """)
    site.put(f"content/pages/{twin}", "---\ntitle: About\n---\n")
    (problem,) = site.problems()
    assert problem.what.endswith("says the same in the same language")
    assert {"content/pages/about.md", f"content/pages/{twin}"} == {problem.place.file, problem.what.split("`")[1]}


def test_a_translation_of_nothing_is_reported(world: Callable[..., World]) -> None:
    site = world(BILINGUAL).write("-- content/pages/about.zh.md --\n---\ntitle: 关于\n---\n")
    assert site.complaints() == (
        "content/pages/about.zh.md: this translates a text that is not there "
        "(write it in `en` first: the same file name without `.zh`)"
    )


def test_a_translation_lies_beside_what_it_translates(world: Callable[..., World]) -> None:
    site = world(BILINGUAL).write("-- content/pages/about.md --\n---\ntitle: About\n---\n")
    site.put("content/pages/about/index.zh.md", "---\ntitle: 关于\n---\n")
    assert site.complaints() == (
        "content/pages/about/index.zh.md: this translates content/pages/about.md, which lies elsewhere "
        "(put both into the same folder, since their photos lie beside them)"
    )


def test_a_broken_translation_does_not_take_the_text_away_from_those_who_name_it(world: Callable[..., World]) -> None:
    site = world(BILINGUAL).write("""
        -- content/products/tea.md --
        ---
        title: Tea
        sku: T
        price: 12
        ---
        -- content/products/tea.zh.md --
        ---
        title: [茶]
        reviews: none
        ---
        -- content/products/cup.md --
        ---
        title: Cup
        sku: C
        price: 9
        ---
        -- content/products/cup.zh.md --
        ---
        title: "杯
        ---
        -- content/creators/lin.md --
        ---
        name: Lin
        picks: [tea, cup]
        ---
    """)
    assert [str(problem.place) for problem in site.problems()] == [
        "content/products/cup.zh.md:2",
        "content/products/tea.zh.md:2: title",
        "content/products/tea.zh.md:3: reviews[1]",
    ]


def test_a_title_that_is_missing_everywhere_is_missed_in_the_base_alone(world: Callable[..., World]) -> None:
    site = world(BILINGUAL).write("""
        -- content/pages/about.md --
        ---
        summary: x
        ---
        -- content/pages/about.zh.md --
        ---
        summary: y
        ---
    """)
    assert site.complaints() == "content/pages/about.md:2: title: `title` is missing (add `title: …`)"
