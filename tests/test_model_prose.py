"""Texts between Markdown and page are plain values, so that they can be kept and sent to other processes."""

from __future__ import annotations

import pickle

import msgspec

from sitegen.model.prose import Card, EntryAddress, Figure, InlinePhoto, Markup, ProductAddress, ProductTitle, Text

TEXT = Text(
    (
        Markup("<p>"),
        ProductAddress("tea"),
        ProductTitle("tea"),
        EntryAddress("posts", "story", "#top"),
        InlinePhoto("a.jpg", "A"),
        Markup("</p>"),
        Card("tea"),
        Figure("b.jpg", "B", "caption"),
    ),
    "plain",
)


def test_a_text_comes_back_the_same_from_bytes() -> None:
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(TEXT), type=Text) == TEXT
    assert pickle.loads(pickle.dumps(TEXT)) == TEXT


def test_pieces_that_hold_the_same_words_are_still_told_apart() -> None:
    assert len({Card("tea"), ProductAddress("tea"), ProductTitle("tea"), Markup("tea")}) == 4
