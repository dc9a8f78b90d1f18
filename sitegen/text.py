"""Small questions about words: slugs, near misses, excerpts."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_SLUG = 60

_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_SPACES = re.compile(r"\s+")


def slugify(name: str) -> str:
    """A name in any script as `[a-z0-9-]`, transliterated; empty when nothing of it can be spelled.

    >>> slugify("护手霜 No. 5")
    'hu-shou-shuang-no-5'
    """
    from anyascii import anyascii

    spaced = re.sub(r"([\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff])", r" \1 ", unicodedata.normalize("NFKC", name))
    ascii_name = anyascii(spaced.replace("'", "").replace("’", ""))
    slug = _NOT_SLUG.sub("-", ascii_name.lower()).strip("-")
    return slug[:LONGEST_SLUG].rstrip("-")


def is_slug(text: str) -> bool:
    return len(text) <= LONGEST_SLUG and SLUG.fullmatch(text) is not None


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """A hint naming the nearest known word, or None when nothing is near."""
    near = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f"did you mean `{near[0]}`?" if near else None


def plain(text: str) -> str:
    """One line without surplus white space."""
    return _SPACES.sub(" ", text).strip()


def excerpt(text: str, limit: int = 160) -> str:
    """The beginning of a text, cut at a word where the script has spaces."""
    line = plain(text)
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    at_word = cut.rsplit(" ", 1)[0]
    return (at_word if len(at_word) > limit * 0.6 else cut).rstrip(" ,.;:，。；：、") + "…"
