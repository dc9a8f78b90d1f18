"""Language codes: what a language is written in, and which other words do where its own are missing."""

from __future__ import annotations

from functools import lru_cache

LAST_RESORT = "en"


@lru_cache
def script_of(language: str) -> str:
    """What a language is written in, by its ISO 15924 code: Latn, Hans, Hant, Jpan, Arab …

    >>> script_of("zh"), script_of("zh-HK"), script_of("pt-BR")
    ('Hans', 'Hant', 'Latn')
    """
    from babel import Locale
    from babel.core import get_global

    locale = Locale.parse(language, sep="-")
    if locale.script:
        return str(locale.script)
    likely = get_global("likely_subtags")
    return str(likely.get(locale.language, "und_Latn")).split("_")[1]


@lru_cache
def fallbacks(language: str) -> tuple[str, ...]:
    """Whose words to use, the weakest first: a later one wins where it has any.

    >>> fallbacks("zh-TW")
    ('en', 'zh', 'zh-Hant', 'zh-TW')
    """
    family = language.partition("-")[0]
    return tuple(dict.fromkeys((LAST_RESORT, family, f"{family}-{script_of(language)}", language)))
