"""From nodes to typed fields: every complaint at once, each with its line.

A reader walks the type and the node together. It knows nothing of products or creators, only of frozen
structs, tuples, mappings, literals and scalars.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from collections.abc import Mapping as MappingOf
from functools import cache, lru_cache
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from sitegen.errors import Place, Problem
from sitegen.load.nodes import Mapping, Node, Scalar, Sequence, resolve
from sitegen.model.scalars import Reader
from sitegen.text import did_you_mean

S = TypeVar("S", bound=msgspec.Struct)

_MISSING = object()
_WRONG = object()
_ANY_NODE = set(get_args(Node))
_QUOTES = "put quotes around a text that holds a comma"
_NAMES = {str: "a text", bool: "true or false", int: "a whole number", float: "a number"}


class FieldReader:
    """Reads structs with the given scalar readers and hands every problem to `report`."""

    def __init__(self, scalars: MappingOf[Any, Reader], report: Callable[[Problem], None]) -> None:
        self._scalars = scalars
        self._report = report

    def struct(self, node: Node, kind: type[S], path: str = "") -> S | None:
        """The struct a mapping stands for, or None when something in it was wrong (and reported)."""
        shorthand = getattr(kind, "shorthand", None)
        if isinstance(node, Scalar) and shorthand and not node.is_null:
            node = Mapping(node.place, ((Scalar(node.place, shorthand), node),))
        if not isinstance(node, Mapping):
            self._complain(node.place, path, "this should be `key: value` lines")
            return None
        values, wrong = self._fields(node, kind, path)
        return None if wrong else kind(**values)

    def salvage(self, node: Mapping, kind: type[S]) -> tuple[S, frozenset[str]]:
        """The struct with what is wrong (and reported) left out, so that the rest can be checked, and the wrong keys.

        For structs whose required fields are texts: the ones that are missing are empty.
        """
        values, wrong = self._fields(node, kind, "")
        missing = {attribute: "" for attribute, _, required in _shape(kind).values() if required}
        return kind(**(missing | values)), wrong

    def value(self, node: Node, expected: Any, path: str) -> Any:
        """The value of one node, or `_WRONG` after reporting why not."""
        origin = _origin_of(expected)
        if origin is Annotated:
            return self._constrained(node, expected, path)
        if origin in (Union, types.UnionType):
            return self._optional(node, expected, path)
        if origin is tuple:
            return self._items(node, get_args(expected)[0], path)
        if origin is dict:
            return self._entries(node, get_args(expected)[1], path)
        if origin is Literal:
            return self._choice(node, get_args(expected), path)
        if expected in self._scalars:
            return self._scalar(node, expected, path)
        found = self.struct(node, expected, path)
        return _WRONG if found is None else found

    def _fields(self, node: Mapping, kind: type[msgspec.Struct], path: str) -> tuple[dict[str, Any], frozenset[str]]:
        """The values that are right by their attributes, and the keys of those that are wrong or missing."""
        shape = _shape(kind)
        self._unknown_keys(node, shape, path)
        values: dict[str, Any] = {}
        wrong = set()
        written = {name.text: value for name, value in node.entries}
        for key, (attribute, expected, required) in shape.items():
            child = written.get(key)
            if child is None and not required:
                continue
            value = self._field(node, child, key, expected, required, path)
            if value is _WRONG or (value is _MISSING and required):
                wrong.add(key)
            elif value is not _MISSING:
                values[attribute] = value
        return values, frozenset(wrong)

    def _field(self, node: Mapping, child: Node | None, key: str, expected: Any, required: bool, path: str) -> Any:
        spot = f"{path}.{key}".lstrip(".")
        if child is None or (isinstance(child, Scalar) and child.is_null):
            if required:
                place = node.place if child is None else child.place
                self._complain(place, spot, f"`{key}` is missing", f"add `{key}: …`")
            return _MISSING
        return self.value(child, expected, spot)

    def _unknown_keys(self, node: Mapping, shape: MappingOf[str, Any], path: str) -> None:
        for name, value in node.entries:
            if name.text not in shape:
                cut_off = " " in name.text and isinstance(value, Scalar) and value.is_null
                hint = _QUOTES if cut_off else did_you_mean(name.text, shape) or _known(shape)
                self._complain(name.place, f"{path}.{name.text}".lstrip("."), f"unknown key `{name.text}`", hint)

    def _optional(self, node: Node, expected: Any, path: str) -> Any:
        wanted = [option for option in get_args(expected) if option is not type(None)]
        if isinstance(node, Scalar) and node.is_null:
            return None
        return node if set(wanted) == _ANY_NODE else self.value(node, wanted[0], path)

    def _items(self, node: Node, expected: Any, path: str) -> Any:
        if not isinstance(node, Sequence):
            if not isinstance(node, Scalar):
                self._complain(node.place, path, "this should be a list", "write `[one, two]` or lines with `- `")
                return _WRONG
            node = Sequence(node.place, (node,))
        items = [self._item(item, expected, f"{path}[{n}]") for n, item in enumerate(node.items, 1)]
        return _WRONG if any(item is _WRONG for item in items) else tuple(items)

    def _item(self, node: Node, expected: Any, path: str) -> Any:
        if isinstance(node, Scalar) and node.is_null:
            self._complain(node.place, path, "nothing stands here", "take out this item, or the comma before it")
            return _WRONG
        return self.value(node, expected, path)

    def _entries(self, node: Node, expected: Any, path: str) -> Any:
        if not isinstance(node, Mapping):
            self._complain(node.place, path, "this should be `name: value` lines")
            return _WRONG
        if expected is Any:
            return resolve(node)
        found = {name.text: self.value(item, expected, f"{path}.{name.text}") for name, item in node.entries}
        return _WRONG if any(item is _WRONG for item in found.values()) else found

    def _choice(self, node: Node, options: tuple[str, ...], path: str) -> Any:
        text = self._scalar(node, str, path)
        if text is _WRONG or text in options:
            return text
        hint = did_you_mean(text, options) or f"use one of {', '.join(options)}"
        self._complain(node.place, path, f"`{text}` is not possible here", hint)
        return _WRONG

    def _constrained(self, node: Node, expected: Any, path: str) -> Any:
        value = self.value(node, get_args(expected)[0], path)
        if value is _WRONG:
            return value
        try:
            return msgspec.convert(value, expected)
        except msgspec.ValidationError as error:
            what = str(error).replace("Expected", f"`{value}` should be").replace("`int`", "a whole number")
            self._complain(node.place, path, what)
            return _WRONG

    def _scalar(self, node: Node, expected: Any, path: str) -> Any:
        if not isinstance(node, Scalar):
            found = "a list" if isinstance(node, Sequence) else "`key: value` lines"
            self._complain(node.place, path, f"this should be {_NAMES.get(expected, 'a single value')}, not {found}")
            return _WRONG
        try:
            return self._scalars[expected](node.text)
        except ValueError as error:
            self._complain(node.place, path, str(error))
            return _WRONG

    def _complain(self, place: Place, path: str, what: str, hint: str | None = None) -> None:
        self._report(Problem(Place(place.file, place.line, path or None), what, hint))


@cache
def _origin_of(expected: Any) -> Any:
    return get_origin(expected)


@lru_cache
def _shape(kind: type[msgspec.Struct]) -> dict[str, tuple[str, Any, bool]]:
    """Key in the file -> attribute, type, whether it must be there."""
    hints = get_type_hints(kind, include_extras=True)
    return {
        field.encode_name: (field.name, hints[field.name], field.required) for field in msgspec.structs.fields(kind)
    }


def _known(shape: MappingOf[str, Any]) -> str:
    return f"known are {', '.join(sorted(shape))}" if len(shape) <= 12 else "your own values go under `extra:`"
