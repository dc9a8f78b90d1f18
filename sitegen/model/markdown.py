"""Markdown -> sanitised markup with marks where other content is mentioned.

`parse` is a pure function of the text, so its result can be kept however often a site is built; what the marks
mean in this site is `mentions`' business. Python-Markdown reads, nh3 (ammonia) removes what an untrusted author
must not write. Texts that would keep the reader busy for minutes are refused unread.
"""

from __future__ import annotations

import html
import re
from functools import cache, lru_cache
from itertools import zip_longest
from typing import Any
from xml.etree.ElementTree import Element

import markdown
import msgspec
import nh3
from markdown.extensions import Extension
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

from sitegen.model.embeds import player_of
from sitegen.model.markdown_limits import excess
from sitegen.model.markdown_patterns import quicken
from sitegen.model.markdown_plugins import installed_extensions
from sitegen.model.marks import SCHEME, Marks, Mention, unmarked, unnumbered
from sitegen.model.parsed import Parsed, is_elsewhere
from sitegen.model.spots import spots_in
from sitegen.plugins import PluginError
from sitegen.text import STEERING

# Made here: for a name Python-Markdown would search all installed packages.
EXTENSIONS: tuple[Extension, ...] = (
    TableExtension(use_align_attribute=True),
    FootnoteExtension(BACKLINK_TITLE=""),
    DefListExtension(),
    FencedCodeExtension(),
    SaneListExtension(),
    AbbrExtension(),
)
EXTERNAL_SCHEMES = ("http", "https", "mailto", "tel")
EXTERNAL_REL = "nofollow noopener ugc"

_IN_LINES = "a abbr b bdi bdo cite code del dfn em i ins kbd mark q ruby rp rt s samp small span strong sub sup u var"
_IN_BLOCKS = "blockquote br dd details div dl dt h2 h3 h4 h5 h6 hr li ol p pre summary ul"
_IN_TABLES = "caption table tbody td tfoot th thead tr"
ALLOWED_TAGS = frozenset(f"{_IN_LINES} {_IN_BLOCKS} {_IN_TABLES}".split())
_DROPPED_WHOLE = frozenset(
    ("iframe", "noembed", "noframes", "noscript", "plaintext", "script", "style", "textarea", "title", "xmp")
)
ALLOWED_ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "title", "class"},
    "abbr": {"title"},
    "ol": {"start"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
    "li": {"id"},
    "sup": {"id"},
    "bdo": {"dir"},
    "*": {"lang", "dir"},
}

