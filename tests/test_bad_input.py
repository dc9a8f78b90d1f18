"""Whatever an author gets wrong in a text: a sentence with file and line, and nothing is published."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from sitegen.errors import ContentError
from tests.refusing import SITE, TEA, product, refused, stocked
from tests.world import World


@pytest.fixture
def shop(world: Callable[..., World]) -> World:
    return stocked(world("-- static/notes.txt --\nx\n"))


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
    started = time.process_time()
    assert refused(shop) == [f"{TEA}: 50 MB is too large for a text (split it; the limit is 2 MB)"]
    assert time.process_time() - started < 2


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
    started = time.process_time()
    assert refused(shop)[0].startswith(f"{TEA}:5: {complaint}")
    assert time.process_time() - started < 2


def test_ten_thousand_unknown_keys_are_all_reported_in_two_seconds(shop: World) -> None:
    shop.put(TEA, product("\n".join(f"titel{number}: x" for number in range(10_000))))
    started = time.process_time()
    said = refused(shop)
    assert time.process_time() - started < 2
    assert len(said) == 10_000
    assert said[0] == f"{TEA}:5: titel0: unknown key `titel0` (did you mean `title`?)"
    assert said[-1].startswith(f"{TEA}:10004: titel9999: unknown key `titel9999`")


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
        ('"\\e[2J"', "`\\x1b[2J` is no amount"),
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
    (said,) = refused(shop)
    assert said.startswith(f"content/products/zen.md:4: variants[1].sku: the sku `TEA` is already that of {TEA} (give")


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
        (f"content/creators/{'l' * 58}.md", "name: L\npicks: [tea]", f"1: slug: the tag `{'l' * 58}_terms"),
    ],
)
def test_what_would_confuse_orders_is_reported(shop: World, file: str, text: str, complaint: str) -> None:
    shop.put("content/posts/terms-of-tea.md", "---\ntitle: A\n---\n")
    shop.put(file, f"---\n{text}\n---\n")
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
    (said,) = refused(shop)
    assert said.startswith("content/products/tea.zh.md:3: price: `price` is the same in every language (set it in the")


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
