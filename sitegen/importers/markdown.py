"""A content folder of Hugo, Jekyll, Eleventy or Pelican: posts, pages and products.

What a text is follows from where it lies, else from what it says. Keys that mean the same as ours are translated, and
all others are kept under `extra:`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from sitegen.errors import Place, Problem, UsageError
from sitegen.importers.foreign import taken_apart
from sitegen.importers.items import Fields, Item, Picture, Report, Wish
from sitegen.importers.markdown_text import first_heading
from sitegen.load.documents import Kind
from sitegen.load.files import Found, walk
from sitegen.load.front_matter import read_text
from sitegen.load.yaml_reader import YamlError
from sitegen.tables.cells import read_amount, read_moment
from sitegen.text import slugify

_ENDINGS = (".md", ".markdown", ".mdown", ".mkd")
_OTHER_TEXTS = (".rst", ".adoc", ".asciidoc", ".org", ".mdx", ".njk", ".liquid", ".html", ".htm", ".textile")
_LANGUAGE = re.compile(r"[a-z]{2}(?:-[A-Za-z]{2,4})?")
_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})-(.+)")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_KIND_OF_FOLDER: dict[str, Kind] = {
    **dict.fromkeys(("post", "posts", "_posts", "_drafts", "blog", "articles", "article", "news", "notes", "journal",
                     "stories"), "posts"),
    **dict.fromkeys(("product", "products", "_products", "shop", "store", "items", "catalog"), "products"),
    **dict.fromkeys(("page", "pages", "_pages"), "pages"),
}  # fmt: skip
_SAME = {
    "title": "title", "slug": "slug", "date": "date", "description": "summary", "summary": "summary",
    "excerpt": "summary", "lastmod": "updated", "modified": "updated", "updated": "updated",
    "last_modified_at": "updated", "publishdate": "publish", "expirydate": "expires", "draft": "draft",
    "aliases": "aliases", "redirect_from": "aliases", "url": "aliases", "permalink": "aliases", "save_as": "aliases",
    "tags": "tags", "categories": "tags", "category": "tags", "keywords": "tags", "topics": "tags",
    "published": "published", "status": "status", "author": "author", "authors": "author",
    "image": "image", "images": "image", "cover": "image", "thumbnail": "image", "banner": "image", "hero": "image",
    "featured_image": "image", "featuredimage": "image", "feature_image": "image", "photos": "image",
    "image_alt": "alt", "alt": "alt", "layout": "layout", "type": "layout", "lang": "lang", "language": "lang",
    "sku": "sku", "price": "price", "brand": "brand", "vendor": "brand", "compare_at": "compare_at",
}  # fmt: skip
_OF_PRODUCTS = frozenset({"sku", "price", "brand", "compare_at"})
_DATES = frozenset({"date", "updated", "publish", "expires"})


class Markdown:
    name = "markdown"
    title = "texts in Markdown"
    howto = "name the folder with the texts: content/ of Hugo and Pelican, the whole site of Jekyll or Eleventy"
    takes: Literal["file", "folder"] = "folder"

    def read(self, source: Path, wish: Wish, report: Report) -> Iterator[Item]:
        if not source.is_dir():
            raise UsageError(f"{source} is no folder; {self.howto}")
        problems: list[Problem] = []
        found = list(walk(source, source, problems, _is_wanted))
        for problem in problems:
            report(problem)
        texts = [item for item in found if item.file.lower().endswith(_ENDINGS)]
        if not texts:
            raise UsageError(f"there is no text in Markdown in {source}; {self.howto}")
        _tell_of_others([item.file.removeprefix("./") for item in found], report)
        texts = [Found(item.file.removeprefix("./"), item.path) for item in texts]
        for item in sorted(texts, key=lambda item: (_language(item.file)[1] is not None, item.file)):
            try:
                text = read_text(item.path, item.file)
                read = _Text(item.file, text, wish)
                if (reason := read.unwanted()) is not None:
                    report(Problem(Place(item.file), reason, severity="warning"))
                else:
                    yield read.item()
            except YamlError as error:
                report(error.problem)
            except ValueError as error:
                report(Problem(Place(item.file), f"this text was left: {error}"))


def _is_wanted(name: str) -> bool:
    hidden = name.startswith((".", "#")) or name.endswith("~")
    return not hidden and name not in ("node_modules", "_site", "public", "vendor", "_includes", "_layouts", "layouts")


def _tell_of_others(files: list[str], report: Report) -> None:
    for file in files:
        if file.lower().endswith(_OTHER_TEXTS):
            report(Problem(Place(file), "this is no Markdown, so it was left", severity="warning"))


def _language(file: str) -> tuple[str, str | None]:
    """`post.fr.md` as `post.md` and its language."""
    path = PurePosixPath(file)
    stem, dot, code = path.stem.rpartition(".")
    if dot and _LANGUAGE.fullmatch(code):
        return str(path.with_name(f"{stem}{path.suffix}")), code
    return file, None


class _Text:
    """One text of another generator, on its way to an item."""

    def __init__(self, file: str, text: str, wish: Wish) -> None:
        self._file = file
        self._wish = wish
        self._base, self._code = _language(file)
        values, body, unread = taken_apart(text, file)
        self._notes = list(unread)
        self._known: dict[str, list[Any]] = {}
        self._extra: Fields = {}
        for key, value in values.items():
            self._sort(key, value)
        heading, after = first_heading(body)
        self._title = self._text("title") or heading or self._named().replace("-", " ").replace("_", " ").capitalize()
        self._body = after if heading and heading == self._title else body
        self._kind = self._found_kind()

    def unwanted(self) -> str | None:
        """Why this is no text of its own."""
        if PurePosixPath(self._base).stem == "_index":
            return "this belongs to a list of texts, which sitegen makes by itself, so it was left"
        if PurePosixPath(self._base).name.lower() in ("readme.md", "license.md", "changelog.md"):
            return "this is about the folder, not part of the site, so it was left"
        if self._kind == "products" and not self._text("price"):
            return "this looks like a product but has no price, so it was left; --kind posts takes it as a story"
        return None

    def item(self) -> Item:
        fields: Fields = {"title": self._title}
        if self._kind == "products":
            fields |= self._prices()
        fields["summary"] = " ".join(self._text("summary").split())
        fields |= self._dates()
        fields["slug"] = slugify(self._text("slug"))
        fields["draft"] = "true" if self._is_draft() else ""
        fields["aliases"] = list(self._aliases())
        fields["extra"] = self._left()
        return Item(
            key=self._base,
            name=self._text("slug") or self._named(),
            fields={key: value for key, value in fields.items() if value},
            file=self._file,
            kind=self._kind,
            body=self._body,
            markup="markdown",
            pictures=tuple(self._pictures()),
            tags=tuple(dict.fromkeys(self._tags())),
            notes=tuple(self._notes),
            language=self._code or self._text("lang") or None,
        )

    def _sort(self, key: str, value: Any) -> None:
        ours = _SAME.get(key.lower().replace("-", "_"), "")
        if value in (None, "", [], {}):
            return
        if ours and not (ours in _OF_PRODUCTS and isinstance(value, dict | list)):
            self._known.setdefault(ours, []).append(value)
        else:
            self._extra[key] = value

    def _text(self, key: str) -> str:
        return next((value for value in self._known.get(key, []) if isinstance(value, str)), "")

    def _named(self) -> str:
        path = PurePosixPath(self._base)
        stem = path.parent.name if path.stem == "index" and path.parent.name else path.stem
        dated = _DATED.fullmatch(stem)
        return dated[2] if dated else stem

    def _found_kind(self) -> Kind:
        if self._wish.kind:
            return self._wish.kind
        for folder in reversed(PurePosixPath(self._base).parent.parts):
            if kind := _KIND_OF_FOLDER.get(folder.lower()):
                return kind
        if "price" in self._known:
            return "products"
        layout = self._text("layout").lower()
        if layout in _KIND_OF_FOLDER:
            return _KIND_OF_FOLDER[layout]
        return "posts" if "date" in self._known or self._day_in_name() else "pages"

    def _day_in_name(self) -> str:
        match = _DATED.fullmatch(PurePosixPath(self._base).stem) or _DATED.fullmatch(
            PurePosixPath(self._base).parent.name
        )
        return match[1] if match else ""

    def _prices(self) -> Fields:
        prices: Fields = {key: self._text(key) for key in ("sku", "brand")}
        for key in ("price", "compare_at"):
            if written := self._text(key):
                prices[key] = self._wish.price(read_amount(written, "."))
        return prices

    def _dates(self) -> Fields:
        found: Fields = {}
        for key in ("date", "publish", "expires", "updated"):
            written = self._text(key) or (self._day_in_name() if key == "date" else "")
            if not written:
                continue
            try:
                found[key] = self._moment(written)
            except ValueError:
                self._extra[key] = written
                self._notes.append(f"the {key} `{written}` cannot be read; it stands under `extra`")
        return found

    def _moment(self, written: str) -> str:
        if _DAY.fullmatch(written):
            return written
        zone = self._wish.conventions.zone
        moment = read_moment(written, zone, self._wish.conventions.day_first).astimezone(zone)
        if not (moment.hour or moment.minute or moment.second):
            return moment.date().isoformat()
        return moment.replace(tzinfo=None).isoformat(timespec="minutes")

    def _is_draft(self) -> bool:
        said = self._text("draft").lower() == "true" or self._text("published").lower() == "false"
        return said or self._text("status").lower() in ("draft", "hidden") or "_drafts" in self._base.split("/")

    def _aliases(self) -> Iterator[str]:
        """Old addresses; those with variables in them only the old generator could spell out."""
        for value in self._known.get("aliases", []):
            for written in value if isinstance(value, list) else [value]:
                path = re.sub(r"^https?://[^/]+", "", str(written)).removesuffix("index.html")
                path = path if path.startswith("/") else f"/{path}"
                if re.search(r"[:{}?#%\s]", path):
                    self._notes.append(f"the address `{written}` was left")
                elif path.strip("/"):
                    yield path

    def _left(self) -> Fields:
        for key in ("author", "layout"):
            if self._known.get(key):
                value = self._known[key][0]
                self._extra[key] = value
        return self._extra

    def _tags(self) -> Iterator[str]:
        for value in self._known.get("tags", []):
            for written in value if isinstance(value, list) else re.split(r"[,;]", str(value)):
                name = written.get("name") if isinstance(written, dict) else written
                if name and str(name).strip():
                    yield str(name).strip()

    def _pictures(self) -> Iterator[Picture]:
        alt = self._text("alt") or None
        for value in self._known.get("image", []):
            for written in value if isinstance(value, list) else [value]:
                if isinstance(written, dict):
                    address = next(
                        (written[key] for key in ("image", "src", "url", "file", "path") if written.get(key)), ""
                    )
                    yield from [Picture(str(address), written.get("alt") or alt)] if address else []
                elif written:
                    yield Picture(str(written), alt)
                alt = None
