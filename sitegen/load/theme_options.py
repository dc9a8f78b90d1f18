"""What a theme lets a site choose: every option with its kind, its default and what it is for."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec

from sitegen.errors import Problem
from sitegen.load.nodes import Mapping, Node, Scalar, resolve
from sitegen.text import did_you_mean

TYPES = ("color", "text", "number", "flag", "choice")
_KEYS = ("type", "default", "choices", "description")
_COLOR = re.compile("#[0-9a-fA-F]{6}")

Report = Callable[[Problem], None]


class Option(msgspec.Struct, frozen=True):
    """What values an option takes; one without a `type` takes anything."""

    type: str = ""
    choices: tuple[str, ...] = ()
    description: str = ""

    def fault(self, value: Any) -> tuple[str, str | None] | None:
        """What is wrong with a value and what to write instead; None when it fits."""
        said = f"`{value}`" if value is not None else "nothing"
        match self.type:
            case "color" if not (isinstance(value, str) and _COLOR.fullmatch(value)):
                return f"{said} is no colour", 'write six digits in quotes, like "#fbf8f4"'
            case "number" if isinstance(value, bool) or not isinstance(value, int | Decimal):
                return f"{said} is no number", "write digits, like 3 or 1.5"
            case "flag" if not isinstance(value, bool):
                return f"{said} is neither true nor false", "write true or false"
            case "text" if not isinstance(value, str):
                return f"{said} is no text", "put it into quotes"
            case "choice" if value not in self.choices:
                hint = did_you_mean(str(value), self.choices) or f"write one of {', '.join(self.choices)}"
                return f"{said} is not among the choices", hint
        return None


def read_options(fields: Mapping, inherited: dict[str, Option], report: Report) -> dict[str, tuple[Option, Any]]:
    """The `options` of a theme.yaml: name -> what it takes, and its default.

    A plain value is a new default for an option of the parent, or an option that takes anything.
    """
    node = fields.get("options")
    if node is None or (isinstance(node, Scalar) and node.is_null):
        return {}
    if not isinstance(node, Mapping):
        report(Problem(fields.at("options"), "this should be `name: value` lines"))
        return {}
    options = {}
    for name, value in node.entries:
        declared = _declared(name.text, value, fields, report) if _is_declaration(value) else None
        option, default = declared or (inherited.get(name.text, Option()), resolve(value))
        if fault := option.fault(default):
            report(Problem(fields.at("options", name.text), *fault))
        options[name.text] = (option, default)
    return options


def _is_declaration(node: Node) -> bool:
    return isinstance(node, Mapping) and not {"type", "default"}.isdisjoint(node.keys())


def _declared(name: str, node: Node, fields: Mapping, report: Report) -> tuple[Option, Any]:
    said = resolve(node)
    for key in said:
        if key not in _KEYS:
            what = f"an option has no `{key}`"
            report(Problem(fields.at("options", name, key), what, did_you_mean(key, _KEYS)))
    choices = said.get("choices")
    kind = said.get("type") or ("choice" if choices else "")
    if kind and kind not in TYPES:
        hint = did_you_mean(str(kind), TYPES) or f"write one of {', '.join(TYPES)}"
        report(Problem(fields.at("options", name, "type"), f"there are no options of type `{kind}`", hint))
        kind = ""
    if kind == "choice" and not (isinstance(choices, list) and choices):
        report(Problem(fields.at("options", name), "a choice needs choices", "add `choices: [one, another]`"))
        kind = ""
    if "default" not in said:
        report(Problem(fields.at("options", name), "this option has no default", "add `default: …`"))
        return Option(), None
    taken = tuple(str(choice) for choice in choices) if isinstance(choices, list) else ()
    return Option(str(kind), taken, str(said.get("description") or "")), said["default"]
