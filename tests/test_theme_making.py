"""Making a theme: started by a command, checked as a whole, its options kept to what they take."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sitegen.adding import add_theme
from sitegen.errors import ContentError, Place, UsageError
from sitegen.load.theme import read_theme
from sitegen.package import built_in_themes
from tests.world import World

BUILT_IN = ("base", "folio", "market", "midnight")

SITE = """
    -- site.yaml --
    title: Shop
    url: https://shop.example/
    language: en
    languages: [en, ar]
    theme: mine
    checkout: {provider: template, url: "https://pay.example/{sku}{?tag}"}
    -- content/products/tea.md --
    ---
    title: Tea
    sku: TEA
    price: 12
    ---
    Good tea.
    -- content/creators/ann.md --
    ---
    name: Ann
    picks: [{product: tea, note: Mine.}]
    ---
    Hello.
"""
MINE = """
    -- themes/mine/theme.yaml --
    extends: base
"""


@pytest.mark.parametrize("parent", BUILT_IN)
def test_a_started_theme_looks_like_its_parent(world: Callable[..., World], parent: str) -> None:
    site = world(SITE)
    files = add_theme(site.folder, "Mine", parent)
    assert set(files) == {"themes/mine/theme.yaml", "themes/mine/assets/theme.css"}
    assert all((site.folder / file).is_file() for file in files)
    page = site.build().page("/@ann/tea/")
    assert "h1{font-weight:700}" in page
    found, _ = read_theme(parent, (built_in_themes(),), Place("site.yaml"))
    assert found is not None
    assert f"--paper:{found.options['paper']}" in page


@pytest.mark.parametrize("name", BUILT_IN[1:])
def test_a_built_in_theme_is_few_lines(name: str) -> None:
    files = [path for path in (built_in_themes() / name).rglob("*") if path.is_file()]
    lines = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files)
    assert lines < 150
    assert not any(path.suffix == ".html" for path in files)


@pytest.mark.parametrize(
    ("title", "parent", "what"),
    [
        ("Base", "base", "there is already a theme `base`"),
        ("New", "marekt", "there is no theme `marekt` to extend; did you mean `market`?"),
        ("...", "base", "cannot be spelled"),
    ],
)
def test_a_theme_that_cannot_be_started_changes_nothing(
    world: Callable[..., World], title: str, parent: str, what: str
) -> None:
    site = world(SITE)
    with pytest.raises(UsageError, match=what.replace("?", r"\?")):
        add_theme(site.folder, title, parent)
    assert not (site.folder / "themes").exists()


def test_a_childs_own_sheets_come_after_its_parents(tmp_path: Path) -> None:
    world = World(tmp_path).write("""
        -- themes/a/theme.yaml --
        title: A
        -- themes/a/assets/theme.css --
        h1 {}
        -- themes/a/assets/other.css --
        h1 {}
        -- themes/b/theme.yaml --
        extends: a
        -- themes/b/assets/theme.css --
        h2 {}
        -- themes/b/assets/other.css --
        h2 {}
    """)
    theme, problems = read_theme("b", (world.folder / "themes", tmp_path), Place("site.yaml"))
    assert theme is not None
    assert problems == []
    assert theme.assets["theme.css"] == b"h1 {}\nh2 {}\n"
    assert theme.assets["other.css"] == b"h2 {}\n"


def complaints(site: World) -> list[str]:
    with pytest.raises(ContentError) as error:
        site.check()
    return [str(problem) for problem in error.value.problems]


def test_everything_broken_in_a_theme_is_said_at_once(world: Callable[..., World]) -> None:
    site = world(SITE + MINE)
    site.put("themes/mine/templates/_note.html", "<p>\n{% if %}")
    site.put("themes/mine/templates/_foot.html", "{{ title | shuot }}")
    site.put("themes/mine/templates/page.html", '{% include "_haed.html" %}\n{{ asset("bsae.css") }}')
    site.put("themes/mine/templates/home.html", '{{ t("byu") }}\n{{ theme.papr }} {{ asset_url("wide.css+rset.css") }}')
    folder = "themes/mine/templates/"
    assert complaints(site) == [
        f"{folder}_foot.html:1: the template is broken: No filter named 'shuot'.",
        f"{folder}_note.html:2: the template is broken: Expected an expression, got 'end of statement block'",
        f"{folder}home.html:1: the theme has no words for `byu` (did you mean `buy`?)",
        f"{folder}home.html:2: the theme has no option `papr` (did you mean `paper`?)",
        f"{folder}home.html:2: the theme has no asset `rset.css` (did you mean `rest.css`?)",
        f"{folder}page.html:1: the theme has no template `_haed.html` (did you mean `_head.html`?)",
        f"{folder}page.html:2: the theme has no asset `bsae.css` (did you mean `base.css`?)",
    ]


OPTIONS = """
    -- themes/mine/theme.yaml --
    extends: base
    options:
      columns: {type: number, default: 2, description: Cards beside each other}
      corners: {choices: [round, square], default: round}
      loud: {type: flag, default: false}
      motto: {type: text, default: Hello}
"""


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ('paper: "#fff"', "theme_options.paper: `#fff` is no colour"),
        ("columns: many", "theme_options.columns: `many` is no number"),
        ("columns: true", "theme_options.columns: `True` is no number"),
        ("loud: yes", "theme_options.loud: `yes` is neither true nor false"),
        ("corners: rund", "theme_options.corners: `rund` is not among the choices (did you mean `round`?)"),
        ("motto: 3", "theme_options.motto: `3` is no text"),
        ("mode: drak", "theme_options.mode: `drak` is not among the choices (did you mean `dark`?)"),
        ("coluns: 3", "theme_options.coluns: the theme has no option `coluns` (did you mean `columns`?)"),
    ],
)
def test_a_site_is_told_what_an_option_takes(world: Callable[..., World], options: str, what: str) -> None:
    site = world(SITE + OPTIONS)
    site.put("site.yaml", (site.folder / "site.yaml").read_text() + f"theme_options:\n  {options}\n")
    (said,) = complaints(site)
    assert said.startswith("site.yaml:8: " + what)


def test_options_that_fit_reach_the_template(world: Callable[..., World]) -> None:
    site = world(SITE + OPTIONS)
    site.put(
        "themes/mine/templates/home.html", "{{ theme.columns }} {{ theme.corners }} {{ theme.loud }} {{ theme.motto }}"
    )
    chosen = "theme_options: {columns: 3, corners: square, loud: true}\n"
    site.put("site.yaml", (site.folder / "site.yaml").read_text() + chosen)
    assert site.build().page("/") == "3 square True Hello"


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ("columns: {type: numbr, default: 2}", "options.columns.type: there are no options of type `numbr`"),
        ("columns: {type: number}", "options.columns: this option has no default"),
        ("columns: {type: number, default: two}", "options.columns: `two` is no number"),
        ("columns: {type: number, defalt: 2, default: 2}", "options.columns.defalt: an option has no `defalt`"),
        ("corners: {type: choice, default: a}", "options.corners: a choice needs choices"),
        ("paper: red", "options.paper: `red` is no colour"),
    ],
)
def test_a_theme_is_told_what_its_options_lack(world: Callable[..., World], options: str, what: str) -> None:
    site = world(SITE + MINE)
    site.put("themes/mine/theme.yaml", f"extends: base\noptions:\n  {options}\n")
    assert complaints(site)[0].startswith(f"themes/mine/theme.yaml:3: {what}")
