"""The lines of an author's file around a problem."""

from __future__ import annotations

from pathlib import Path

import msgspec

from sitegen.errors import Place

AROUND = 3
WIDEST = 240
_LARGEST = 1_000_000


class Line(msgspec.Struct, frozen=True):
    """One line of a file, counted from 1; `marked` is the one the problem is in."""

    number: int
    text: str
    marked: bool


def excerpt(source: Path, place: Place) -> tuple[Line, ...]:
    """Some lines around a place in the site; none when it has no line or is not a text file of the site."""
    if place.line is None:
        return ()
    lines = _lines(source.resolve(), place.file)
    first = max(1, place.line - AROUND)
    return tuple(
        Line(number, _cut(text), number == place.line)
        for number, text in enumerate(lines[first - 1 : place.line + AROUND], start=first)
    )


def _lines(root: Path, name: str) -> list[str]:
    try:
        file = (root / name).resolve()
        if not file.is_relative_to(root) or not file.is_file() or file.stat().st_size > _LARGEST:
            return []
        text = file.read_text("utf-8-sig")
    except (OSError, RuntimeError, ValueError):  # gone, a circle of links, or not text
        return []
    return [] if "\0" in text else text.removesuffix("\n").split("\n")


def _cut(text: str) -> str:
    line = text.rstrip("\r")
    return line if len(line) <= WIDEST else line[: WIDEST - 1] + "…"
