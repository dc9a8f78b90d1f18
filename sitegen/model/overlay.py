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
_OF_ALL = "slug draft date publish expires updated aliases commission"
_OF_ONE_KIND = "tags price compare_at sku gtin available store order coupon email_hash from until kind channel offer"
_OF_SITE = "trust words creators currency timezone url language languages theme referral earnings previews fonts cms"
_OF_FINDING = "feeds structured_data"
SAME_EVERYWHERE = frozenset(f"{_OF_ALL} {_OF_ONE_KIND} {_OF_SITE} {_OF_FINDING}".split())
SAME_IN_ITEMS = frozenset({"price", "compare_at", "available", "from", "until", "members", "variant"})
_ITEMS_WITH_PRICES = frozenset({"variants", "offers"})


def merge(base: Mapping, overlay: Mapping) -> tuple[Mapping, list[Problem]]:
    """The base's fields as the overlay's language has them."""
    problems = [*_forbidden(overlay), *_without_base(base, overlay)]
    return _merged_mapping(base, overlay), problems


def _merged_mapping(base: Mapping, overlay: Mapping) -> Mapping:
    """What is missing in the result is missing in the base, so that is where it stands."""
    said = {name.text: (name, value) for name, value in overlay.entries}
    entries = [
        (name, _merged(value, said.pop(name.text)[1], name.text) if name.text in said else value)
        for name, value in base.entries
    ]
    return Mapping(base.place, (*entries, *said.values()))


def _merged(base: Node, overlay: Node, key: str) -> Node:
    if key in REPLACED_WHOLE:
        return overlay
    if isinstance(base, Mapping) and isinstance(overlay, Mapping):
        return _merged_mapping(base, overlay)
    if isinstance(base, Sequence) and isinstance(overlay, Sequence):
        return Sequence(overlay.place, _merged_items(base, overlay, IDENTITIES.get(key)))
    return overlay


def _merged_items(base: Sequence, overlay: Sequence, identity: str | None) -> tuple[Node, ...]:
    twins = _Twins(base, identity)
    merged: list[Node] = []
    for place, item in enumerate(overlay.items):
        spelled = _spelled_out(item, identity)
        twin = twins.of(spelled, place) if isinstance(spelled, Mapping) else None
        merged.append(_merged_mapping(twin, spelled) if twin and isinstance(spelled, Mapping) else item)
    return tuple(merged)


class _Twins:
    """The items of a base list, to be found by what they are called, else by their place."""

    def __init__(self, base: Sequence, identity: str | None) -> None:
        self._identity = identity
        self._items = [_spelled_out(item, identity) for item in base.items]
        self._called: dict[str, Mapping] = {}
        for item in self._items:
            if isinstance(item, Mapping) and (name := _name(item, identity)):
                self._called.setdefault(name, item)

    def of(self, item: Mapping, place: int) -> Mapping | None:
        """The item's twin; of several that are called the same, the one at the same place."""
        name = _name(item, self._identity)
        here = self._items[place] if place < len(self._items) else None
        if name and not (isinstance(here, Mapping) and _name(here, self._identity) == name):
            return self._called.get(name)
        return here if isinstance(here, Mapping) else None


def _name(item: Mapping, identity: str | None) -> str | None:
    value = item.get(identity) if identity else None
    return value.text if isinstance(value, Scalar) and not value.is_null else None


def _spelled_out(item: Node, identity: str | None) -> Node:
    """An item written in short (`- cedar-candle`) as a mapping."""
    if identity and isinstance(item, Scalar) and not item.is_null:
        return Mapping(item.place, ((Scalar(item.place, identity), item),))
    return item


def _without_base(base: Mapping, overlay: Mapping) -> Iterable[Problem]:
    """A variant or offer that only a translation knows would be sold at a price nobody gave."""
    for key in sorted(_ITEMS_WITH_PRICES):
        said, known = overlay.get(key), base.get(key)
        items = said.items if isinstance(said, Sequence) else ()
        twins = _Twins(known if isinstance(known, Sequence) else Sequence(overlay.place, ()), IDENTITIES.get(key))
        for number, item in enumerate(items):
            if isinstance(item, Mapping) and twins.of(item, number) is None:
                place = overlay.at(key, number)
                yield Problem(place, "the base file has nothing to translate here", "add it there first")


def _forbidden(overlay: Mapping) -> Iterable[Problem]:
    for name, value in overlay.entries:
        if name.text in SAME_EVERYWHERE:
            yield _not_here(name.place, name.text)
        if name.text in _ITEMS_WITH_PRICES and isinstance(value, Sequence):
            for number, item in enumerate(value.items, 1):
                for key, _ in item.entries if isinstance(item, Mapping) else ():
                    if key.text in SAME_IN_ITEMS:
                        yield _not_here(key.place, f"{name.text}[{number}].{key.text}")


def _not_here(place: Place, field: str) -> Problem:
    what = f"`{field.rpartition('.')[2]}` is the same in every language"
    return Problem(Place(place.file, place.line, field), what, "set it in the base file, not in the translation")
