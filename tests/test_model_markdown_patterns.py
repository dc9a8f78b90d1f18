"""A text read in the quick way becomes what it becomes when everything is tried on it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown.treeprocessors import InlineProcessor

from sitegen.model import markdown as ours
from sitegen.model import markdown_patterns
from sitegen.model.markdown_patterns import Patterns
from tests.hostile import corpus, random_text

ROOT = Path(__file__).parent.parent

PARTS = [
    "[[tea]]", "[[tea|words]]", "[a](b.md)", "![a](b.jpg)", "[a][b]", "[b]: /c", "[^1]", "[^1]: note", "`code`", "``",
    "\\*", "*em*", "__strong__", "_", "**", "<b>x</b>", "<https://a.example/>", "<a@b.example>", "&amp;", "&#38;",
    "& b", "  \n", "\t", "\r\n", "\x02", "\n\n", "\n", "> ", "- ", "1. ", "# ", "| a | b |\n| - | - |\n", "*[AB]: c",
    "AB", "a", " ", "    ", "护", "[", "]", "(", ")", "!", "<", ">", "```\n", "word: \n:   meaning",
    "plain words\nand more", "\n\nAn end", "\n---\n", "\n===\n", ": ", "é", "1", "^", "https://youtu.be/aqz-KE-bpKQ",
]  # fmt: skip


@contextmanager
def everything_tried() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ours, "quicken", lambda reader: None)
        ours._reader.cache_clear()
        yield
    ours._reader.cache_clear()


@given(texts=st.lists(st.lists(st.sampled_from(PARTS), max_size=25).map("".join), min_size=20, max_size=20))
@settings(max_examples=40)
def test_no_text_is_read_otherwise(texts: list[str]) -> None:
    quick = [ours.parse.__wrapped__(text) for text in texts]
    with everything_tried():
        assert quick == [ours.parse.__wrapped__(text) for text in texts]


def test_the_demo_and_hostile_texts_are_read_alike() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "content").rglob("*.md")]
    chance = random.Random(7)
    hostile = [*islice(corpus(), 0, None, 97), *(random_text(chance) for _ in range(500))]
    quick = [ours.parse.__wrapped__(text) for text in [*texts, *hostile]]
    with everything_tried():
        assert quick == [ours.parse.__wrapped__(text) for text in [*texts, *hostile]]


def test_patterns_are_left_out_and_those_of_extensions_never() -> None:
    reader = ours._reader()
    patterns = Patterns(reader)
    assert patterns.numbers("plain words, no sign") == ()
    assert 0 < len(patterns.numbers("[a](b)")) < len(patterns.numbers("![[^a](b)"))
    reader.inlinePatterns.register(object(), "strange", 50)
    try:
        assert len(Patterns(reader).numbers("plain words")) == 1
    finally:
        reader.inlinePatterns.deregister("strange")


def test_what_is_hooked_into_is_still_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """The names are Python-Markdown's own; without them a text is read as it reads it."""
    tried: list[str] = []
    numbers = Patterns.numbers
    monkeypatch.setattr(Patterns, "numbers", lambda self, text: tried.append(text) or numbers(self, text))
    ours.parse.__wrapped__("Some *words* here")
    assert "Some *words* here" in tried
    monkeypatch.setattr(markdown_patterns, "_HANDLE", "_InlineProcessor__gone")
    ours._reader.cache_clear()
    try:
        assert type(ours._reader().treeprocessors["inline"]) is InlineProcessor
        assert ours.parse.__wrapped__("Some *words* here").pieces == ("<p>Some <em>words</em> here</p>",)
    finally:
        ours._reader.cache_clear()
