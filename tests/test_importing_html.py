"""HTML -> Markdown: no word is lost or made up, and nothing becomes a mark that was none."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.importers.html_text import to_markdown
from sitegen.importers.markdown_text import adapted
from sitegen.model.markdown import parse


def picture(address: str, alt: str) -> str | None:
    return None if address.startswith("http") else f"![{alt}]({address})"


def link(address: str, words: str) -> str | None:
    return f"[{words}]({address})" if address.startswith("http") else None


def converted(body: str) -> str:
    return to_markdown(body, picture, link)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<h1>Big</h1><h3>Small</h3>", "## Big\n\n### Small"),
        ("<p>One<br>two</p>\n\n<p>three&nbsp;</p>", "One  \ntwo\n\nthree"),
        ("<ul><li>a<ul><li>b</li></ul></li><li><p>c</p></li></ul>", "- a\n    - b\n- c"),
        ("<ol start='3'><li>a</li><li>b</li></ol>", "3. a\n4. b"),
        ("<p style='x' class='y'><span>Hi</span> <font>you</font></p><script>alert(1)</script>", "Hi you"),
        ("<p><a href='https://a.example'>A</a> and <a href='/b'>B</a></p>", "[A](https://a.example) and B"),
        ("<p><img src='a.jpg' alt='An  a'></p><img src='https://x.example/b.jpg'>", "![An a](a.jpg)"),
        ("<div>1. no list</div><div># no heading</div><p>+ no</p>", "1\\. no list\n\n\\# no heading\n\n\\+ no"),
        ("<p>5 * 3 and *this* and [[that]] snake_case _x_</p>", r"5 * 3 and \*this\* and \[[that]] snake_case \_x\_"),
        (
            "<table><tr><th>A</th><th>B|C</th></tr><tr><td>1</td><td>2</td></tr></table>",
            "| A | B\\|C |\n| --- | --- |\n| 1 | 2 |",
        ),
        (
            "<iframe src='//www.youtube.com/embed/dQw4w9WgXcQ?rel=0'></iframe>",
            "[Video](https://www.youtube.com/watch?v=dQw4w9WgXcQ)",
        ),
        ("<iframe src='https://evil.example/'></iframe><p>x</p>", "x"),
        ("<p>open <b>bold<p>next</b>", "open **bold**\n\n**next**"),
        ("No markup:\n- a line\n\nAnother & more", "No markup:\n\\- a line\n\nAnother & more"),
        ("<p>H<sub>2</sub>O, <s>old</s></p>", "H<sub>2</sub>O, <del>old</del>"),
        ("<pre><code>a = 1\n\n\n  b</code></pre>", "```\na = 1\n\n\n  b\n```"),
        ("<pre>```</pre>", "````\n```\n````"),
        ("<ul><li>a<pre>b\n  c</pre></li></ul>", "- a\n\n        b\n          c"),
        ("<ul><li>a</li><ul><li>b</li></ul><li>c</li></ul>", "- a\n    - b\n- c"),
        ("<b><p>One</p><p>two</p></b><b>a</b><b>b</b>", "**One**\n\n**two**\n\n**ab**"),
        ("<b>One<br><br>two </b>three<br>", "**One**\n\n**two** three"),
        ("<h3> </h3><h2>A<br><b>b</b></h2>", "## A **b**"),
        ("<p>a<br>-</p><p>b\n=</p>", "a  \n\\-\n\nb\n&#61;"),
        ("<p>a|b<br>-|-<br>c|d</p>", "a|b  \n\\-|-  \nc|d"),
        ("<a href='https://a.example'>[1] b]</a>", "[\\[1\\] b\\]](https://a.example)"),
        ("<dl><dt>T</dt><dd>a</dd><dd><p>b</p><p>c</p></dd></dl>", "T\n:   a\n:   b\n\n    c"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<table><tr><td>1<table><tr><td>2</td></tr></table></td><td>3</td></tr><tr><td colspan=3>4</td></tr></table>",
         "|  |  |  |\n| --- | --- | --- |\n| 1 2 | 3 |  |\n| 4 |  |  |"),
        ("<table><thead><tr><td>A</td></tr></thead><tr><td>1</td></tr></table>", "| A |\n| --- |\n| 1 |"),
        ("<iframe><b>no</b></iframe><details><summary>S</summary>body</details>", "S\n\nbody"),
    ],
)  # fmt: skip
def test_clean_markdown(body: str, text: str) -> None:
    assert converted(body) == text


WORDS = st.text(st.sampled_from("ab #*_-+.>`[]()!|~=:<&\\1é中\"'^{}$%\n"), min_size=1, max_size=20)
BLOCKS = st.sampled_from(["p", "div", "li", "h2", "blockquote", "b", "td"])


@given(st.lists(st.tuples(BLOCKS, WORDS), min_size=1, max_size=5))
@settings(max_examples=300)
@example([("p", "a\n# b")])
def test_every_word_is_still_there(parts: list[tuple[str, str]]) -> None:
    around = {"li": "<ul><li>{}</li></ul>", "td": "<table><tr><td>{}</td></tr></table>", "b": "<p><b>{}</b></p>"}
    body = "".join(around.get(tag, f"<{tag}>{{}}</{tag}>").format(html.escape(words)) for tag, words in parts)
    parsed = parse(converted(body))
    assert not parsed.trouble
    assert [piece for piece in parsed.pieces if not isinstance(piece, str)] == []
    assert _letters(parsed.plain) == _letters("".join(words for _, words in parts))


def test_depth_and_length_are_no_trouble() -> None:
    deep = converted("<div>" * 5_000 + "<b>" * 5_000 + "x")
    assert deep == "**x**"
    assert converted("<ul><li>" * 300 + "x").endswith("- x")
    assert converted("<p>a <b>b</b><br>" * 20_000).count("a **b**") == 20_000


def _letters(text: str) -> str:
    return re.sub(r"\s", "", text)


@given(st.text(max_size=200))
@settings(max_examples=200)
def test_nothing_stops_it(text: str) -> None:
    converted(text)
    converted(f"<p>{text}</p>")
    adapted(text, picture, link)
