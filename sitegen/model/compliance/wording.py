"""Every text of a site against the lists of words, and against the owner's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from sitegen.errors import Place, Problem
from sitegen.load.documents import Document
from sitegen.load.nodes import Mapping, Node, Scalar, Sequence
from sitegen.model.compliance.lists import LISTS, Kind
from sitegen.model.content import Words

LONGEST_LOOKED_AT = 5_000  # characters of one line or value; longer ones are looked at in pieces
_OVERLAP = 100
_OWN = Kind("is on this site's list of words to avoid", "say it in another way; the list is `words:` in site.yaml")
_SPACES = re.compile(r"\s+")


def check_wording(documents: Iterable[Document], words: Words, report: Callable[[Problem], None]) -> None:
    """Warn of every line that says what gets links blocked, breaks a law, or is on the owner's list."""
    lists = [*LISTS, *((_OWN, phrase_pattern(phrase)) for phrase in words.avoid if phrase.strip(" *"))]
    allowed = [phrase_pattern(phrase) for phrase in words.allow if phrase.strip(" *")]
    for document in documents:
        for place, text in (*_said(document), *_lines(document)):
            for piece in _pieces(text):
                _check(_without(piece, allowed), place, lists, report)


def phrase_pattern(phrase: str) -> re.Pattern[str]:
    """Whole words, whatever their case, with any white space between them; `*` stands for the rest of a word."""
    words = [r"\w{0,40}".join(map(re.escape, word.split("*"))) for word in phrase.split()]
    pattern = r"\s{1,9}".join(words)
    begins = r"(?<!\w)" if _is_spaced(phrase[:1]) else ""
    ends = r"(?!\w)" if _is_spaced(phrase[-1:]) else ""
    return re.compile(begins + pattern + ends, re.IGNORECASE)


def _is_spaced(character: str) -> bool:
    """Whether a word that begins or ends like this has spaces around it; Chinese and Japanese have none."""
    return character.isalnum() and ord(character) < 0x2E80


def _check(
    text: str, place: Place, lists: Iterable[tuple[Kind, re.Pattern[str]]], report: Callable[[Problem], None]
) -> None:
    for kind, pattern in lists:
        if found := pattern.search(text):
            report(Problem(place, f"`{found[0].strip()}` {kind.what}", kind.hint, "warning"))


def _without(text: str, allowed: Iterable[re.Pattern[str]]) -> str:
    for pattern in allowed:
        text = pattern.sub("\N{BULLET}", text)
    return text


def _pieces(text: str) -> Iterator[str]:
    plain = _SPACES.sub(" ", text)
    for start in range(0, max(len(plain), 1), LONGEST_LOOKED_AT - _OVERLAP):
        yield plain[start : start + LONGEST_LOOKED_AT]


def _lines(document: Document) -> Iterator[tuple[Place, str]]:
    for number, line in enumerate(document.body.splitlines(), document.body_line):
        yield Place(document.file, number), line


def _said(document: Document) -> Iterator[tuple[Place, str]]:
    """What a document's fields say; the list of words to avoid does not break itself."""
    for key, value in document.fields.entries:
        if not (document.kind == "site" and key.text == "words"):
            yield from _texts(value)


def _texts(node: Node) -> Iterator[tuple[Place, str]]:
    match node:
        case Scalar():
            yield node.place, node.text
        case Sequence():
            for item in node.items:
                yield from _texts(item)
        case Mapping():
            for _, value in node.entries:
                yield from _texts(value)
