"""Every text of a site against the lists of words, and against the owner's own."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import accumulate

from sitegen.errors import Place, Problem
from sitegen.load.documents import Document
from sitegen.load.nodes import Mapping, Node, Scalar, Sequence
from sitegen.memory import Memory
from sitegen.model.compliance.lists import LISTS, Kind, List
from sitegen.model.content import Words
from sitegen.text import plain

LONGEST_LOOKED_AT = 5_000  # characters of one line or value; longer ones are looked at in pieces
REACH = 100  # characters that what is looked for may go on beyond its piece or line
_OWN = Kind("is on this site's list of words to avoid", "say it in another way; the list is `words:` in site.yaml")


def check_wording(
    documents: Iterable[Document], words: Words, report: Callable[[Problem], None], memory: Memory | None = None
) -> None:
    """Warn of every line that says what gets links blocked, breaks a law, or is on the owner's list."""
    memory = memory or Memory()
    own = [List(_OWN, "", ("",), phrase_pattern(phrase).pattern) for phrase in words.avoid if phrase.strip(" *")]
    allowed = [phrase_pattern(phrase) for phrase in words.allow if phrase.strip(" *")]
    for document in documents:
        given, check = (document, words), partial(_wording, document, own, allowed)
        for problem in memory.recall(("wording", document.file), given, check):
            report(problem)


def _wording(document: Document, own: list[List], allowed: list[re.Pattern[str]]) -> list[Problem]:
    found: list[Problem] = []
    said = list(_said(document))
    lists = _worth_asking([*LISTS, *own], "\n".join([*(text for _, text in said), document.body]))
    if lists:
        for place, text in said:
            _check(text, "", place, lists, allowed, found.append)
        for place, line, more, asked in _lines(document, lists):
            _check(line, more, place, asked, allowed, found.append)
    return found


def _worth_asking(lists: Iterable[List], text: str) -> list[List]:
    """Those that may find something in a text, with the stems it has; asking for stems costs much less than looking."""
    lower = text.lower()
    there = ((each, tuple(stem for stem in each.stems if stem in lower)) for each in lists)
    return [List(each.kind, each.language, stems, each.written) for each, stems in there if stems]


def phrase_pattern(phrase: str) -> re.Pattern[str]:
    """Whole words, whatever their case and the space between them; `*` at an end stands for the rest of a word."""
    pattern = r"\s{1,9}".join(map(_word_pattern, phrase.split()))
    begins = r"(?<!\w)" if _is_spaced(phrase[:1]) else ""
    ends = r"(?!\w)" if _is_spaced(phrase[-1:]) else ""
    return re.compile(begins + pattern + ends, re.IGNORECASE)


def _word_pattern(word: str) -> str:
    begins, ends = (r"\w{0,40}" if is_open else "" for is_open in (word.startswith("*"), word.endswith("*")))
    return begins + re.escape(word.strip("*")) + ends


def _is_spaced(character: str) -> bool:
    """Whether a word that begins or ends like this has spaces around it; Chinese and Japanese have none."""
    return character.isalnum() and ord(character) < 0x2E80


def _check(
    text: str,
    more: str,
    place: Place,
    lists: Iterable[List],
    allowed: Iterable[re.Pattern[str]],
    report: Callable[[Problem], None],
) -> None:
    """Look at a text for what begins in it and may end in the line after it."""
    lower = f"{text} {more}".lower()
    lists = [each for each in lists if any(stem in lower for stem in each.stems)]
    if not lists:
        return
    said = _without(plain(text), allowed)
    for start in range(0, max(len(said), 1), LONGEST_LOOKED_AT):
        piece = said[start : start + LONGEST_LOOKED_AT]
        whole = f"{piece} {more}" if more else said[start : start + LONGEST_LOOKED_AT + REACH]
        for each in lists:
            found = each.pattern.search(whole)
            if found and found.start() < len(piece):
                report(Problem(place, f"`{found[0].strip()}` {each.kind.what}", each.kind.hint, "warning"))


def _without(text: str, allowed: Iterable[re.Pattern[str]]) -> str:
    for pattern in allowed:
        text = pattern.sub("\N{BULLET}", text)
    return text


def _lines(document: Document, lists: Iterable[List]) -> Iterator[tuple[Place, str, str, list[List]]]:
    """The lines of a text in which something may begin, each with the beginning of the next, since a sentence does not
    care where a line ends, and with the lists that may find it.
    """
    lines = document.body.splitlines()
    for number, asked in sorted(_with_stems(lines, lists).items()) if lines else ():
        if lines[number].strip():
            after = lines[number + 1] if number + 1 < len(lines) else ""
            place = Place(document.file, document.body_line + number)
            yield place, lines[number], plain(after[:REACH]), asked


def _with_stems(lines: list[str], lists: Iterable[List]) -> dict[int, list[List]]:
    """The numbers of lines that have a stem of some list in them or in the line after them, with these lists."""
    lower = [line.lower() for line in lines]
    body, starts = "\n".join(lower), [0, *accumulate(len(line) + 1 for line in lower)]
    there: dict[int, list[List]] = {}
    for each in lists:
        numbers: set[int] = set()
        for stem in each.stems:
            at = body.find(stem)
            while at >= 0:
                number = bisect_right(starts, at) - 1
                numbers |= {number, max(0, number - 1)}
                at = body.find(stem, starts[number + 1])
        for number in numbers:
            there.setdefault(number, []).append(each)
    return there


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
