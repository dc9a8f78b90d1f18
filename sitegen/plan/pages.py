"""Every page of a site, in an order that stays the same, without holding them all.

A network of creators has a page for each creator and product: a million with a thousand of each. These are kept as
shelves, which name a creator and their products, and become jobs one by one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from itertools import accumulate

import msgspec

from sitegen.plan.addresses import Addresses
from sitegen.plan.page_jobs import PageJob


class Shelf(msgspec.Struct, frozen=True):
    """A creator's own pages in one language: of these products, in this order, and the one that says thanks."""

    language: str
    creator: str
    slug: str
    products: tuple[str, ...]

    def __len__(self) -> int:
        return 1 + len(self.products)


class Pages:
    """`house` pages first, then those of every shelf. `slugs` is product -> slug."""

    def __init__(
        self,
        house: tuple[PageJob, ...],
        shelves: tuple[Shelf, ...],
        slugs: Mapping[str, str],
        addresses: Addresses,
    ) -> None:
        self.house = house
        self.shelves = shelves
        self._slugs = slugs
        self._known = frozenset(slugs.values())
        self._addresses = addresses
        self._stores = {addresses.store(shelf.language, shelf.slug).lower().rstrip("/"): shelf for shelf in shelves}
        self._starts = list(accumulate(map(len, shelves), initial=len(house)))

    def __len__(self) -> int:
        return self._starts[-1]

    def __iter__(self) -> Iterator[PageJob]:
        return self.between(0, len(self))

    def between(self, start: int, stop: int) -> Iterator[PageJob]:
        """The pages from one number up to another."""
        yield from self.house[start:stop]
        first = max(0, bisect_right(self._starts, start) - 1)
        for begin, shelf in zip(self._starts[first:-1], self.shelves[first:], strict=True):
            if begin >= stop:
                return
            yield from self._on(shelf, max(0, start - begin), min(len(shelf), stop - begin))

    def numbers_of(self, files: Collection[str]) -> list[int]:
        """Where the pages of these files stand; those of no page are passed over."""
        found = [number for number, job in enumerate(self.house) if job.file in files]
        for begin, shelf in zip(self._starts, self.shelves, strict=False):
            store = self._addresses.store(shelf.language, shelf.slug)
            if any(file.startswith(store) for file in files):
                jobs = self._on(shelf, 0, len(shelf))
                found += [number for number, job in enumerate(jobs, begin) if job.file in files]
        return found

    def in_the_way_of(self, file: str) -> str | None:
        """The product of a personal page that a file would be or get in the way of; hosts may not tell `A` from `a`."""
        parts = file.lower().split("/")
        for depth in range(1, len(parts)):
            shelf = self._stores.get("/".join(parts[:depth]))
            if shelf is None or parts[depth] not in self._known:
                continue
            if parts[depth + 1 : depth + 2] in ([], ["index.html"]):
                return next((name for name in shelf.products if self._slugs[name] == parts[depth]), None)
        return None

    def _on(self, shelf: Shelf, start: int, stop: int) -> Iterator[PageJob]:
        if start == 0 < stop:
            path = self._addresses.thanks(shelf.language, shelf.slug)
            yield PageJob(kind="thanks", path=path, language=shelf.language, name=shelf.creator, creator=shelf.creator)
        language, creator = shelf.language, shelf.creator
        store = self._addresses.store(language, shelf.slug)
        for name in shelf.products[max(0, start - 1) : stop - 1]:
            path = self._addresses.below(store, self._slugs[name])
            yield PageJob(kind="personal", path=path, language=language, name=name, creator=creator)
