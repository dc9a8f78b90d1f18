"""What an importer makes of an export: items, each of them one text of the site to be.

Field values are texts, lists and mappings as they will stand in front matter; nothing here knows of files.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, Protocol

import msgspec

from sitegen.errors import Problem
from sitegen.load.documents import Kind
from sitegen.model.money import Money
from sitegen.tables.table import Conventions

Report = Callable[[Problem], None]
Fields = dict[str, Any]


class Picture(msgspec.Struct, frozen=True):
    """`address` is a web address or a path in the export's own terms; `alt` is None where the export has none."""

    address: str
    alt: str | None = None


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One text. `key` is what the export calls it, `name` what its folder should be called, `row` where it stands.

    `notes` tell the person what was changed or left of it, a clause each. `tags` become circles where the site knows
    them, else tags of a product. `language` is that of a translation.
    """

    key: str
    name: str
    fields: Fields
    row: int | None = None
    file: str = ""
    kind: Kind = "products"
    body: str = ""
    markup: Literal["html", "markdown"] = "html"
    pictures: tuple[Picture, ...] = ()
    tags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    language: str | None = None

    @property
    def title(self) -> str:
        return str(self.fields.get("title") or self.fields.get("name") or self.key)


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What the person who imports says about the export.

    `currency` is that of amounts without one, `home` the site's own, and `is_guessed` tells that nobody has said it of
    this export. `origin` is the web address of what was exported,
    `kind` what a text of unknown kind becomes.
    """

    conventions: Conventions
    home: str
    is_guessed: bool = False
    origin: str = ""
    kind: Kind | None = None

    @property
    def currency(self) -> str:
        return self.conventions.currency

    def price(self, amount: Decimal, currency: str = "") -> str:
        """An amount as front matter has it: `42.00`, and `42.00 USD` when that is not the site's currency."""
        money = Money(amount, currency or self.currency)
        return money.plain if money.currency == self.home else str(money)


class Importer(Protocol):
    """What a plug-in of the group `sitegen.importers` offers; ours are registered the same way.

    `name` is what is typed, `title` what people call the export, `howto` says how to get it. `takes` is `file` or
    `folder`.
    """

    name: str
    title: str
    howto: str
    takes: Literal["file", "folder"] = "file"

    def read(self, source: Path, wish: Wish, report: Report) -> Any:
        """Yield items. What cannot be read is reported and left; UsageError says that it is no such export at all."""
