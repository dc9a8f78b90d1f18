"""Whatever an author gets wrong: a sentence with file and line, everything at once, and nothing is published."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sitegen.errors import ContentError
from tests.world import World

TEA = "content/products/tea.md"
SITE = """\
title: Shop
url: https://shop.example/
currency: CNY
languages: [en, zh]
checkout: {provider: template, url: "https://pay.example/{sku}{?offer,tag}"}
"""


@pytest.fixture
def shop(world: Callable[..., World]) -> World:
    """A shop in two languages that sells tea, with a creator who picks it."""
    site = world("-- static/notes.txt --\nx\n")
    site.put("site.yaml", SITE)
    site.put(TEA, "---\ntitle: Tea\nsku: TEA\nprice: 12\n---\nGood tea.\n")
    site.put("content/creators/lin.md", "---\nname: Lin\npicks: [tea]\n---\n")
    return site


def refused(site: World, **changes: Any) -> list[str]:
    """What a build says about a site that it refuses; nothing of it may have been published."""
    with pytest.raises(ContentError) as caught:
        site.build(**changes)
    assert not (site.folder / "output").exists()
    return [str(problem) for problem in caught.value.problems]


def product(fields: str = "", body: str = "") -> str:
    """A product whose own words begin on line 5."""
    return f"---\ntitle: Tea\nsku: TEA\nprice: 12\n{fields}\n---\n{body}"


def test_the_shop_itself_is_fine(shop: World) -> None:
    assert shop.complaints() == ""
    assert "/@lin/tea/" in shop.build().addresses()


# Files that are no texts


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "1: this file is empty (begin with front matter: `---`, `title: …`, `---`)"),
        (b"Good tea.\n", "1: front matter is missing (begin the file with `---`, `title: …`, `---`)"),
        (b"---\ntitle: Tea\n", "1: front matter does not end (close it with a line that holds only `---`)"),
        (b"---\ntitle: Th\xe9\n---\n", "2: this is not UTF-8 text (save the file with the encoding UTF-8)"),
        (b"\xff\xfe-\x00-\x00-\x00", "1: this is not UTF-8 text"),
        (b"---\ntitle: T\x00\n---\n", "2: a NUL character: this is no text file (save it anew as UTF-8 text)"),
        (b"---\ntitle: T\x07\n---\n", "2: an invisible character (U+0007) stands here (type this line anew)"),
        (b"---\ntitle: Tea\nfacts: {a: b\n---\n", "3: this is not valid YAML: a `{` is not closed"),
        (b"---\ntitle: Tea\nlook:\n\taccent: x\n---\n", "4: this is not valid YAML: a tab indents this line"),
        (b"---\n- Tea\n---\n", "2: this should be `key: value` lines"),
    ],
    ids=["empty", "no front matter", "no end", "Latin-1", "UTF-16", "NUL", "control", "bracket", "tab", "list"],
)
def test_a_file_that_is_no_text_is_reported_on_its_line(shop: World, data: bytes, complaint: str) -> None:
    shop.put(TEA, data)
    (said,) = refused(shop)
    assert said.startswith(f"{TEA}:{complaint}")


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"], ids=["plain", "BOM"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"], ids=["Unix", "Windows", "old Mac"])
def test_byte_order_marks_and_foreign_line_ends_are_fine(shop: World, start: bytes, end: bytes) -> None:
    lines = [b"---", b"title: Tea", b"sku: TEA", b"price: 12", b"---", b"Good tea.", b""]
    shop.put(TEA, start + end.join(lines))
    assert shop.complaints() == ""


def test_a_text_of_50_megabytes_is_refused_in_no_time(shop: World) -> None:
    with (shop.folder / TEA).open("wb") as file:
        file.truncate(50_000_000)
    started = time.perf_counter()
    assert refused(shop) == [f"{TEA}: 50 MB is too large for a text (split it; the limit is 2 MB)"]
    assert time.perf_counter() - started < 2


# YAML that wants to be a program or a bomb


def bomb() -> str:
    return "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10 if n else ['x'])}]" for n in range(12))


@pytest.mark.parametrize(
    ("yaml", "complaint"),
    [
        ("brand: !!python/object/apply:os.system [ls]", "`!!python/object/apply:os.system` is a tag, and tags are not"),
        ("brand: !!binary aGk=", "`!!binary` is a tag, and tags are not read (remove it)"),
        ("price: 13", "price: `price` is already set on line 4 (keep one of the two)"),
        ("<<: {brand: x}", "<<: merge keys (`<<`) are not read (write out what should be repeated)"),
        ("extra: " + "[" * 1_000, "values nested more than 20 deep (flatten them)"),
        ("extra: " + "{a: " * 1_000, "values nested more than 20 deep (flatten them)"),
        ("extra: " + "[" * 1_000_000, "values nested more than 20 deep (flatten them)"),
        ("extra: {" + bomb().replace("\n", ", ") + "}", "more than 50,000 values (write less, or in several files; an"),
        ("extra: [" + "x, " * 60_000 + "]", "more than 50,000 values"),
    ],
    ids=["object", "binary", "twice", "merge", "deep lists", "deep mappings", "1 MB", "bomb", "many"],
)
def test_yaml_stays_harmless(shop: World, yaml: str, complaint: str) -> None:
    shop.put(TEA, product(yaml))
    started = time.perf_counter()
    assert refused(shop)[0].startswith(f"{TEA}:5: {complaint}")
    assert time.perf_counter() - started < 2


def test_ten_thousand_unknown_keys_are_all_reported_in_two_seconds(shop: World) -> None:
    shop.put(TEA, product("\n".join(f"titel{number}: x" for number in range(10_000))))
    started = time.perf_counter()
    said = refused(shop)
    assert time.perf_counter() - started < 2
    assert len(said) == 10_000
    assert said[0] == f"{TEA}:5: titel0: unknown key `titel0` (did you mean `title`?)"
    assert said[-1] == f"{TEA}:10004: titel9999: unknown key `titel9999` (did you mean `title`?)"


# Prices


@pytest.mark.parametrize(
    ("price", "complaint"),
    [
        ("abc", "`abc` is no amount; write digits with a point, like 168.00"),
        ("1,50", "`1,50` is no amount; write digits with a point, like 168.00"),
        ("-3", "`-3` is negative; a price is zero or more"),
        ("NaN", "`NaN` is no amount"),
        ("1e999", "`1e999` is no amount"),
        ("1.005", "CNY has 2 decimals, `1.005` has more"),
        ("10.5 JPY", "JPY has 0 decimals, `10.5` has more"),
        ("10 XYZ", "`XYZ` is no currency code; write it like `168.00 CNY`"),
        ("[10]", "this should be a single value, not a list"),
        ('"\\e[2J\\n"', "`\\x1b[2J\\n` is no amount"),
    ],
)
def test_a_price_nobody_can_pay_is_reported(shop: World, price: str, complaint: str) -> None:
    shop.put(TEA, f"---\ntitle: Tea\nsku: TEA\nprice: {price}\n---\n")
    (said,) = refused(shop)
    assert said.startswith(f"{TEA}:4: price: {complaint}")


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        (
            "compare_at: 11",
            "compare_at: `compare_at` 11.00 CNY is not above the price 12.00 CNY (remove it or correct it)",
        ),
        ("offers: [{price: 1, from: 2026-11-12, until: 2026-11-10}]", "offers[1]: this offer ends before it begins"),
        ("offers: [{price: 1, variant: X}]", "offers[1].variant: there is no variant `X` (name a variant's sku)"),
        (
            "variants: [{name: a, sku: A}, {name: b, sku: A}]",
            "variants[2].sku: two variants have the sku `A` (give each",
        ),
        ("checkout: {provider: strip}", "checkout: there is no checkout provider `strip` (did you mean `stripe`?)"),
        ("checkout: pay me", "checkout: `pay me` is no payment link we know how to read (copy the whole payment link"),
    ],
)
def test_a_contradiction_in_what_is_sold_is_reported(shop: World, fields: str, complaint: str) -> None:
    shop.put(TEA, product(fields))
    (said,) = refused(shop)
    assert said.startswith(f"{TEA}:5: {complaint}")


def test_two_products_with_one_sku_are_reported(shop: World) -> None:
    shop.put("content/products/zen.md", "---\ntitle: Zen\nprice: 1\nvariants: [{name: a, sku: TEA}]\n---\n")
    assert refused(shop) == [
        f"content/products/zen.md:4: variants[1].sku: the sku `TEA` is already that of {TEA} (give each product its own)"
    ]


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


# Where things lie and what they are called


@pytest.mark.parametrize(
    ("file", "complaint"),
    [
        ("content/product/x.md", "unknown content folder `product` (did you mean `products`?)"),
        ("content/x.md", "this file has no kind (move it into one of content/products/,"),
        ("content/products/index.md", "a bundle needs a folder of its own (move it to content/products/NAME/index.md)"),
        ("content/products/x.markdown", "texts end in `.md`, not `.markdown` (name it x.md)"),
        ("content/products/x.zh.md", "this translates a text that is not there (write it in `en` first: the same file"),
    ],
)
def test_a_text_at_the_wrong_place_is_reported(shop: World, file: str, complaint: str) -> None:
    shop.put(file, product())
    (said,) = refused(shop)
    assert said.startswith(f"{file}: {complaint}")


def test_two_products_with_one_slug_are_reported_once(shop: World) -> None:
    shop.put("content/products/zen.md", "---\ntitle: Zen\nsku: Z\nslug: tea\nprice: 1\n---\n")
    assert refused(shop) == [
        f"content/products/zen.md:4: slug: the slug `tea` is already that of {TEA} (give one of the two another `slug`)"
    ]


@pytest.mark.parametrize(
    ("file", "text", "where"),
    [
        ("static/products/tea/index.html", "x", "static/products/tea/index.html"),
        ("static/Products/TEA/index.html", "x", "static/Products/TEA/index.html"),
        ("content/pages/x.md", "---\ntitle: X\naliases: [/products/tea/]\n---\n", "content/pages/x.md:1: aliases"),
        ("content/pages/x.md", "---\ntitle: X\naliases: [/PRODUCTS/Tea]\n---\n", "content/pages/x.md:1: aliases"),
        ("content/pages/x.md", "---\ntitle: X\naliases: [/@lin/tea/]\n---\n", "content/pages/x.md:1: aliases"),
    ],
)
def test_two_things_at_one_address_are_reported(shop: World, file: str, text: str, where: str) -> None:
    shop.put(file, text)
    (said,) = refused(shop)
    assert said.startswith(f"{where}: /")
    assert "is already the address of content/" in said


def test_a_page_at_the_address_of_another_language_is_reported(shop: World) -> None:
    shop.put("content/pages/zh.md", "---\ntitle: ZH\n---\n")
    assert any("/zh/ is already the address of" in said for said in refused(shop))


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        ("content/posts/tea.md", "title: T", f"1: slug: this post and {TEA} share the slug `tea` (their orders could"),
        ("content/products/store.md", "title: S\nsku: S\nprice: 1", "1: `store` in a tag means a creator's store"),
        (f"content/creators/{'l' * 61}.md", "name: L", f"1: slug: the tag `{'l' * 60}_tea` has 64"),
    ],
)
def test_what_would_confuse_orders_is_reported(shop: World, file: str, text: str, complaint: str) -> None:
    shop.put(file, f"---\n{text}\n---\n")
    if "has 64" in complaint:
        shop.put("content/posts/abcd.md", "---\ntitle: A\n---\n")
        complaint = complaint.replace("tea", "abcd").replace("64", "65 characters, 64 are possible")
    (said,) = refused(shop)
    assert said.startswith(f"{file}:{complaint}")


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        (
            "content/creators/lin.md",
            "name: Lin\npicks: [tee]",
            "3: picks[1].product: there is no product `tee` (did you",
        ),
        (
            "content/creators/lin.md",
            "name: Lin\ncircles: [food]",
            "3: circles[1]: there is no circle `food` (name a file",
        ),
        ("content/posts/a.md", "title: A\ncreator: lim", "3: creator: there is no creator `lim` (did you mean `lin`?)"),
    ],
)
def test_a_name_that_nobody_has_is_reported(shop: World, file: str, text: str, complaint: str) -> None:
    shop.put(file, f"---\n{text}\n---\n")
    (said,) = refused(shop)
    assert said.startswith(f"{file}:{complaint}")


def test_a_translation_may_not_change_a_price(shop: World) -> None:
    shop.put("content/products/tea.zh.md", "---\ntitle: 茶\nprice: 1\n---\n")
    assert refused(shop) == [
        "content/products/tea.zh.md:3: price: `price` is the same in every language "
        "(set it in the base file, not in the translation)",
    ]  # fmt: skip


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


# All of it together


def test_several_mistakes_in_several_files_are_reported_in_one_run_in_reading_order(shop: World) -> None:
    shop.put("site.yaml", SITE + "timezone: Mars\n")
    shop.put(TEA, product("circles: [food]\nweight: 3", "[[cup]]\n\n![x](gone.jpg)\n"))
    shop.put("content/creators/lin.md", "---\nname: Lin\npicks: [tea, teh]\nstore: some\n---\n")
    shop.put("content/posts/a.md", "no front matter")
    shop.put("content/products/b.jpg", b"no photo")
    assert [said.split(": ")[0] for said in refused(shop)] == [
        "content/creators/lin.md:3",
        "content/creators/lin.md:4",
        "content/posts/a.md:1",
        "content/products/b.jpg",
        f"{TEA}:5",
        f"{TEA}:6",
        f"{TEA}:8",
        f"{TEA}:10",
        "site.yaml:6",
    ]


def test_what_was_published_before_stays_as_it_is(shop: World) -> None:
    before = shop.build().files()
    shop.put(TEA, product("weight: 3"))
    with pytest.raises(ContentError):
        shop.build()
    output = shop.folder / "output"
    assert {path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file()} == set(before)
    assert (output / "products/tea/index.html").read_bytes() == before["products/tea/index.html"]


def test_strict_refuses_what_is_only_odd(shop: World) -> None:
    shop.put(TEA, product("photos: [tea.jpg]"))
    shop.put("content/products/tea.jpg", "photo 40x50 #88aa66")
    (said,) = refused(shop, strict=True)
    assert said.startswith(f"{TEA}:5: photos[1]: the photo `tea.jpg` has no `alt`")