_PRODUCT_LINK = r"(?<!\\)\[\[([^\[\]|\\\n]+)(?:\\?\|([^\[\]\n]+))?\]\]"  # in a table the bar is written `\|`
_EXTERNAL = re.compile(rf"(?:{'|'.join(EXTERNAL_SCHEMES)}):", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
_ANCHOR = re.compile(r'<a ((?:[^<>h]|h(?!ref="))*+href="([^"<>]*+)"[^<>]*+)>')
_NOTES = re.compile(
    r'<sup id="fnref(?:(?!</?sup).)*+</sup>'
    r'|<a (?:[^<>c]|c(?!lass="footnote-b))*+class="footnote-b(?:(?!</?a[ >]).)*+</a>'
)
_INLINE_TAG = re.compile(rf"</?(?:{_IN_LINES.replace(' ', '|')})\b[^<>]*+>")
_TAG = re.compile(r"<[^<>]++>")
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_HAN = "\u2e80-\u312f\u3190-\u9fff\uf900-\ufaff\uff00-\uffef"


@lru_cache(maxsize=4096)
def parse(source: str) -> Parsed:
    """Read one Markdown text. Equal texts give equal results; nothing else is looked at."""
    if not source.strip():
        return Parsed()
    if trouble := excess(source):
        return Parsed(trouble=trouble)
    marks = Marks(source)
    try:
        html = _convert(marks)
    except PluginError:
        raise
    except Exception as error:  # whatever Python-Markdown stumbles over, it is this text that made it stumble
        _reader.cache_clear()
        return Parsed(trouble=f"this text cannot be read as Markdown: {type(error).__name__}")
    markup = _sanitised(html, marks)
    if not markup.isascii() and "<pre" not in markup:
        markup = _break_in_han().sub("", markup)  # scripts without spaces: a line's end in the file is none on the page
    return Parsed(tuple(marks.pieces(markup)), _plain(markup), tuple(marks.refused))


@cache
def _break_in_han() -> re.Pattern[str]:
    """Compiled when a text needs it, since it takes longer than reading a short one."""
    return re.compile(f"(?<=[{_HAN}])\n(?=(?:<[a-z][^>]*>)*[{_HAN}])")


def _convert(marks: Marks) -> str:
    reader, source = _reader(), marks.numbered_source()
    reader.reset()
    reader.marks = marks
    return str(reader.convert(source))


def _sanitised(markup: str, marks: Marks) -> str:
    clean = nh3.clean(
        markup,
        tags=set(ALLOWED_TAGS),
        clean_content_tags=set(_DROPPED_WHOLE),
        attributes=ALLOWED_ATTRIBUTES,
        attribute_filter=lambda tag, name, value: _safe_attribute(name, value, marks),
        url_schemes={*EXTERNAL_SCHEMES, SCHEME},
        link_rel=None,
    )
    clean = unnumbered(clean)
    clean = clean if clean.isascii() else STEERING.sub("", clean)
    return _ANCHOR.sub(_with_rel, _INVISIBLE.sub("", clean))


def _safe_attribute(name: str, value: str, marks: Marks) -> str | None:
    if name == "href":
        return _safe_href(value, marks)
    if name == "class":
        return value if value.startswith("footnote-") else None
    if name == "id":
        return value if value.startswith(("fn:", "fnref:")) else None
    return value


def _safe_href(value: str, marks: Marks) -> str | None:
    if _EXTERNAL.match(value) or value.startswith("#") or marks.behind(value):
        return value
    marks.refuse(value)
    return None


def _with_rel(anchor: re.Match[str]) -> str:
    """A link to elsewhere speaks for its author, not for us, however it was written."""
    return f'<a {anchor[1]} rel="{EXTERNAL_REL}">' if _EXTERNAL.match(anchor[2]) else anchor[0]


def _plain(markup: str) -> str:
    words = _TAG.sub(" ", _INLINE_TAG.sub("", unmarked(_NOTES.sub("", markup))))
    return " ".join(html.unescape(words).split())


@lru_cache(maxsize=1)
def _reader() -> Any:
    """One reader for all texts: setting up its patterns costs more than reading a short text."""
    try:
        strangers = installed_extensions()
        reader: Any = markdown.Markdown(extensions=[*EXTENSIONS, *strangers, _Mentions()], output_format="html")
        if not strangers:
            quicken(reader)
        return reader
    except PluginError:
        raise
    except Exception as error:  # ours are tested, so it is a stranger's
        what = f"a Markdown extension that is installed cannot be used: {type(error).__name__}: {error}"
        raise PluginError(what) from error


class _Mentions(Extension):
    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        md.inlinePatterns.register(_ProductLink(_PRODUCT_LINK, md), "product", 185)  # after code, before escapes
        md.treeprocessors.register(_MarksMade(md), "mentions", 5)


class _ProductLink(InlineProcessor):
    """`[[name]]` and `[[name|words]]`."""

    def handleMatch(  # type: ignore[override]  # noqa: N802 - the base class has a wider type, and the name
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        marks = _marks(self.md)
        link = Element("a", {"href": marks.in_href(marks.mention("product", m[1], words=m[2] or ""))})
        words = m[2].strip() if m[2] else marks.in_text(marks.mention("title", m[1]))
        link.text = markdown.util.AtomicString(words)
        return link, m.start(0), m.end(0)


class _MarksMade(Treeprocessor):
    """Turns photos, links and lone products into marks."""

    def run(self, root: Element) -> None:
        blocks = list(root)
        for block, after in zip_longest(blocks, blocks[1:]):
            if block.tag == "p" and len(block) == 1 and not _has_text(block):
                self._lone(root, block, block[0], after)
            elif block.tag == "p" and not len(block) and player_of(words := unnumbered(block.text or "").strip()):
                self._become(block, _marks(self.md).mention("film", words))
        has_photos = next(root.iter("img"), None) is not None
        for element in root.iter():
            if element.tag == "h1":
                element.tag = "h2"
            elif element.tag == "table":
                _head_rows(element)
            elif element.tag == "th" and _is_empty(element):
                element.tag = "td"  # it heads nothing
            elif element.tag == "a":
                self._link(element)
            if has_photos:
                self._photos_in(element)

    def _lone(self, root: Element, block: Element, child: Element, after: Element | None) -> None:
        marks = _marks(self.md)
        if child.tag == "img":
            figure = marks.mention("figure", child.get("src", ""), child.get("alt", ""), child.get("title", ""))
            spots = spots_in(after, marks)
            if spots and after is not None:
                root.remove(after)
            self._become(block, msgspec.structs.replace(figure, spots=spots))
        elif child.tag == "a":
            written = _href_of(child)
            mention = marks.behind(written)
            if mention and mention.role == "product" and not mention.words:
                self._become(block, msgspec.structs.replace(mention, role="card"))
            elif player_of(unnumbered(written).strip()):
                self._become(block, _film(child, written, marks))

    def _become(self, block: Element, mention: Mention) -> None:
        for child in list(block):
            block.remove(child)
        block.text = _marks(self.md).in_text(mention)

    def _link(self, element: Element) -> None:
        marks = _marks(self.md)
        written = _href_of(element)
        target = unnumbered(written).strip()
        if target.startswith("#") or _EXTERNAL.match(target) or marks.behind(target):
            element.set("href", target)
        elif is_elsewhere(target):
            marks.refuse(written)
            del element.attrib["href"]
        else:
            element.set("href", marks.in_href(marks.mention("link", written)))

    def _photos_in(self, parent: Element) -> None:
        marks = _marks(self.md)
        previous: Element | None = None
        for child in list(parent):
            if child.tag != "img":
                previous = child
                continue
            photo = marks.mention("photo", child.get("src", ""), child.get("alt", ""))
            words = marks.in_text(photo) + (child.tail or "")
            if previous is None:
                parent.text = (parent.text or "") + words
            else:
                previous.tail = (previous.tail or "") + words
            parent.remove(child)


def _href_of(link: Element) -> str:
    """A link's target as a browser will read it; Python-Markdown hides the letters of mail addresses in references."""
    hidden = link.get("href", "").replace(markdown.util.AMP_SUBSTITUTE, "&")
    return _REFERENCE.sub(lambda match: html.unescape(match[0]), hidden)


def _film(link: Element, written: str, marks: Marks) -> Mention:
    """A film elsewhere: its link's words, or the picture that stands in their place."""
    words = "".join(link.itertext()).strip()
    poster = link[0] if len(link) == 1 and link[0].tag == "img" and not words else None
    if poster is not None:
        return marks.mention("film", written, poster.get("alt", ""), poster.get("src", ""))
    return marks.mention("film", written, "" if player_of(unnumbered(words)) else words)


def _head_rows(table: Element) -> None:
    """Below an empty corner stands what each row is about (WCAG 2.2, technique H63)."""
    corner = table.find("thead/tr/th")
    if corner is None or not _is_empty(corner):
        return
    for row in table.iterfind("tbody/tr"):
        if not _is_empty(row[0]):
            row[0].tag = "th"
            row[0].set("scope", "row")


def _is_empty(cell: Element) -> bool:
    return not len(cell) and not (cell.text or "").strip()


def _has_text(block: Element) -> bool:
    return bool((block.text or "").strip() or (block[0].tail or "").strip())


def _marks(reader: Any) -> Marks:
    """The marks of the text that is being read."""
    marks: Marks = reader.marks
    return marks
