"""Which folder an imported text gets, and which skus and circles are there already."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from sitegen.importers.front import parsed
from sitegen.importers.records import Record
from sitegen.load.documents import CONTENT
from sitegen.load.front_matter import read_text
from sitegen.load.yaml_reader import YamlError
from sitegen.model.tags import SHARE_PAGE, STORE_PAGE
from sitegen.text import as_yaml, slugify

# A tag of 64 characters holds creator and page; this leaves the creator the smaller half.
LONGEST_NAME = 40
_TAGGED = ("products", "posts", "events")


def short_slug(name: str) -> str:
    """A slug that leaves room for a creator in a tag, cut between words."""
    slug = slugify(name)
    if len(slug) <= LONGEST_NAME:
        return slug
    cut = slug[: LONGEST_NAME + 1].rpartition("-")[0]
    return cut if len(cut) > LONGEST_NAME // 2 else slug[:LONGEST_NAME].strip("-")


class Places:
    """What the site has, as far as imports must know."""

    def __init__(self, site: Path, record: Record) -> None:
        self._site = site
        self._record = record
        self._given: set[str] = set()
        self._circles: dict[str, str] | None = None
        self._skus: dict[str, str] | None = None
        self._names: dict[str, frozenset[str]] = {}
        self.new_circles: dict[str, str] = {}

    def file_for(self, kind: str, wanted: str) -> str:
        """A file for something new. What lies there by hand already is taken for the same thing; what was imported
        from elsewhere, or would share a tag with this, is not."""
        slug = short_slug(wanted) or kind.removesuffix("s")
        number = 1
        while True:
            name = slug if number == 1 else f"{slug}-{number}"
            file = self._existing(kind, name) or f"{CONTENT}/{kind}/{name}/index.md"
            if self._is_free(kind, name, file):
                self._given.add(file)
                return file
            number += 1

    def owner_of(self, sku: str) -> str | None:
        """The file, written by hand, of the product that has this sku."""
        if self._skus is None:
            self._skus = dict(self._skus_by_hand())
        return self._skus.get(sku)

    def circle(self, slug: str) -> str | None:
        """The circle whose name, slug or title spells so."""
        if self._circles is None:
            self._circles = dict(self._known_circles())
        return self._circles.get(slug)

    def make_circle(self, name: str, title: str) -> None:
        """One that is there once `write_circles` was called."""
        self.circle("")
        if self._circles is not None and slugify(name) not in self._circles:
            self._circles[slugify(name)] = slugify(name)
            self.new_circles[slugify(name)] = title

    def write_circles(self) -> None:
        for name, title in self.new_circles.items():
            file = self._site / CONTENT / "circles" / name / "index.md"
            if not file.exists():
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(f"---\ntitle: {as_yaml(title)}\n---\n", encoding="utf-8")

    def _existing(self, kind: str, name: str) -> str | None:
        """What lay there when the import began; what came since was given by us."""
        if kind not in self._names:
            with suppress(OSError):
                self._names[kind] = frozenset(os.listdir(self._site / CONTENT / kind))
        if self._names.get(kind, frozenset()).isdisjoint((name, f"{name}.md")):
            return None
        files = (f"{CONTENT}/{kind}/{name}/index.md", f"{CONTENT}/{kind}/{name}.md")
        return next((file for file in files if (self._site / file).is_file()), None)

    def _is_free(self, kind: str, name: str, file: str) -> bool:
        if name in (STORE_PAGE, SHARE_PAGE) or file in self._given or self._record.has_file(file):
            return False
        if kind not in _TAGGED:
            return True
        others = [other for other in _TAGGED if other != kind]
        given = any(f"{CONTENT}/{other}/{name}/index.md" in self._given for other in others)
        return not given and not any(self._existing(other, name) for other in others)

    def _skus_by_hand(self) -> list[tuple[str, str]]:
        found = []
        for path in sorted((self._site / CONTENT / "products").rglob("*.md")):
            file = path.relative_to(self._site).as_posix()
            if path.suffixes == [".md"] and not self._record.has_file(file):
                fields = _fields_of(path, file)
                variants = fields.get("variants")
                items = [fields, *(variants if isinstance(variants, list) else [])]
                found += [(item["sku"], file) for item in items if isinstance(item, dict) and item.get("sku")]
        return found

    def _known_circles(self) -> list[tuple[str, str]]:
        found = []
        for path in sorted((self._site / CONTENT / "circles").rglob("*.md")):
            if path.suffixes != [".md"]:
                continue
            name = path.parent.name if path.name == "index.md" else path.stem
            fields = _fields_of(path, path.relative_to(self._site).as_posix())
            found += [(slugify(str(word)), name) for word in (name, fields.get("slug"), fields.get("title")) if word]
        return found


def _fields_of(path: Path, file: str) -> dict[str, object]:
    try:
        return parsed(read_text(path, file), file)[0]
    except YamlError:
        return {}
