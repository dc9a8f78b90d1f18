"""What macros make of cards, kept for other pages that show the same card.

A macro that a template imports sees its arguments, the words and the theme, and nothing of the page: called twice with
the same it says the same. A card is one value for all pages that show it alike, so a grid of a hundred is made once,
and not once for every page.
"""

from __future__ import annotations

from typing import Any

import jinja2
from jinja2.runtime import Context, Macro

from sitegen.render.view import Card

# Only so many cards are remembered, so that memory stays flat; then all are forgotten at once.
MOST = 4096

# What may stand beside a card: values of which equal ones are the same to a macro. (1 == True, and Markup("a") == "a".)
_ALIKE = frozenset({str, bool, type(None)})


class Template(jinja2.Template):
    """Tells macros that are set up once, for all who import them, from those that belong to one page."""

    def _get_default_module(self, ctx: Context | None = None) -> Any:
        is_new = self._module is None
        module = super()._get_default_module(ctx)
        if is_new and module is self._module:
            for value in vars(module).values():
                if type(value) is Macro:
                    value.is_shared = True  # type: ignore[attr-defined]
        return module


class Remembered:
    """What the macros of one environment made."""

    def __init__(self) -> None:
        self._made: dict[int, tuple[Card, dict[Any, str]]] = {}

    def __len__(self) -> int:
        return len(self._made)

    def call(self, context: Context, macro: Macro, args: tuple[Any, ...], named: dict[str, Any]) -> str:
        """What a macro answers, made now or before."""
        card = args[0] if args else None
        if not isinstance(card, Card) or not getattr(macro, "is_shared", False):
            return macro(context.eval_ctx, *args, **named)
        values = (*args[1:], *named.values())
        if not _ALIKE.issuperset(map(type, values)):
            return macro(context.eval_ctx, *args, **named)
        made = self._of(card)
        key = (macro, context.eval_ctx.autoescape, *args[1:], *named.items())
        if key not in made:
            made[key] = macro(context.eval_ctx, *args, **named)
        return made[key]

    def _of(self, card: Card) -> dict[Any, str]:
        """By identity: comparing cards would take as long as making them."""
        known = self._made.get(id(card))
        if known is None:
            if len(self._made) >= MOST:
                self._made.clear()
            known = self._made[id(card)] = (card, {})
        return known[1]


def quick_context(remembered: Remembered) -> type[Context]:
    """Contexts that call macros without asking first what kind of function they are."""

    class QuickContext(Context):
        def call(__self, __function: Any, *args: Any, **named: Any) -> Any:  # noqa: N805
            if type(__function) is not Macro:
                return Context.call(__self, __function, *args, **named)
            named.pop("_block_vars", None)
            named.pop("_loop_vars", None)
            return remembered.call(__self, __function, args, named)

    return QuickContext
