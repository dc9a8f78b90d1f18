"""What a text mentions is found in the site, or reported with its line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sitegen.model import prose
from tests.world import World

SHELF = """
    -- content/products/tea/index.md --
    ---
    title: Green Tea
    sku: T
    price: 12
    slug: green-tea
    ---
    -- content/products/cup.md --
    ---
    title: Cup & Saucer
    sku: C
    price: 9
    draft: true
    ---
    -- content/pages/about/photo.jpg --
    photo 40x50 #88aa66
    -- content/pages/about/manual.pdf --
    not for reading
    -- content/pages/about/old.txt --
    notes
    -- content/pages/about/index.md --
    ---
    title: About
    ---
"""


@pytest.fixture
def about(world: Callable[..., World]) -> Callable[[str], World]:
    """A site whose page `about` says this, from line 4 on."""

    def write(body: str) -> World:
        site = world(SHELF)
        site.put("content/pages/about/index.md", f"---\ntitle: About\n---\n{body}\n")
        return site

    return write


def pieces(site: World) -> tuple[prose.Piece, ...]:
    return site.check().catalog.editions[0].pages["about"].text.pieces


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("[[tea]]", (prose.Card("tea"),)),
        ("[[green-tea]]", (prose.Card("tea"),)),
        (
            "I like [[tea]].",
            (
                prose.Markup('<p>I like <a href="'),
                prose.ProductAddress("tea"),
                prose.Markup('">'),
                prose.ProductTitle("tea"),
                prose.Markup("</a>.</p>"),
            ),
        ),
        (
            '[More](../../products/tea/index.md#facts "T")',
            (
                prose.Markup('<p><a href="'),
                prose.EntryAddress("products", "tea", "#facts"),
                prose.Markup('" title="T">More</a></p>'),
            ),
        ),
        ("![Us](photo.jpg)", (prose.Figure("content/pages/about/photo.jpg", "Us", ""),)),
        ("![Us](ph%6Fto.jpg)", (prose.Figure("content/pages/about/photo.jpg", "Us", ""),)),
        (
            "Us: ![](photo.jpg)",
            (prose.Markup("<p>Us: "), prose.InlinePhoto("content/pages/about/photo.jpg", ""), prose.Markup("</p>")),
        ),
    ],
)
def test_a_mention_becomes_a_slot_for_the_page_to_fill(
    about: Callable[[str], World], body: str, expected: tuple[prose.Piece, ...]
) -> None:
    assert pieces(about(body)) == expected


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("[[cup]]", ""),
        ("I like [[cup]].", "<p>I like <a>Cup &amp; Saucer</a>.</p>"),
        ("I like [[cup|this]].", "<p>I like <a>this</a>.</p>"),
        ("[Cup](../../products/cup.md)", "<p><a>Cup</a></p>"),
    ],
)
def test_what_is_not_shown_at_present_is_quietly_left_out(about: Callable[[str], World], body: str, html: str) -> None:
    site = about(body)
    assert site.complaints() == ""
    assert "".join(piece.html for piece in pieces(site) if isinstance(piece, prose.Markup)) == html


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("[[taa]]", "there is no product `taa` (did you mean `tea`?)"),
        ("see [[zebra|it]]", "there is no product `zebra` (name a folder of content/products/)"),
        ("[x](../gone.md)", "there is no file `../gone.md` (link to a content file, like `../circles/home/index.md`)"),
        ("[x](indx.md)", "there is no file `indx.md` (did you mean `index.md`?)"),
        ("[x](../../../../etc/passwd)", "there is no file `../../../../etc/passwd`"),
        ("[x](/about/)", "there is no file `/about/`"),
        ("[x]()", "this link leads nowhere (link to a content file"),
        ("[x](manual.pdf)", "`manual.pdf` is no text of this site, so it has no address (link to a content file"),
        ("![x](foto.jpg)", "there is no file `foto.jpg` (did you mean `photo.jpg`?)"),
        ("![x](old.txt)", "`old.txt` is no picture (use JPEG, PNG or WebP)"),
        ("![x](https://x.example/a.jpg)", "a picture must be in the site (save it beside the text and name its file)"),
        ("![x](//x.example/a.jpg)", "a picture must be in the site"),
        ("![x](http://[)", "a picture must be in the site"),
        ("![x](../../../../etc/passwd)", "there is no file `../../../../etc/passwd`"),
        ("[x](javascript:alert(1))", "a link cannot go to `javascript:alert(1)` (use https, http, mailto or tel, or"),
        ("[x](sitegen:99)", "a link cannot go to `sitegen:99`"),
        ('<a href="//[x">x</a>', "a link cannot go to `//[x`"),
        ("[" * 2_000, "this text has too many `[`; 1,000 are possible (make it simpler, or several texts of it)"),
    ],
)
def test_what_cannot_be_found_is_reported(about: Callable[[str], World], body: str, complaint: str) -> None:
    assert about(body).complaints().startswith(f"content/pages/about/index.md:4: {complaint}")


def test_every_complaint_has_the_line_of_its_own_occurrence(about: Callable[[str], World]) -> None:
    site = about("[[gone]]\n\n`[[gone]]` and\n[[gone]]\n\n    [[gone]]\n\n![](gone)\n[x](gone)")
    assert [problem.place.line for problem in site.problems()] == [4, 7, 11, 12]


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"], ids=["plain", "BOM"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["Unix", "Windows"])
def test_lines_are_right_whatever_editor_wrote_the_file(world: Callable[..., World], start: bytes, end: bytes) -> None:
    site = world(SHELF)
    lines = [b"---", b"title: About", b"# a comment", b"---", b"", b"text", b"[[gone]]", b""]
    site.put("content/pages/about/index.md", start + end.join(lines))
    assert [problem.place.line for problem in site.problems()] == [7]


def test_a_body_shown_in_another_language_is_blamed_where_it_is_written(world: Callable[..., World]) -> None:
    site = world(SHELF)
    site.write("""
        -- site.yaml --
        title: Shop
        url: https://shop.example/
        languages: [en, zh]
        -- content/pages/about.md --
        ---
        title: About
        ---
        [[gone]]
        -- content/pages/about.zh.md --
        ---
        title: 关于
        ---
        -- content/pages/terms.md --
        ---
        title: Terms
        ---
        Fine.
        -- content/pages/terms.zh.md --
        ---
        title: 条款
        ---

        [[gone]]
    """)
    (site.folder / "content/pages/about/index.md").unlink()
    said = [str(problem.place) for problem in site.problems() if "gone" in problem.what]
    assert said == ["content/pages/about.md:4", "content/pages/terms.zh.md:5"]


def test_the_plain_beginning_of_a_text_is_kept_for_descriptions(about: Callable[[str], World]) -> None:
    text = about("**Who** we are.\n\n" + "word " * 200).check().catalog.editions[0].pages["about"].text
    assert text.plain.startswith("Who we are. word word")
    assert len(text.plain) <= 300
