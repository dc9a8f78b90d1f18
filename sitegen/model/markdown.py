"""Markdown -> sanitised markup with marks where other content is mentioned.

`parse` is a pure function of the text, so its result can be kept however often a site is built; what the marks
mean in this site is `mentions`' business. Python-Markdown reads, nh3 (ammonia) removes what an untrusted author
must not write; marks are made of private-use characters and a URL scheme of our own, which authors cannot forge.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

import markdown
import msgspec
import nh3
from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

EXTENSIONS: tuple[Extension | str, ...] = (
    TableExtension(use_align_attribute=True),
    FootnoteExtension(BACKLINK_TITLE=""),
    "def_list",
    "fenced_code",
    "sane_lists",
    "abbr",
)
EXTERNAL_SCHEMES = ("http", "https", "mailto", "tel")
EXTERNAL_REL = "nofollow noopener ugc"

ALLOWED_TAGS = frozenset(
    "a abbr b blockquote br caption cite code dd del dfn div dl dt em h2 h3 h4 h5 h6 hr i ins kbd li mark ol p pre q "
    "s samp small span strong sub sup table tbody td tfoot th thead tr u ul var details summary bdi bdo ruby rt rp".split()
)
ALLOWED_ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "title", "rel", "class"},
    "abbr": {"title"},
    "ol": {"start"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
    "li": {"id"},
    "sup": {"id"},
    "bdo": {"dir"},
    "*": {"lang", "dir"},
}

_OPEN, _CLOSE = "\ue000", "\ue001"
_PRIVATE = re.compile("[\ue000\ue001\ufffe\uffff]")
_SCHEME = "sitegen"
_LINK = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_MARK = re.compile(
    rf'<p>{_OPEN}(\d+){_CLOSE}</p>|{_OPEN}(\d+){_CLOSE}|<a href="{_SCHEME}:(\d+)"([^>]*)>'
)
_TAG = re.compile(r"<[^>]+>")
_HAN = "\u2e80-\u312f\u3190-\u9fff\uf900-\ufaff\uff00-\uffef"
_BREAK_IN_HAN = re.compile(f"(?<=[{_HAN}])\n(?=[{_HAN}])")


class Mention(msgspec.Struct, frozen=True):
    """Something the text refers to. `role` says how:

    `card` and `figure` stand alone; `photo` stands in a sentence; `product` and `link` open an `<a>`;
    `title` stands for the words of a product link that has none.
    """

    role: str
    target: str
    words: str = ""
    caption: str = ""
    attributes: str = ""


class Parsed(msgspec.Struct, frozen=True):
    """Sanitised markup and mentions in reading order; `plain` is the text without either.

    `refused` are link targets with a scheme that no link may have.
    """

    pieces: tuple[str | Mention, ...] = ()
    plain: str = ""
    refused: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def parse(source: str) -> Parsed:
    """Read one Markdown text. Equal texts give equal results; nothing else is looked at."""
    if not source.strip():
        return Parsed()
    reader = _reader()
    reader.reset()
    mentions: list[Mention] = []
    reader.mentions = mentions
    refused: list[str] = []
    reader.refused = refused
    markup = nh3.clean(
        reader.convert(_PRIVATE.sub("", source)),
        tags=set(ALLOWED_TAGS),
        attributes=ALLOWED_ATTRIBUTES,
        attribute_filter=_safe_attribute,
        url_schemes={*EXTERNAL_SCHEMES, _SCHEME},
        link_rel=None,
    )
    if "<pre" not in markup:
        markup = _BREAK_IN_HAN.sub("", markup)  # scripts without spaces: a line's end in the file is none on the page
    plain = html.unescape(_TAG.sub(" ", _MARK.sub(" ", markup)))
    return Parsed(tuple(_pieces(markup, mentions)), " ".join(plain.split()), tuple(refused))


def _pieces(markup: str, mentions: list[Mention]) -> list[str | Mention]:
    pieces: list[str | Mention] = []
    rest = 0
    for match in _MARK.finditer(markup):
        number = int(match[1] or match[2] or match[3])
        pieces.append(markup[rest : match.start()])
        rest = match.end()
        if number < len(mentions):
            mention = mentions[number]
            pieces.append(msgspec.structs.replace(mention, attributes=match[4]) if match[3] else mention)
    pieces.append(markup[rest:])
    return [piece for piece in pieces if piece]


def _safe_attribute(tag: str, name: str, value: str) -> str | None:
    if name == "href":
        return value if _LINK.match(value) or value.startswith("#") else None
    if name == "class":
        return value if value.startswith("footnote-") else None
    if name == "rel":
        return value if value == EXTERNAL_REL else None
    return value


@lru_cache(maxsize=1)
def _reader() -> Any:
    """One reader for all texts: setting up its patterns costs more than reading a short text."""
    return markdown.Markdown(extensions=[*EXTENSIONS, _Mentions()], output_format="html")


class _Mentions(Extension):
    def extendMarkdown(self, md: markdown.Markdown) -> None:
        md.inlinePatterns.register(_ProductLink(r"\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]+))?\]\]", md), "product", 165)
        md.treeprocessors.register(_Marks(md), "mentions", 5)


class _ProductLink(InlineProcessor):
    """`[[name]]` and `[[name|words]]`."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # the base class returns a wider union
        name = m[1].strip()
        link = Element("a", {"href": _mark_href(self.md, Mention("product", name, words=m[2] or ""))})
        link.text = markdown.util.AtomicString(m[2].strip() if m[2] else _mark(self.md, Mention("title", name)))
        return link, m.start(0), m.end(0)


