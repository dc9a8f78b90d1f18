"""Checkout providers: plug-ins that turn a purchase and a tag into the link where it is paid.

Each is one file, here or in anybody's package, registered under the entry point group `sitegen.checkouts`.
What a provider must offer is written down in `sitegen.model.checkout`.
"""

from __future__ import annotations

from typing import Any

from sitegen.model.checkout import Provider, Settings, recognise
from sitegen.plugins import Family, PluginError, both

__all__ = ["GROUP", "ProviderError", "find_providers", "recognise"]

GROUP = "sitegen.checkouts"


class ProviderError(PluginError):
    """An installed checkout plug-in cannot be used."""


def find_providers() -> dict[str, Provider[Any]]:
    """Every installed provider by name, in the order of their names.

    Raises ProviderError naming the plug-in when one is broken, and both when two claim one name or host.
    """
    providers: dict[str, Provider[Any]] = _PROVIDERS.find()
    _check_hosts(providers)
    return providers


def _complaint(provider: Any) -> str | None:
    if not isinstance(provider.hosts, tuple):
        return "its `hosts` must be a tuple of names"
    if not (isinstance(provider.settings, type) and issubclass(provider.settings, Settings)):
        return "its `settings` must be a subclass of sitegen.model.checkout.Settings"
    return None


def _check_hosts(providers: dict[str, Provider[Any]]) -> None:
    owners: dict[str, str] = {}
    for name, provider in providers.items():
        for host in provider.hosts:
            owner = owners.setdefault(host.lower(), name)
            if owner != name:
                entries = _PROVIDERS.entries()
                raise ProviderError(
                    f"two checkout providers read links to `{host}`: {both(entries[owner], entries[name])}"
                )


_PROVIDERS = Family(
    group=GROUP,
    what="checkout provider",
    members=("name", "hosts", "column", "settings", "read_url", "refuses", "link"),
    check=_complaint,
    error=ProviderError,
)
