"""Plug-ins: objects that installed packages, ours among them, offer under an entry point group.

Every kind of plug-in is found here and held to the same rules: it can be imported, it has all its members, it calls
itself what it is registered as, and no two share a name. Who breaks one is named with package and module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

from sitegen.errors import SitegenError
from sitegen.installed import Offer, all_offers, offers

Check = Callable[[Any], str | None]

_OURS = "sitegen"


class PluginError(SitegenError):
    """An installed plug-in cannot be used."""


class Family(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of plug-in: its entry point group, what its members are called, and what each must have.

    `what` is one of them in words: `checkout provider`. `check` says what else is wrong with one, as a clause.
    `error` is what is raised.
    """

    group: str
    what: str
    members: tuple[str, ...]
    check: Check = lambda plugin: None
    error: type[PluginError] = PluginError

    def find(self) -> dict[str, Any]:
        """Every installed member by name, in the order of their names. Raises `error` naming whoever is broken."""
        entries = self.entries()
        return {name: self._loaded(entries[name]) for name in sorted(entries)}

    def entries(self) -> Mapping[str, Offer]:
        """What is registered, not loaded yet. Raises `error` when two claim one name."""
        entries: dict[str, Offer] = {}
        for entry in offers(self.group):
            if rival := entries.get(entry.name):
                raise self.error(f"two {self.what}s are called `{entry.name}`: {both(rival, entry)}")
            entries[entry.name] = entry
        return entries

    def _loaded(self, entry: Offer) -> Any:
        try:
            plugin = entry.load()
            plugin = plugin() if isinstance(plugin, type) else plugin
        except Exception as error:  # whatever a stranger's module does while it is imported
            raise self.error(f"{self._who(entry)} cannot be loaded: {type(error).__name__}: {error}") from error
        if complaint := self._complaint(plugin, entry.name):
            raise self.error(f"{self._who(entry)} is no {self.what}: {complaint}")
        return plugin

    def _who(self, entry: Offer) -> str:
        return f"the {self.what} `{entry.name}` ({entry.value}, from {package_of(entry)})"

    def _complaint(self, plugin: Any, registered_as: str) -> str | None:
        if missing := [member for member in self.members if not hasattr(plugin, member)]:
            return f"it has no `{'`, `'.join(missing)}`"
        if plugin.name != registered_as:
            return f"it calls itself `{plugin.name}`; give both one name"
        return self.check(plugin)


def strangers() -> Iterator[Path]:
    """The packages and modules of all plug-ins that are not ours, as folders and files."""
    modules = {offer.module for offer in all_offers()}
    for package in sorted({module.partition(".")[0] for module in modules} - {_OURS}):
        spec = find_spec(package)
        if spec and spec.submodule_search_locations is not None:
            yield from map(Path, spec.submodule_search_locations)
        elif spec and spec.origin:
            yield Path(spec.origin)


def both(one: Offer, other: Offer) -> str:
    """Two that cannot live together, and what to do."""
    first, second = (f"{entry.value} from {package_of(entry)}" for entry in (one, other))
    return f"{first} and {second}; uninstall one of them"


def package_of(entry: Offer) -> str:
    return entry.package or "an unknown package"
