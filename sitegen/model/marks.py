"""Marks: how what a text mentions comes through Markdown and sanitising.

A mark carries the digest of the whole text, which no text can hold of itself, so authors cannot forge one. While
Markdown is read, small line marks stand where a target begins; they tell on which line it was written and vanish.
"""

from __future__ import annotations

import re

import msgspec

from sitegen.digest import digest

SCHEME = "sitegen"

_OPEN, _CLOSE, _LINE, _END = "\ue000", "\ue001", "\ue002", "\ue003"
_RESERVED = re.compile("[\x02\x03\ue000-\ue003]")  # ours, and what Python-Markdown keeps for itself
_NAME = "([0-9a-f]{32})n([0-9]+)"
_MARK = re.compile(f'<p>{_OPEN}{_NAME}{_CLOSE}</p>|{_OPEN}{_NAME}{_CLOSE}|<a href="{SCHEME}:{_NAME}"([^>]*)>')
_HREF = re.compile(f"{SCHEME}:{_NAME}")
_LINE_MARK = re.compile(f"{_LINE}([0-9]+){_END}")
_IN_PRODUCT = r"\[\[[ \t]*(?=[^][|\\])"
_IN_LINK = r"\]\([ \t]*(?:<(?=[^<>]*>[ \t]*[\"')]))?"
_IN_REFERENCE = r"^ {0,3}\[[^\]^\n][^\]\n]*\]:[ \t]*<?"
_TARGET = re.compile(rf"(?:{_IN_PRODUCT}|{_IN_LINK}|{_IN_REFERENCE})(?=\S)")


class Spot(msgspec.Struct, frozen=True):
    """A point on a photo, in per cent from its left and its top, that leads to a product; empty when unreadable."""

    x: float
    y: float
    product: str
    words: str
    line: int


class Mention(msgspec.Struct, frozen=True):
    """Something the text refers to, `line` counted from 0. `role` says how:

    `card`, `figure` and `film` (elsewhere; `caption` is the file of its poster) stand alone; `photo` stands in a
    sentence; `product` and `link` open an `<a>`; `title` stands for the words of a product link that has none;
    `refused` is where no link may lead.
    """

    role: str
    target: str
    words: str = ""
    caption: str = ""
    attributes: str = ""
    line: int = 0
    spots: tuple[Spot, ...] = ()


class Marks:
    """The marks of one text."""

    def __init__(self, source: str) -> None:
        self.mentions: list[Mention] = []
        self.refused: list[Mention] = []
        self._source = _RESERVED.sub("", source)
        self._key = digest(source.encode("utf-8", "surrogatepass"))

    def numbered_source(self) -> str:
        """The text with its line at the beginning of every target."""
        lines = self._source.expandtabs(4).split("\n")  # as Markdown will, before marks move what follows
        return "\n".join(
            _TARGET.sub(rf"\g<0>{_LINE}{number}{_END}", line) if "[" in line else line
            for number, line in enumerate(lines)
        )

    def mention(self, role: str, target: str, words: str = "", caption: str = "") -> Mention:
        """What a target, as found in the numbered source, refers to."""
        mark = _LINE_MARK.search(target)
        target = unnumbered(target).strip()
        line = int(mark[1]) if mark else self._line_of(target)
        return Mention(role, target, unnumbered(words), unnumbered(caption), line=line)

    def in_text(self, mention: Mention) -> str:
        return f"{_OPEN}{self._name(mention)}{_CLOSE}"

    def in_href(self, mention: Mention) -> str:
        return f"{SCHEME}:{self._name(mention)}"

    def refuse(self, target: str) -> None:
        """Note a link that may not be."""
        self.refused.append(self.mention("refused", target))

    def behind(self, href: str) -> Mention | None:
        """The mention of one of our own links."""
        match = _HREF.fullmatch(href)
        return self._named(match[1], match[2]) if match else None

    def pieces(self, markup: str) -> list[str | Mention]:
        """Markup and mentions in reading order."""
        pieces: list[str | Mention] = []
        rest = 0
        for match in _MARK.finditer(markup):
            pieces.append(markup[rest : match.start()])
            rest = match.end()
            mention = self._named(match[1] or match[3] or match[5], match[2] or match[4] or match[6])
            if mention:
                pieces.append(msgspec.structs.replace(mention, attributes=match[7]) if match[5] else mention)
        pieces.append(markup[rest:])
        return [piece for piece in pieces if piece]

    def _line_of(self, target: str) -> int:
        """For targets in raw HTML, or on a line of their own, which have no line mark."""
        return self._source.count("\n", 0, self._source.find(target) + 1)

    def _name(self, mention: Mention) -> str:
        self.mentions.append(mention)
        return f"{self._key}n{len(self.mentions) - 1}"

    def _named(self, key: str, number: str) -> Mention | None:
        place = int(number[:9])
        return self.mentions[place] if key == self._key and place < len(self.mentions) else None


def unnumbered(text: str) -> str:
    """A text without line marks."""
    return _LINE_MARK.sub("", text)


def unmarked(markup: str) -> str:
    """Markup without marks."""
    return _MARK.sub(" ", markup)
