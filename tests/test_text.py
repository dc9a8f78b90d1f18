"""Slugs, near misses, excerpts."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.text import LONGEST_SLUG, did_you_mean, excerpt, is_slug, on_one_line, plain, slugify

SIDES = st.text(st.characters())  # halves of characters too


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Cedar Candle", "cedar-candle"),
        ("护手霜 No. 5", "hu-shou-shuang-no-5"),
        ("Crème brûlée", "creme-brulee"),
        ("Lin's Tea", "lins-tea"),
        ("한국", "han-gug"),
        ("Ｆｕｌｌ", "full"),
        ("--a__b--", "a-b"),
        ("🧼", "soap"),
        ("…", ""),
        ("", ""),
    ],
)
def test_a_name_in_any_script_becomes_a_slug(name: str, slug: str) -> None:
    assert slugify(name) == slug


@given(SIDES)
def test_a_slug_is_empty_or_a_slug_whatever_the_name(name: str) -> None:
    slug = slugify(name)
    assert re.fullmatch(r"[a-z0-9-]*", slug)
    assert slug == "" or is_slug(slug)


@given(SIDES)
def test_the_slug_of_a_slug_is_itself(name: str) -> None:
    assert slugify(slugify(name)) == slugify(name)


def test_a_long_name_makes_a_slug_of_bounded_length_without_a_dash_at_its_end() -> None:
    slug = slugify("x" * (LONGEST_SLUG - 1) + " tail")
    assert slug == "x" * (LONGEST_SLUG - 1)


@pytest.mark.parametrize("text", ["a", "a-b-9", "a" * LONGEST_SLUG])
def test_letters_digits_and_single_dashes_make_a_slug(text: str) -> None:
    assert is_slug(text)


@pytest.mark.parametrize("text", ["", "-a", "a-", "a--b", "A", "ä", "a_b", "a b", "a\n", "a" * (LONGEST_SLUG + 1)])
def test_what_is_no_slug_is_not_taken_for_one(text: str) -> None:
    assert not is_slug(text)


@pytest.mark.parametrize(
    ("word", "meant"),
    [("titel", "title"), ("pirce", "price"), ("rpice", "price"), ("photo", "photos"), ("Titel", "title")],
)
def test_a_slip_is_met_with_the_nearest_known_word(word: str, meant: str) -> None:
    assert did_you_mean(word, ["title", "price", "photos", "summary"]) == f"did you mean `{meant}`?"


@pytest.mark.parametrize("word", ["zebra", "", "x" * 10_000])
def test_nothing_is_suggested_when_nothing_is_near(word: str) -> None:
    assert did_you_mean(word, ["title", "price"]) is None


def test_among_thousands_of_words_the_nearest_is_still_found() -> None:
    assert did_you_mean("product-4711x", [f"product-{n}" for n in range(20_000)]) == "did you mean `product-4711`?"


def test_plain_text_is_one_line() -> None:
    assert plain("  a\n\tb\u3000c ") == "a b c"


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("short", "short"),
        ("one two three four", "one two…"),
        ("one two, three four", "one two…"),
        ("一二三四五六七八九十一二三四", "一二三四五六七八九…"),
    ],
)
def test_an_excerpt_is_cut_at_a_word_where_the_script_has_spaces(text: str, cut: str) -> None:
    assert excerpt(text, 10) == cut


@given(st.text(), st.integers(2, 50))
def test_an_excerpt_is_that_of_the_whole_text_however_long_its_spaces_are(text: str, limit: int) -> None:
    assert excerpt(text, limit) == excerpt(plain(text), limit)


@given(st.text(), st.integers(1, 40))
def test_an_excerpt_is_one_line_within_its_limit(text: str, limit: int) -> None:
    assert len(excerpt(text, limit)) <= limit
    assert "\n" not in excerpt(text, limit)


@given(SIDES, st.integers(1, 20))
def test_a_strangers_text_is_printable_and_short_in_a_message(text: str, limit: int) -> None:
    shown = on_one_line(text, limit)
    assert "\x1b" not in shown
    assert "\n" not in shown
    assert len(shown) <= limit
    assert on_one_line(shown, limit) == shown
