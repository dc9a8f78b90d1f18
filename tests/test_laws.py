"""The laws of the house, on whole sites: what a build may never get wrong."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sitegen.errors import ContentError
from tests.world import CLOCK, World, make_world

TINY = """
    -- content/products/tea.md --
    ---
    title: Tea
    sku: T1
    price: 12
    circles: [food]
    offers: [{label: Autumn, price: 10, until: 2026-12-01}]
    ---
    Goes with [[bread]].
    -- content/products/bread.md --
    ---
    title: Bread
    sku: B1
    price: 5
    variants: [{name: Small, sku: B1}, {name: Large, sku: B2, price: 9}]
    ---
    -- content/creators/ann.md --
    ---
    name: Ann
    picks: [{product: tea, note: Every day.}]
    ---
    -- content/creators/bo.md --
    ---
    name: Bo
    store: picks
    picks: [bread]
    ---
    -- content/circles/food.md --
    ---
    title: Food
    ---
    -- content/posts/breakfast.md --
    ---
    title: Breakfast
    creator: bo
    date: 2026-11-01
    ---
    [[tea]]

    With [[bread|a slice]].
    -- content/pages/about.md --
    ---
    title: About
    order: 1
    aliases: [/us/]
    ---
    -- static/robots-note.txt --
    hello
    -- themes/mine/theme.yaml --
    extends: base