class _Marks(Treeprocessor):
    """Turns photos, links and lone products into marks."""

    def run(self, root: Element) -> None:
        for block in root:
            if block.tag == "p" and len(block) == 1 and not _has_text(block):
                self._lone(block, block[0])
        for element in root.iter():
            if element.tag == "h1":
                element.tag = "h2"
            if element.tag == "a":
                self._link(element)
            self._photos_in(element)

    def _lone(self, block: Element, child: Element) -> None:
        if child.tag == "img":
            photo = Mention("figure", child.get("src", ""), child.get("alt", ""), child.get("title", ""))
            self._become(block, photo)
        elif child.tag == "a" and (mention := _mentioned(self.md, child)) and mention.role == "product":
            if not mention.words:
                self._become(block, msgspec.structs.replace(mention, role="card"))

    def _become(self, block: Element, mention: Mention) -> None:
        for child in list(block):
            block.remove(child)
        block.text = _mark(self.md, mention)

    def _link(self, element: Element) -> None:
        target = element.get("href", "")
        if target.startswith(("#", f"{_SCHEME}:")):
            return
        scheme = _LINK.match(target)
        if scheme is None and not target.startswith("//"):
            element.set("href", _mark_href(self.md, Mention("link", target)))
        elif scheme and scheme[0][:-1].lower() in EXTERNAL_SCHEMES:
            element.set("rel", EXTERNAL_REL)
        else:
            self.md.refused.append(target)  # type: ignore[attr-defined]  # our own list, made for each text

    def _photos_in(self, parent: Element) -> None:
        previous: Element | None = None
        for child in list(parent):
            if child.tag != "img":
                previous = child
                continue
            words = _mark(self.md, Mention("photo", child.get("src", ""), child.get("alt", ""))) + (child.tail or "")
            if previous is None:
                parent.text = (parent.text or "") + words
            else:
                previous.tail = (previous.tail or "") + words
            parent.remove(child)


def _has_text(block: Element) -> bool:
    return bool((block.text or "").strip() or (block[0].tail or "").strip())


def _mentioned(reader: Any, link: Element) -> Mention | None:
    scheme, _, number = link.get("href", "").partition(":")
    return reader.mentions[int(number)] if scheme == _SCHEME else None


def _mark(reader: Any, mention: Mention) -> str:
    reader.mentions.append(mention)
    return f"{_OPEN}{len(reader.mentions) - 1}{_CLOSE}"


def _mark_href(reader: Any, mention: Mention) -> str:
    reader.mentions.append(mention)
    return f"{_SCHEME}:{len(reader.mentions) - 1}"
