"""YAML as the author wrote it: a tree of frozen nodes that know their file and line.

Scalars keep their text. Whether `1.10` is a price or a version number is for the reader of the field to
say, so nothing is lost to a guess. Where no type is known, `resolve` follows the core schema of YAML 1.2
(YAML 1.2.2, chapter 10.3), but takes for a number only what a number spells back: `0123` and `1e3` stay texts.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import msgspec

from sitegen.errors import Place

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[-+]?[0-9]{1,40}\.[0-9]{1,40}")


class Scalar(msgspec.Struct, frozen=True):
    """`plain` is False when the author put quotes around it."""

    place: Place
    text: str
    plain: bool = True

    @property
    def is_null(self) -> bool:
        return self.plain and self.text in _NULL


class Sequence(msgspec.Struct, frozen=True):
    place: Place
    items: tuple[Node, ...]


class Mapping(msgspec.Struct, frozen=True):
    """Keys in the author's order, each once."""

    place: Place
    entries: tuple[tuple[Scalar, Node], ...] = ()

    def get(self, key: str) -> Node | None:
        for name, value in self.entries:
            if name.text == key:
                return value
        return None

    def keys(self) -> tuple[str, ...]:
        return tuple(name.text for name, _ in self.entries)

    def at(self, *path: str | int) -> Place:
        """Where a value stands; the nearest thing around it when it is not there."""
        field = _spelled(path)
        node: Node | None = self
        place = self.place
        for step in path:
            node = _child(node, step)
            if node is None:
                break
            place = node.place
        return Place(place.file, place.line, field)


Node = Scalar | Sequence | Mapping


def resolve(node: Node) -> Any:
    """Plain Python values: null, booleans, whole numbers, Decimal for those with a point, else text."""
    if isinstance(node, Mapping):
        return {name.text: resolve(value) for name, value in node.entries}
    if isinstance(node, Sequence):
        return [resolve(item) for item in node.items]
    return _scalar_value(node)


def _scalar_value(node: Scalar) -> str | int | bool | Decimal | None:
    text = node.text
    if not node.plain:
        return text
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    number = _number(text)
    return number if str(number) == text else text


def _number(text: str) -> int | Decimal | str:
    if _INTEGER.fullmatch(text):
        return int(text)
    return Decimal(text) if _DECIMAL.fullmatch(text) else text


def _child(node: Node | None, step: str | int) -> Node | None:
    if isinstance(step, int):
        items = node.items if isinstance(node, Sequence) else ()
        return items[step] if step < len(items) else None
    return node.get(step) if isinstance(node, Mapping) else None


def _spelled(path: tuple[str | int, ...]) -> str | None:
    """`("picks", 2, "note")` as `picks[3].note`, counted as people count."""
    spelled = ""
    for step in path:
        spelled += f"[{step + 1}]" if isinstance(step, int) else f".{step}"
    return spelled.lstrip(".") or None
