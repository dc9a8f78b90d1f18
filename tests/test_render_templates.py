"""A theme's templates: what they may call, and where their mistakes are found."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sitegen.errors import ContentError, Place
from tests.world import World

SITE = """
    -- site.yaml --
    title: Shop
    url: https://shop.example/
    theme: mine
    -- themes/mine/theme.yaml --
    extends: base
    options: {greeting: Hello}
    -- content/pages/about.md --
    ---
    title: About <us> & you
    ---
    Words.
"""


def themed(world: Callable[..., World], template: str, **files: str) -> World:
    site = world(SITE)
    site.put("themes/mine/templates/page.html", template)
    for name, text in files.items():
        site.put(f"themes/mine/{name.replace('__', '/').replace('_dot_', '.')}", text)
    return site


def failing_place(site: World) -> Place:
    with pytest.raises(ContentError) as error:
        site.build()
    (problem,) = error.value.problems
    return problem.place


def test_texts_are_escaped(world: Callable[..., World]) -> None:
    assert themed(world, "{{ title }}").build().page("/about/") == "About &lt;us&gt; &amp; you"


def test_indentation_stays_with_whoever_reads_the_template(world: Callable[..., World]) -> None:
    assert themed(world, "<main>\n    <p>Hi</p>\n</main>").build().page("/about/") == "<main>\n<p>Hi</p>\n</main>"


def test_an_unknown_name_is_an_error_at_its_line(world: Callable[..., World]) -> None:
    assert failing_place(themed(world, "<p>\n{{ tilte }}")) == Place("themes/mine/templates/page.html", 2)


def test_broken_syntax_is_an_error_at_its_line(world: Callable[..., World]) -> None:
    assert failing_place(themed(world, "<p>\n\n{% if %}")) == Place("themes/mine/templates/page.html", 3)


def test_a_missing_template_is_named_where_it_is_asked_for(world: Callable[..., World]) -> None:
    assert failing_place(themed(world, '<p>\n{% include "nope.html" %}')).line == 2


def test_words_come_from_the_theme_and_a_wrong_key_is_an_error(world: Callable[..., World]) -> None:
    words = "hello: Hello {name}\nfiles: {one: '{n} file', other: '{n} files'}\n"
    site = themed(
        world,
        "{{ t('hello', name='<Ann>') }}, {{ t('files', n=1) }}, {{ t('files', n=1200) }}",
        i18n__en_dot_yaml=words,
    )
    assert site.build().page("/about/") == "Hello &lt;Ann&gt;, 1 file, 1,200 files"
    site.put("themes/mine/templates/page.html", "{{ t('helo') }}")
    with pytest.raises(ContentError, match="did you mean `hello`"):
        site.build()


def test_a_style_sheet_is_inlined_without_what_only_people_read(world: Callable[..., World]) -> None:
    css = "/* for people */\na {\n  color: red;\n}\n"
    assert themed(world, "{{ asset('x.css') }}", assets__x_dot_css=css).build().page("/about/") == "a{color:red}"


def test_a_linked_asset_is_published_under_a_name_that_changes_with_it(world: Callable[..., World]) -> None:
    site = themed(world, '{{ asset_url("x.svg") }}', assets__x_dot_svg="<svg/>")
    first = site.build().page("/about/")
    assert site.build().page(first) == "<svg/>"
    site.put("themes/mine/assets/x.svg", "<svg></svg>")
    assert site.build().page("/about/") != first


def test_assets_joined_by_a_plus_are_one_file(world: Callable[..., World]) -> None:
    site = themed(world, '{{ asset_url("a.css+b.css") }}', assets__a_dot_css="a{b:c}", assets__b_dot_css="d{e:f}")
    built = site.build()
    assert built.page(built.page("/about/")) == "a{b:c}d{e:f}"


def test_an_option_of_the_theme_can_be_set_by_the_site(world: Callable[..., World]) -> None:
    site = themed(world, "{{ theme.greeting }}")
    assert site.build().page("/about/") == "Hello"
    site.put("site.yaml", (site.folder / "site.yaml").read_text() + "theme_options: {greeting: Welcome}\n")
    assert site.build().page("/about/") == "Welcome"


def test_a_child_extends_what_it_replaces(world: Callable[..., World]) -> None:
    site = themed(world, '{% extends "base/page.html" %}{% block main %}<p class="mine">{{ super() }}{% endblock %}')
    page = site.build().page("/about/")
    assert '<p class="mine">' in page
    assert "Words." in page
