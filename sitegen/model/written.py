"""How authors write what may be written in several ways: `photos: hero.jpg`, a list of names, a list of mappings.

An editor with forms shows one of them. This tells which ones a site's own texts have, so that no form meets another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Literal

import msgspec

from sitegen.load.documents import Document
from sitegen.load.nodes import Mapping, Node, Scalar, Sequence

Shape = Literal["value", "values", "mapping", "mappings", "mixed"]


class Written(msgspec.Struct, frozen=True):
    """`shapes` by kind and path, like `products.photos.alt`. `bundles` and `files` are the kinds of which there are
    folders and single files.
    """

    shapes: dict[str, frozenset[Shape]] = msgspec.field(default_factory=dict)
    bundles: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()

    def only(self, path: str, *shapes: Shape) -> bool:
        """Whether nothing at this path is written in any other way."""
        return self.shapes.get(path, frozenset()) <= frozenset(shapes)


def written_in(documents: Iterable[Document]) -> Written:
    shapes: dict[str, set[Shape]] = {}
    bundles: set[str] = set()
    files: set[str] = set()
    for document in documents:
        for path, shape in _shapes(document.fields, document.kind):
            shapes.setdefault(path, set()).add(shape)
        is_bundle = PurePosixPath(document.file).name.startswith("index.")
        (bundles if is_bundle else files).add(document.kind)
    return Written({path: frozenset(found) for path, found in shapes.items()}, frozenset(bundles), frozenset(files))


def _shapes(node: Mapping, path: str) -> Iterator[tuple[str, Shape]]:
    for name, value in node.entries:
        below = f"{path}.{name.text}"
        if shape := _shape(value):
            yield below, shape
        for inner in (value, *(value.items if isinstance(value, Sequence) else ())):
            if isinstance(inner, Mapping):
                yield from _shapes(inner, below)


def _shape(node: Node) -> Shape | None:
    """None for what says nothing."""
    if isinstance(node, Scalar):
        return None if node.is_null else "value"
    if isinstance(node, Mapping):
        return "mapping"
    inner = {type(item) for item in node.items}
    if inner == {Mapping}:
        return "mappings"
    if inner == {Scalar}:
        return "values"
    return "mixed" if inner else None
