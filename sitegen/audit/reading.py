"""One built page: its links, pictures and anchors, and the words that a visitor can see."""

from __future__ import annotations

from html.parser import HTMLParser

import msgspec

_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_UNSEEN = frozenset(["head", "script", "style", "template", "noscript", "title"])
_BLOCKS = ("div", "ul", "ol", "dl", "h1", "h2", "h3", "h4", "section", "article", "aside", "footer", "table", "form")
_CLOSED_BY = {
    **dict.fromkeys(_BLOCKS, ("p",)),
    **{tag: (tag,) for tag in ("p", "li", "tr", "option")},
    **dict.fromkeys(("dt", "dd"), ("dt", "dd")),
    **dict.fromkeys(("td", "th"), ("td", "th")),
}
_ADDRESSES = frozenset(("href", "src", "poster", "action", "data"))


class Link(msgspec.Struct, frozen=True):
    """`at` is where in the page's visible words it stands."""

    href: str
    rel: frozenset[str]
    at: int


class Page(msgspec.Struct, frozen=True):
    """`addresses` are all that the page refers to; `undescribed` the pictures without `alt`."""

    language: str
    text: str
    links: tuple[Link, ...]
    addresses: tuple[str, ...]
    undescribed: tuple[str, ...]
    ids: frozenset[str]


def read_page(markup: str) -> Page:
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    addresses = tuple(dict.fromkeys(reader.addresses))
    ids = frozenset(reader.ids)
    return Page(reader.language, reader.text, tuple(reader.links), addresses, tuple(reader.undescribed), ids)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.language = ""
        self.links: list[Link] = []
        self.addresses: list[str] = []
        self.undescribed: list[str] = []
        self.ids: set[str] = set()
        self._words: list[str] = []
        self._length = 0
        self._open: list[tuple[str, bool]] = []

    @property
    def text(self) -> str:
        return "".join(self._words)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = said.get("lang", "")
        if self._open and self._open[-1][0] in _CLOSED_BY.get(tag, ()):
            self._open.pop()  # HTML lets authors leave out these ends
        if tag not in _VOID:
            self._open.append((tag, self._is_unseen or _hides(tag, said)))
        self._collect(tag, said)

    def handle_endtag(self, tag: str) -> None:
        while any(name == tag for name, _ in self._open):
            if self._open.pop()[0] == tag:
                return

    def handle_data(self, data: str) -> None:
        if not self._is_unseen:
            self._add(data)

    @property
    def _is_unseen(self) -> bool:
        return bool(self._open) and self._open[-1][1]

    def _add(self, data: str) -> None:
        words = " ".join(data.split())
        if words:
            self._words.append(f"{words} ")
            self._length += len(words) + 1

    def _collect(self, tag: str, said: dict[str, str]) -> None:
        if "id" in said:
            self.ids.add(said["id"])
        if tag == "a" and "href" in said:
            self.links.append(Link(said["href"], frozenset(said.get("rel", "").lower().split()), self._length))
        if tag == "img" and "alt" not in said:
            self.undescribed.append(said.get("src", ""))
        self.addresses += [value for name, value in said.items() if name in _ADDRESSES]
        for name in ("srcset", "imagesrcset"):
            self.addresses += [part.split()[0] for part in said.get(name, "").split(", ") if part.strip()]


def _hides(tag: str, said: dict[str, str]) -> bool:
    style = said.get("style", "").replace(" ", "").lower()
    return tag in _UNSEEN or "hidden" in said or "display:none" in style or "visibility:hidden" in style
