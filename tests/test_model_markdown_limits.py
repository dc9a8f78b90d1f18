"""Texts that would keep the reader busy for minutes are known before they are read."""

from __future__ import annotations

import time

import pytest

from sitegen.model.markdown import parse
from sitegen.model.markdown_limits import LONGEST, excess

SLOW = {
    "brackets": "[",
    "pictures": "![",
    "half links": "[a](b",
    "references": "[a][",
    "brackets in brackets": "[a",
    "tags": "<a ",
    "headings": "# a\n",
    "rules": "---\n",
    "underlines": "a\n=\n",
    "fences": "```a\n",
    "quotes": "> ",
    "list": "- a\n",
    "table": "a|b\n",
    "stars": "**a ",
    "ticks": "`a ",
}


@pytest.mark.parametrize("piece", SLOW.values(), ids=SLOW)
def test_a_megabyte_of_anything_is_refused_at_once(piece: str) -> None:
    started = time.process_time()
    assert excess(piece * (1_000_000 // len(piece)))
    assert time.process_time() - started < 1


@pytest.mark.parametrize("piece", SLOW.values(), ids=SLOW)
def test_what_is_just_allowed_is_read_within_seconds(piece: str) -> None:
    count = max(n for n in range(50, 1_001, 50) if not excess(piece * n) or n == 50)
    started = time.process_time()
    assert parse(piece * count).trouble == excess(piece * count)
    assert time.process_time() - started < 8  # on a busy machine; minutes without the limits


def test_nesting_that_would_end_in_the_readers_recursion_is_refused() -> None:
    assert excess("> " * 10 + "a") == "this text has too many quotes inside each other"
    assert excess(" " * 80 + "- a") == "this text has too many lists inside each other"


def test_an_honest_long_text_is_read() -> None:
    chapter = "## Chapter\n\nWith a [link](https://x.example), *stress* and [[tea]].\n\n> A quote\n\n- one\n- two\n\n"
    assert excess(chapter * 300) is None


def test_the_length_itself_is_limited() -> None:
    assert excess("x" * LONGEST) is None
    assert excess("x" * (LONGEST + 1)) == "this text is longer than 100,000 characters"
