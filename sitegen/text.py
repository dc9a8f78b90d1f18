"""Small questions about words: slugs, near misses, excerpts."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from collections.abc import Iterable

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_SLUG = 60
LONGEST_COMPARED = 80
MOST_COMPARED = 100

# Turns the direction of what stands around a text, so that it reads as what it is not; harmless marks (LRM, RLM) stay.
STEERING = re.compile("[\u202a-\u202e\u2066-\u2069\u206a-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb]")
# Ends a line for whoever reads the text as lines, or cannot be written at all.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")

_NOT_SLUG = re.compile(r"[^a-z0-9]+")


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
    near = nearest(word, known)
    return f"did you mean `{near}`?" if near else None


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like this one, if any is."""
    import difflib

    if len(word) > LONGEST_COMPARED:
        return None
    near = difflib.get_close_matches(word, _alike(word, list(known)), n=1, cutoff=0.6)
    return near[0] if near else None


def _alike(word: str, known: list[str]) -> list[str]:
    """The words that begin or end like this one: a slip seldom changes both, and comparing letters is slow."""
    begin, end = word[:1].lower(), word[-2:].lower()
    alike = [name for name in known if name[:1].lower() == begin or name[-2:].lower() == end]
    if len(alike) <= MOST_COMPARED:
        return sorted(alike)
    backwards = _neighbours(word[::-1], sorted(name[::-1] for name in alike))
    return sorted({*_neighbours(word, sorted(alike)), *(name[::-1] for name in backwards)})


def _neighbours(word: str, ordered: list[str]) -> list[str]:
    """Those around the place of the word in the alphabet, which begin most like it."""
    place = bisect(ordered, word)
    reach = MOST_COMPARED // 4
    return ordered[max(0, place - reach) : place + reach]


def on_one_line(text: str, limit: int) -> str:
    """A stranger's text for a message: everything that could move a cursor spelled out, and cut short.

    What it makes it leaves alone.
    """
    text = text if text.isprintable() else "".join(map(_shown, text[: limit + 1]))
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _shown(character: str) -> str:
    steers = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    return character.encode("unicode_escape").decode() if steers else character


def plain(text: str) -> str:
    """One line without surplus white space."""
    return " ".join(text.split())


def excerpt(text: str, limit: int = 160) -> str:
    """The beginning of a text, cut at a word where the script has spaces."""
    line = plain(text[: 8 * limit])  # enough of most texts
    if len(line) <= limit:
        line = plain(text)
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    at_word = cut.rsplit(" ", 1)[0]
    return (at_word if len(at_word) > limit * 0.6 else cut).rstrip(" ,.;:，。；：、") + "…"


def as_yaml(text: str) -> str:
    """A text as a YAML scalar on one line that reads back the same."""
    import yaml

    return str(yaml.safe_dump(text, allow_unicode=True, width=10_000)).removesuffix("...\n").strip()
