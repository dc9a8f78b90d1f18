"""YAML text -> nodes, safely: no tags, no code, bounded size, depth and aliases.

The parser's events are read one by one, so a text that nests or unfolds too far is given up before it costs anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import yaml

from sitegen.errors import Place, Problem
from sitegen.load.nodes import Mapping, Node, Scalar, Sequence
from sitegen.load.yaml_faults import explained
from sitegen.text import STEERING

MOST_VALUES = 50_000
MOST_CHARACTERS = 4_000_000
DEEPEST = 20

# libyaml's parser is ten times quicker; PyYAML falls back to Python where it was built without.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# What YAML 1.2.2 (5.1) calls non-printable, in two patterns: one of all of it takes ten times as long to compile.
_UNREADABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f]")
_NO_CHARACTER = re.compile("[\ud800-\udfff\ufffe\uffff]")
# YAML 1.1 ends lines at these, editors and YAML 1.2 do not.
_NO_LINE_ENDS = str.maketrans("\x85\u2028\u2029", "   ")
_COLOR = re.compile(r":[ \t]+(#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6}))[ \t]*$")


class YamlError(Exception):
    """The text is no YAML we accept; `problem` says where and why."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def read_mapping(text: str, file: str, first_line: int = 1) -> tuple[Mapping, list[Problem]]:
    """The mapping a text holds and the complaints that do not stop us from reading on.

    `first_line` is the line of `file` on which `text` begins. Raises YamlError.
    """
    reader = _Reader(text.translate(_NO_LINE_ENDS), file, first_line)
    node = reader.document()
    if node is None:
        return Mapping(Place(file, first_line)), []
    if not isinstance(node, Mapping):
        hint = "write for instance `title: Cedar Candle`"
        raise _refusal(node.place, "this should be `key: value` lines", hint)
    return node, reader.problems


def _refusal(place: Place, what: str, hint: str) -> YamlError:
    return YamlError(Problem(place, what, hint))


class _Named(msgspec.Struct, frozen=True):
    """A node with an anchor, and what each use of it adds to the text."""

    node: Node
    values: int
    characters: int
    height: int


