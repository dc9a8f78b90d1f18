"""Order-export readers: plug-ins that say what the rows of one provider's export mean.

Each is one file, here or in anybody's package, registered under the entry point group `sitegen.orders`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from sitegen.earnings.orders import Sighting
from sitegen.plugins import Family, PluginError
from sitegen.tables.table import Row

GROUP = "sitegen.orders"


class OrderReader(Protocol):
    """One kind of export. Column names may be alternatives: `Cancelled at|Canceled at`."""

    @property
    def name(self) -> str:
        """As written after `--format`; the entry point has the same name."""

    @property
    def source(self) -> str:
        """Who counted the orders. Readers of one provider share it, so that their exports complete each other."""

    @property
    def title(self) -> str:
        """The export as people call it: `Shopify orders`."""

    @property
    def marks(self) -> tuple[str, ...]:
        """Columns that only this export has, by which it is recognised: half of them will do."""

    @property
    def needs(self) -> tuple[str, ...]:
        """Columns without which no order can be read."""

    @property
    def tag(self) -> str | None:
        """The column in which tags come back; None when they never do."""

    @property
    def group(self) -> str | None:
        """The column whose equal neighbours are rows of one order; None when each row is one."""

    @property
    def dates(self) -> tuple[str, ...]:
        """Columns that tell whether this file writes days before months."""

    @property
    def amounts(self) -> tuple[str, ...]:
        """Columns that tell this file's decimal mark."""

    @property
    def howto(self) -> str:
        """How to get the export with every column, as an instruction."""

    def read(self, rows: Sequence[Row]) -> Iterable[Sighting]:
        """What the rows of one order say; nothing for rows that are no order. CellError tells what is wrong."""


class ReaderError(PluginError):
    """An installed order reader cannot be used."""


_READERS = Family(
    group=GROUP,
    what="order reader",
    members=("name", "source", "title", "marks", "needs", "tag", "group", "dates", "amounts", "howto", "read"),
    error=ReaderError,
)


def find_readers() -> dict[str, OrderReader]:
    """Every installed reader by name. Raises ReaderError naming the plug-in when one is broken."""
    return _READERS.find()
