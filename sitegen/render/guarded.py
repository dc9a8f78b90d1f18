"""Jinja2 templates in which some places are left open.

An open place is a text that stands for another one, which is not known yet but is not empty. A template may pass it
on, ask whether it is there and write it out. Whatever else would look at it (a comparison, a loop, a filter, an
operator, an index) raises Inspected, because the answer would be that of the stand-in. Text that a template has
rendered with open places in it, by a macro or a block, is guarded in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import msgspec
from jinja2 import nodes
from jinja2.compiler import CodeGenerator
from jinja2.filters import make_attrgetter
from jinja2.runtime import Context, LoopContext, Macro
from markupsafe import Markup

from sitegen.digest import digest
from sitegen.render.remembering import Remembered, Template, quick_context

ASK, LOOK, SEARCH = "__ask", "__look", "__search"

# Filters that hand on the items of what they get, or count them, without a look into any.
_CARRIERS = frozenset({"batch", "count", "default", "d", "first", "last", "length", "list", "map", "slice"})
# Filters that look at one attribute of every item. The number says at which place it is named.
_BY_ATTRIBUTE = {"groupby": 0, "max": 1, "min": 1, "rejectattr": 0, "selectattr": 0, "sort": 2, "sum": 0, "unique": 1}
# Filters that ask of every item whether it is there.
_BY_ITEM = frozenset({"reject", "select"})


class Inspected(Exception):
    """A template looks at what is left open."""


class Untouchable:
    """Stands for a value that no open template may use in any way."""

    def __init__(self, name: str) -> None:
        self.__dict__["_name"] = name

    def _refuse(self, *_: object) -> Any:
        raise Inspected(f"it uses `{self.__dict__['_name']}`")

    __getattr__ = __getitem__ = __bool__ = __iter__ = __len__ = __str__ = __call__ = __contains__ = _refuse
    __eq__ = __ne__ = __lt__ = __gt__ = __add__ = __radd__ = __format__ = __html__ = _refuse
    __hash__ = None  # type: ignore[assignment]


class OpenThing:
    """Stands for a thing of which only some attributes are left open; the others may not be touched."""

    def __init__(self, _name: str, /, **attributes: Any) -> None:
        self.__dict__ |= {"_name": _name, **attributes}

    def __getattr__(self, attribute: str) -> Any:
        raise Inspected(f"it uses `{self.__dict__['_name']}.{attribute}`")


def guarded(environment: jinja2.Environment, loader: jinja2.BaseLoader, mark: str, free: type) -> jinja2.Environment:
    """An environment like the given one, for templates with open places.

    `mark` is in every open text and in no other. Functions of the type `free` may be called with open texts, because
    they only put them into another text, which is escaped later.
    """
    guard = _Guard(mark, environment)
    twin = jinja2.Environment(
        loader=loader,
        autoescape=True,
        undefined=environment.undefined,
        trim_blocks=environment.trim_blocks,
        lstrip_blocks=environment.lstrip_blocks,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=_Apart(environment.bytecode_cache) if environment.bytecode_cache else None,
    )
    twin.globals = environment.globals
    twin.code_generator_class = _Guarding
    twin.template_class = Template
    twin.context_class = _context_class(guard, free)
    twin.filters = {name: guard.filter(name, function) for name, function in environment.filters.items()}
    twin.filters |= {ASK: guard.ask, LOOK: guard.look, SEARCH: guard.search}
    return twin


class _Guard:
    """Lets everything through but open texts."""

    def __init__(self, mark: str, environment: jinja2.Environment) -> None:
        self._mark = mark
        self._environment = environment

    def ask(self, value: Any) -> Any:
        """A value that a template is about to ask whether it is there; rendered text may turn out to be empty."""
        return self.look(value) if isinstance(value, Markup) else value

    def look(self, value: Any) -> Any:
        """A value that a template is about to look at; the items of a list are not looked at yet."""
        if isinstance(value, str):
            if self._mark in value:
                raise Inspected("it looks at a text of the creator's")
            return value
        if isinstance(value, _STILL):
            return value
        if _is_passing(value):
            return map(self.look, value)
        return value

    def search(self, value: Any) -> Any:
        """A value that a template is about to look at in full depth."""
        if _is_passing(value):
            return map(self.search, value)
        for text in _texts_in(value):
            self.look(text)
        return value

    def is_open(self, value: Any) -> bool:
        return any(self._mark in text for text in _texts_in(value))

    def filter(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The filter, looking first at whatever it will look at."""
        if name in _CARRIERS:
            return function
        if name in _BY_ITEM:
            return self._wrapped(function, self._by_item)
        if name in _BY_ATTRIBUTE:
            at = _BY_ATTRIBUTE[name]
            return self._wrapped(function, lambda values, args, named: self._by_attribute(values, at, args, named))
        return self._wrapped(function, lambda value, _args, _named: self.search(value))

    def _by_item(self, values: Iterable[Any], args: Any, _named: Any) -> list[Any]:
        return [self.search(value) if args else self.ask(value) for value in values]

    def _by_attribute(self, values: Iterable[Any], at: int, args: Any, named: Any) -> list[Any]:
        listed = list(values)
        attribute = named.get("attribute", args[at] if len(args) > at else None)
        of = make_attrgetter(self._environment, attribute) if attribute is not None else None
        for value in listed:
            self.search(of(value) if of else value)
        return listed

    def _wrapped(self, function: Callable[..., Any], first: Callable[[Any, Any, Any], Any]) -> Callable[..., Any]:
        """A filter of the same kind: Jinja2 hands some of them its context or environment before the value."""
        given = 1 if hasattr(function, "jinja_pass_arg") else 0

        def wrapper(*args: Any, **named: Any) -> Any:
            value = first(args[given], args[given + 1 :], named)
            return function(*args[:given], value, *args[given + 1 :], **named)

        if given:
            wrapper.jinja_pass_arg = function.jinja_pass_arg  # type: ignore[attr-defined]
        return wrapper


