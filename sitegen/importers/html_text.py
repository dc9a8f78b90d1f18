"""HTML of a shop's editor -> Markdown a person would have written.

nh3 (ammonia) first repairs the markup and takes out what no text needs; markdownify turns the rest into Markdown. What
pictures and links become is asked of whoever knows the site.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

import nh3
from bs4 import BeautifulSoup
from markdownify import ATX, MarkdownConverter

from sitegen.model.embeds import player_of

# Says what a picture or link with this address and these words is in Markdown; None takes it out, words stay.
Place = Callable[[str, str], str | None]

_IN_LINES = "a abbr b br code del em i img ins kbd mark q s small span strike strong sub sup u"
_IN_BLOCKS = (
    "blockquote dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr iframe li ol p pre section summary ul"
)
_IN_TABLES = "caption table tbody td tfoot th thead tr"
_TAGS = frozenset(f"{_IN_LINES} {_IN_BLOCKS} {_IN_TABLES}".split())
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "data-src"}, "iframe": {"src"}, "ol": {"start"},
               "td": {"colspan"}, "th": {"colspan"}}  # fmt: skip
_DROPPED = {"script", "style", "noscript", "template", "textarea", "title", "svg", "object", "form", "select", "button"}
_LOOKS_LIKE_HTML = re.compile(r"<(?:[a-zA-Z/!])|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]{2,31});")
_SPECIAL = re.compile(
    r"[\\`]|(?<!\s)\*|\*(?!\s)|(?<![^\W_])_|_(?![^\W_])|\[(?=[\[^])|\[(?=[^\]\n]*\][(\[:])"
    r"|<(?=[a-zA-Z/!?])|&(?=#|[a-zA-Z]{2,31};)"
)
_AT_START = re.compile(r"(\s*)(#|[-+*](?=\s)|>|\d{1,9}(?=[.)]\s)|[=-]{2,}\s*$|:(?=\s))")
_OUTER_HASH = re.compile(r"^#|#(?=#*$)")
_BLANK_LINES = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")


def to_markdown(body: str, picture: Place, link: Place) -> str:
    """Clean Markdown. Text without any markup stays as it is, but for marks that would become some."""
    if not _LOOKS_LIKE_HTML.search(body):
        return "\n\n".join(_plain_paragraph(part) for part in re.split(r"\n\s*\n", _unix(body)) if part.strip())
    clean = nh3.clean(
        _unix(body),
        tags=set(_TAGS),
        clean_content_tags=_DROPPED,
        attributes=_ATTRIBUTES,
        link_rel=None,
        url_schemes={"http", "https", "mailto", "tel", "data"},
    )
    written = _Converter(picture, link).convert_soup(BeautifulSoup(clean, "html.parser"))
    return _tidy(written)


def is_plain(text: str) -> bool:
    return not _LOOKS_LIKE_HTML.search(text)


def words_of(body: str) -> str:
    """The text alone, on one line."""
    if is_plain(body):
        return " ".join(body.split())
    clean = nh3.clean(_unix(body), tags=set(_TAGS), clean_content_tags=_DROPPED, attributes={}, link_rel=None)
    return " ".join(BeautifulSoup(clean, "html.parser").get_text(" ").split())


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").replace("\u200b", "")


def _plain_paragraph(text: str) -> str:
    return "\n".join(escaped(line, True) for line in text.strip().split("\n"))


def escaped(text: str, at_start: bool = False) -> str:
    """Text with a backslash before whatever Markdown would take for a mark."""
    text = _SPECIAL.sub(_shielded, text)
    return _start_shielded(text) if at_start else text


def _shielded(match: re.Match[str]) -> str:
    return {"<": "&lt;", "&": "&amp;"}.get(match[0], f"\\{match[0]}")


def _start_shielded(line: str) -> str:
    """A line that would begin a heading, a list or a quotation, as mere text."""
    match = _AT_START.match(line)
    if match is None:
        return line
    mark, rest = match[2], line[match.end() :]
    if mark[0].isdigit():
        return f"{match[1]}{mark}\\{rest}"
    return f"{match[1]}&#{ord(mark[0])};{mark[1:]}{rest}" if mark[0] in "=:" else f"{match[1]}\\{mark}{rest}"


_Base: Any = MarkdownConverter  # its types know nothing of what there is to override


class _Converter(_Base):  # type: ignore[misc]
    """markdownify with our headings, lists, pictures, links and films."""

    class Options(_Base.DefaultOptions):  # type: ignore[misc]
        heading_style = ATX
        bullets = "-"
        newline_style = "spaces"
        autolinks = False
        escape_misc = False
        escape_asterisks = False
        escape_underscores = False

    def __init__(self, picture: Place, link: Place) -> None:
        super().__init__()
        self._picture = picture
        self._link = link

    def escape(self, text: str, parent_tags: Any) -> str:
        return escaped(text) if text else ""

    def convert_h1(self, el: Any, text: str, parent_tags: Any) -> str:
        return self.convert_hN(2, el, text, parent_tags)

    def convert_hN(self, n: int, el: Any, text: str, parent_tags: Any) -> str:  # noqa: N802 - the base class's name
        shielded = _OUTER_HASH.sub(r"\#", text.strip())
        return str(super().convert_hN(n, el, shielded, parent_tags))

    def convert_img(self, el: Any, text: str, parent_tags: Any) -> str:
        address, alt = el.get("src") or el.get("data-src") or "", " ".join((el.get("alt") or "").split())
        written = self._picture(address, alt) if address else None
        if written is None:
            return ""
        alone = not {"a", "table", "li", "_inline"} & set(parent_tags)
        return f"\n\n{written}\n\n" if alone else written

    def convert_a(self, el: Any, text: str, parent_tags: Any) -> str:
        words = " ".join(text.split())
        if "_noformat" in parent_tags or not words or words.startswith("!["):
            return text
        written = self._link((el.get("href") or "").strip(), words)
        if written is None:
            return text
        before, after = (" " if text[:1].isspace() else ""), (" " if text[-1:].isspace() else "")
        return f"{before}{written}{after}"

    def convert_iframe(self, el: Any, text: str, parent_tags: Any) -> str:
        watch = _film(el.get("src") or "")
        return f"\n\n[Video]({watch})\n\n" if watch else ""

    def convert_p(self, el: Any, text: str, parent_tags: Any) -> str:
        text = "\n".join(_start_shielded(line) for line in text.strip().split("\n"))
        return str(super().convert_p(el, text, parent_tags))

    def convert_li(self, el: Any, text: str, parent_tags: Any) -> str:
        """What belongs to an item is indented by four, as Python-Markdown wants it."""
        number = ""
        if el.parent is not None and el.parent.name == "ol":
            start = str(el.parent.get("start") or "")
            number = f"{(int(start) if start.isdecimal() else 1) + len(el.find_previous_siblings('li'))}."
        if not text.strip():
            return ""
        first, *more = text.strip().split("\n")
        lines = [f"{number or '-'} {_start_shielded(first) if _begins_with_words(el) else first}"]
        lines += [f"    {line}" if line else "" for line in more]
        return "\n".join(lines) + "\n"

    def convert_div(self, el: Any, text: str, parent_tags: Any) -> str:
        return str(super().convert_div(el, _start_shielded(text) if _begins_with_words(el) else text, parent_tags))

    def convert_blockquote(self, el: Any, text: str, parent_tags: Any) -> str:
        text = _start_shielded(text) if _begins_with_words(el) else text
        return str(super().convert_blockquote(el, text, parent_tags))

    def convert_td(self, el: Any, text: str, parent_tags: Any) -> str:
        return str(super().convert_td(el, text.replace("|", "\\|"), parent_tags))

    def convert_th(self, el: Any, text: str, parent_tags: Any) -> str:
        return str(super().convert_th(el, text.replace("|", "\\|"), parent_tags))

    def convert_u(self, el: Any, text: str, parent_tags: Any) -> str:
        return text

    convert_small = convert_ins = convert_u

    def convert_strike(self, el: Any, text: str, parent_tags: Any) -> str:
        return f"<del>{text}</del>" if text.strip() else ""

    convert_s = convert_del = convert_strike

    def convert_sub(self, el: Any, text: str, parent_tags: Any) -> str:
        return f"<sub>{text}</sub>" if text.strip() else ""

    def convert_sup(self, el: Any, text: str, parent_tags: Any) -> str:
        return f"<sup>{text}</sup>" if text.strip() else ""


def _begins_with_words(el: Any) -> bool:
    """Whether the first thing in an element is text, not a block that has shielded its own."""
    first = next((child for child in el.children if str(child).strip()), None)
    return first is not None and getattr(first, "name", None) in (None, *_IN_LINES.split())


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


def _tidy(text: str) -> str:
    """No blank at the end of a line but the two that break it inside a paragraph; one empty line between blocks."""
    lines = [
        line.rstrip() + "  " if line.endswith("  ") and line.strip() else line.rstrip() for line in text.split("\n")
    ]
    kept = [line.rstrip() if not after.strip() else line for line, after in zip(lines, [*lines[1:], ""], strict=True)]
    return _BLANK_LINES.sub("\n\n", "\n".join(kept)).strip("\n")
