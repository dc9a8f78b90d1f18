"""The form of a kind: one field for each key, in the words of Sveltia CMS and Decap CMS, which share them.

A key that this site's texts write in a way that no form can show has no field; an editor leaves it as it is.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from sitegen.editing.described import described
from sitegen.editing.scalar_schemas import SCALARS
from sitegen.editing.schemas import REFERENCES
from sitegen.load.nodes import Node
from sitegen.model.content import FIELDS_OF, Color, Days, Focus, Rate
from sitegen.model.money import Money
from sitegen.model.overlay import SAME_EVERYWHERE, SAME_IN_ITEMS
from sitegen.model.written import Shape, Written

Field = dict[str, Any]
Choices = Mapping[str, tuple[tuple[str, str], ...]]

PICTURES = frozenset({"file", "avatar", "photo"})
# What an item of a list is called in every language, so that a translation finds its own.
_SAME_NAMES = frozenset({"file", "product", "sku"})
_WORDS = "title name tagline summary labels alt note delivery brand facts q a text by label address hours to place"
_HOLD_WORDS = "photos questions reviews variants offers picks studio links"
_TRANSLATED = frozenset(f"{_WORDS} {_HOLD_WORDS}".split())
_LONG = frozenset({"summary", "note", "text", "a"})
_FIRST = ("title", "name", "to")
_LAST = ("slug", "draft", "date", "publish", "expires", "updated", "aliases", "extra")
_ANY_NODE = set(get_args(Node))
_WRITTEN_OUT = {Money: "168.00", Rate: "12%", Days: "45 days", Focus: "50% 20%"}


class Form(msgspec.Struct, frozen=True):
    """`choices` are the names of each kind with their titles; `editor` is whose widgets there are."""

    written: Written
    choices: Choices
    editor: str
    is_translated: bool

    def fields(self, kind: str) -> list[Field]:
        """What stands above the text, and the text."""
        found = [*self._struct(FIELDS_OF[kind], kind, is_inside=False)]
        ordered = sorted(found, key=lambda field: (field["name"] in _LAST, field["name"] not in _FIRST))
        body = {"name": "body", "label": "Text", "widget": "markdown", "required": False, "modes": ["raw"]}
        return [*ordered, self._translated(body, True)]

    def _struct(self, struct: type[msgspec.Struct], path: str, *, is_inside: bool) -> Iterator[Field]:
        hints = get_type_hints(struct, include_extras=True)
        for field in msgspec.structs.fields(struct):
            key = field.encode_name
            widget = self._widget(key, hints[field.name], f"{path}.{key}")
            if widget is None:
                continue
            hint = described(struct, key)
            named = {"name": key, "label": _label(key), "required": field.required} | ({"hint": hint} if hint else {})
            yield self._in_languages(named | widget, key, struct, is_inside)

    def _in_languages(self, field: Field, key: str, struct: type[msgspec.Struct], is_inside: bool) -> Field:
        if not self.is_translated:
            return field
        if is_inside and key in _SAME_NAMES:
            return field | {"i18n": "duplicate"}
        is_same = (
            key in SAME_IN_ITEMS and struct.__name__ in ("Variant", "Offer") if is_inside else key in SAME_EVERYWHERE
        )
        return self._translated(field, key in _TRANSLATED and not is_same)

    def _translated(self, field: Field, wanted: bool) -> Field:
        return field | {"i18n": True} if wanted and self.is_translated else field

    def _widget(self, key: str, hint: Any, path: str) -> Field | None:
        """The first way to show a value that shows how it is written everywhere."""
        fitting = (widget for shapes, widget in self._widgets(key, hint, path) if self.written.only(path, *shapes))
        return next(fitting, None)

    def _widgets(self, key: str, hint: Any, path: str) -> Iterator[tuple[tuple[Shape, ...], Field]]:
        origin = get_origin(hint)
        if origin is Annotated:
            yield ("value",), {"widget": "number", "value_type": "int", **_bounds(get_args(hint)[1])}
        elif origin in (Union, types.UnionType):
            wanted = [option for option in get_args(hint) if option is not type(None)]
            if set(wanted) == _ANY_NODE:
                yield ("value",), {"widget": "string", "pattern": ["^https?://.+", "Copy the whole payment link."]}
            else:
                yield from self._widgets(key, wanted[0], path)
        elif origin is tuple:
            yield from self._lists(key, get_args(hint)[0], path)
        elif origin is Literal:
            yield ("value",), {"widget": "select", "options": list(get_args(hint))}
        elif origin is dict:
            if get_args(hint)[1] is str and self.editor == "sveltia":
                yield ("mapping",), {"widget": "keyvalue"}
        elif hint in SCALARS:
            yield ("value",), self._single(key, hint)
        else:
            yield (
                ("mapping",),
                {"widget": "object", "collapsed": True, "fields": [*self._struct(hint, path, is_inside=True)]},
            )

    def _lists(self, key: str, item: Any, path: str) -> Iterator[tuple[tuple[Shape, ...], Field]]:
        if item is str and key in REFERENCES:
            yield ("values",), {"widget": "select", "multiple": True, "options": self._options(REFERENCES[key])}
        elif item is str:
            yield ("values",), {"widget": "list"}
            yield ("value",), {"widget": "string"}
        elif item is float:
            number = {"name": "degrees", "label": "Degrees", "widget": "number", "value_type": "float"}
            yield ("values",), {"widget": "list", "field": number}
        elif item in SCALARS:
            yield ("value",), self._single(key, item)
        else:
            short = getattr(item, "shorthand", None)
            if short == "rate":  # most write one percentage
                yield ("value",), self._single(key, Rate)
            summary = {"summary": f"{{{{fields.{short}}}}}"} if short else {}
            fields = [*self._struct(item, path, is_inside=True)]
            yield ("mappings",), {"widget": "list", "collapsed": True, "fields": fields, **summary}
            if short and short in REFERENCES:
                yield ("values",), {"widget": "select", "multiple": True, "options": self._options(REFERENCES[short])}
            elif short in PICTURES:
                yield ("value",), {"widget": "image"}

    def _single(self, key: str, hint: Any) -> Field:
        if hint is bool:
            return {"widget": "boolean"}
        if hint in (int, float):
            return {"widget": "number", "value_type": "int" if hint is int else "float"}
        if hint is Color:
            return {"widget": "color", "allowInput": True}
        if hint is datetime:
            return {"widget": "datetime", "format": "YYYY-MM-DDTHH:mm"}
        if hint is date:
            return {"widget": "datetime", "format": "YYYY-MM-DD", "date_format": "YYYY-MM-DD", "time_format": False}
        if hint in _WRITTEN_OUT:
            return {"widget": "string", "pattern": [SCALARS[hint]["pattern"], f"Write it like {_WRITTEN_OUT[hint]}."]}
        if key in REFERENCES and key != "theme":
            return {"widget": "select", "options": self._options(REFERENCES[key])}
        if key in PICTURES:
            return {"widget": "image"}
        return {"widget": "text" if key in _LONG else "string"}

    def _options(self, kind: str) -> list[dict[str, str]]:
        return [{"label": title, "value": name} for name, title in self.choices.get(kind, ())]


def _bounds(meta: Any) -> Field:
    return {name: bound for name, bound in (("min", meta.ge), ("max", meta.le)) if bound is not None}


def _label(key: str) -> str:
    """`compare_at` as `Compare at`."""
    return key.replace("_", " ").capitalize()
