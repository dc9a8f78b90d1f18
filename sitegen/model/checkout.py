"""What is sold and where it is paid: a purchase, and the provider that turns it into a link.

The model decides what a buy button sells and which tag it carries. A provider knows the addresses of one
payment page; providers are plug-ins, found by `sitegen.checkouts.find_providers` and handed to the model.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar
from urllib.parse import quote, urlsplit

import msgspec

from sitegen.model.money import Money

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
_NEVER_IN_A_LINK = frozenset(' \\"<>')


class Purchase(msgspec.Struct, frozen=True, kw_only=True):
    """What one buy button sells; `offer` is the slug of the offer's label."""

    title: str
    price: Money
    sku: str | None = None
    variant: str | None = None
    offer: str | None = None
    quantity: int = 1
    language: str = "en"


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of what may be written under `checkout:` for one provider, whose fields are the keys.

    A provider checks values in `__post_init__`: ValueError with one sentence, what is wrong and what to do.
    """

    untagged: bool = False  # the owner knows that nobody will earn from sales through this link

    @property
    def tagless(self) -> str | None:
        """Why a link made from these settings has no place for a tag, as a sentence; None when it has."""
        return None


S = TypeVar("S", bound=Settings)


class Provider(Protocol[S]):
    """One payment page. Plain attributes will do for the properties."""

    @property
    def name(self) -> str:
        """As written under `provider:`; the entry point has the same name."""

    @property
    def hosts(self) -> tuple[str, ...]:
        """Hosts whose links it reads: `buy.stripe.com`, `*.gumroad.com` (any below, not itself), `*`."""

    @property
    def column(self) -> str | None:
        """The column of its order export in which the tag comes back; None when it comes back in none."""

    @property
    def settings(self) -> type[S]:
        """The keys of the mapping form, as a frozen struct."""

    def read_url(self, url: str) -> S:
        """Understand the short form `checkout: https://…`; ValueError says what is wrong and what to do."""

    def refuses(self, tag: str) -> str | None:
        """Why the provider would drop or change this tag, as a sentence; None when the tag comes through."""

    def link(self, settings: S, purchase: Purchase, tag: str | None) -> str:
        """The address where this purchase is paid; ValueError when these settings cannot sell it.

        The tag is percent-encoded at most: nothing else in the link depends on what it says.
        """


def checkout_link(provider: Provider[S], settings: S, purchase: Purchase, tag: str | None) -> str:
    """The link of one buy button, with everything checked that must hold whoever wrote the provider.

    Raises ValueError with a sentence for the author.
    """
    tag = None if settings.untagged else tag
    if tag is not None and (refusal := settings.tagless or provider.refuses(tag)):
        raise ValueError(refusal)
    link = provider.link(settings, purchase, tag)
    check_link(link)
    if tag is not None and quote(tag, safe="") not in link:
        raise ValueError(f"the provider `{provider.name}` lost the tag `{tag}`; this is a bug in that provider")
    return link


def recognise(url: str, providers: Mapping[str, Provider[Any]]) -> Provider[Any] | None:
    """The provider that knows the host of this link; a full host wins over `*.host`, that over `*`."""
    host = host_of(url)
    if host is None:
        return None
    claims = [
        (not pattern.startswith("*"), len(pattern), provider)
        for provider in providers.values()
        for pattern in provider.hosts
        if host_matches(host, pattern)
    ]
    return max(claims, key=lambda claim: claim[:2])[2] if claims else None


def host_of(url: str) -> str | None:
    """The host of an address in lower case, or None when it has none."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return host.rstrip(".") or None if host else None


def host_matches(host: str, pattern: str) -> bool:
    """Whether a host is `pattern`, or lies below it when that is written `*.host`; `*` is every host."""
    pattern = pattern.lower()
    return pattern in (host, "*") or (pattern.startswith("*.") and host.endswith(pattern[1:]))


def check_link(url: str) -> None:
    """Raise ValueError, with a sentence for the author, unless a buyer may be sent to this address."""
    if not url.isprintable() or not _NEVER_IN_A_LINK.isdisjoint(url):
        raise ValueError("the link has spaces, quotes, backslashes or invisible characters in it; copy it again")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise ValueError(f"`{url}` is no web address; copy it again") from None
    if parts.scheme not in ("http", "https") or not host:
        raise ValueError(f"`{url}` is no web address; it should begin with https://")
    if parts.scheme == "http" and host not in LOCAL_HOSTS:
        raise ValueError(f"nobody should pay over http; does https://{host} work?")
    if "@" in parts.netloc:
        raise ValueError(f"the link hides its host `{host}` behind an `@`; take out what stands before it")
