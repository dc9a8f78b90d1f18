"""Importers: plug-ins that turn the export of a shop, or somebody's texts, into products and posts of a site.

    an importer      export -> items            what each row says, in the words of our front matter
    importing        items -> files             pictures, circles, names, and what was edited by hand meanwhile

Each importer is one file, here or in anybody's package, registered under the entry point group `sitegen.importers`.
"""

from __future__ import annotations

from sitegen.importers.items import Importer
from sitegen.plugins import Family, PluginError

GROUP = "sitegen.importers"


class ImporterError(PluginError):
    """An installed importer cannot be used."""


_IMPORTERS = Family(
    group=GROUP, what="importer", members=("name", "title", "howto", "takes", "read"), error=ImporterError
)


def find_importers() -> dict[str, Importer]:
    """Every installed importer by name. Raises ImporterError naming the plug-in when one is broken."""
    return _IMPORTERS.find()


def importer_names() -> tuple[str, ...]:
    """The names alone, without loading anybody's code."""
    return tuple(sorted(_IMPORTERS.entries()))
