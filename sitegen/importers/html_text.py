"""HTML of a shop's editor -> Markdown a person would have written.

nh3 (ammonia) repairs the markup and takes out what no text needs; what is left is written anew. What pictures and links
become is asked of whoever knows the site.
"""

from __future__ import annotations

import re

import nh3

from sitegen.importers import shielding
from sitegen.importers.html_writing import Place, markdown_of, words_in

_IN_LINES = "a abbr b br code del em i img ins kbd mark q s samp small span strike strong sub sup u"
_IN_BLOCKS = (
    "blockquote dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr iframe li ol p pre section summary ul"
)
_IN_TABLES = "caption table tbody td tfoot th thead tr"
_TAGS = frozenset(f"{_IN_LINES} {_IN_BLOCKS} {_IN_TABLES}".split())
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "data-src"}, "iframe": {"src"}, "ol": {"start"},
               "td": {"colspan"}, "th": {"colspan"}}  # fmt: skip
_DROPPED = {"script", "style", "noscript", "template", "textarea", "title", "svg", "object", "form", "select", "button"}
_CLEANER = nh3.Cleaner(
    tags=set(_TAGS),
    clean_content_tags=_DROPPED,
    attributes=_ATTRIBUTES,
    link_rel=None,
    url_schemes={"http", "https", "mailto", "tel", "data"},
)
_LOOKS_LIKE_HTML = re.compile(r"<(?:[a-zA-Z/!])|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]{2,31});")


def to_markdown(body: str, picture: Place, link: Place) -> str:
    """Clean Markdown. Text without any markup stays as it is, but for marks that would become some."""
    if is_plain(body):
        return "\n\n".join(
            _plain_paragraph(part) for part in re.split(r"\n(?:[^\S\n]*\n)+", _unix(body)) if part.strip()
        )
    return markdown_of(_CLEANER.clean(_unix(body)), picture, link)


def is_plain(text: str) -> bool:
    return not _LOOKS_LIKE_HTML.search(text)


def words_of(body: str) -> str:
    """The text alone, on one line."""
    return " ".join(body.split()) if is_plain(body) else words_in(_CLEANER.clean(_unix(body)))


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").replace("\u200b", "")


def _plain_paragraph(text: str) -> str:
    return "\n".join(shielding.at_start(shielding.escaped(line)) for line in text.strip().split("\n"))
