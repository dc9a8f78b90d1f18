"""JSON Schemas (draft 7, which editors know best) of front matter and site.yaml, from the types that read them.

A schema speaks of shapes: keys, values, lists. That a name exists or a price fits its offer only `sitegen check` knows.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from sitegen.editing.checkout_schemas import checkout_schema, house_checkout_schema
from sitegen.editing.described import TITLES, described
from sitegen.editing.scalar_schemas import SCALARS, Schema
from sitegen.editing.theme_schema import theme_schema
from sitegen.load.documents import KINDS
from sitegen.load.nodes import Node
from sitegen.model.checkout import Provider
from sitegen.model.content import FIELDS_OF, SiteFields
from sitegen.model.overlay import SAME_EVERYWHERE, SAME_IN_ITEMS

DRAFT = "http://json-schema.org/draft-07/schema#"

# What a key that takes a name takes the name of.
REFERENCES = {
    "product": "products",
    "products": "products",
    "featured": "products",
    "creator": "creators",
    "circles": "circles",
    "theme": "themes",
    "feeds": "feeds",
}
_ANY_NODE = set(get_args(Node))

Names = Mapping[str, tuple[str, ...]]
Providers = Mapping[str, Provider[Any]]


def schemas(providers: Providers, names: Names) -> dict[str, Schema]:
    """By what they are of: `site`, `product` … `theme`, and `product.translation` for what another language may say.

    `names` are what there is of each kind, for editors to offer; other names are right, too.
    """
    found = {}
    for kind in ("site", *KINDS):
        one = singular(kind)
        found[one] = _Writer(providers, names, is_whole=True).document(kind)
        found[f"{one}.translation"] = _Writer(providers, names, is_whole=False).document(kind)
    return found | {"theme": theme_schema(names.get("themes", ()))}


def singular(kind: str) -> str:
    return kind.removesuffix("s")


class _Writer:
    """Writes one schema: of a whole text, or of what a translation may say of it."""

    def __init__(self, providers: Providers, names: Names, *, is_whole: bool) -> None:
        self._providers = providers
        self._names = names
        self._is_whole = is_whole
        self._definitions: dict[str, Schema] = {}

    def document(self, kind: str) -> Schema:
        struct = FIELDS_OF[kind]
        body = self._object(struct, left_out=frozenset() if self._is_whole else SAME_EVERYWHERE)
        more = "" if self._is_whole else ", in another language: only what differs"
        return {"$schema": DRAFT, "title": TITLES[kind] + more} | body | {"definitions": self._definitions}

    def _object(self, struct: type[msgspec.Struct], left_out: frozenset[str] = frozenset()) -> Schema:
        hints = get_type_hints(struct, include_extras=True)
        fields = [field for field in msgspec.structs.fields(struct) if field.encode_name not in left_out]
        needed = [field.encode_name for field in fields if field.required and self._is_whole]
        properties = {
            field.encode_name: self._property(struct, field.encode_name, hints[field.name], field.encode_name in needed)
            for field in fields
        }
        schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
        return schema | ({"required": needed} if needed else {})

    def _property(self, struct: type[msgspec.Struct], key: str, hint: Any, is_needed: bool) -> Schema:
        options = [*self._options(struct, key, hint)]
        if not is_needed:
            options.append({"type": "null"})
        text = described(struct, key)
        return ({"description": text} if text else {}) | {"anyOf": options}

    def _options(self, struct: type[msgspec.Struct], key: str, hint: Any) -> Iterator[Schema]:
        """Every way to write a value; a list of one thing may be written without the list."""
        origin = get_origin(hint)
        if origin in (Union, types.UnionType):
            wanted = [option for option in get_args(hint) if option is not type(None)]
            yield from [self._checkout(struct)] if set(wanted) == _ANY_NODE else self._options(struct, key, wanted[0])
        elif origin is tuple:
            item = get_args(hint)[0]
            options = [*self._options(struct, key, item)]
            yield {"type": "array", "items": options[0] if len(options) == 1 else {"anyOf": options}}
            yield from self._alone(options)
        elif isinstance(hint, type) and issubclass(hint, msgspec.Struct) and hint not in SCALARS:
            yield from self._struct(hint)
        elif hint is str and key in REFERENCES:
            if known := self._names.get(REFERENCES[key]):
                yield {"enum": list(known)}
            yield SCALARS[str]
        else:
            yield self._plain(hint)

    def _alone(self, options: list[Schema]) -> Iterator[Schema]:
        """Those that are single values; a mapping without its list is an error."""
        for option in options:
            if "$ref" not in option and option.get("type") != "object":
                yield option

    def _struct(self, struct: type[msgspec.Struct]) -> Iterator[Schema]:
        name = struct.__name__
        if name not in self._definitions:
            is_item = name in ("Variant", "Offer")
            self._definitions[name] = {}  # a struct in itself finds this place taken
            same = SAME_IN_ITEMS if is_item and not self._is_whole else frozenset()
            self._definitions[name] = self._object(struct, same)
        yield {"$ref": f"#/definitions/{name}"}
        if shorthand := getattr(struct, "shorthand", None):
            yield from self._options(struct, shorthand, get_type_hints(struct, include_extras=True)[shorthand])

    def _plain(self, hint: Any) -> Schema:
        origin = get_origin(hint)
        if origin is Annotated:
            plain, meta = get_args(hint)[:2]
            bounds = {"minimum": meta.ge, "maximum": meta.le}
            return self._plain(plain) | {name: bound for name, bound in bounds.items() if bound is not None}
        if origin is Literal:
            return {"enum": list(get_args(hint))}
        if origin is dict:
            value = get_args(hint)[1]
            return {"type": "object"} | ({} if value is Any else {"additionalProperties": self._any_of(value)})
        return SCALARS[hint]

    def _any_of(self, hint: Any) -> Schema:
        options = [*self._options(msgspec.Struct, "", hint)]
        return options[0] if len(options) == 1 else {"anyOf": options}

    def _checkout(self, struct: type[msgspec.Struct]) -> Schema:
        if "Checkout" not in self._definitions:
            write = house_checkout_schema if struct is SiteFields else checkout_schema
            self._definitions["Checkout"] = write(self._providers, self._plain_or_null)
        return {"$ref": "#/definitions/Checkout"}

    def _plain_or_null(self, hint: Any) -> Schema:
        return {"anyOf": [*self._options(msgspec.Struct, "", hint), {"type": "null"}]}
