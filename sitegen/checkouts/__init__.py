"""Checkout providers: plug-ins that turn a purchase and a tag into the link where it is paid.

Each is one file, here or in anybody's package, registered under the entry point group `sitegen.checkouts`.
What a provider must offer is written down in `sitegen.model.checkout`.
"""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from typing import Any

from sitegen.errors import SitegenError
from sitegen.model.checkout import Provider, Settings, recognise

__all__ = ["GROUP", "ProviderError", "find_providers", "recognise"]

GROUP = "sitegen.checkouts"
_MEMBERS = ("name", "hosts", "column", "settings", "read_url", "refuses", "link")


class ProviderError(SitegenError):
    """An installed checkout plug-in cannot be used."""


def find_providers() -> dict[str, Provider[Any]]:
    """Every installed provider by name, in the order of their names.

    Raises ProviderError naming the plug-in when one is broken, and both when two claim one name or host.
    """
    entries: dict[str, EntryPoint] = {}
    for entry in entry_points(group=GROUP):
        if rival := entries.get(entry.name):
            raise ProviderError(f"two checkout providers are called `{entry.name}`: {_both(rival, entry)}")
        entries[entry.name] = entry
    providers = {name: _load(entries[name]) for name in sorted(entries)}
    _check_hosts(providers, entries)
    return providers


def _load(entry: EntryPoint) -> Provider[Any]:
    try:
        plugin = entry.load()
        provider: Provider[Any] = plugin() if isinstance(plugin, type) else plugin
    except Exception as error:  # whatever a stranger's module does while it is imported
        raise ProviderError(f"{_who(entry)} cannot be loaded: {type(error).__name__}: {error}") from error
    if complaint := _complaint(provider, entry.name):
        raise ProviderError(f"{_who(entry)} is no checkout provider: {complaint}")
    return provider


def _complaint(provider: Any, registered_as: str) -> str | None:
    if missing := [member for member in _MEMBERS if not hasattr(provider, member)]:
        return f"it has no `{'`, `'.join(missing)}`"
    if provider.name != registered_as:
        return f"it calls itself `{provider.name}`; give both one name"
    if not isinstance(provider.hosts, tuple):
        return "its `hosts` must be a tuple of names"
    if not (isinstance(provider.settings, type) and issubclass(provider.settings, Settings)):
        return "its `settings` must be a subclass of sitegen.model.checkout.Settings"
    return None


def _check_hosts(providers: dict[str, Provider[Any]], entries: dict[str, EntryPoint]) -> None:
    owners: dict[str, str] = {}
    for name, provider in providers.items():
        for host in provider.hosts:
            owner = owners.setdefault(host.lower(), name)
            if owner != name:
                raise ProviderError(
                    f"two checkout providers read links to `{host}`: {_both(entries[owner], entries[name])}"
                )


def _who(entry: EntryPoint) -> str:
    return f"the checkout plug-in `{entry.name}` ({entry.value}, from {_distribution(entry)})"


def _both(one: EntryPoint, other: EntryPoint) -> str:
    first, second = (f"{entry.value} from {_distribution(entry)}" for entry in (one, other))
    return f"{first} and {second}; uninstall one of them"


def _distribution(entry: EntryPoint) -> str:
    return entry.dist.name if entry.dist else "an unknown package"
