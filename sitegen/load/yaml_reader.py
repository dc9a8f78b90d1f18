"""YAML text -> nodes, safely: no tags, no code, bounded size, depth and aliases."""

from __future__ import annotations

from typing import Any

import yaml

from sitegen.errors import Place, Problem
from sitegen.load.nodes import Mapping, Node, Scalar, Sequence

MOST_NODES = 50_000
DEEPEST = 20

# libyaml's parser is ten times quicker; PyYAML falls back to Python where it was built without.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlError(Exception):
    """The text is no YAML we accept; `problem` says where and why."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def read_mapping(text: str, file: str, first_line: int = 1) -> tuple[Mapping, list[Problem]]:
    """The mapping a text holds and the complaints that do not stop us from reading on.

    `first_line` is the line of `file` on which `text` begins. Raises YamlError.
    """
    top = _compose(text, file, first_line)
    if top is None:
        return Mapping(Place(file, first_line)), []
    reader = _Reader(file, first_line)
    node = reader.node(top, 0)
    if not isinstance(node, Mapping):
        raise _refusal(file, first_line, "this should be `key: value` lines", "write for instance `title: Cedar Candle`")
    return node, reader.problems


def _compose(text: str, file: str, first_line: int) -> yaml.Node | None:
    try:
        return yaml.compose(text, _Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        raise _refusal(file, line, f"this is not valid YAML: {error.problem}", _advice(text, mark)) from None
    except yaml.YAMLError as error:
        what = getattr(error, "reason", None) or "unreadable characters"
        raise _refusal(file, first_line, f"this is not valid YAML: {what}", "save the file as UTF-8 text") from None
    except (RecursionError, MemoryError):
        raise _refusal(file, first_line, "lists or mappings are nested too deeply", "flatten them") from None


def _advice(text: str, mark: Any) -> str:
    lines = text.splitlines()
    line = lines[mark.line] if mark and mark.line < len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "indent with spaces, YAML does not allow tabs"
    if line.count(": ") > 1:
        return "put quotes around a text that holds `: `"
    return "look at this line and the one above: quotes closed, brackets closed, same indent"


def _refusal(file: str, line: int, what: str, hint: str) -> YamlError:
    return YamlError(Problem(Place(file, line), what, hint))


class _Reader:
    """One text's walk from PyYAML's nodes to ours, counting what it unfolds."""

    def __init__(self, file: str, first_line: int) -> None:
        self.problems: list[Problem] = []
        self._file = file
        self._first_line = first_line
        self._count = 0

    def node(self, node: yaml.Node, depth: int) -> Node:
        place = Place(self._file, self._first_line + node.start_mark.line)
        self._count += 1
        if self._count > MOST_NODES:
            raise YamlError(Problem(place, f"more than {MOST_NODES} values", "aliases (`*name`) unfold too far"))
        if depth > DEEPEST:
            raise YamlError(Problem(place, f"values nested more than {DEEPEST} deep", "flatten them"))
        if isinstance(node, yaml.ScalarNode):
            return Scalar(place, node.value, node.style is None or node.style == "")
        if isinstance(node, yaml.SequenceNode):
            return Sequence(place, tuple(self.node(item, depth + 1) for item in node.value))
        return self._mapping(node, place, depth)

    def _mapping(self, node: Any, place: Place, depth: int) -> Mapping:
        entries: dict[str, tuple[Scalar, Node]] = {}
        for key_node, value_node in node.value:
            key = self.node(key_node, depth + 1)
            if not isinstance(key, Scalar):
                self.problems.append(Problem(key.place, "a key must be a single word or text"))
                continue
            if key.text in entries:
                first = entries[key.text][0].place.line
                spot = Place(place.file, key.place.line, key.text)
                self.problems.append(Problem(spot, f"`{key.text}` is already set on line {first}", "keep one of the two"))
                continue
            entries[key.text] = (key, self.node(value_node, depth + 1))
        return Mapping(place, tuple(entries.values()))
