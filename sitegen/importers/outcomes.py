"""What one says about an import before it, and what there is to say after it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import msgspec

from sitegen.importers.pictures import Missing

State = Literal["new", "changed", "same", "left"]


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """How to import: `source` tells exports apart, `circles` are circles by tag, `language` is the site's own."""

    site: Path
    source: str
    language: str
    circles: Mapping[str, str] = {}
    origin: str = ""
    force: bool = False
    dry_run: bool = False


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one item: fields that changed, those that hands keep, notes, and pictures still to fetch."""

    state: State
    title: str
    file: str = ""
    row: int | None = None
    changed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    disputed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    states: dict[str, int]
    notes: dict[str, int]
    tags: dict[str, int]
    pictures: int
    missing: int
    circles: tuple[str, ...]
