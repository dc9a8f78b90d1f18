"""Photos, links, pipes, names, themes and sites that are not what they seem: reported, and nothing is published."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.refusing import SITE, TEA, product, refused, stocked
from tests.world import World


@pytest.fixture
def shop(world: Callable[..., World]) -> World:
    return stocked(world("-- static/notes.txt --\nx\n"))


# Photos


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "content/products/tea.jpg: this photo is an empty file (save or copy it again)"),
        (b"hello", "content/products/tea.jpg: this is no photo, whatever its name says (export it again as JPEG"),
        (None, f"{TEA}:5: photos[1].file: there is no photo `tea.jpg` (did you mean `tea.md`?)"),
    ],
    ids=["empty", "text", "missing"],
)
def test_a_photo_that_is_none_is_reported(shop: World, data: bytes | None, complaint: str) -> None:
    shop.put(TEA, product("photos: [{file: tea.jpg, alt: Tea}]"))
    if data is not None:
        shop.put("content/products/tea.jpg", data)
    (said,) = refused(shop)
    assert said.startswith(complaint)


def test_half_a_photo_is_reported(shop: World) -> None:
    shop.put(TEA, product("photos: [{file: tea.jpg, alt: Tea}]"))
    photo = shop.put("content/products/tea.jpg", "photo 400x500 #88aa66")
    photo.write_bytes(photo.read_bytes()[:700])
    (said,) = refused(shop)
    assert said.startswith("content/products/tea.jpg: this photo cannot be read: image file is truncated")


@pytest.mark.parametrize("path", ["../../../etc/passwd", "/etc/passwd", "../../../../../../etc/passwd.jpg"])
def test_a_photo_outside_of_the_site_is_not_looked_at(shop: World, path: str) -> None:
    shop.put(TEA, product(f"photos: [{{file: {path}, alt: x}}]"))
    (said,) = refused(shop)
    assert said.startswith(f"{TEA}:5: photos[1].file: `{path}` leads out of the site (put the photo beside the text)")


# Files that are not what they seem


@pytest.mark.parametrize(
    ("link", "target", "complaint"),
    [
        ("content/products/x.jpg", "/etc/passwd", "this link leads out of the site, or nowhere"),
        ("content/products/x.md", "gone.md", "this link leads out of the site, or nowhere"),
        ("content/products/x", "/etc", "this link leads out of the site, or nowhere"),
        ("content/products/x", "../creators", "a link to a folder is not followed (copy the folder here instead)"),
        ("static/x", "/etc", "this link leads out of the site, or nowhere"),
        ("static/x.txt", "/etc/passwd", "this link leads out of the site, or nowhere"),
        ("content/posts", "/etc", "this link leads out of the site, or nowhere"),
    ],
)
def test_a_link_out_of_the_site_is_reported_and_never_followed(
    shop: World, link: str, target: str, complaint: str
) -> None:
    (shop.folder / link).symlink_to(target)
    (said,) = refused(shop)
    assert said.startswith(f"{link}: {complaint}")


@pytest.mark.parametrize("folder", ["content", "static"])
def test_a_whole_folder_that_lies_elsewhere_is_not_followed(shop: World, folder: str) -> None:
    (shop.folder / folder).rename(shop.folder.parent / "elsewhere")
    (shop.folder / folder).symlink_to("../elsewhere")
    assert refused(shop) == [f"{folder}: a link to a folder is not followed (copy the folder here instead)"]


@pytest.mark.parametrize("pipe", ["content/products/x.md", "content/products/x.jpg", "static/x"])
def test_a_pipe_does_not_hang_the_build(shop: World, pipe: str) -> None:
    os.mkfifo(shop.folder / pipe)
    assert refused(shop) == [f"{pipe}: this is no regular file (remove it from the site)"]


@pytest.mark.parametrize(("name", "shown"), [(b"a\nb", "a\\x0ab"), (b"\xff", "\\xff"), (b"\x1b[2J", "\\x1b[2J")])
def test_a_file_name_that_no_address_can_hold_is_reported(shop: World, name: bytes, shown: str) -> None:
    path = Path(os.fsdecode(os.fsencode(shop.folder) + b"/content/products/" + name + b".md"))
    path.write_text(product())
    assert refused(shop) == [
        f"content/products/{shown}.md: this name holds characters that no address can hold (rename it)"
    ]


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("护手霜", "/products/hu-shou-shuang/"),
        ("🧼", "/products/soap/"),
        ("Große Köpfe", "/products/grosse-kopfe/"),
        ("x" * 240, f"/products/{'x' * 60}/"),
        ("a b'c", "/products/a-bc/"),
    ],
)
def test_a_name_in_any_script_gets_an_address_in_letters(shop: World, name: str, address: str) -> None:
    shop.put(f"content/products/{name}.md", "---\ntitle: X\nsku: X\nprice: 1\n---\n")
    assert address in shop.build().addresses()


# The site itself


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "site.yaml:1: title: `title` is missing (add `title: …`)"),
        ("- a\n- b\n", "site.yaml:1: this should be `key: value` lines (write for instance `title: Cedar Candle`)"),
        ("title: [\n", "site.yaml:1: this is not valid YAML: a value is missing, or a bracket is not closed"),
        (SITE.replace("https://shop.example/", "shop"), "site.yaml:2: url: `shop` is no address of a site"),
        (SITE.replace("CNY", "XYZ"), "site.yaml:3: currency: `XYZ` is no currency code (use an ISO 4217 code like"),
        (SITE.replace("[en, zh]", "[en, xx]"), "site.yaml:4: languages: `xx` is no language we know (use codes like"),
        (
            SITE + "timezone: Mars\n",
            "site.yaml:6: timezone: there is no timezone `Mars` (use a name like Asia/Shanghai)",
        ),
        (SITE + "theme: bsae\n", "site.yaml:6: theme: there is no theme `bsae` (did you mean `base`?)"),
        (SITE + "theme_options: {papre: x}\n", "site.yaml:6: theme_options.papre: the theme has no option `papre`"),
    ],
    ids=["empty", "list", "broken", "url", "currency", "language", "timezone", "theme", "option"],
)
def test_what_is_wrong_with_the_site_is_reported(shop: World, text: str, complaint: str) -> None:
    shop.put("site.yaml", text)
    assert refused(shop)[0].startswith(complaint)


def test_a_folder_without_a_site_is_reported(shop: World) -> None:
    (shop.folder / "site.yaml").unlink()
    (said,) = refused(shop)
    assert said.startswith("site.yaml: there is no site here (go to the site's folder, name it with `--source`")


# The theme


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        ({"theme.yaml": "extends: gone\n"}, "themes/mine/theme.yaml:1: extends: there is no theme `gone`"),
        (
            {"theme.yaml": "extends: mine\n"},
            "themes/mine/theme.yaml:1: extends: the theme extends itself: mine -> mine",
        ),
        ({"theme.yaml": "extends: base\npictures: 3\n"}, "themes/mine/theme.yaml:2: pictures: this should be `name:"),
        (
            {"theme.yaml": "extends: base\n", "templates/product.html": "<p>\n{% if %}\n"},
            "themes/mine/templates/product.html:2: the template is broken: ",
        ),
        (
            {"theme.yaml": "extends: base\n", "templates/product.html": "<p>\n\n{{ nothing }}\n"},
            "themes/mine/templates/product.html:3: the template cannot be rendered: 'nothing' is undefined",
        ),
        (
            {"theme.yaml": "extends: base\n", "templates/product.html": '\n{% include "gone.html" %}\n'},
            "themes/mine/templates/product.html:2: the theme has no template `gone.html`",
        ),
        ({"theme.yaml": "title: Mine\n"}, "themes/mine/templates/"),
    ],
    ids=["parent", "circle", "roles", "syntax", "undefined", "include", "no templates"],
)
def test_what_is_wrong_with_a_theme_is_reported_in_the_theme(
    shop: World, files: dict[str, str], complaint: str
) -> None:
    shop.put("site.yaml", SITE + "theme: mine\n")
    for name, text in files.items():
        shop.put(f"themes/mine/{name}", text)
    assert refused(shop)[0].startswith(complaint)
