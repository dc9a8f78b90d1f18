"""Themes: found by name, laid over their parents, checked before a page is made."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from sitegen.errors import Place
from sitegen.load.theme import Role, Theme, read_theme
from tests.world import World

BASE = """
    -- themes/base/theme.yaml --
    title: Base
    pictures:
      card: {widths: [600, 300], ratio: "4:5", sizes: 50vw}
      body: {widths: [800], ratio: null}
    options: {paper: "#fff", columns: 2}
    -- themes/base/templates/page.html --
    <p>{{ page.title }}</p>
    -- themes/base/templates/home.html --
    <h1>home</h1> {{ asset_url("logo.svg") }}
    -- themes/base/assets/logo.svg --
    <svg/>
    -- themes/base/assets/icons/dot.svg --
    <svg/>
    -- themes/base/i18n/en.yaml --
    buy: Buy
    no: No
    reviews: {one: "{n} review", other: "{n} reviews"}
"""


def read(folder: Path, text: str, name: str = "base") -> tuple[Theme | None, list[str]]:
    world = World(folder).write(textwrap.dedent(BASE)).write(text)
    theme, problems = read_theme(name, (world.folder / "themes", folder / "built-in"), Place("site.yaml", 4, "theme"))
    return theme, [str(problem) for problem in problems]


def whole(folder: Path, text: str, name: str = "base") -> Theme:
    theme, problems = read(folder, text, name)
    assert problems == []
    assert theme is not None
    return theme


def test_a_theme_is_its_templates_assets_words_roles_and_options(tmp_path: Path) -> None:
    theme = whole(tmp_path, "")
    assert theme.templates["page.html"].text == "<p>{{ page.title }}</p>\n"
    assert theme.templates["page.html"].file == "themes/base/templates/page.html"
    assert set(theme.assets) == {"logo.svg", "icons/dot.svg"}
    assert theme.words == {"en": {"buy": "Buy", "no": "No", "reviews": {"one": "{n} review", "other": "{n} reviews"}}}
    assert theme.roles["card"] == Role("card", (300, 600), 0.8, "50vw")
    assert theme.roles["body"] == Role("body", (800,), None, "100vw")
    assert theme.options == {"paper": "#fff", "columns": 2}


CHILD = """
    -- themes/child/theme.yaml --
    extends: base
    pictures: {card: {widths: [100], ratio: "1:1"}}
    options: {columns: 3}
    -- themes/child/templates/page.html --
    {% extends "base/page.html" %}
    -- themes/child/i18n/en.yaml --
    buy: Get it
