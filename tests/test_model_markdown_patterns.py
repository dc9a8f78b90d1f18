"""A text read with only the patterns whose signs it has becomes what it becomes with all of them."""

from __future__ import annotations

import random
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.model import markdown as ours
from sitegen.model.markdown_patterns import Patterns
from tests.hostile import corpus, random_text

ROOT = Path(__file__).parent.parent

PARTS = [
    "[[tea]]", "[[tea|words]]", "[a](b.md)", "![a](b.jpg)", "[a][b]", "[b]: /c", "[^1]", "[^1]: note", "`code`", "``",
    "\\*", "*em*", "__strong__", "_", "**", "<b>x</b>", "<https://a.example/>", "<a@b.example>", "&amp;", "&#38;",
    "& b", "  \n", "\t", "\r\n", "\x02", "\n\n", "\n", "> ", "- ", "1. ", "# ", "| a | b |\n| - | - |\n", "*[AB]: c",
    "AB", "a", " ", "    ", "护", "[", "]", "(", ")", "!", "<", ">", "```\n", "word: \n:   meaning",
]  # fmt: skip


def everything(text: str, monkeypatch: pytest.MonkeyPatch) -> ours.Parsed:
    with monkeypatch.context() as patched:
        patched.setattr(Patterns, "of", lambda self, text: self._all)
        return ours.parse.__wrapped__(text)


@given(parts=st.lists(st.sampled_from(PARTS), max_size=25))
@settings(max_examples=600)
def test_no_text_is_read_otherwise(parts: list[str]) -> None:
    text = "".join(parts)
    with pytest.MonkeyPatch.context() as patch:
        assert ours.parse.__wrapped__(text) == everything(text, patch)


def test_the_demo_and_hostile_texts_are_read_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "content").rglob("*.md")]
    chance = random.Random(7)
    hostile = [*islice(corpus(), 0, None, 97), *(random_text(chance) for _ in range(500))]
    for text in [*texts, *hostile]:
        assert ours.parse.__wrapped__(text) == everything(text, monkeypatch)


def test_patterns_are_left_out_and_those_of_extensions_never() -> None:
    reader = ours._reader()
    patterns = Patterns(reader.inlinePatterns)
    assert patterns.of("plain words, no sign") == []
    assert 0 < len(patterns.of("[a](b)")) < len(patterns.of("\r"))
    assert len(patterns.of("\r")) == len(reader.inlinePatterns)
    reader.inlinePatterns.register(object(), "strange", 50)
    try:
        assert len(Patterns(reader.inlinePatterns).of("plain words")) == 1
    finally:
        reader.inlinePatterns.deregister("strange")
