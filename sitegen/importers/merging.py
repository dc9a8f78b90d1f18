"""Three versions of a text become one: what the importer said last time, what stands there now, what it says now.

What nobody touched since the last import follows the export. What somebody edited, added or took out stays as they
left it. Lists of variants, photos and offers are compared item by item, so that a variant renamed by hand still gets
its new price.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from sitegen.digest import digest_of

IDENTITIES = {"photos": ("file",), "variants": ("sku", "name"), "offers": ("label",), "reviews": ("by",)}

# Before this import nothing is known of what an importer wrote.
UNKNOWN = "?"

_DIGITS = 10


class Merged(msgspec.Struct, frozen=True):
    """The result; the fields that follow the export now, those somebody's hands keep, and those of them that the
    export has changed since."""

    fields: dict[str, Any]
    changed: tuple[str, ...]
    kept: tuple[str, ...]
    disputed: tuple[str, ...]


def traced(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What to remember of a version: its shape, with a digest for each value."""
    return {key: _traced(_keyed(key, value)) for key, value in fields.items()}


def merge(now: Mapping[str, Any], last: Mapping[str, Any] | str, new: Mapping[str, Any], force: bool = False) -> Merged:
    """`last` is what `traced` made of the version before, or UNKNOWN."""
    merging = _Merging(force)
    result: dict[str, Any] = {}
    for key in [*now, *(key for key in new if key not in now)]:
        mine, theirs = _keyed(key, now.get(key)), _keyed(key, new.get(key))
        value = merging.value(mine, _below(last, key), theirs, key)
        if value is not None:
            result[key] = _unkeyed(value)
    return Merged(result, tuple(merging.changed), tuple(merging.kept), tuple(merging.disputed))


class _Keyed(dict[str, Any]):
    """A list whose items have names."""


class _Merging:
    def __init__(self, force: bool) -> None:
        self._force = force
        self.changed: list[str] = []
        self.kept: list[str] = []
        self.disputed: list[str] = []

    def value(self, now: Any, last: Any, new: Any, path: str) -> Any:
        if _is_tree(now, new) and (isinstance(last, dict) or last in (None, UNKNOWN)):
            return self._tree(now or type(new)(), last, new or type(now)(), path)
        trace = _traced(now)
        if trace == _traced(new):
            return now
        if last != UNKNOWN and trace == last:
            self.changed.append(path)
            return new
        if self._force and (new is not None or last not in (None, UNKNOWN)):
            self.changed.append(path)
            return new
        if new is not None or last not in (None, UNKNOWN):
            self.kept.append(path)
            if last != _traced(new):
                self.disputed.append(path)
        return now

    def _tree(self, now: Any, last: Any, new: Any, path: str) -> Any:
        result = type(now)()
        for key in [*now, *(key for key in new if key not in now)]:
            value = self.value(now.get(key), _below(last, key), new.get(key), f"{path}.{key}")
            if value is not None:
                result[key] = value
        return result or None


def _is_tree(now: Any, new: Any) -> bool:
    """Whether both are mappings of one sort, or one of them is and the other is not there."""
    trees = [value for value in (now, new) if value is not None]
    return all(isinstance(tree, dict) for tree in trees) and len({type(tree) for tree in trees}) == 1


def _below(last: Any, key: str) -> Any:
    return last.get(key) if isinstance(last, dict) else UNKNOWN if last == UNKNOWN else None


def _traced(value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, dict):
        return {key: _traced(item) for key, item in value.items()}
    return digest_of(value)[:_DIGITS]


def _keyed(key: str, value: Any) -> Any:
    """A list as a mapping by what its items are called, where they are called anything, and each otherwise."""
    names = IDENTITIES.get(key)
    if not names or not isinstance(value, list):
        return value
    items = [{names[0]: item} if isinstance(item, str) else item for item in value]
    called = [name for item in items if (name := _name(item, names)) is not None]
    if len(set(called)) < len(items):
        return value
    return _Keyed(zip(called, items, strict=True))


def _unkeyed(value: Any) -> Any:
    return list(value.values()) if isinstance(value, _Keyed) else value


def _name(item: Any, names: tuple[str, ...]) -> str | None:
    if not isinstance(item, dict):
        return None
    return next((item[name] for name in names if isinstance(item.get(name), str)), None)
