"""Order-export readers: plug-ins that say what the rows of one provider's export mean.

Each is one file, here or in anybody's package, registered under the entry point group `sitegen.orders`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Protocol

from sitegen.earnings.orders import Sighting
from sitegen.earnings.reading.tables import Row
from sitegen.errors import SitegenError

GROUP = "sitegen.orders"
_MEMBERS = ("name", "source", "title", "marks", "needs", "tag", "group", "dates", "amounts", "howto", "read")


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


class ReaderError(SitegenError):
    """An installed order reader cannot be used."""


def find_readers() -> dict[str, OrderReader]:
    """Every installed reader by name. Raises ReaderError naming the plug-in when one is broken."""
    found: dict[str, EntryPoint] = {}
    for entry in entry_points(group=GROUP):
        if rival := found.get(entry.name):
            both = f"{rival.value} from {_distribution(rival)} and {entry.value} from {_distribution(entry)}"
            raise ReaderError(f"two order readers are called `{entry.name}`: {both}; uninstall one of them")
        found[entry.name] = entry
    return {name: _load(found[name]) for name in sorted(found)}


def _load(entry: EntryPoint) -> OrderReader:
    who = f"the order reader `{entry.name}` ({entry.value}, from {_distribution(entry)})"
    try:
        plugin = entry.load()
        reader: Any = plugin() if isinstance(plugin, type) else plugin
    except Exception as error:  # whatever a stranger's module does while it is imported
        raise ReaderError(f"{who} cannot be loaded: {type(error).__name__}: {error}") from error
    if missing := [member for member in _MEMBERS if not hasattr(reader, member)]:
        raise ReaderError(f"{who} is no order reader: it has no `{'`, `'.join(missing)}`")
    if reader.name != entry.name:
        raise ReaderError(f"{who} calls itself `{reader.name}`; give both one name")
    return reader  # type: ignore[no-any-return]  # its members were just checked


def _distribution(entry: EntryPoint) -> str:
    return entry.dist.name if entry.dist else "an unknown package"
