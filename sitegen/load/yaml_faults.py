"""What a YAML parser complains about, in words for someone who keeps a shop."""

from __future__ import annotations

from typing import Any, NamedTuple

import yaml


class Fault(NamedTuple):
    """`line` counts from 0 within the text."""

    line: int
    what: str
    hint: str


class _Known(NamedTuple):
    """A complaint known by a part of its context and of its problem; `at_start` points to where the trouble began."""

    context: str
    problem: str
    what: str
    hint: str
    at_start: bool = False


_KNOWN = (
    _Known("flow map", "','", "a `{` is not closed, or a comma is missing", "write `{key: text, other: text}`", True),
    _Known("flow sequence", "','", "a `[` is not closed, or a comma is missing", "write `[one, two]`", True),
    _Known("flow node", "", "a value is missing, or a bracket is not closed", "write `{key: text}` or `[one, two]`"),
    _Known("quoted", "end of stream", "a quote is opened here and not closed", "close it with the same quote", True),
    _Known("quoted", "escape", "`\\` has a meaning in double quotes", "use single quotes around this text"),
    _Known("simple key", "':'", "this line is no `key: value`", "add the colon, or indent a text that goes on", True),
    _Known("block collection", "", "this line should begin with `- ` like those above", "or indent it further"),
    _Known("block scalar", "", "a text after `|` or `>` begins on the next line", "move it there and indent it"),
    _Known("alias", "", "a text cannot begin with `*`", "put quotes around it"),
    _Known("anchor", "", "a text cannot begin with `&`", "put quotes around it"),
    _Known("", "tag", "a text cannot begin with `!`", "put quotes around it"),
    _Known("block map", "", "this does not fit to what stands before it", "begin it where the lines above begin"),
    _Known("", "entries are not allowed", "a list cannot begin here", "begin it on a line of its own with `- `"),
)
_UNKNOWN_HINT = "look at this line and the one above: quotes closed, brackets closed, same indent"


def explained(error: yaml.MarkedYAMLError, text: str) -> Fault:
    """The fault behind a parser's complaint, on the line where it can be mended."""
    context, problem = error.context or "", error.problem or "it ends too early"
    mark: Any = error.problem_mark or error.context_mark
    lines = text.split("\n")
    spot = _last_written(lines, mark.line)
    if "mapping values" in problem:
        return Fault(spot, *_second_colon(lines[spot]))
    if "cannot start any token" in problem:
        return Fault(spot, *_odd_beginning(lines[spot][mark.column : mark.column + 1]))
    for known in _KNOWN:
        if known.context in context and known.problem in problem:
            line = error.context_mark.line if known.at_start and error.context_mark else spot
            return Fault(line, known.what, _quotes(lines[line]) or known.hint)
    return Fault(spot, problem, _UNKNOWN_HINT)


def _last_written(lines: list[str], line: int) -> int:
    """The line itself or, where a text ends too early, the last one that says anything."""
    line = min(line, len(lines) - 1)
    return next((place for place in range(line, -1, -1) if lines[place].strip()), 0)


def _second_colon(line: str) -> tuple[str, str]:
    if line.count(": ") > 1:
        return "a second `: ` stands on this line", "put quotes around a text that holds `: `"
    return "this line does not go on from the one above", "write `key: value`, with a colon and a space, on both"


def _odd_beginning(character: str) -> tuple[str, str]:
    if character == "\t":
        return "a tab indents this line", "indent with spaces, YAML does not allow tabs"
    return f"a text cannot begin with `{character}`", "put quotes around it"


def _quotes(line: str) -> str | None:
    """Advice for the two commonest slips in one line."""
    if ": #" in line:
        return 'put quotes around a colour: `"#b4563c"`'
    if line.count('"') > 2:
        return "write single quotes around a text that holds double quotes"
    return "write double quotes around a text that holds an apostrophe" if line.count("'") > 2 else None