"""


def test_a_child_wins_over_its_parent_file_by_file_and_key_by_key(tmp_path: Path) -> None:
    theme = whole(tmp_path, CHILD, "child")
    assert theme.templates["page.html"].file == "themes/child/templates/page.html"
    assert theme.templates["home.html"].file == "themes/base/templates/home.html"
    assert theme.words["en"]["buy"] == "Get it"
    assert theme.words["en"]["no"] == "No"
    assert theme.options == {"paper": "#fff", "columns": 3}
    assert theme.roles["card"].widths == (100,)
    assert theme.roles["body"].widths == (800,)


def test_a_template_that_a_child_replaces_can_still_be_extended(tmp_path: Path) -> None:
    assert whole(tmp_path, CHILD, "child").templates["base/page.html"].text == "<p>{{ page.title }}</p>\n"


def test_a_site_may_replace_a_built_in_theme_of_the_same_name(tmp_path: Path) -> None:
    World(tmp_path).write("-- built-in/base/theme.yaml --\ntitle: Built in\n-- built-in/base/templates/x.html --\nx\n")
    assert "x.html" not in whole(tmp_path, "").templates


def test_every_change_of_a_theme_changes_its_digest(tmp_path: Path) -> None:
    before = whole(tmp_path, "").digest
    changes = [
        "-- themes/base/templates/page.html --\n<b></b>\n",
        "-- themes/base/assets/logo.svg --\n<svg></svg>\n",
        "-- themes/base/i18n/zh.yaml --\nbuy: 买\n",
        "-- themes/base/theme.yaml --\noptions: {paper: black}\n",
    ]
    digests = {whole(tmp_path, change).digest for change in changes}
    assert len(digests | {before}) == len(changes) + 1


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("bsae", "did you mean `base`?"),
        ("zebra", "there is base"),
        ("../themes/base", "there is base"),
        ("/etc", "there is base"),
        ("x" * 300, "there is base"),
        ("a\0b", "there is base"),
    ],
    ids=["near", "far", "path", "absolute", "long", "NUL"],
)
def test_a_theme_that_is_not_there_is_reported_where_it_was_asked_for(tmp_path: Path, name: str, hint: str) -> None:
    theme, problems = read(tmp_path, "", name)
    assert theme is None
    assert problems[0].startswith("site.yaml:4: theme: there is no theme `")
    assert problems[0].endswith(f"({hint})")


def test_a_missing_parent_is_reported_in_the_theme_that_names_it(tmp_path: Path) -> None:
    theme, problems = read(tmp_path, "-- themes/a/theme.yaml --\ntitle: A\nextends: basis\n", "a")
    assert theme is None
    assert problems == ["themes/a/theme.yaml:2: extends: there is no theme `basis` (did you mean `base`?)"]


def test_themes_that_extend_each_other_in_a_circle_are_reported(tmp_path: Path) -> None:
    circle = "-- themes/a/theme.yaml --\nextends: b\n-- themes/b/theme.yaml --\nextends: a\n"
    theme, problems = read(tmp_path, circle, "a")
    assert theme is None
    assert problems == ["themes/b/theme.yaml:1: extends: the theme extends itself: a -> b -> a (remove one `extends`)"]


@pytest.mark.parametrize(
    ("yaml", "complaint"),
    [
        ("extends: [a, b]", "1: extends: `extends` is the name of one other theme (write `extends: base`)"),
        ("pictuers: {}", "1: pictuers: unknown key `pictuers` (did you mean `pictures`?)"),
        ("options: [a]", "1: options: this should be `name: value` lines"),
        ("pictures: card", "1: pictures: this should be `name: value` lines"),
        ("a: [", "1: this is not valid YAML: a value is missing, or a bracket is not closed"),
    ],
)
def test_what_is_wrong_in_a_theme_yaml_is_reported_once(tmp_path: Path, yaml: str, complaint: str) -> None:
    _, problems = read(tmp_path, f"-- themes/base/theme.yaml --\n{yaml}\n")
    assert len(problems) == 1
    assert problems[0].startswith(f"themes/base/theme.yaml:{complaint}")


@pytest.mark.parametrize(
    "role",
    [
        "{}",
        "[300]",
        "{widths: 300}",
        '{widths: "390"}',
        "{widths: []}",
        "{widths: [0]}",
        "{widths: [wide]}",
        "{widths: [100000]}",
        "{widths: [300], ratio: 1.5}",
        '{widths: [300], ratio: "4:0"}',
        '{widths: [300], ratio: "-4:5"}',
        '{widths: [300], ratio: "nan:1"}',
        "{widths: [300], heights: [2]}",
    ],
)
def test_a_picture_role_nobody_can_use_is_reported_with_an_example(tmp_path: Path, role: str) -> None:
    _, problems = read(tmp_path, f"-- themes/base/theme.yaml --\npictures:\n  card: {role}\n")
    (problem,) = problems
    assert problem.startswith("themes/base/theme.yaml:2: pictures.card: this is no picture role (write `{widths: [390,")


@pytest.mark.parametrize("word", ["[a, b]", "{one: x}", "{many: x, others: y}", "{one: [x], other: y}", "{}"])
def test_words_that_are_neither_text_nor_plural_forms_are_reported(tmp_path: Path, word: str) -> None:
    _, problems = read(tmp_path, f"-- themes/base/i18n/en.yaml --\nbuy: Buy\nreviews: {word}\n")
    (problem,) = problems
    assert problem.startswith("themes/base/i18n/en.yaml:2: reviews: this is neither a text nor its plural forms (write")


def test_a_template_in_another_encoding_is_reported(tmp_path: Path) -> None:
    World(tmp_path).put("themes/base/templates/odd.html", "<p>\nThé".encode("latin-1"))
    _, problems = read(tmp_path, "-- themes/base/templates/fine.html --\nx\n")
    assert problems == [
        "themes/base/templates/odd.html:2: this is not UTF-8 text (save the file with the encoding UTF-8)"
    ]


def test_a_link_out_of_a_theme_is_not_followed(tmp_path: Path) -> None:
    World(tmp_path).put("secret.txt", "secret")
    (tmp_path / "site").mkdir()
    folder = tmp_path / "site"
    World(folder).put("themes/base/assets/x.txt", "x")
    (folder / "themes/base/assets/secret.txt").symlink_to("../../../../secret.txt")
    theme, problems = read(folder, "")
    assert theme is not None
    assert "secret.txt" not in theme.assets
    assert problems[0].startswith("themes/base/assets/secret.txt: this link leads out of the site")
