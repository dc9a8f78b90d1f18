"""What the marks in a text mean in this site: every name and file found, or reported with its line."""

from __future__ import annotations

import html
import posixpath
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from sitegen.errors import Place, Problem
from sitegen.load.documents import Document
from sitegen.load.photos import is_photo
from sitegen.model import prose
from sitegen.model.markdown import Mention, parse
from sitegen.model.names import Names
from sitegen.text import did_you_mean, excerpt

EXCERPT = 300


def read_text(document: Document, names: Names, report: Callable[[Problem], None]) -> prose.Text:
    """The document's body, every mention resolved."""
    parsed = parse(document.body)
    finder = _Finder(document, names, report)
    for target in parsed.refused:
        finder.complain(f"({target}", f"a link cannot go to `{excerpt(target, 40)}`", "use https, http, mailto or tel")
    pieces: list[prose.Piece] = []
    for piece in parsed.pieces:
        pieces += [prose.Markup(piece)] if isinstance(piece, str) else finder.slots(piece)
    return prose.Text(tuple(_joined(pieces)), excerpt(parsed.plain, EXCERPT))


class _Finder:
    """Resolves the mentions of one document in reading order, so that lines can be told apart."""

    def __init__(self, document: Document, names: Names, report: Callable[[Problem], None]) -> None:
        self._document = document
        self._names = names
        self._report = report

    def slots(self, mention: Mention) -> list[prose.Piece]:
        match mention.role:
            case "card":
                name = self._product(mention.target)
                return [prose.Card(name)] if name else []
            case "product":
                name = self._product(mention.target)
                return _opened(prose.ProductAddress(name), mention) if name else [prose.Markup("<a>")]
            case "title":
                return [self._title(mention.target)]
            case "link":
                return self._link(mention)
            case _:
                return self._photo(mention)

    def complain(self, needle: str, what: str, hint: str | None) -> None:
        place = Place(self._document.file, self._line_of(needle))
        self._report(Problem(place, what, hint))

    def _product(self, written: str) -> str | None:
        name = self._names.named("products", written)
        if name is None:
            hint = did_you_mean(written, self._names.all("products")) or "name a folder of content/products/"
            self.complain(f"[[{written}", f"there is no product `{written}`", hint)
            return None
        return None if self._names.is_hidden("products", name) else name

    def _title(self, written: str) -> prose.Piece:
        """The product's title; of one that is not shown now, its words alone."""
        key = ("products", self._names.named("products", written) or written)
        if key in self._names.hidden or self._names.named(*key) is None:
            return prose.Markup(html.escape(self._names.hidden.get(key, written)))
        return prose.ProductTitle(key[1])

    def _link(self, mention: Mention) -> list[prose.Piece]:
        parts = urlsplit(mention.target)
        file = self._names.beside(self._document.folder, unquote(parts.path)) if parts.path else self._document.file
        entry = self._names.entry_in(file) if file else None
        if entry is None:
            self._no_such_file(mention.target, "link to a content file, like `../circles/home/index.md`")
            return [prose.Markup("<a>")]
        if self._names.is_hidden(*entry):
            return [prose.Markup("<a>")]
        anchor = f"#{parts.fragment}" if parts.fragment else ""
        return _opened(prose.EntryAddress(*entry, anchor), mention)

    def _photo(self, mention: Mention) -> list[prose.Piece]:
        if urlsplit(mention.target).scheme:
            hint = "save the picture beside the text and name its file"
            self.complain(f"({mention.target}", "a picture must be in the site", hint)
            return []
        file = self._names.beside(self._document.folder, unquote(mention.target))
        if file is None or not self._names.is_file(file):
            self._no_such_file(mention.target, "put the picture beside the text")
            return []
        if not self._names.is_photo(file):
            if not is_photo(file):
                self.complain(f"({mention.target}", f"`{mention.target}` is no picture", "use JPEG, PNG or WebP")
            return []
        if mention.role == "figure":
            return [prose.Figure(file, mention.words, mention.caption)]
        return [prose.InlinePhoto(file, mention.words)]

    def _no_such_file(self, target: str, hint: str) -> None:
        near = did_you_mean(posixpath.basename(target), self._names.files_in(self._document.folder))
        self.complain(f"({target}", f"there is no file `{target}`", near or hint)

    def _line_of(self, needle: str) -> int:
        at = self._document.body.find(needle)
        return self._document.body_line + (self._document.body.count("\n", 0, at) if at >= 0 else 0)


def _opened(address: prose.Slot, mention: Mention) -> list[prose.Piece]:
    return [prose.Markup('<a href="'), address, prose.Markup(f'"{mention.attributes}>')]


def _joined(pieces: list[prose.Piece]) -> list[prose.Piece]:
    """Neighbouring runs of markup as one."""
    joined: list[prose.Piece] = []
    for piece in pieces:
        if joined and isinstance(piece, prose.Markup) and isinstance(last := joined[-1], prose.Markup):
            joined[-1] = prose.Markup(last.html + piece.html)
        else:
            joined.append(piece)
    return joined
