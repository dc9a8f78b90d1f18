"""Addresses with a channel, and all of a kit's as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from sitegen.kits.pitches import Pitch, Teller

CHANNELS = (
    "moments", "group", "xiaohongshu", "weibo", "whatsapp", "telegram", "instagram", "facebook", "x", "line",
    "email", "sms", "poster", "square", "story", "card", "tent", "wall",
)  # fmt: skip
_BEGIN_FORMULAS = tuple("=+-@\t\r\n＝＋－＠")
HEADER = ("what", "title", "language", "channel", "address")


def with_channel(address: str, channel: str) -> str:
    return f"{address}?c={channel}"


def rows(teller: Teller, picks: Iterable[Pitch]) -> list[tuple[str, ...]]:
    """Every address of a creator in one language, the store first."""
    named = [("store", teller.creator.fields.name, teller.store_address)]
    named += [(pitch.slug, pitch.card.title, pitch.address) for pitch in picks]
    return [
        (what, title, teller.language, channel, with_channel(address, channel))
        for what, title, address in named
        for channel in CHANNELS
    ]


def table(lines: Iterable[tuple[str, ...]]) -> str:
    """CSV that spreadsheets open in the right script: with a byte order mark, as Excel wants it."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(HEADER)
    writer.writerows(tuple(map(_harmless, line)) for line in lines)
    return "\ufeff" + target.getvalue()


def _harmless(cell: str) -> str:
    """A text that a spreadsheet would take for a formula, quoted."""
    return f"'{cell}" if cell.startswith(_BEGIN_FORMULAS) else cell
