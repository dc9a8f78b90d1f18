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
    at_start: bool
    what: str
    hint: str


_KNOWN = (
    _Known(
        "flow mapping", "','", True, "a `{` is not closed, or a comma is missing", "write `{key: text, other: text}`"
    ),
    _Known("flow sequence", "','", True, "a `[` is not closed, or a comma is missing", "write `[one, two]`"),
    _Known(
        "quoted scalar", "end of stream", True, "a quote is opened here and not closed", "close it with the same quote"
    ),
    _Known(
        "quoted scalar", "escape", False, "`\\` has a meaning in double quotes", "use single quotes around this text"
    ),
    _Known("simple key", "':'", True, "this line is no `key: value`", "add the colon, or indent a text that goes on"),
    _Known("block collection", "", False, "this line should begin with `- ` like those above", "or indent it further"),
    _Known("block scalar", "", False, "a text after `|` or `>` begins on the next line", "move it there and indent it"),
    _Known("alias", "", False, "a text cannot begin with `*`", "put quotes around it"),
    _Known("anchor", "", False, "a text cannot begin with `&`", "put quotes around it"),
    _Known("", "tag", False, "a text cannot begin with `!`", "put quotes around it"),
    _Known(
        "block mapping", "", False, "this does not fit to what stands before it", "begin it where the lines above begin"
    ),
    _Known("", "entries are not allowed", False, "a list cannot begin here", "begin it on a line of its own with `- `"),
)
_UNKNOWN_HINT = "look at this line and the one above: quotes closed, brackets closed, same indent"


def explained(error: yaml.MarkedYAMLError, text: str) -> Fault:
    """The fault behind a parser's complaint, on the line where it can be mended."""
    context, problem = error.context or "", error.problem or "it ends too early"
    spot: Any = error.problem_mark or error.context_mark
    start: Any = error.context_mark or spot
    line = _line(text, spot)
    if "mapping values" in problem:
        return Fault(spot.line, *_second_colon(line))
    if "cannot start any token" in problem:
        return Fault(spot.line, *_odd_beginning(line[spot.column : spot.column + 1]))
    for known in _KNOWN:
        if known.context in context and known.problem in problem:
            mark = start if known.at_start else spot
            return Fault(mark.line, known.what, _quotes(_line(text, mark)) or known.hint)
    return Fault(spot.line, problem, _UNKNOWN_HINT)


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


def _line(text: str, mark: Any) -> str:
    lines = text.split("\n")
    return lines[mark.line] if mark.line < len(lines) else ""
