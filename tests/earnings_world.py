"""A small site whose creators earn, and what one does with its exports.

shop.read("stripe.csv", maker.stripe(…))
shop.earn(month="2026-11").account("lin").net
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sitegen.checkouts import find_providers
from sitegen.earnings.earn import Earned, Request, earn, explain_order, look_into
from sitegen.earnings.explaining import Explanation
from sitegen.earnings.insight import By, Insight
from sitegen.earnings.statements import Account
from sitegen.errors import ContentError
from tests.world import World, make_world

CLOCK = datetime(2026, 12, 20, 4, 0, tzinfo=UTC)

SITE = """
    -- site.yaml --
    title: LUMEA
    url: https://lumea.example/
    currency: CNY
    timezone: Asia/Shanghai
    contact: hello@lumea.example
    checkout: {provider: template, url: "https://pay.example/{sku}{?offer,tag}"}
    referral: {house: lumea}
    commission: 8%
    -- content/circles/beauty.md --
    ---
    title: Beauty
    ---
    -- content/products/lotion.md --
    ---
    title: Quiet Lotion
    sku: LM-LO
    price: 100.00
    circles: [beauty]
    commission: 12%
    ---
    -- content/products/tea.md --
    ---
    title: Jasmine Tea
    sku: LM-TE
    price: 60.00
    ---
    -- content/posts/evening.md --
    ---
    title: Evening
    creator: lin
    date: 2026-10-01
    ---
    -- content/creators/lin.md --
    ---
    name: Lin
    commission: 15%
    coupon: LIN10
    picks: [{product: lotion, commission: 20%}]
    ---
    -- content/creators/mei.md --
    ---
    name: Mei
    coupon: MEI10
    ---
"""


class Result:
    """What a run told, by creator."""

    def __init__(self, earned: Earned) -> None:
        self.earned = earned

    def account(self, creator: str, currency: str = "CNY") -> Account:
        for statement in self.earned.summary.statements:
            for account in statement.accounts:
                if (statement.creator, account.currency) == (creator, currency):
                    return account
        raise LookupError(f"{creator} has no account in {currency}")

    def net(self, creator: str, currency: str = "CNY") -> Decimal:
        """What somebody earned; nothing when they have no statement."""
        try:
            return self.account(creator, currency).net
        except LookupError:
            return Decimal(0)

    def file(self, name: str) -> str:
        return (self.earned.folder / name).read_text(encoding="utf-8-sig")

    def lines(self, creator: str) -> list[dict[str, Any]]:
        """The lines of a statement, the latest first."""
        return [item for account in json.loads(self.file(f"{creator}.json"))["accounts"] for item in account["items"]]

    @property
    def nobody(self) -> dict[str, int]:
        """Reasons why orders are nobody's."""
        return dict(self.earned.summary.reasons)

    @property
    def notes(self) -> list[tuple[str, str, tuple[str, ...]]]:
        return [(found.note.trouble, found.note.subject, found.note.near) for found in self.earned.read.notes]


class Shop:
    """A site and the exports that lie beside it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._number = 0

    def export(self, text: str | bytes, name: str = "") -> Path:
        """Put an export on the disk."""
        self._number += 1
        path = self.world.folder.parent / (name or f"export-{self._number}.csv")
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def earn(self, *exports: str | bytes | Path, clock: datetime = CLOCK, jobs: int = 1, **wishes: Any) -> Result:
        """Read exports and write the statements of a month, November where none is named."""
        if not {"month", "first_day"} & set(wishes):
            wishes["month"] = "2026-11"
        request = Request(files=self._files(exports), **wishes)
        settings = self.world.settings(clock=clock, jobs=jobs)
        return Result(earn(request, settings, find_providers(), _silently))

    def complaints(self, *exports: str | bytes | Path, **wishes: Any) -> str:
        """Everything wrong with exports, a line each."""
        try:
            earned = self.earn(*exports, **wishes).earned
        except ContentError as error:
            return str(error)
        return "\n".join(str(problem) for problem in earned.read.warnings)

    def by(self, by: By, *exports: str | bytes | Path, **wishes: Any) -> Insight:
        request = Request(files=self._files(exports), **wishes)
        return look_into(by, request, self.world.settings(clock=CLOCK), find_providers(), _silently)[1]

    def explain(self, order: str, *exports: str | bytes | Path) -> tuple[Explanation, ...]:
        request = Request(files=self._files(exports))
        return explain_order(order, request, self.world.settings(clock=CLOCK), find_providers())

    def journal(self) -> bytes:
        return (self.world.folder / "earnings" / "journal.sqlite").read_bytes()

    def written(self) -> dict[str, bytes]:
        """All files of all statements."""
        root = self.world.folder / "statements"
        files = (path for path in sorted(root.rglob("*")) if path.is_file())
        return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}

    def _files(self, exports: Iterable[str | bytes | Path]) -> tuple[Path, ...]:
        return tuple(each if isinstance(each, Path) else self.export(each) for each in exports)


def creator(name: str, *lines: str) -> str:
    """A creator's file with these lines, for `make_shop` or `World.write`."""
    return "\n".join([f"-- content/creators/{name}.md --", "---", f"name: {name.title()}", *lines, "---", ""])


def make_shop(folder: Path, more: str = "") -> Shop:
    """The site, and what a test adds to it or says otherwise."""
    world = make_world(folder / "site", SITE, site=False)
    if more:
        world.write(more)
    return Shop(world)


def _silently(stage: str, done: int, total: int) -> None:
    pass
