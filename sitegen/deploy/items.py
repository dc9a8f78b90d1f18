"""What there is to send: every file of the output folder that is meant for visitors or their host."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

import msgspec

from sitegen.hosts.headers import cache_of
from sitegen.load.files import is_publishable
from sitegen.write.folder import walk
from sitegen.write.paths import key_of

MARK = 16

# Types come from here and from Python's own list, never from what the machine thinks, so every machine sends the same.
_OURS = {
    ".avif": "image/avif",
    ".ics": "text/calendar",
    ".jsonfeed": "application/feed+json",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".vcf": "text/vcard",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}
_PYTHONS = mimetypes.MimeTypes()


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A file to send. `mark` changes with its bytes and with what is said about them."""

    path: str
    key: int
    size: int
    mark: bytes
    kind: str
    cache: str

    @property
    def is_page(self) -> bool:
        """Pages link to other files, so these must be there first. A twin goes with its page."""
        return ".html" in self.path.rpartition("/")[2]


def items_in(folder: Path) -> list[Item]:
    return [item_of(path, (folder / path).read_bytes()) for path in _files(folder)]


def kind_of(path: str) -> str:
    """The content type, with the encoding where it is a text."""
    suffix = Path(path).suffix.lower()
    kind = _OURS.get(suffix) or _PYTHONS.types_map[True].get(suffix) or "application/octet-stream"
    is_text = kind.startswith("text/") or kind.endswith(("/json", "+json", "/xml", "+xml"))
    return f"{kind}; charset=utf-8" if is_text else kind


def _files(folder: Path) -> Iterator[str]:
    for path, is_folder in walk(str(folder)):
        names = path.split("/")
        if not is_folder and all(map(is_publishable, names)) and not (folder / path).is_symlink():
            yield path


def item_of(path: str, data: bytes) -> Item:
    kind, cache = kind_of(path), cache_of(path)
    mark = blake2b(data, digest_size=MARK, person=b"sitegen deploy", key=f"{kind}\n{cache}".encode()[:64]).digest()
    return Item(path=path, key=key_of(path), size=len(data), mark=mark, kind=kind, cache=cache)
