"""What macros make of cards and of plain words, kept for other pages that show the same.

A macro that a template imports sees its arguments, the words and the theme, and nothing of the page: called twice with
the same it says the same. A card is one value for all pages that show it alike, so a grid of a hundred is made once,
and not once for every page.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import jinja2
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

from sitegen.render.view import Card
from sitegen.render.words import Words

_SPECIAL = re.compile("[&<>\"']").search

# Only so many are remembered, so that memory stays flat; then all are forgotten at once.
MOST = 4096

# What may stand beside a card: values of which equal ones are the same to a macro. (1 == True, and Markup("a") == "a".)
_ALIKE = frozenset({str, bool, type(None)})


class Template(jinja2.Template):
    """Tells macros that are set up once, for all who import them, from those that belong to one page."""

    @classmethod
    def _from_namespace(cls, environment: Any, namespace: Any, globals: Any) -> Any:
        namespace["escape"] = escaped
        return super()._from_namespace(environment, namespace, globals)

    def _get_default_module(self, ctx: Context | None = None) -> Any:
        """Set up once, as all templates of an environment have the same globals here; Jinja2 would look each time."""
        if self._module is None:
            module = super()._get_default_module(ctx)
            for value in vars(module).values():
                if type(value) is Macro:
                    value.is_shared = True  # type: ignore[attr-defined]
        return self._module


def escaped(value: Any) -> str:
    """What a template writes out of a value: the text of MarkupSafe's `escape`, without making a Markup of it.

    >>> escaped("Tea & Cake"), escaped(7), escaped(Markup("<b>"))
    ('Tea &amp; Cake', '7', Markup('<b>'))
    """
    kind = type(value)
    if kind is Markup or (kind is str and _SPECIAL(value) is None):
        return value  # type: ignore[no-any-return]
    return str(escape(value))


class Remembered:
    """What the macros of one environment made."""

    def __init__(self) -> None:
        self._made: dict[int, tuple[Card | None, dict[Any, str]]] = {}

    def __len__(self) -> int:
        return len(self._made)

    def call(self, context: Context, macro: Macro, args: tuple[Any, ...], named: dict[str, Any]) -> str:
        """What a macro answers, made now or before."""
        if not getattr(macro, "is_shared", False):
            return macro(context.eval_ctx, *args, **named)
        card = args[0] if args and isinstance(args[0], Card) else None
        values = args if card is None else args[1:]
        if not _ALIKE.issuperset(map(type, (*values, *named.values()))):
            return macro(context.eval_ctx, *args, **named)
        made = self._of(card)
        key = (macro, context.eval_ctx.autoescape, *values, *named.items())
        if key not in made:
            made[key] = macro(context.eval_ctx, *args, **named)
        return made[key]

    def _of(self, card: Card | None) -> dict[Any, str]:
        """By identity: comparing cards would take as long as making them. None stands for calls without a card."""
        known = self._made.get(id(card))
        if known is None or len(known[1]) >= MOST:
            if len(self._made) >= MOST:
                self._made.clear()
            known = self._made[id(card)] = (card, {})
        return known[1]


# Called as they are: words, and the functions that a theme is given. None of them looks at the page.
_PLAIN = frozenset({Words, partial})


def quick_context(remembered: Remembered) -> type[Context]:
    """Contexts that call macros, words and a theme's functions without asking first what kind of function they are."""

    class QuickContext(Context):
        def call(__self, __function: Any, *args: Any, **named: Any) -> Any:  # noqa: N805
            kind = type(__function)
            if kind is not Macro and kind not in _PLAIN:
                return Context.call(__self, __function, *args, **named)
            named.pop("_block_vars", None)
            named.pop("_loop_vars", None)
            if kind is Macro:
                return remembered.call(__self, __function, args, named)
            return __function(*args, **named)

    return QuickContext
