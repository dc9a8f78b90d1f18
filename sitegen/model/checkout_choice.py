"""Which checkout sells what: from what is written under `checkout:` to a provider and its settings.

Site, product, variant and offer may each say something. A web address replaces what came before; a mapping adds to
it while it speaks of the same provider, so a Shopify variant need only say `{variant: 4711}`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Mapping as MappingOf
from typing import Any

from sitegen.errors import Place, Problem
from sitegen.load.nodes import Mapping, Node, Scalar, Sequence
from sitegen.model.catalog import Checkout
from sitegen.model.checkout import Provider, recognise
from sitegen.model.reading import FieldReader
from sitegen.model.scalars import Reader
from sitegen.text import did_you_mean

SITE_ONLY = frozenset({"hosts"})


def combined(said: Iterable[Node | None]) -> Node | None:
    """The last word on the checkout, from the widest to the nearest place it was spoken of."""
    result: Node | None = None
    for node in said:
        if isinstance(node, Mapping) and isinstance(result, Mapping) and _same_provider(result, node):
            result = Mapping(node.place, (*_without(result, frozenset(node.keys())), *node.entries))
        elif node is not None:
            result = node
    return result


def _without(node: Mapping, keys: frozenset[str]) -> tuple[tuple[Scalar, Node], ...]:
    return tuple(entry for entry in node.entries if entry[0].text not in keys)


def _same_provider(wider: Mapping, nearer: Mapping) -> bool:
    name = _text(nearer.get("provider"))
    return name is None or name == _text(wider.get("provider"))


def _text(node: Node | None) -> str | None:
    return node.text if isinstance(node, Scalar) else None


def fallback(site_checkout: Node | None) -> Node | None:
    """What site.yaml says about paying for products that say nothing themselves."""
    if not isinstance(site_checkout, Mapping):
        return site_checkout
    said = _without(site_checkout, SITE_ONLY)
    return Mapping(site_checkout.place, said) if said else None


def allowed_hosts(site_checkout: Node | None) -> tuple[str, ...]:
    """Hosts that buttons may lead to, as the site's owner lists them; all of them where nobody does."""
    hosts = site_checkout.get("hosts") if isinstance(site_checkout, Mapping) else None
    items = hosts.items if isinstance(hosts, Sequence) else (hosts,)
    return tuple(item.text for item in items if isinstance(item, Scalar) and not item.is_null)


class CheckoutReader:
    """Reads checkouts with the providers at hand."""

    def __init__(
        self,
        providers: MappingOf[str, Provider[Any]],
        scalars: MappingOf[Any, Reader],
        report: Callable[[Problem], None],
    ) -> None:
        self._providers = providers
        self._fields = FieldReader(scalars, report)
        self._report = report

    def read(self, node: Node, field: str) -> Checkout | None:
        """The checkout a node stands for, or None after reporting what is wrong with it."""
        place = Place(node.place.file, node.place.line, field)
        if isinstance(node, Scalar):
            return self._from_url(node.text, place)
        if isinstance(node, Mapping):
            return self._from_mapping(node, place)
        self._report(Problem(place, "a checkout is a web address or `{provider: …}`"))
        return None

    def _from_url(self, url: str, place: Place) -> Checkout | None:
        provider = recognise(url, self._providers)
        if provider is None:
            hint = "copy the whole payment link, with https://"
            self._report(Problem(place, f"`{url}` is no payment link we know how to read", hint))
            return None
        try:
            return Checkout(provider.name, provider.read_url(url))
        except ValueError as error:
            self._report(Problem(place, str(error)))
            return None

    def _from_mapping(self, node: Mapping, place: Place) -> Checkout | None:
        name = _text(node.get("provider"))
        provider = self._providers.get(name or "")
        if provider is None:
            hint = did_you_mean(name or "", self._providers) or f"there is {', '.join(sorted(self._providers))}"
            what = f"there is no checkout provider `{name}`" if name else "`provider` is missing"
            self._report(Problem(place, what, hint))
            return None
        rest = Mapping(node.place, _without(node, frozenset({"provider"})))
        try:
            settings = self._fields.struct(rest, provider.settings, place.field or "")
        except ValueError as error:
            self._report(Problem(place, str(error)))
            return None
        return Checkout(provider.name, settings) if settings is not None else None
