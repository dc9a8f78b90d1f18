"""What one page is."""

from __future__ import annotations

from typing import Literal

import msgspec

from sitegen.plan.addresses import file_of

PageKind = Literal[
    "home",
    "product",
    "personal",
    "store",
    "thanks",
    "post",
    "circle",
    "share",
    "event",
    "page",
    "catalogue",
    "missing",
    "redirect",
]


class PageJob(msgspec.Struct, frozen=True, kw_only=True):
    """A page: `path` is its address, `name` what it shows, `creator` whose it is, `target` where it leads or reads.

    A catalogue is called by what its products belong to, like `circles/beauty`, or nothing when it has all of them;
    `number` tells its pages, and the first pages of stores and circles, from those that go on.
    """

    kind: PageKind
    path: str
    language: str
    name: str = ""
    creator: str = ""
    target: str = ""
    number: int = 1

    @property
    def file(self) -> str:
        return file_of(self.path)
