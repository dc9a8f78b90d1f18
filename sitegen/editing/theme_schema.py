"""The schema of theme.yaml, which `load/theme.py` reads without a struct."""

from __future__ import annotations

from sitegen.editing.scalar_schemas import Schema
from sitegen.load.theme_options import TYPES

_NUMBER: Schema = {"type": "number", "minimum": 0}
_ROLE: Schema = {
    "type": "object",
    "required": ["widths"],
    "additionalProperties": False,
    "properties": {
        "widths": {
            "description": "In pixels.",
            "type": "array",
            "minItems": 1,
            "items": {"type": "integer", "minimum": 1, "maximum": 10_000},
        },
        "ratio": {
            "description": 'Width to height, like "4:5"; null for the photo\'s own.',
            "type": ["string", "null", "number"],
        },
        "sizes": {"description": "How wide the page shows it.", "type": "string"},
        "budget": {"description": "What the file that a phone takes may weigh, in kilobytes.", **_NUMBER},
        "quality": {
            "description": "The limits between which it is searched for, as AVIF counts.",
            "type": "array",
            "minItems": 2,
            "maxItems": 2,
            "items": {"type": "integer", "minimum": 1, "maximum": 95},
        },
    },
}
_OPTION: Schema = {
    "type": "object",
    "additionalProperties": False,
    "anyOf": [{"required": ["default"]}, {"required": ["type"]}],
    "properties": {
        "type": {"description": "What it takes.", "enum": list(TYPES)},
        "default": {"description": "What it is unless a site says otherwise."},
        "choices": {"description": "What one may choose.", "type": "array", "minItems": 1},
        "description": {"description": "What it is for.", "type": "string"},
    },
}


def theme_schema(themes: tuple[str, ...]) -> Schema:
    known: list[Schema] = [{"enum": list(themes)}] if themes else []
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A theme",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "title": {"description": "What it is called.", "type": "string"},
            "extends": {
                "description": "The theme it starts from.",
                "anyOf": [*known, {"type": "string"}, {"type": "null"}],
            },
            "pictures": {
                "description": "What pictures are made for, and in which widths.",
                "anyOf": [{"type": "object", "additionalProperties": _ROLE}, {"type": "null"}],
            },
            "options": {
                "description": "What a site may choose under theme_options.",
                "anyOf": [
                    {
                        "type": "object",
                        "additionalProperties": {
                            "anyOf": [_OPTION, {"type": ["string", "number", "boolean", "array", "null"]}]
                        },
                    },
                    {"type": "null"},
                ],
            },
        },
    }
