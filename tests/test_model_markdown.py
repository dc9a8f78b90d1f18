"""Markdown: what is read, what is taken out, and what is marked for later."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.model.markdown import ALLOWED_ATTRIBUTES, ALLOWED_TAGS, EXTERNAL_REL, is_elsewhere, parse
from sitegen.model.marks import Mention


def shown(source: str) -> str:
    """The markup, with `{role target}` where something is mentioned."""
    parts = parse(source).pieces
    return "".join(part if isinstance(part, str) else f"{{{part.role} {part.target}}}" for part in parts).strip()


def mentions(source: str) -> list[Mention]:
    return [part for part in parse(source).pieces if isinstance(part, Mention)]


@pytest.mark.parametrize(
    ("source", "markup"),
    [
        ("Good *tea*, **hot**.", "<p>Good <em>tea</em>, <strong>hot</strong>.</p>"),
        ("# Top\n\n## Next", "<h2>Top</h2>\n<h2>Next</h2>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("Leaf\n: Green", "<dl>\n<dt>Leaf</dt>\n<dd>Green</dd>\n</dl>"),
        ("```\n<b>[[tea]]\n```", "<pre><code>&lt;b&gt;[[tea]]\n</code></pre>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("<mark>new</mark>", "<p><mark>new</mark></p>"),
        ("我喜欢\n这茶", "<p>我喜欢这茶</p>"),
        ("我喜欢\n**这**茶", "<p>我喜欢<strong>这</strong>茶</p>"),
        ("", ""),
        (" \n\t\n", ""),
    ],
)
def test_markdown_becomes_markup(source: str, markup: str) -> None:
    assert shown(source) == markup


def test_tables_are_aligned_by_an_attribute_since_style_is_not_allowed() -> None:
    assert '<td align="right">1</td>' in shown("|a|\n|-:|\n|1|")


def test_footnotes_lead_there_and_back() -> None:
    markup = shown("Tea[^1]\n\n[^1]: From Fujian.")
    assert 'href="#fn:1"' in markup
    assert 'id="fn:1"' in markup
    assert 'href="#fnref:1"' in markup


@pytest.mark.parametrize(
    ("source", "markup"),
    [
        ("[[tea]]", "{card tea}"),
        ("  [[ tea ]]  ", "{card tea}"),
        ("I like [[tea]].", "<p>I like {product tea}{title tea}</a>.</p>"),
        ("I like [[tea|this one]].", "<p>I like {product tea}this one</a>.</p>"),
        ("[[tea|this one]]", "<p>{product tea}this one</a></p>"),
        ("- [[tea]]", "<ul>\n<li>{product tea}{title tea}</a></li>\n</ul>"),
        ("[[tea]] [[cup]]", "<p>{product tea}{title tea}</a> {product cup}{title cup}</a></p>"),
        (r"\[[tea]]", "<p>[[tea]]</p>"),
        ("`[[tea]]`", "<p><code>[[tea]]</code></p>"),
        ("[[]]", "<p>[[]]</p>"),
        ("**[[tea]]**", "<p><strong>{product tea}{title tea}</a></strong></p>"),
    ],
)
def test_products_are_mentioned_as_cards_or_links(source: str, markup: str) -> None:
    assert shown(source) == markup


def test_a_product_link_with_words_fits_into_a_table() -> None:
    assert "<td>{product tea}this</a></td>" in shown("|a|b|\n|-|-|\n|[[tea\\|this]]|x|")


@pytest.mark.parametrize(
    ("source", "markup"),
    [
        ("![Cup](cup.jpg)", "{figure cup.jpg}"),
        ("A ![cup](cup.jpg) here", "<p>A {photo cup.jpg} here</p>"),
        ("[text](../a.md#top)", "<p>{link ../a.md#top}text</a></p>"),
        ("[text](<a b.md>)", "<p>{link a b.md}text</a></p>"),
        ("[text][1]\n\n[1]: a.md", "<p>{link a.md}text</a></p>"),
        ("[![cup](cup.jpg)](a.md)", "<p>{link a.md}{photo cup.jpg}</a></p>"),
        ("[text]()", "<p>{link }text</a></p>"),
    ],
)
def test_files_are_mentioned_as_photos_and_links(source: str, markup: str) -> None:
    assert shown(source) == markup


def test_a_figure_has_a_description_and_a_caption() -> None:
    assert mentions('![Cup](cup.jpg "In the morning")') == [
        Mention("figure", "cup.jpg", words="Cup", caption="In the morning")
    ]


@pytest.mark.parametrize(
    "source", ["[x](https://x.example/)", "<https://x.example/>", '<a href="https://x.example/">x</a>']
)
def test_a_link_to_elsewhere_never_speaks_for_the_shop_however_it_is_written(source: str) -> None:
    assert f'<a href="https://x.example/" rel="{EXTERNAL_REL}">' in shown(source)


@pytest.mark.parametrize("query", ["a=1&copy=2", "a=1&amp;copy=2"])
def test_an_address_comes_through_unchanged(query: str) -> None:
    assert '<a href="https://x.example/?a=1&amp;copy=2" rel=' in shown(f"[x](https://x.example/?{query})")


@pytest.mark.parametrize("source", ["[x](mailto:lin@x.example)", "<lin@x.example>"])
def test_mail_addresses_can_be_written_to(source: str) -> None:
    assert 'href="mailto:lin@x.example"' in shown(source)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("[x](javascript:alert(1))", "javascript:alert(1)"),
        ("[x](JaVaScRiPt:alert(1))", "JaVaScRiPt:alert(1)"),
        ("[x](&#106;avascript:alert(1))", "javascript:alert(1)"),
        ("[x](javascript&colon;alert(1))", "javascript:alert(1)"),
        ("[x](data:text/html,x)", "data:text/html,x"),
        ("[x](//evil.example)", "//evil.example"),
        ("[x](file:///etc/passwd)", "file:///etc/passwd"),
        ("[x](sitegen:0)", "sitegen:0"),
        ('<a href="sitegen:0">x</a>', "sitegen:0"),
        ('<a href="page.md">x</a>', "page.md"),
    ],
)
def test_a_link_that_may_not_be_is_taken_out_and_told(source: str, target: str) -> None:
    parsed = parse(source)
    assert [mention.target for mention in parsed.refused] == [target]
    assert shown(source) == "<p><a>x</a></p>"


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        "<style>*{display:none}</style>",
        "<iframe src=https://x.example></iframe>",
        "<textarea>[[tea]]",
        "<title>[[tea]]",
        "<form action=/><input name=a></form>",
        "<base href=https://evil.example>",
        "<meta http-equiv=refresh content=0>",
        "<link rel=stylesheet href=x>",
        "<!-- <b> -->",
        "<?php x ?>",
        "<p><script\n>alert(1)</script\n></p>",
    ],
)
def test_what_strangers_must_not_write_leaves_nothing_but_text(source: str) -> None:
    assert set(re.findall(r"</?([a-z0-9]+)", shown(source))) <= {"p"}
    assert "alert" not in shown(source)


@pytest.mark.parametrize(
    ("source", "markup"),
    [
        ('<b style="color:red" onclick="x()" id="buy" class="button">a</b>', "<p><b>a</b></p>"),
        ('<li id="fn:9">a</li>', '<li id="fn:9">a</li>'),
        ('<li id="total">a</li>', "<li>a</li>"),
        ('<sup id="x">a</sup>', "<p><sup>a</sup></p>"),
        ("</main></div><b>open", "<p><b>open</b></p>"),
    ],
)
def test_attributes_and_tags_cannot_reach_into_the_page_around(source: str, markup: str) -> None:
    assert shown(source) == markup


@pytest.mark.parametrize(
    "forged",
    [
        "&#xE000;0&#xE001;",
        "&#57344;0&#57345;",
        "\ue0000\ue001",
        '<a href="sitegen:0">x</a>',
        "[x](sitegen:0)",
        "[x](SITEGEN:0)",
        "[x](sitegen:0123456789abcdef0123456789abcdefn0)",
        "<p>\ue0000123456789abcdef0123456789abcdefn0\ue001</p>",
    ],
)
def test_a_mark_cannot_be_forged(forged: str) -> None:
    assert [mention.target for mention in mentions(f"[[tea]]\n\n{forged}")] == ["tea"]


def test_an_abbreviation_does_not_break_a_mark() -> None:
    assert [mention.role for mention in mentions("*[0]: zero\n\n![a](b.jpg) 0 [[tea]]")] == [
        "photo",
        "product",
        "title",
    ]


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("[[a]]\n\ntext\n\n[[a]]", [0, 4]),
        ("`[[a]]`\n\n    [[a]](b.md)\n\n[[a]]", [4]),
        ("one\ntwo [x](a.md)\nthree ![y](a.md) [x](a.md)", [1, 2, 2]),
        ("[x][1]\n\ntext\n\n[1]: a.md", [4]),
        ("[x][1]\n\n[1]:\n   a.md", [3]),
        ("|a|\n|-|\n|[[a\\|b]]|", [2]),
        ("Tea[^1]\n\n[^1]: see\n    [x](a.md)", [3]),
        ("[two\nlines](a.md)", [1]),
    ],
)
def test_every_mention_knows_its_own_line(source: str, lines: list[int]) -> None:
    assert [mention.line for mention in mentions(source) if mention.role != "title"] == lines


def test_a_refused_link_knows_its_line() -> None:
    assert [mention.line for mention in parse('a\n\n[x](data:y)\n\n<a href="z">z</a>').refused] == [2, 4]


@pytest.mark.parametrize(
    ("source", "plain"),
    [
        ("# Tea\n\nGood *and* hot.", "Tea Good and hot."),
        ("H<sub>2</sub>O", "H2O"),
        ("- one\n- two", "one two"),
        ("a &amp; b < c", "a & b < c"),
        ("Tea[^1].\n\n[^1]: Note.", "Tea. Note."),
        ("我**爱**茶", "我爱茶"),
        ("Before\n\n[[tea]]\n\nafter", "Before after"),
    ],
)
def test_the_plain_text_has_words_and_nothing_else(source: str, plain: str) -> None:
    assert parse(source).plain == plain


def test_a_text_that_would_take_minutes_is_not_read() -> None:
    parsed = parse("[" * 50_000)
    assert parsed.pieces == ()
    assert parsed.trouble == "this text has too many `[`; 1,000 are possible"


def test_a_text_that_breaks_the_reader_is_reported_and_the_next_one_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sitegen.model.markdown._convert", lambda marks: 1 / 0)
    assert parse("breaks the reader").trouble == "this text cannot be read as Markdown: ZeroDivisionError"
    monkeypatch.undo()
    assert shown("the next one") == "<p>the next one</p>"


@pytest.mark.parametrize("target", ["https://x.example", "//x.example", "mailto:a@b.c", "C:\\a.jpg", "data:x"])
def test_a_target_with_a_scheme_or_a_host_is_elsewhere(target: str) -> None:
    assert is_elsewhere(target)
    assert not is_elsewhere("../a.md")


class Markup(HTMLParser):
    """Tags and attributes as a browser would see them."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))


