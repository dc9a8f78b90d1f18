"""What may stand under `checkout:`: a link, or a provider with the settings that it declares, whoever wrote it.

Site, product, variant and offer complete each other, so what a provider needs may be written in any of them; a schema
can tell which keys a provider knows, not which are missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, get_type_hints

import msgspec

from sitegen.editing.scalar_schemas import Schema
from sitegen.model.checkout import Provider

WriteValue = Callable[[Any], Schema]

LINK: Schema = {"title": "payment link", "type": "string", "pattern": "^https?://"}


def checkout_schema(providers: Mapping[str, Provider[Any]], write: WriteValue) -> Schema:
    """On products, variants and offers."""
    return {"anyOf": [LINK, _mapping(providers, write, {})]}


def house_checkout_schema(providers: Mapping[str, Provider[Any]], write: WriteValue) -> Schema:
    """In site.yaml, where the hosts that buttons may lead to are listed, too."""
    hosts = {"description": "The only hosts that any button may lead to.", **write(tuple[str, ...])}
    return {"anyOf": [LINK, _mapping(providers, write, {"hosts": hosts})]}


def _mapping(providers: Mapping[str, Provider[Any]], write: WriteValue, more: dict[str, Schema]) -> Schema:
    properties: dict[str, Schema] = {"provider": {"description": "Who is paid.", "enum": sorted(providers)}}
    rules = []
    for name, provider in sorted(providers.items()):
        keys = _keys(provider.settings, write)
        for key, schema in keys.items():
            properties[key] = _either(properties[key], schema) if key in properties else schema
        rules.append(
            {
                "if": {"properties": {"provider": {"const": name}}, "required": ["provider"]},
                "then": {
                    "description": (provider.settings.__doc__ or "").strip(),
                    "properties": keys,
                    "propertyNames": {"enum": ["provider", *keys, *more]},
                },
            }
        )
    return {"type": "object", "properties": properties | more, "additionalProperties": False, "allOf": rules}


def _keys(settings: type[msgspec.Struct], write: WriteValue) -> dict[str, Schema]:
    hints = get_type_hints(settings)
    return {field.encode_name: write(hints[field.name]) for field in msgspec.structs.fields(settings)}


def _either(one: Schema, other: Schema) -> Schema:
    return one if one == other else {"anyOf": [one, other]}
