"""The theme's own words in a page's language."""

from __future__ import annotations

import pytest

from sitegen.render.words import UnknownWord, Words

THEME = {
    "en": {"buy": "Buy", "hello": "Hello {name}", "files": {"one": "{n} file", "other": "{n} files"}, "late": "Late"},
    "zh": {"buy": "购买", "files": {"other": "{n} 个文件"}},
    "zh-TW": {"buy": "購買"},
    "pl": {"files": {"one": "{n} plik", "few": "{n} pliki", "many": "{n} plików", "other": "{n} pliku"}},
}


def test_a_language_falls_back_to_its_family_and_then_to_english() -> None:
    words = Words(THEME, "zh-TW")
    assert words("buy") == "購買"
    assert words("files", n=3) == "3 个文件"
    assert words("late") == "Late"


@pytest.mark.parametrize(("count", "text"), [(1, "1 plik"), (3, "3 pliki"), (5, "5 plików")])
def test_plurals_are_those_of_the_language(count: int, text: str) -> None:
    assert Words(THEME, "pl")("files", n=count) == text


def test_numbers_in_words_are_written_as_the_language_does() -> None:
    assert Words(THEME, "en")("files", n=12000) == "12,000 files"


def test_an_unknown_key_is_an_error_that_names_the_nearest() -> None:
    with pytest.raises(UnknownWord, match="did you mean `hello`"):
        Words(THEME, "en")("helo")


def test_braces_in_a_value_are_only_text() -> None:
    assert Words(THEME, "en")("hello", name="{name.__class__}") == "Hello {name.__class__}"