# What is looked at as often as not, and no text and nothing that passes.
_STILL = (bool, int, tuple, list, dict, msgspec.Struct, type(None))


def _is_passing(value: Any) -> bool:
    """Whether the value can be walked through only once, so that its items must be looked at as they pass."""
    return isinstance(value, Iterator) and not isinstance(value, LoopContext)


def _texts_in(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            yield from _texts_in(list(value.items()))
        case list() | tuple() | set() | frozenset():
            for item in value:
                yield from _texts_in(item)
        case msgspec.Struct():
            for name in value.__struct_fields__:
                yield from _texts_in(getattr(value, name))
        case OpenThing() | Untouchable():
            raise Inspected("it looks at the creator")


def _context_class(guard: _Guard, free: type) -> type[Context]:
    quick: Any = quick_context(Remembered())

    class GuardedContext(quick):  # type: ignore[misc]
        """Functions other than macros get no open texts, and text that was rendered already goes to none at all."""

        def call(__self, __function: Any, *args: Any, **named: Any) -> Any:  # noqa: N805
            if type(__function) is not Macro and (args or named):
                values = [*args, *(value for name, value in named.items() if not name.startswith("_"))]
                if not isinstance(__function, free):
                    guard.search(values)
                elif any(guard.is_open(value) and isinstance(value, Markup) for value in values):
                    raise Inspected("it puts rendered text of the creator's into other words")
            return quick.call(__self, __function, *args, **named)

    return GuardedContext


class _Apart(jinja2.BytecodeCache):
    """The same cache under other keys, since the same templates are compiled in another way."""

    def __init__(self, cache: jinja2.BytecodeCache) -> None:
        self._cache = cache
        self.load_bytecode, self.dump_bytecode = cache.load_bytecode, cache.dump_bytecode  # type: ignore[method-assign]

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return f"{self._cache.get_cache_key(name, filename)}-guarded-{_recipe()}"


@cache
def _recipe() -> str:
    """What guarded templates are compiled by, besides Jinja2."""
    return digest(Path(__file__).read_bytes())


class _Guarding(CodeGenerator):
    """Compiles a template so that everything it looks at passes the guard first."""

    def visit_Template(self, node: nodes.Template, frame: Any = None) -> None:  # noqa: N802 - Jinja2's name
        _refuse_capturing_filters(node)
        _guard(node)
        super().visit_Template(node, frame)


def _refuse_capturing_filters(template: nodes.Template) -> None:
    for node in template.find_all((nodes.FilterBlock, nodes.ScopedEvalContextModifier, nodes.AssignBlock)):
        if not isinstance(node, nodes.AssignBlock) or node.filter is not None:
            raise Inspected(f"line {node.lineno} changes rendered text")


_BOTH = (("left", ASK), ("right", ASK))
_EACH = (("left", LOOK), ("right", LOOK))

# Where an expression stands that something is found out about, and how closely that looks.
_EYES: dict[type[nodes.Node], tuple[tuple[str, str], ...]] = {
    nodes.If: (("test", ASK),),
    nodes.CondExpr: (("test", ASK),),
    nodes.Not: (("node", ASK),),
    nodes.And: _BOTH,
    nodes.Or: _BOTH,
    **dict.fromkeys((nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow), _EACH),
    nodes.Neg: (("node", LOOK),),
    nodes.Pos: (("node", LOOK),),
    nodes.Concat: (("nodes", LOOK),),
    nodes.Compare: (("expr", SEARCH),),
    nodes.Operand: (("expr", SEARCH),),
    nodes.Test: (("node", LOOK), ("args", SEARCH)),
    nodes.Filter: (("node", LOOK), ("args", SEARCH)),
    nodes.Getattr: (("node", LOOK),),
    nodes.Getitem: (("node", LOOK), ("arg", SEARCH)),
    nodes.For: (("iter", LOOK),),
}


def _guard(node: nodes.Node) -> None:
    """Put the guard around every expression below `node` that something is found out about."""
    for child in node.iter_child_nodes():
        _guard(child)
    for field, by in _EYES.get(type(node), ()):
        value = getattr(node, field)
        if isinstance(value, list):
            setattr(node, field, [_passed(item, by) for item in value])
        elif value is not None:
            setattr(node, field, _passed(value, by))
    if isinstance(node, nodes.Filter | nodes.Test):
        for named in node.kwargs or ():
            named.value = _passed(named.value, SEARCH)


def _passed(node: nodes.Node, by: str) -> nodes.Expr:
    if isinstance(node, nodes.Const | nodes.Slice):
        return node
    assert isinstance(node, nodes.Expr)  # noqa: S101 - for the type checker
    return nodes.Filter(node, by, [], [], None, None, lineno=node.lineno, environment=node.environment)
