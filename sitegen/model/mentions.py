"""What the marks in a text mean in this site: every name and file found, or reported with its line."""

from __future__ import annotations

import html
from collections.abc import Callable
from pathlib import PurePosixPath
from urllib.parse import unquote

from sitegen.errors import Place, Problem
from sitegen.load.documents import Document
from sitegen.load.opening import advice_for
from sitegen.load.photos import is_photo
from sitegen.load.videos import is_video
from sitegen.model import prose
from sitegen.model.embeds import player_of
from sitegen.model.marks import Mention
from sitegen.model.names import Names
from sitegen.model.parsed import Parsed, is_elsewhere, parse
from sitegen.text import did_you_mean, excerpt

EXCERPT = 300


Parse = Callable[[str], Parsed]


def read_text(document: Document, names: Names, report: Callable[[Problem], None], parse: Parse = parse) -> prose.Text:
    """The document's body, every mention resolved."""
    parsed = parse(document.body)
    finder = _Finder(document, names, report)
    if parsed.trouble:
        report(Problem(finder.place(0), parsed.trouble, "make it simpler, or several texts of it"))
    for link in parsed.refused:
        hint = "use https, http, mailto or tel, or `[words](file.md)` for a text of this site"
        finder.complain(link, f"a link cannot go to `{excerpt(link.target, 40)}`", hint)
    pieces: list[prose.Piece] = []
    for piece in parsed.pieces:
        pieces += [prose.Markup(piece)] if isinstance(piece, str) else finder.slots(piece)
    return prose.Text(tuple(_joined(pieces)), excerpt(parsed.plain, EXCERPT))


class _Finder:
    """Resolves the mentions of one document."""

    def __init__(self, document: Document, names: Names, report: Callable[[Problem], None]) -> None:
        self._document = document
        self._names = names
        self._report = report

    def slots(self, mention: Mention) -> list[prose.Piece]:
        match mention.role:
            case "card":
                name = self._product(mention)
                return [prose.Card(name)] if name else []
            case "product":
                name = self._product(mention)
                return _opened(prose.ProductAddress(name), mention) if name else [prose.Markup("<a>")]
            case "title":
                return [self._title(mention.target)]
            case "link":
                return self._link(mention)
            case "film":
                return self._film(mention)
            case _:
                return self._photo(mention)

    def place(self, line: int) -> Place:
        return Place(self._document.body_file or self._document.file, self._document.body_line + line)

    def complain(self, mention: Mention, what: str, hint: str | None) -> None:
        self._report(Problem(self.place(mention.line), what, hint))

    def _product(self, mention: Mention) -> str | None:
        written = mention.target
        name = self._names.named("products", written)
        if name is None:
            hint = did_you_mean(written, self._names.all("products")) or "name a folder of content/products/"
            self.complain(mention, f"there is no product `{written}`", hint)
            return None
        return None if self._names.is_hidden("products", name) else name

    def _title(self, written: str) -> prose.Piece:
        """The product's title; of one that is not shown now, its words alone."""
        key = ("products", self._names.named("products", written) or written)
        if key in self._names.hidden or self._names.named(*key) is None:
            return prose.Markup(html.escape(self._names.hidden.get(key, written)))
        return prose.ProductTitle(key[1])

    def _link(self, mention: Mention) -> list[prose.Piece]:
        path, hash_sign, anchor = mention.target.partition("#")
        file = self._names.beside(self._document.folder, unquote(path)) if path else None
        entry = self._names.entry_in(file) if file else None
        if entry is None:
            self._no_such_text(mention, file)
            return [prose.Markup("<a>")]
        if self._names.is_hidden(*entry):
            return [prose.Markup("<a>")]
        return _opened(prose.EntryAddress(*entry, hash_sign + anchor), mention)

    def _photo(self, mention: Mention) -> list[prose.Piece]:
        if is_elsewhere(mention.target):
            self.complain(mention, "a picture must be in the site", "save it beside the text and name its file")
            return []
        file = self._names.beside(self._document.folder, unquote(mention.target))
        if file is None or not self._names.is_file(file):
            self._no_such_file(mention, "put the picture beside the text")
            return []
        if is_video(file):
            return self._video(mention, file)
        if not self._names.is_photo(file):
            if not is_photo(file):
                self.complain(mention, f"`{mention.target}` is no picture", advice_for(file))
            return []
        if mention.role == "figure":
            return [prose.Figure(file, mention.words, mention.caption, self._points(mention))]
        return [prose.InlinePhoto(file, mention.words)]

    def _points(self, mention: Mention) -> tuple[prose.Point, ...]:
        points = []
        for spot in mention.spots:
            if not spot.product or max(spot.x, spot.y) > 100:
                what = "every item of the list below a picture must be a point on it, if one is"
                self.complain(Mention("", "", line=spot.line or mention.line), what, "write `- 30% 40% [[product]]`")
            elif name := self._product(Mention("product", spot.product, line=spot.line)):
                points.append(prose.Point(spot.x / 100, spot.y / 100, name, spot.words))
        return tuple(points)

    def _video(self, mention: Mention, file: str) -> list[prose.Piece]:
        video = self._names.videos.get(file)
        poster = video.poster if video else None
        if mention.role != "figure" or mention.spots:
            self.complain(mention, "a video stands on a line of its own", "put an empty line before and after it")
        elif video and poster is None:
            picture = PurePosixPath(mention.target).with_suffix(".jpg").name
            what = f"`{mention.target}` has no picture that stands for it until somebody taps"
            self.complain(mention, what, f"put one beside it, called `{picture}`, or install ffmpeg")
        elif poster and poster in self._names.photos:
            return [prose.Video(file, poster, mention.words, mention.caption)]
        return []

    def _film(self, mention: Mention) -> list[prose.Piece]:
        player = player_of(mention.target)
        found = self._photo(Mention("photo", mention.caption, line=mention.line)) if mention.caption else []
        poster = next((piece.photo for piece in found if isinstance(piece, prose.InlinePhoto)), None)
        if player is None:
            return []
        return [prose.Film(mention.target, player.service, player.url, mention.words, poster)]

    def _no_such_text(self, mention: Mention, file: str | None) -> None:
        hint = "link to a content file, like `../circles/home/index.md`"
        if not mention.target:
            self.complain(mention, "this link leads nowhere", hint)
        elif file and self._names.is_file(file):
            self.complain(mention, f"`{mention.target}` is no text of this site, so it has no address", hint)
        else:
            self._no_such_file(mention, hint)

    def _no_such_file(self, mention: Mention, hint: str) -> None:
        near = self._names.file_like(self._document.folder, mention.target)
        self.complain(mention, f"there is no file `{mention.target}`", near or hint)


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
