"""The words of the built-in themes: whole in every language, and right in their plurals."""

from __future__ import annotations

import re
from string import Formatter
from typing import Any

import pytest
from babel import Locale

from sitegen.errors import Place
from sitegen.languages import fallbacks
from sitegen.load.theme import Theme, read_theme
from sitegen.package import built_in_themes
from sitegen.render.words import Words

LANGUAGES = ("ar", "de", "en", "es", "fr", "ja", "zh", "zh-Hant")


def base() -> Theme:
    theme, problems = read_theme("base", (built_in_themes(),), Place("site.yaml"))
    assert theme is not None
    assert problems == []
    return theme


WORDS = base().words
ENGLISH = WORDS["en"]


def placeholders(entry: Any) -> set[str]:
    texts = entry.values() if isinstance(entry, dict) else [entry]
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}


def test_the_themes_speak_these_languages() -> None:
    assert set(LANGUAGES) <= set(WORDS)


@pytest.mark.parametrize("language", sorted(WORDS))
def test_a_language_has_every_word(language: str) -> None:
    assert set(WORDS[language]) == set(ENGLISH)
    empty = {key for key, entry in WORDS[language].items() if entry == "" and key != "ad_label"}
    assert empty == set()


@pytest.mark.parametrize("language", sorted(WORDS))
def test_a_translation_fills_in_what_english_fills_in(language: str) -> None:
    differing = {
        key: placeholders(entry)
        for key, entry in WORDS[language].items()
        if placeholders(entry) != placeholders(ENGLISH[key])
    }
    assert differing == {}


@pytest.mark.parametrize("language", sorted(WORDS))
def test_every_plural_has_the_forms_of_its_language(language: str) -> None:
    forms = {"other", *Locale.parse(language, sep="-").plural_form.tags}
    for key, entry in ENGLISH.items():
        said = WORDS[language][key]
        assert isinstance(said, dict) == isinstance(entry, dict), key
        if isinstance(said, dict):
            assert set(said) == forms, key


@pytest.mark.parametrize(("language", "letters"), [("ar", "[\u0600-\u06ff]"), ("ja", "[\u3040-\u9fff]")])
def test_a_translation_is_in_its_own_script(language: str, letters: str) -> None:
    same = {"locale", "map_amap", "poster_rating", "poster_fact", "caption_whatsapp", "from_price", "out_of_five"}
    texts = {key: entry for key, entry in WORDS[language].items() if isinstance(entry, str) and key not in same}
    strange = {key: text for key, text in texts.items() if not re.search(letters, text) and key[:6] != "share_"}
    assert strange == {}


@pytest.mark.parametrize("language", ["de", "es", "fr"])
def test_little_is_left_as_it_is_in_english(language: str) -> None:
    names = {key for key in ENGLISH if key.startswith(("share_", "map_"))} | {"caption_whatsapp", "poster_rating"}
    same = {key for key in set(ENGLISH) - names if WORDS[language][key] == ENGLISH[key]}
    assert same <= {"contact", "crumbs", "event_live", "event_workshop", "menu", "photos", "poster_fact", "video"}


def test_traditional_chinese_has_no_simplified_characters() -> None:
    simplified = set("这们请购买页图进选择现优惠价链过从个没对还问评论时长发开关条码贴给话预约谁见录质听达动网转营")
    said = "".join(str(entry) for entry in WORDS["zh-Hant"].values())
    assert simplified & set(said) == set()


@pytest.mark.parametrize(
    ("language", "chain"),
    [
        ("zh", ("en", "zh", "zh-Hans")),
        ("zh-CN", ("en", "zh", "zh-Hans", "zh-CN")),
        ("zh-TW", ("en", "zh", "zh-Hant", "zh-TW")),
        ("zh-HK", ("en", "zh", "zh-Hant", "zh-HK")),
        ("pt-BR", ("en", "pt", "pt-Latn", "pt-BR")),
        ("en", ("en", "en-Latn")),
    ],
)
def test_words_come_from_the_nearest_language(language: str, chain: tuple[str, ...]) -> None:
    assert fallbacks(language) == chain


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh-HK", "立即購買"),
        ("zh-CN", "立即购买"),
        ("de-AT", "Jetzt kaufen"),
        ("pt", "Buy now"),
        ("ar-EG", "اشترِ الآن"),
    ],
)
def test_a_region_speaks_the_language_it_belongs_to(language: str, text: str) -> None:
    assert Words(WORDS, language)("buy") == text


@pytest.mark.parametrize(
    ("language", "count", "text"),
    [
        ("ar", 2, "تقييمان"),
        ("ar", 5, "5 تقييمات"),
        ("ar", 11, "11 تقييمًا"),
        ("fr", 0, "0 avis"),
        ("de", 1, "1 Bewertung"),
    ],
)
def test_plurals_agree_with_their_number(language: str, count: int, text: str) -> None:
    assert Words(WORDS, language)("review_count", n=count) == text
