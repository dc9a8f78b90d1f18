"""What creators who are not trusted may lead visitors to: their own files and shares, the web, but no payment page."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import msgspec

from sitegen.errors import Place, Problem
from sitegen.model import prose
from sitegen.model.booking import untagged
from sitegen.model.catalog import Edition, Entry
from sitegen.model.checkout import Provider, host_matches, host_of
from sitegen.model.checkout_choice import allowed_hosts
from sitegen.model.content import CreatorFields, EventFields
from sitegen.model.rights import folders_of, owner_of

Report = Callable[[Problem], None]

# Pages where one can be paid that no provider of ours sells through.
_TILLS = (
    "paypal.me", "*.paypal.me", "paypal.com", "*.paypal.com", "venmo.com", "*.venmo.com", "cash.app", "ko-fi.com",
    "*.buymeacoffee.com", "buymeacoffee.com", "patreon.com", "*.patreon.com", "revolut.me", "wise.com", "*.alipay.com",
    "*.afdian.com", "afdian.com", "*.taobao.com", "*.youzan.com", "weidian.com", "*.weidian.com", "*.stripe.com",
)  # fmt: skip
_HREF = re.compile(r'href="(https?:[^"]+)"')


class _Rules(msgspec.Struct, frozen=True):
    """`tills` are hosts where one pays, `links` the only hosts that may be linked to if there are any."""

    creators: frozenset[str]
    tills: tuple[str, ...]
    bookings: tuple[str, ...]
    links: tuple[str, ...]
    report: Report


def check_strangers(
    editions: Iterable[Edition], creators: frozenset[str], providers: Mapping[str, Provider[Any]], report: Report
) -> None:
    """Complain of everything in creators' own texts that is not theirs to show or to lead to."""
    for edition in editions:
        hosts = allowed_hosts(edition.site.checkout)
        known = tuple(host for provider in providers.values() for host in provider.hosts if host != "*")
        rules = _Rules(creators, (*known, *_TILLS, *hosts), hosts, edition.site.trust.links, report)
        for entry in edition.entries():
            if owner := owner_of(entry.place.file, creators):
                _check_entry(entry, owner, edition, rules)


def _check_entry(entry: Entry[Any], owner: str, edition: Edition, rules: _Rules) -> None:
    def complain(field: str | None, what: str, hint: str) -> None:
        rules.report(Problem(Place(entry.place.file, 1, field), what, hint))

    for field, file in _files(entry):
        if not file.startswith(folders_of(owner)):
            complain(field, f"`{file}` is not `{owner}`'s to show", "put a file of your own beside the text")
    for share in _shares(entry.text):
        if owner_of(edition.shares[share].place.file, rules.creators) != owner:
            complain(None, f"the share `{share}` is not `{owner}`'s, and its address is a secret", "take out the link")
    for field, url in _links(entry):
        _check_link(field, url, complain, rules)


def _check_link(field: str | None, url: str, complain: Callable[[str | None, str, str], None], rules: _Rules) -> None:
    host = (host_of(untagged(url)) or "").removeprefix("www.")
    if field == "studio.booking":
        if not any(host_matches(host, known) for known in rules.bookings):
            hint = "the house adds its host to `checkout: {hosts: […]}` in site.yaml if it trusts it"
            complain(field, f"nobody may be sent to `{host}` to book", hint)
    elif any(host_matches(host, till) for till in rules.tills):
        hint = "mention the product, like `[[tea]]`: its button leads where one pays"
        complain(field, f"a creator's link cannot lead to a payment page, as `{host}` is one", hint)
    elif rules.links and not any(host_matches(host, known.removeprefix("www.")) for known in rules.links):
        hint = "the house adds it to `trust: {links: […]}` in site.yaml if it trusts it"
        complain(field, f"a creator's link cannot lead to `{host}`", hint)


def _files(entry: Entry[Any]) -> Iterator[tuple[str | None, str]]:
    """Every picture and film of an entry, from front matter and text."""
    for number, photo in enumerate(getattr(entry.fields, "photos", ()), 1):
        yield f"photos[{number}].file", photo.file
    if isinstance(entry.fields, CreatorFields) and entry.fields.avatar:
        yield "avatar", entry.fields.avatar
    for piece in entry.text.pieces:
        match piece:
            case prose.Figure(photo) | prose.InlinePhoto(photo) | prose.Film(poster=str(photo)):
                yield None, photo
            case prose.Video(video, poster):
                # A poster may be a frame of the film itself, which lies in no folder of the site.
                yield from ((None, file) for file in (video, poster) if file.startswith("content/"))


def _shares(text: prose.Text) -> Iterator[str]:
    return (piece.name for piece in text.pieces if isinstance(piece, prose.EntryAddress) and piece.kind == "shares")


def _links(entry: Entry[Any]) -> Iterator[tuple[str | None, str]]:
    """Every address on the web that an entry leads to."""
    fields = entry.fields
    if isinstance(fields, CreatorFields):
        yield from ((f"links[{number}].url", link.url) for number, link in enumerate(fields.links, 1))
        if fields.studio and fields.studio.booking:
            yield "studio.booking", fields.studio.booking
    if isinstance(fields, EventFields):
        yield from ((key, url) for key, url in (("link", fields.link), ("replay", fields.replay)) if url)
    for piece in entry.text.pieces:
        if isinstance(piece, prose.Markup):
            yield from ((None, html.unescape(url)) for url in _HREF.findall(piece.html))
        elif isinstance(piece, prose.Film):
            yield None, piece.url