LINKS = "[[tea]] [[tea|x]] [[ ]] ]( [x](a.md) ![p](a.jpg) [x] [r]: ( ) [^1] [^1]: https://x.example <me@x.example>"
BLOCKS = "` ``` ~~~ * ** _ # - > | |-| \\ : *[a]: === --- <div> </div> <!-- --> <? ?> <![CDATA[ ]]>"
TAGS = "<b> </b> <a href=' '> href=\"x.md\"> </a> <script> </script> <img <style> <svg> <math>"
TRICKS = "javascript: sitegen: sitegen:0 &#xE000; &#106; &amp; & style='x' onclick=x \" ' klzzwxh:0000 wzxhzdk:0"
OTHERS = "<title> <textarea> <noscript> 茶 \x02 \x03 \ue000 \ue001 <https://x.example>"
PIECES = f"{LINKS} {BLOCKS} {TAGS} {TRICKS} {OTHERS}".split(" ")
HOSTILE = st.lists(st.sampled_from([*PIECES, "\n", "\n\n", "    ", "\t", "a", "0"]) | st.text(max_size=2), max_size=30)


@settings(max_examples=200)
@given(HOSTILE.map("".join))
@example("<b><!--</b>[[a]]-->")
def test_hostile_text_never_gets_through(source: str) -> None:
    parsed = parse(source)
    assert parsed.trouble is None
    markup = "".join(piece if isinstance(piece, str) else _opened(piece) for piece in parsed.pieces)
    for tag, attributes in Markup(markup).found:
        assert tag in ALLOWED_TAGS
        for name, value in attributes:
            allowed = ALLOWED_ATTRIBUTES.get(tag, set()) | ALLOWED_ATTRIBUTES["*"]
            assert name in allowed | {"rel"}
            assert name != "href" or re.match(r"#|(https?|mailto|tel):|ours$", value or "", re.IGNORECASE)


def _opened(mention: Mention) -> str:
    return f'<a href="ours"{mention.attributes}>' if mention.role in ("product", "link") else ""


def test_an_empty_corner_makes_its_column_head_the_rows() -> None:
    (markup,) = parse("| | a | b |\n| --- | --- | --- |\n| Lasts | 6 | 15 |\n| | x | y |\n").pieces
    assert isinstance(markup, str)
    assert '<th scope="row">Lasts</th>' in markup
    assert (markup.count("<th>"), markup.count("<th ")) == (2, 1)  # and no empty one
    (plain,) = parse("| what | a |\n| --- | --- |\n| Lasts | 6 |\n").pieces
    assert isinstance(plain, str)
    assert "scope" not in plain
