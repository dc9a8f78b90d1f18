"""What a single value may look like, for editors: as strict as the readers in `model/scalars.py`, and never stricter
for what people write without quotes.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sitegen.model.content import Color, Days, Focus, Gtin, Rate
from sitegen.model.money import Money

Schema = dict[str, Any]

_DAY = r"(19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}"
_TIME = r"[0-9]{2}(:[0-9]{2}(:[0-9]{2}([.,][0-9]{1,6})?)?)?"
_SHARE = r"(100|[0-9]{1,2})(\.[0-9]{1,6})?"

SCALARS: dict[Any, Schema] = {
    str: {"type": ["string", "number", "boolean"]},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    Money: {
        "title": "money",
        "type": ["number", "string"],
        "minimum": 0,
        "pattern": r"^ *[0-9]+(\.[0-9]+)?( +[A-Z]{3})? *$",
        "examples": ["168.00", "168.00 CNY"],
    },
    Rate: {"title": "percentage", "type": "string", "pattern": rf"^0*{_SHARE} ?%$", "examples": ["12%"]},
    Days: {
        "title": "days",
        "type": ["integer", "string"],
        "minimum": 1,
        "maximum": 9999,
        "pattern": r"^(?!0+( |$))[0-9]{1,4}( days?)?$",
        "examples": ["45 days"],
    },
    Color: {
        "title": "colour",
        "type": "string",
        "pattern": "^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$",
        "examples": ["#b4563c"],
    },
    Focus: {
        "title": "point",
        "type": "string",
        "pattern": rf"^ *0*{_SHARE}%? +0*{_SHARE}%? *$",
        "examples": ["50% 20%"],
    },
    Gtin: {
        "title": "number below a bar code",
        "type": ["integer", "string"],
        "minimum": 0,
        "pattern": r"^([ -]*[0-9]){8}([ -]*[0-9]){4,6}[ -]*$|^([ -]*[0-9]){8}[ -]*$",
        "examples": ["4006381333931"],
    },
    datetime: {
        "title": "date or moment",
        "type": "string",
        "pattern": rf"^{_DAY}([T ]{_TIME}(Z|[+-][0-9]{{2}}(:?[0-9]{{2}})?)?)?$",
        "examples": ["2026-11-12", "2026-11-12T20:00", "2026-11-12T20:00+08:00"],
    },
    date: {"title": "day", "type": "string", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "examples": ["2026-11-12"]},
}
