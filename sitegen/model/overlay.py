"""The same content in another language: the overlay says only what differs.

Mappings merge by key. A list replaces the list, but each of its items takes what it does not say from the
base item of the same identity or, when it names none, from the item at the same place. `facts` are replaced whole.
Prices, names and dates are the same in every language, so an overlay may not set them.
"""

from __future__ import annotations

from collections.abc import Iterable

from sitegen.errors import Place, Problem
from sitegen.load.nodes import Mapping, Node, Scalar, Sequence

IDENTITIES = {"photos": "file", "picks": "product", "variants": "sku"}
REPLACED_WHOLE = frozenset({"facts", "extra"})
SAME_EVERYWHERE = frozenset(
    "slug draft date publish expires updated aliases price compare_at sku commission available "
    "currency timezone url language languages theme referral store order coupon email_hash earnings".split()
)
_SAME_IN_ITEMS = frozenset({"price", "compare_at", "available", "from", "until", "members", "variant"})
_ITEMS_WITH_PRICES = frozenset({"variants", "offers"})


def merge(base: Mapping, overlay: Mapping) -> tuple[Mapping, list[Problem]]:
    """The base's fields as the overlay's language has them."""
    problems = list(_forbidden(overlay))
    return _merged_mapping(base, overlay), problems


def _merged_mapping(base: Mapping, overlay: Mapping) -> Mapping:
    said = {name.text: (name, value) for name, value in overlay.entries}
    entries = [
        (name, _merged(value, said.pop(name.text)[1], name.text) if name.text in said else value)
        for name, value in base.entries
    ]
    return Mapping(overlay.place, (*entries, *said.values()))


def _merged(base: Node, overlay: Node, key: str) -> Node:
    if key in REPLACED_WHOLE:
        return overlay
    if isinstance(base, Mapping) and isinstance(overlay, Mapping):
        return _merged_mapping(base, overlay)
    if isinstance(base, Sequence) and isinstance(overlay, Sequence):
        identity = IDENTITIES.get(key)
        items = [_merged_item(base, item, place, identity) for place, item in enumerate(overlay.items)]
        return Sequence(overlay.place, tuple(items))
    return overlay


def _merged_item(base: Sequence, item: Node, place: int, identity: str | None) -> Node:
    if not isinstance(item, Mapping):
        return item
    twin = _twin(base, item, place, identity)
    return _merged_mapping(twin, item) if twin is not None else item


def _twin(base: Sequence, item: Mapping, place: int, identity: str | None) -> Mapping | None:
    name = item.get(identity) if identity else None
    if identity and isinstance(name, Scalar):
        return next((twin for twin in _as_mappings(base, identity) if _is_called(twin, identity, name.text)), None)
    twins = _as_mappings(base, identity)
    return twins[place] if place < len(twins) else None


def _as_mappings(base: Sequence, identity: str | None) -> list[Mapping]:
    """The base's items; one written in short (`- cedar-candle`) is spelled out."""
    spelled: list[Mapping] = []
    for item in base.items:
        if isinstance(item, Mapping):
            spelled.append(item)
        elif identity and isinstance(item, Scalar):
            spelled.append(Mapping(item.place, ((Scalar(item.place, identity), item),)))
    return spelled


def _is_called(item: Mapping, identity: str, name: str) -> bool:
    value = item.get(identity)
    return isinstance(value, Scalar) and value.text == name


def _forbidden(overlay: Mapping) -> Iterable[Problem]:
    for name, value in overlay.entries:
        if name.text in SAME_EVERYWHERE:
            yield _not_here(name.place, name.text)
        if name.text in _ITEMS_WITH_PRICES and isinstance(value, Sequence):
            for number, item in enumerate(value.items, 1):
                for key, _ in item.entries if isinstance(item, Mapping) else ():
                    if key.text in _SAME_IN_ITEMS:
                        yield _not_here(key.place, f"{name.text}[{number}].{key.text}")


def _not_here(place: Place, field: str) -> Problem:
    what = f"`{field.rpartition('.')[2]}` is the same in every language"
    return Problem(Place(place.file, place.line, field), what, "set it in the base file, not in the translation")
