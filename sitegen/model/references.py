"""Names and files in front matter: each followed, spelled as the catalog spells it, or reported with its line."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec

from sitegen.errors import Place, Problem
from sitegen.load.documents import Document
from sitegen.load.opening import advice_for
from sitegen.load.photos import is_photo
from sitegen.model.booking import untagged
from sitegen.model.content import (
    Common,
    CreatorFields,
    EventFields,
    Photo,
    Pick,
    PostFields,
    ProductFields,
    ShareFields,
    SharePick,
    SiteFields,
)
from sitegen.model.names import Names
from sitegen.text import did_you_mean, is_slug

F = TypeVar("F")
P = TypeVar("P", Pick, SharePick)
Step = str | int

_ONE = {"products": "product", "creators": "creator", "circles": "circle", "posts": "post", "pages": "page"}
LONGEST_FOLDER = 200

# Folders and perhaps a file, none of them hidden, odd, or encoded.
_ALIAS = re.compile(r"""(?:/(?!\.)[^/\s\x00-\x1f\x7f?#%\\"'<>|:*]+)+/?""")
_LINK_SCHEMES = ("https", "http", "mailto", "tel")


class Follower:
    """Follows the references of one document."""

    def __init__(self, document: Document, names: Names, report: Callable[[Problem], None]) -> None:
        self._document = document
        self._names = names
        self._report = report

    def product(self, fields: ProductFields) -> ProductFields:
        reviews = tuple(
            msgspec.structs.replace(review, photo=self._photo(review.photo, "reviews", number, "photo"))
            for number, review in enumerate(fields.reviews)
        )
        return msgspec.structs.replace(fields, circles=self._circles(fields.circles), reviews=reviews)

    def creator(self, fields: CreatorFields) -> CreatorFields:
        links = tuple(
            link for number, link in enumerate(fields.links) if self._web_address(link.url, "links", number, "url")
        )
        if fields.studio and fields.studio.booking:
            self._check_booking(fields.studio.booking)
        if fields.studio:
            self._check_geo(fields.studio.geo, "studio", "geo")
        return msgspec.structs.replace(
            fields,
            circles=self._circles(fields.circles),
            picks=self._picks(fields.picks),
            avatar=self._photo(fields.avatar, "avatar"),
            links=links,
        )

    def post(self, fields: PostFields) -> PostFields:
        author = self._name("creators", fields.creator, "creator") if fields.creator else None
        return msgspec.structs.replace(fields, creator=author, circles=self._circles(fields.circles))

    def share(self, fields: ShareFields) -> ShareFields:
        """A creator who is not shown at present shares nothing: the field is then empty."""
        creator = self._name("creators", fields.creator, "creator") if fields.creator else None
        if fields.channel and not is_slug(fields.channel):
            what = f"`{fields.channel}` cannot be in a tag"
            self._complain(("channel",), what, "use a-z, 0-9 and single dashes, like `group`")
        return msgspec.structs.replace(fields, creator=creator or "", picks=self._picks(fields.picks))

    def event(self, fields: EventFields) -> EventFields:
        if fields.from_ is None:
            self._complain(("from",), "`from` is missing", "say when it begins: `from: 2026-12-05T20:00`")
        for key, url in (("link", fields.link), ("replay", fields.replay)):
            if url:
                self._web_address(url, key)
        self._check_geo(fields.geo, "geo")
        products = [self._name("products", name, "products", number) for number, name in enumerate(fields.products)]
        return msgspec.structs.replace(
            fields,
            creator=self._name("creators", fields.creator, "creator") if fields.creator else None,
            circles=self._circles(fields.circles),
            products=tuple(dict.fromkeys(name for name in products if name)),
        )

    def site(self, fields: SiteFields) -> SiteFields:
        featured = [self._name("products", name, "featured", n) for n, name in enumerate(fields.featured)]
        cover = self._photos((fields.cover,), "cover") if fields.cover else ()
        return msgspec.structs.replace(
            fields,
            featured=tuple(name for name in featured if name),
            cover=cover[0] if cover else None,
            icon=self._photo(fields.icon, "icon"),
        )

    def common(self, fields: F) -> F:
        """What several kinds share: photos and aliases."""
        if isinstance(fields, Common):
            self._check_aliases(fields.aliases)
        photos = getattr(fields, "photos", None)
        if photos:
            changed: Any = fields
            return msgspec.structs.replace(changed, photos=self._photos(photos, "photos"))  # type: ignore[no-any-return]  # same struct, other photos
        return fields

    def _check_aliases(self, aliases: tuple[str, ...]) -> None:
        for number, alias in enumerate(aliases):
            longest = max(len(part.encode("utf-8", "replace")) for part in alias.split("/"))
            if not _ALIAS.fullmatch(alias) or longest > LONGEST_FOLDER:
                what = f"`{alias}` is no address of this site"
                self._complain(("aliases", number), what, "write it like `/old/path/`, in letters as people read them")

    def _picks(self, picks: tuple[P, ...]) -> tuple[P, ...]:
        found: dict[str, P] = {}
        for number, pick in enumerate(picks):
            name = self._name("products", pick.product, "picks", number, "product")
            if name in found:
                self._complain(("picks", number), f"`{name}` is picked twice", "keep one of the two")
            elif name:
                found[name] = msgspec.structs.replace(pick, product=name)
        return tuple(found.values())

    def _circles(self, circles: tuple[str, ...]) -> tuple[str, ...]:
        found = [self._name("circles", name, "circles", number) for number, name in enumerate(circles)]
        return tuple(dict.fromkeys(name for name in found if name))

    def _name(self, kind: str, written: str, *path: Step) -> str | None:
        """The entry's name; None when it is not there (reported) or not shown at present."""
        name = self._names.named(kind, written)
        if name is None:
            hint = did_you_mean(written, self._names.all(kind)) or f"name a file or folder of content/{kind}/"
            self._complain(path, f"there is no {_ONE[kind]} `{written}`", hint)
            return None
        return None if self._names.is_hidden(kind, name) else name

    def _photos(self, photos: tuple[Photo, ...], *path: Step) -> tuple[Photo, ...]:
        found = []
        for number, photo in enumerate(photos):
            spot = (*path, number, "file") if path != ("cover",) else ("cover", "file")
            file = self._photo(photo.file, *spot)
            if file and photo.alt is None:
                self._miss_alt(photo, spot[:-1])
            if file:
                found.append(msgspec.structs.replace(photo, file=file))
        return tuple(found)

    def _photo(self, written: str | None, *path: Step) -> str | None:
        """The photo's path from the site's root."""
        if not written:
            return None
        file = self._names.beside(self._document.folder, written)
        if "\\" in written:
            self._complain(path, f"there is no photo `{written}`", "write `/` between folder and file")
        elif file is None:
            self._complain(path, f"`{written}` leads out of the site", "put the photo beside the text")
        elif self._names.is_photo(file):
            return file
        elif not self._names.is_file(file):
            near = self._names.file_like(self._document.folder, written)
            self._complain(path, f"there is no photo `{written}`", near or "put it beside the text")
        elif not is_photo(file):
            self._complain(path, f"`{written}` is no photo we can read", advice_for(file))
        return None

    def _check_booking(self, url: str) -> None:
        without = untagged(url)
        if self._web_address(without, "studio", "booking") and not {"{", "}"}.isdisjoint(without):
            what = "in a booking link braces hold only the tag"
            self._complain(("studio", "booking"), what, "write `{tag}`, `{?tag}` or `{&tag}`")

    def _check_geo(self, geo: tuple[float, ...], *path: Step) -> None:
        if geo and not _is_on_earth(geo):
            self._complain(path, "`geo` is latitude and longitude", "write `[31.2, 121.4]`")

    def _miss_alt(self, photo: Photo, path: tuple[Step, ...]) -> None:
        hint = 'say what is on it for people who cannot see it: `{file: …, alt: "…"}`'
        place = self._document.fields.at(*path)
        self._report(Problem(place, f"the photo `{photo.file}` has no `alt`", hint, "warning"))

    def _web_address(self, url: str, *path: Step) -> bool:
        try:
            parts = urlsplit(url)
        except ValueError:
            parts = urlsplit("")
        good = parts.scheme in _LINK_SCHEMES and bool(parts.netloc or parts.scheme in ("mailto", "tel"))
        if not good:
            self._complain(path, f"`{url}` is no address one can open", "begin with https://")
        return good

    def _complain(self, path: tuple[Step, ...], what: str, hint: str | None = None) -> None:
        place: Place = self._document.fields.at(*path)
        self._report(Problem(place, what, hint))


def _is_on_earth(geo: tuple[float, ...]) -> bool:
    return len(geo) == 2 and abs(geo[0]) <= 90 and abs(geo[1]) <= 180
