"""FIND: who brought an order, by its tag, then by its coupon, else nobody: listed, never guessed."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

import msgspec

from sitegen.earnings.orders import NO_TAG, Line, Order
from sitegen.earnings.roster import Page, Roster
from sitegen.errors import UsageError
from sitegen.model.signing import SIGNATURE_LENGTH, verify
from sitegen.model.tags import Tag, read_tag
from sitegen.settings import KEY_VARIABLE

By = Literal["tag", "coupon", "house", ""]
Trouble = Literal["forged", "unsigned", "unknown", "page", "foreign", "conflict", "self"]

_NEAR, _VERY_NEAR = 0.6, 0.8
_MOST_NEAR = 3


class Note(msgspec.Struct, frozen=True):
    """Something a person should look at. `subject` is the tag or coupon it is about, `near` known ones like it."""

    trouble: Trouble
    subject: str
    text: str
    near: tuple[str, ...] = ()


class TagReading(msgspec.Struct, frozen=True, kw_only=True):
    """What a tag says once it is checked. `creator` is empty when it earns for nobody."""

    creator: str = ""
    house: bool = False
    page: str = ""
    page_kind: str = ""
    channel: str = ""
    note: Note | None = None


class Attribution(msgspec.Struct, frozen=True):
    """`creator` is a name of the roster, empty for nobody; `reason` is why, as a sentence."""

    creator: str
    by: By
    reason: str
    page: str = ""
    page_kind: str = ""
    channel: str = ""
    notes: tuple[Note, ...] = ()


class Attributor:
    """Finds creators. `key` verifies signed tags; with `signed_only` no other tag counts."""

    def __init__(self, roster: Roster, key: str | None, *, signed_only: bool = False) -> None:
        self._roster = roster
        self._key = key
        self._signed_only = signed_only
        if signed_only and key is None:
            raise UsageError(f"site.yaml counts signed tags only (`earnings: signed`), but {KEY_VARIABLE} is not set")
        self.read = lru_cache(1 << 16)(self._read)
        self.product_titled = lru_cache(1 << 16)(self._product_titled)

    def attribute(self, order: Order) -> Attribution:
        tagged = self.read(order.tag) if order.tag else TagReading()
        codes = [code for code in order.coupons if code.casefold() in self._roster.coupons]
        owners = {self._roster.coupons[code.casefold()] for code in codes}
        notes = [*([tagged.note] if tagged.note else []), *_disagreements(order)]
        found = self._decide(order, tagged, codes, owners, notes)
        if found.creator and found.creator == order.buyer:
            notes.append(Note("self", order.number, "the buyer has the creator's own e-mail address"))
        return msgspec.structs.replace(found, notes=tuple(notes)) if notes else found

    def product(self, line: Line, order: Order, page: str) -> str:
        """The product a line is of, by sku, by title, or by the page whose button was pressed; else nothing."""
        named = self._roster.skus.get(line.sku.casefold()) if line.sku else None
        named = named or (self.product_titled(line.title) if line.title else None)
        if named is None and len(order.lines) == 1:
            found = self._roster.pages.get(page)
            named = found.name if found and found.kind == "product" else None
        return named or ""

    def page(self, slug: str) -> Page | None:
        return self._roster.pages.get(slug)

    def _decide(
        self, order: Order, tagged: TagReading, codes: list[str], owners: set[str], notes: list[Note]
    ) -> Attribution:
        def found(creator: str, by: By, reason: str) -> Attribution:
            place = tagged.page, tagged.page_kind, tagged.channel
            return Attribution(creator, by, reason, *place)

        if tagged.creator:
            others = owners - {tagged.creator}
            if others:
                text = f"the tag says {tagged.creator}, the coupon {', '.join(sorted(others))}; the tag counts"
                notes.append(Note("conflict", order.tag, text))
            return found(tagged.creator, "tag", f"the tag `{order.tag}` is {tagged.creator}'s")
        if len(owners) == 1:
            (owner,) = owners
            return found(owner, "coupon", f"the coupon `{codes[0]}` is {owner}'s")
        if owners:
            text = f"coupons of {' and '.join(sorted(owners))} in one order; none of them counts"
            notes.append(Note("conflict", ", ".join(codes), text))
            return Attribution("", "", text)
        if tagged.house:
            return found("", "house", "the tag is the house's own")
        return Attribution("", "", _why_nobody(order, tagged))

    def _read(self, text: str) -> TagReading:
        """What a tag says; remembered, since many orders share one."""
        tag = read_tag(text)
        if tag is None:
            return TagReading(note=self._no_tag(text))
        trouble = self._signature_trouble(text, tag)
        if trouble:
            return TagReading(note=trouble)
        house = tag.creator == self._roster.house
        creator = self._roster.slugs.get(tag.creator, "")
        if not creator and not house:
            near = tuple(f"{slug}_{tag.page}" for slug in _closest(tag.creator, self._roster.slugs))
            what = f"no creator has the slug `{tag.creator}`"
            return TagReading(note=Note("unknown", text, what, near))
        note, page = None, self._roster.pages.get(tag.page)
        if page is None:
            near = tuple(f"{tag.creator}_{page}" for page in _closest(tag.page, self._roster.pages))
            note = Note("page", text, f"no page of the site is called `{tag.page}`; it earns all the same", near)
        kind = page.kind if page else ""
        return TagReading(creator=creator, house=house, page=tag.page, page_kind=kind, channel=tag.channel, note=note)

    def _signature_trouble(self, text: str, tag: Tag) -> Note | None:
        if not tag.signature:
            return (
                Note("unsigned", text, "this tag is not signed, and only signed ones count")
                if self._signed_only
                else None
            )
        if self._key is None:
            raise UsageError(f"orders carry signed tags; set {KEY_VARIABLE} to the key the site was built with")
        if verify(text, self._key):
            return None
        cut = len(tag.signature) < SIGNATURE_LENGTH
        what = "its signature is cut off" if cut else "its signature is not ours: somebody made this tag up"
        near = (f"{tag.creator}_{tag.page}",) if tag.creator in self._roster.slugs else ()
        return Note("forged", text, what, near)

    def _no_tag(self, text: str) -> Note:
        """Other programs use the same column; only what comes near a tag of ours is worth a look."""
        if text == NO_TAG:
            return Note("foreign", "", "what stands in the tag's column is no tag; the export's row shows it")
        start = text.lower().replace("-", "_").partition("_")[0]
        near = [f"{slug}_store" for slug in _closest(start, self._roster.slugs, _VERY_NEAR)]
        if near and max(len(start), 1) >= 2:
            return Note("unknown", text, "this is no tag as we make them", tuple(near))
        return Note("foreign", text, "this is no tag of ours")

    def _product_titled(self, title: str) -> str | None:
        """By its exact title, else by the one catalogue title in it, when no other is there but parts of it."""
        written = title.casefold()
        if found := self._roster.titles.get(written):
            return found
        within = sorted((known for known in self._roster.titles if known in written), key=len)
        if not within or any(known not in within[-1] for known in within):
            return None
        return self._roster.titles[within[-1]]


def _closest(word: str, known: Iterable[str], cutoff: float = _NEAR) -> list[str]:
    return difflib.get_close_matches(word, sorted(known), n=_MOST_NEAR, cutoff=cutoff)


def _disagreements(order: Order) -> list[Note]:
    return [Note("conflict", order.number, text) for text in order.disagreements]


def _why_nobody(order: Order, tagged: TagReading) -> str:
    if tagged.note:
        shown = f"`{tagged.note.subject}`: " if tagged.note.subject else ""
        return f"{shown}{tagged.note.text}"
    if order.coupons:
        return f"no tag, and the coupon {', '.join(f'`{code}`' for code in order.coupons)} is no creator's"
    return "no tag and no coupon"
