"""A site, an export, and what comes of importing the one into the other."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sitegen.importers.fetching import Fetcher
from sitegen.importers.outcomes import Outcome
from sitegen.importers.request import Imported, Request, run
from tests.world import World, make_world

SHOPIFY = (
    "Handle", "Title", "Body (HTML)", "Vendor", "Type", "Tags", "Published", "Option1 Name", "Option1 Value",
    "Variant SKU", "Variant Inventory Tracker", "Variant Inventory Qty", "Variant Inventory Policy", "Variant Price",
    "Variant Compare At Price", "Image Src", "Image Position", "Image Alt Text", "SEO Description", "Status",
)  # fmt: skip
WOO = (
    "ID", "Type", "SKU", "Name", "Published", "Short description", "Description", "Date sale price starts",
    "Date sale price ends", "In stock?", "Weight (kg)", "Sale price", "Regular price", "Categories", "Tags", "Images",
    "Parent", "External URL", "Position", "Attribute 1 name", "Attribute 1 value(s)", "Attribute 2 name",
    "Attribute 2 value(s)",
)  # fmt: skip


def table(header: Sequence[str], rows: Iterable[Mapping[str, str]], delimiter: str = ",") -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, header, delimiter=delimiter, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def soap(**changes: str) -> dict[str, str]:
    """A row of Shopify's; `Variant_Price` is spelled as Python can."""
    row = {
        "Handle": "soap",
        "Title": "Olive Soap",
        "Body (HTML)": "<p>Smells of <b>nothing</b>.</p>",
        "Vendor": "Acme",
        "Variant SKU": "S-1",
        "Variant Price": "12.50",
        "Status": "active",
    }
    return row | {name.replace("_", " "): value for name, value in changes.items()}


class Shop:
    """A site into which things are imported."""

    def __init__(self, folder: Path) -> None:
        self.world: World = make_world(folder / "site", "")
        self.folder = folder
        self.last: Imported | None = None
        self.outcomes: list[Outcome] = []

    @property
    def site(self) -> Path:
        return self.world.folder

    def put(self, name: str, data: str | bytes) -> Path:
        path = self.folder / "export" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    def take(
        self,
        format: str,
        data: str | bytes | Path,
        name: str = "export.csv",
        fetcher: Fetcher | None = None,
        **more: Any,
    ) -> dict[str, int]:
        """Import and count what became of the items."""
        source = data if isinstance(data, Path) else self.put(name, data)
        request = Request(site=self.site, state=self.site / ".sitegen", format=format, source=source, **more)
        self.outcomes = []
        self.last = run(request, self.outcomes.append, fetcher)
        return self.last.summary.states

    def shopify(self, *rows: Mapping[str, str], **more: Any) -> dict[str, int]:
        return self.take("shopify", table(SHOPIFY, rows), **more)

    @property
    def problems(self) -> str:
        assert self.last is not None
        return "\n".join(str(problem) for problem in self.last.problems)

    def text(self, file: str) -> str:
        return (self.site / "content" / file).read_text(encoding="utf-8")

    def edit(self, file: str, old: str, new: str) -> None:
        text = self.text(file)
        assert old in text, text
        (self.site / "content" / file).write_text(text.replace(old, new), encoding="utf-8")

    def files(self) -> dict[str, bytes]:
        """Everything in the site but state and record."""
        return {
            path.relative_to(self.site).as_posix(): path.read_bytes()
            for path in sorted(self.site.rglob("*"))
            if path.is_file() and ".sitegen" not in path.parts and path.name != "imported.jsonl"
        }
