"""Markup as nh3 leaves it -> Markdown, in one pass and without a tree.

Words gather in a run, each piece of it with the marks it stands in, until a block begins or ends. So blocks within bold
words leave bold paragraphs, and `<b>a</b><b>b</b>` is one bold word. In headings and cells, which are one line, blocks
are mere blanks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from html import unescape
from itertools import groupby
from urllib.parse import parse_qs, urlsplit

from sitegen.importers import shielding
from sitegen.importers.html_boxes import BOXES, Box, Mark, Piece, close_block, close_code, close_line, opened
from sitegen.model.embeds import player_of

# Says what a picture or link with this address and these words is in Markdown; None takes it out, words stay.
Place = Callable[[str, str], str | None]

_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*+)((?:[^\"<>]|\"[^\"]*\")*+)>")
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
_ODD_BLANKS = re.compile(r"[\t\r\f\v\xa0]")
_LINE_ENDS = re.compile(r" ?(?:\n ?)+")
_TICKS = re.compile(r"`+")
_BREAK = "\0"  # nh3 leaves none
_OPEN = f" \n{_BREAK}"  # after these a blank says nothing

_TRANSPARENT = frozenset(
    {"details", "div", "figcaption", "figure", "p", "section", "summary", "tbody", "tfoot", "thead"}
)
_MARKS = {"a": "a", "b": "**", "strong": "**", "i": "*", "em": "*", "code": "`", "kbd": "`", "samp": "`", "q": '"',
          "del": "del", "s": "del", "strike": "del", "sub": "sub", "sup": "sup"}  # fmt: skip


def markdown_of(markup: str, picture: Place, link: Place) -> str:
    """`markup` must be what nh3 wrote: every element is closed, every attribute stands in double quotes."""
    writer = _Writer(picture, link)
    for tag, is_end, said in _tokens(markup):
        if not tag:
            writer.words(unescape(said))
        elif is_end:
            writer.end(tag)
        else:
            writer.start(tag, {name: unescape(value) for name, value in _ATTRIBUTE.findall(said)} if said else {})
    return writer.written()


def words_in(markup: str) -> str:
    """The words alone, on one line, with a blank where an element began or ended."""
    return " ".join(" ".join(unescape(said) for tag, _, said in _tokens(markup) if not tag).split())


def _tokens(markup: str) -> Iterator[tuple[str, bool, str]]:
    """Elements by name, whether they end, and their attributes; texts without a name."""
    end = 0
    for match in _TAG.finditer(markup):
        if match.start() > end:
            yield "", False, markup[end : match.start()]
        yield match[2], match[1] == "/", match[3]
        end = match.end()
    if end < len(markup):
        yield "", False, markup[end:]


class _Writer:
    def __init__(self, picture: Place, link: Place) -> None:
        self._picture = picture
        self._link = link
        self._boxes = [Box("")]
        self._marks: list[Mark] = []
        self._added: list[bool] = []  # whether each open element around words added a mark
        self._in_frame = False

    def written(self) -> str:
        self._end_paragraph()
        return self._box.text

    def words(self, text: str) -> None:
        if self._in_frame:
            return
        text = text.replace("\u200b", "")
        run = self._box.run
        if self._box.tag == "pre":
            run.append(((), text.replace("\xa0", " ")))
            return
        text = _in_single_blanks(text)
        is_code = self._has("`")
        if "\n" in text:
            text = _LINE_ENDS.sub(" " if is_code else "\n", text)
        if not run or run[-1][1][-1] in _OPEN:
            text = text.lstrip(" \n")
        if text:
            self._put(text if is_code else shielding.escaped(text))

    def start(self, tag: str, values: dict[str, str]) -> None:
        box = self._box
        if tag in _MARKS:
            self._begin_mark(_MARKS[tag], values)
        elif tag == "br":
            self._break()
        elif tag == "img":
            self._show(values)
        elif tag == "iframe":
            self._in_frame = True
            self._stand(f"[Video]({watch})" if (watch := _film(values.get("src", ""))) else "")
        elif tag == "hr":
            self._stand("---")
        elif box.is_line or box.tag == "pre":
            box.within += tag == box.tag
            self._end_paragraph()
        elif tag in BOXES or tag in _TRANSPARENT:
            self._end_paragraph()
            if tag in BOXES:
                self._boxes.append(opened(tag, values))
            box.has_head = box.has_head or tag == "thead"

    def end(self, tag: str) -> None:
        box = self._box
        if tag == "iframe":
            self._in_frame = False
        elif tag in _MARKS:
            if self._added.pop():
                self._marks.pop()
        elif tag == box.tag and box.within:
            box.within -= 1
            self._end_paragraph()
        elif tag == box.tag:
            self._close(box)
        elif tag in _TRANSPARENT or tag in BOXES:
            self._end_paragraph()

    @property
    def _box(self) -> Box:
        return self._boxes[-1]

    # words

    def _has(self, kind: str) -> bool:
        return bool(self._marks) and any(mark[0] == kind for mark in self._marks)

    def _begin_mark(self, kind: str, values: dict[str, str]) -> None:
        """One that is there already adds nothing, and none does within code."""
        adds = not self._has(kind) and not self._has("`")
        self._added.append(adds)
        if adds:
            self._marks.append((kind, values.get("href", "").strip()))

    def _put(self, text: str) -> None:
        self._box.run.append((tuple(self._marks), text))

    def _break(self) -> None:
        """A new line; two of them begin a new paragraph."""
        run = self._box.run
        if self._box.is_line or self._box.tag == "pre":
            self.words("\n")
        elif run and run[-1][1] == _BREAK:
            self._end_paragraph()
        elif run:
            self._put(_BREAK)

    def _show(self, values: dict[str, str]) -> None:
        address = values.get("src") or values.get("data-src") or ""
        shown = self._picture(address, " ".join(values.get("alt", "").split())) if address else None
        if shown is None or self._box.tag == "pre":
            return
        if self._has("a") or any(box.tag == "li" for box in self._boxes):
            self._put(shown)
        else:
            self._stand(shown)

    def _stand(self, text: str) -> None:
        """A block by itself."""
        self._end_paragraph()
        if not self._box.is_line:
            self._box.add(text)
        elif text and text != "---":
            self._put(text)

    # blocks

    def _end_paragraph(self) -> None:
        """What has gathered is a paragraph; in a line there is only a blank."""
        box = self._box
        if box.is_line:
            self.words(" ")
        elif box.run and box.tag != "pre":
            parts = (part.split("\n") for part in self._marked_up(box.run).split(_BREAK))
            shielded = (
                "\n".join(shielding.at_start(line.strip()) for line in lines if line.strip()) for lines in parts
            )
            box.add("  \n".join(filter(None, shielded)))
            box.run = []

    def _close(self, box: Box) -> None:
        if not box.is_line:
            self._end_paragraph()
        self._boxes.pop()
        if box.is_line:
            close_line(box, self._box, " ".join(self._marked_up(box.run).replace(_BREAK, " ").split()))
        elif box.tag == "pre":
            close_code(box, self._box, any(outer.tag in ("li", "dd", "blockquote") for outer in self._boxes))
        else:
            close_block(box, self._box)

    def _marked_up(self, pieces: Sequence[Piece], depth: int = 0) -> str:
        """Pieces as one text, with marks around those that share them; blanks at their edges stand outside."""
        if len(pieces) == 1 and len(pieces[0][0]) == depth:
            return pieces[0][1]
        text = ""
        for mark, group in groupby(pieces, key=lambda piece: piece[0][depth] if len(piece[0]) > depth else None):
            if mark is None:
                text += "".join(words for _, words in group)
                continue
            inner = self._marked_up(list(group), depth + 1)
            core = inner.strip(_OPEN)
            at = inner.index(core)
            text += f"{inner[:at]}{self._around(core, *mark) if core else ''}{inner[at + len(core) :]}"
        return text

    def _around(self, words: str, kind: str, address: str) -> str:
        if kind == "a":
            words = " ".join(words.replace(_BREAK, " ").split())
            return words if words.startswith("![") else self._link(address, shielding.in_brackets(words)) or words
        if kind == "`":
            longest = max(map(len, _TICKS.findall(words)), default=0)
            ticks, pad = "`" * (longest + 1), " " * bool(longest)
            return f"{ticks}{pad}{words.replace(_BREAK, ' ')}{pad}{ticks}"
        return f"<{kind}>{words}</{kind}>" if kind.isalpha() else f"{kind}{words}{kind}"


def _in_single_blanks(text: str) -> str:
    text = _ODD_BLANKS.sub(" ", text)
    while "  " in text:
        text = text.replace("  ", " ")
    return text


@lru_cache(1 << 12)
def _film(src: str) -> str | None:
    """The address of a film whose player was put into a page; None for frames of anything else."""
    parts = urlsplit(f"https:{src}" if src.startswith("//") else src)
    host = (parts.hostname or "").removeprefix("www.")
    if host in ("youtube.com", "youtube-nocookie.com") and parts.path.startswith("/embed/"):
        address = f"https://www.youtube.com/watch?v={parts.path.removeprefix('/embed/').strip('/')}"
    elif host == "player.bilibili.com":
        address = f"https://www.bilibili.com/video/{next(iter(parse_qs(parts.query).get('bvid', [])), '')}/"
    else:
        return None
    return address if player_of(address) else None