"""

# One edit an author, an owner or a theme maker might make: which file, and what of it becomes what.
EDITS: tuple[tuple[str, str, str], ...] = (
    ("content/products/tea.md", "price: 12", "price: 13"),
    ("content/products/tea.md", "title: Tea", "title: Green Tea"),
    ("content/products/tea.md", "Goes with", "Lovely with"),
    ("content/products/bread.md", "sku: B2", "sku: B3"),
    ("content/products/bread.md", "title: Bread", "title: Bread\nexpires: 2026-01-01"),
    ("content/products/bread.md", "title: Bread", "title: Bread\nslug: loaf"),
    ("content/products/bread.zh.md", "", "---\ntitle: 面包\n---\n"),
    ("content/creators/ann.md", "name: Ann", "name: Anna"),
    ("content/creators/ann.md", "Every day.", "Twice a day."),
    ("content/creators/bo.md", "store: picks", "store: all"),
    ("content/creators/bo.md", "name: Bo", 'name: Bo\nlook: {accent: "#226688"}'),
    ("content/posts/breakfast.md", "creator: bo", "creator: ann"),
    ("content/posts/breakfast.md", "title: Breakfast", "title: Breakfast\ndraft: true"),
    ("content/pages/about.md", "aliases: [/us/]", "aliases: [/we/]"),
    ("content/pages/faq.md", "", "---\ntitle: Questions\norder: 2\n---\n"),
    ("site.yaml", "title: Shop", "title: Store"),
    ("site.yaml", "title: Shop", "theme: mine\ntitle: Shop"),
    ("site.yaml", "currency: CNY", "currency: CNY\nlanguages: [en, zh]"),
    ("site.yaml", "currency: CNY", "currency: EUR"),
    ("themes/mine/i18n/en.yaml", "", "reviews_title: What people say\n"),
    ("themes/mine/templates/page.html", "", "<!doctype html>{{ title }}"),
    ("static/robots-note.txt", "hello", "bye"),
    ("content/circles/food.md", "title: Food", "title: Food\norder: 3"),
)


def edit(world: World, file: str, old: str, new: str) -> None:
    path = world.folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text() if path.exists() else ""
    if not old and before:
        path.unlink()
    else:
        path.write_text(before.replace(old, new, 1) if old else new)


# A site is two builds, so a failure is reported as found: the edits are readable without being shrunk.
@settings(max_examples=12, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.lists(st.sampled_from(EDITS), min_size=1, max_size=5, unique=True), st.booleans())
def test_an_incremental_build_equals_a_clean_one(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[str, str, str]], clock_moves: bool
) -> None:
    world = make_world(tmp_path_factory.mktemp("site") / "site", TINY)
    world.build()
    for file, old, new in edits:
        edit(world, file, old, new)
    clock = CLOCK + timedelta(days=30 if clock_moves else 0)
    incremental = world.build(clock=clock).published()
    clean = world.build_clean(clock=clock).published()
    assert incremental == clean


def test_a_second_build_of_an_unchanged_site_touches_nothing(world: Callable[..., World]) -> None:
    site = world(TINY)
    first = site.build()
    before = {path: path.stat().st_mtime_ns for path in first.output.rglob("*")}
    second = site.build()
    assert second.built.report.written == 0
    assert {path: path.stat().st_mtime_ns for path in second.output.rglob("*")} == before


def test_the_same_site_gives_the_same_bytes_elsewhere_and_with_any_number_of_jobs(
    world: Callable[..., World], tmp_path: Path
) -> None:
    here = world(TINY)
    there = World(tmp_path / "elsewhere" / "deeper")
    shutil.copytree(here.folder, there.folder)
    assert here.build(jobs=1).published() == there.build(jobs=4).published()


def test_whole_site_files_count_pages_that_were_not_rendered_again(world: Callable[..., World]) -> None:
    site = world(TINY)
    site.build()
    site.write("""
        -- content/pages/new.md --
        ---
        title: New
        ---
    """)
    built = site.build()
    sitemap = built.page("/sitemap.xml")
    assert built.built.report.unchanged > 5
    assert "https://shop.example/products/tea/" in sitemap
    assert "https://shop.example/new/" in sitemap


def test_everything_wrong_is_reported_at_once_and_nothing_is_written(world: Callable[..., World]) -> None:
    site = world("""
        -- content/products/tea.md --
        ---
        title: Tea
        prise: 12
        ---
        See [[coffee]].
        -- content/creators/ann.md --
        ---
        name: Ann
        picks: [milk]
        ---
        -- content/creators/bo.md --
        ---
        name: Bo
        picks:
          - product: juice
        ---
    """)
    with pytest.raises(ContentError) as error:
        site.build()
    told = [(problem.place.file, problem.place.line, problem.place.field) for problem in error.value.problems]
    assert told == [
        ("content/creators/ann.md", 3, "picks[1].product"),
        ("content/creators/bo.md", 4, "picks[1].product"),
        ("content/products/tea.md", 2, "price"),
        ("content/products/tea.md", 3, "prise"),
        ("content/products/tea.md", 5, None),
    ]
    assert not (site.folder / "output").exists()


def test_a_failed_build_leaves_the_last_good_output(world: Callable[..., World]) -> None:
    site = world(TINY)
    good = site.build().files()
    site.write("""
        -- themes/mine/theme.yaml --
        extends: base
        -- themes/mine/templates/post.html --
        {{ nobody.knows }}
    """)
    site.put("site.yaml", (site.folder / "site.yaml").read_text() + "theme: mine\n")
    with pytest.raises(ContentError) as error:
        site.build()
    assert error.value.problems[0].place.file == "themes/mine/templates/post.html"
    assert error.value.problems[0].place.line == 1
    assert {
        path.relative_to(site.folder / "output").as_posix(): path.read_bytes()
        for path in sorted((site.folder / "output").rglob("*"))
        if path.is_file()
    } == good


def test_a_template_sees_its_view_and_nothing_else(world: Callable[..., World]) -> None:
    site = world(TINY)
    site.write("""
        -- themes/spy/theme.yaml --
        extends: base
        -- themes/spy/templates/page.html --
        {{ self._TemplateReference__context.keys() | sort | join(" ") }}
    """)
    site.put("site.yaml", (site.folder / "site.yaml").read_text() + "theme: spy\n")
    seen = set(site.build().page("/about/").split())
    view = {"page", "site", "look", "title", "summary", "body", "extra"}
    assert seen == view | {"t", "lang", "language", "asset", "asset_url", "theme"}