class _Reader:
    """One text's walk from the parser's events to nodes, counting what it unfolds."""

    def __init__(self, text: str, file: str, first_line: int) -> None:
        self.problems: list[Problem] = []
        self._text = text
        self._last_line = text.count("\n")  # libyaml puts what is missing at an end below it
        self._lines: list[str] = []
        self._file = file
        self._first_line = first_line
        self._values = 0
        self._characters = 0
        self._named: dict[str, _Named] = {}
        self._events: Iterator[Any] = iter(())

    def document(self) -> Node | None:
        """The text's one document; None when it is empty."""
        if odd := self._first_odd():
            place = self._place(self._text.count("\n", 0, odd.start()))
            raise _refusal(place, f"an invisible character (U+{ord(odd[0]):04X}) stands here", "type this line anew")
        loader = _Loader(self._text)
        self._events = iter(loader.get_event, None)
        try:
            return self._only_document()
        except yaml.MarkedYAMLError as error:
            fault = explained(error, self._text)
            raise _refusal(self._place(fault.line), f"this is not valid YAML: {fault.what}", fault.hint) from None

    def _first_odd(self) -> re.Match[str] | None:
        patterns = (_UNREADABLE,) if self._text.isascii() else (_UNREADABLE, _NO_CHARACTER)
        found = [odd for pattern in patterns if (odd := pattern.search(self._text))]
        return min(found, key=re.Match.start, default=None)

    def _only_document(self) -> Node | None:
        next(self._events)  # the stream begins
        if isinstance(next(self._events), yaml.StreamEndEvent):
            return None
        node = self._node(next(self._events), 0)
        next(self._events)  # the document ends
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise _refusal(self._place_of(after), "a second document begins here", "take out this line")
        return node

    def _node(self, event: Any, depth: int) -> Node:
        place = self._place_of(event)
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, place, depth)
        values, characters = self._values, self._characters
        self._count(1, 0, depth, place)
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.problems.append(Problem(place, f"`{tag}` is a tag, and tags are not read", "remove it"))
        node = self._value(event, place, depth)
        if event.anchor:
            grown = self._values - values, self._characters - characters
            self._named[event.anchor] = _Named(node, *grown, _height(node))
        return node

    def _value(self, event: Any, place: Place, depth: int) -> Node:
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(place, tuple(self._node(item, depth + 1) for item in self._until(yaml.SequenceEndEvent)))
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(place, depth)
        self._count(0, len(event.value), depth, place)
        if not event.value and not event.style:
            self._check_comment(event.start_mark.line, place)
        text: str = event.value
        return Scalar(place, text if text.isascii() else STEERING.sub("", text), not event.style)

    def _check_comment(self, line: int, place: Place) -> None:
        """A colour without quotes is a comment in YAML: it would be lost without a word."""
        self._lines = self._lines or [*self._text.split("\n"), ""]  # a value may be missing after the last line
        if color := _COLOR.search(self._lines[line]):
            what = f"`{color[1]}` without quotes is a comment, so nobody reads it"
            self.problems.append(Problem(place, what, f'write `"{color[1]}"`'))

    def _alias(self, event: Any, place: Place, depth: int) -> Node:
        named = self._named.get(event.anchor)
        if named is None:
            what = f"`*{event.anchor}` repeats something that was not named before"
            raise _refusal(place, what, "put quotes around a text that begins with `*`")
        self._count(named.values, named.characters, depth + named.height, place)
        return named.node

    def _mapping(self, place: Place, depth: int) -> Mapping:
        entries: dict[str, tuple[Scalar, Node]] = {}
        for event in self._until(yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            value = self._node(next(self._events), depth + 1)
            if isinstance(key, Scalar) and self._is_new(key, entries):
                entries[key.text] = (key, value)
            elif not isinstance(key, Scalar):
                self.problems.append(Problem(key.place, "a key must be a single word or text", "put quotes around it"))
        return Mapping(place, tuple(entries.values()))

    def _is_new(self, key: Scalar, entries: dict[str, tuple[Scalar, Node]]) -> bool:
        spot = Place(key.place.file, key.place.line, key.text)
        if key.text == "<<" and key.plain:
            self.problems.append(Problem(spot, "merge keys (`<<`) are not read", "write out what should be repeated"))
            return False
        if key.text in entries:
            first = entries[key.text][0].place.line
            self.problems.append(Problem(spot, f"`{key.text}` is already set on line {first}", "keep one of the two"))
            return False
        return True

    def _until(self, end: type) -> Iterator[Any]:
        while not isinstance(event := next(self._events), end):
            yield event

    def _count(self, values: int, characters: int, depth: int, place: Place) -> None:
        self._values += values
        self._characters += characters
        if self._values <= MOST_VALUES and self._characters <= MOST_CHARACTERS and depth <= DEEPEST:
            return
        hint = "write less, or in several files; an alias (`*name`) counts as often as it is used"
        if self._values > MOST_VALUES:
            raise _refusal(place, f"more than {MOST_VALUES:,} values", hint)
        if self._characters > MOST_CHARACTERS:
            raise _refusal(place, f"more than {MOST_CHARACTERS:,} characters", hint)
        raise _refusal(place, f"values nested more than {DEEPEST} deep", "flatten them")

    def _place_of(self, event: Any) -> Place:
        return self._place(event.start_mark.line)

    def _place(self, line: int) -> Place:
        return Place(self._file, self._first_line + min(line, self._last_line))


def _height(node: Node) -> int:
    """How many levels lie below a node."""
    if isinstance(node, Scalar):
        return 0
    below = node.items if isinstance(node, Sequence) else tuple(value for _, value in node.entries)
    return 1 + max(map(_height, below), default=0)
